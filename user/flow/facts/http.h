/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_HTTP_H
#define TAPLESS_FLOW_FACTS_HTTP_H

#include "text.h"

/* A request and its response. Texts as sent, cut where there is no room; "" if not sent. */
struct tl_record_http {
	__u64 asked_at; /* when the request began */
	__u32 response_time; /* microseconds to the response's beginning, valid if is_timed */
	bool has_request;
	bool has_response;
	bool is_timed;
	__u16 status;
	char method[24];
	char version[4];
	char host[TL_NAME_SIZE];
	char target[TL_RECORD_LINE];
	char user_agent[TL_RECORD_LINE];
	char referer[TL_RECORD_LINE];
	char reason[64];
	char content_type[TL_RECORD_TEXT]; /* of the response, or else of the request */
	char server[TL_RECORD_TEXT];
};

/* clang-format off */
#define TL_HTTP_FIELDS(ROW) \
	ROW(http, httpRequestMethod, IANA, 459, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		method, method, "method of the HTTP request: of the first one of the flow, or of the transaction") \
	ROW(http, httpRequestTarget, IANA, 461, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		target, target, "what it asks for, as sent") \
	ROW(http, httpMessageVersion, IANA, 462, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		version, version, "its version: 1.0, 1.1 or 2") \
	ROW(http, httpUserAgent, IANA, 468, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		user_agent, user_agent, "what program asks") \
	ROW(http, httpReferer, FLOWMON, 3, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		referer, referer, "where it was told of it") \
	ROW(http, httpStatusCode, IANA, 457, UNSIGNED16, IDENTIFIER, NONE, 2, \
		status, status, "status of the response") \
	ROW(http, httpReasonPhrase, IANA, 470, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		reason, reason, "what the server says to it") \
	ROW(http, httpContentType, IANA, 469, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		content_type, content_type, "type of the response's content, or else of the request's") \
	ROW(http, httpServer, TAPLESS, 90, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		server, server, "what program answers") \
	ROW(http, httpResponseTime, TAPLESS, 91, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from the request's head to the response's")
/* clang-format on */

#endif
