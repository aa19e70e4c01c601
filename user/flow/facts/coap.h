/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_COAP_H
#define TAPLESS_FLOW_FACTS_COAP_H

#include "text.h"

/* A request and what answered it, or what was sent without being asked. */
struct tl_record_coap {
	__u64 asked_at; /* 0: the request was not seen */
	__u64 answered_at;
	__u32 response_time; /* microseconds, valid if is_timed */
	__u32 observe;
	__u32 notifications;
	bool known;
	bool is_datagram;
	bool is_timed;
	bool is_answered;
	bool has_format;
	bool has_observe;
	__u8 version;
	__u8 side; /* of the conversation: who asks, or else who answers */
	__u8 type;
	__u8 code;
	__u16 response; /* class * 100 + detail */
	__u16 id;
	__u16 format; /* of the response, or else of the request */
	__u8 token_length;
	char token[17]; /* hexadecimal */
	char host[TL_RECORD_TEXT];
	char path[TL_RECORD_LINE];
	char query[TL_RECORD_LINE];
};

/* clang-format off */
#define TL_COAP_FIELDS(ROW) \
	ROW(coap, coapVersion, FLOWMON, 390, UNSIGNED8, IDENTIFIER, NONE, 1, \
		version, version, "version of CoAP: 1; streams have none") \
	ROW(coap, coapMid, FLOWMON, 391, UNSIGNED16, IDENTIFIER, NONE, 2, \
		id, is_datagram, "message id of the request; streams have none") \
	ROW(coap, coapCode, FLOWMON, 392, UNSIGNED8, IDENTIFIER, NONE, 1, \
		code, known, "code of the request: 1 GET, 2 POST, 3 PUT, 4 DELETE, 5 FETCH; without one, of what was sent") \
	ROW(coap, coapType, FLOWMON, 394, UNSIGNED8, IDENTIFIER, NONE, 1, \
		type, is_datagram, "its type: 0 confirmable, 1 non-confirmable, 2 acknowledgement, 3 reset") \
	ROW(coap, coapTokenLength, FLOWMON, 397, UNSIGNED8, QUANTITY, OCTETS, 1, \
		token_length, known, "length of its token") \
	ROW(coap, coapToken, FLOWMON, 398, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		token, token, "its token, hexadecimal") \
	ROW(coap, coapUriHost, FLOWMON, 399, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		host, host, "host that it is for, if it says one") \
	ROW(coap, coapUriPath, FLOWMON, 400, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		path, path, "path that it asks for") \
	ROW(coap, coapUriQuery, FLOWMON, 401, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		query, query, "query behind it, its parts joined by &") \
	ROW(coap, coapContentFormat, FLOWMON, 396, UNSIGNED16, IDENTIFIER, NONE, 2, \
		format, has_format, "format of the response's content, or else of the request's: 0 text, 50 JSON, 60 CBOR, ...") \
	ROW(coap, coapResponseCode, TAPLESS, 233, UNSIGNED16, IDENTIFIER, NONE, 2, \
		response, response, "code of the response, class * 100 + detail: 205 is 2.05 Content, 404 is 4.04 Not Found") \
	ROW(coap, coapObserve, TAPLESS, 234, UNSIGNED32, IDENTIFIER, NONE, 4, \
		observe, has_observe, "Observe of the request: 0 it wants to be told of changes, 1 no longer") \
	ROW(coap, coapResponseTime, TAPLESS, 221, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from request to response") \
	ROW(coap, coapNotifications, TAPLESS, 230, UNSIGNED32, QUANTITY, NONE, 4, \
		notifications, notifications, "later responses to the same request")
/* clang-format on */

#endif
