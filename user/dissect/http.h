/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The heads of HTTP/1.0 and 1.1 messages (RFC 9112), and where their bodies end. */
#ifndef TAPLESS_DISSECT_HTTP_H
#define TAPLESS_DISSECT_HTTP_H

#include <stddef.h>

#include "message.h"

#define TL_HTTP_METHOD_SIZE	  24 /* all sizes with a NUL */
#define TL_HTTP_VERSION_SIZE	  4
#define TL_HTTP_TARGET_SIZE	  2048
#define TL_HTTP_HOST_SIZE	  256
#define TL_HTTP_USER_AGENT_SIZE	  512
#define TL_HTTP_REFERER_SIZE	  1024
#define TL_HTTP_CONTENT_TYPE_SIZE 128
#define TL_HTTP_REASON_SIZE	  128
#define TL_HTTP_SERVER_SIZE	  256
#define TL_HTTP_UPGRADE_SIZE	  16
#define TL_HTTP_URL_SIZE	  (sizeof("http://") + TL_HTTP_HOST_SIZE + TL_HTTP_TARGET_SIZE)

/* How a body's end is told (RFC 9112 6.3). */
enum tl_http_framing {
	TL_HTTP_UNKNOWN, /* the head was cut, or contradicts itself */
	TL_HTTP_NO_BODY,
	TL_HTTP_LENGTH,
	TL_HTTP_CHUNKED,
	TL_HTTP_UNTIL_CLOSE,
};

struct tl_http_body {
	__u32 start; /* octets from the message's beginning to behind its head; 0: the head was cut */
	__u64 length; /* of TL_HTTP_LENGTH */
	enum tl_http_framing framing;
};

/*
 * Texts hold the peer's octets, in whatever character set, up to a NUL; what is longer than fits ends early. Those that were not
 * sent, or not captured to their end, are "". Of a field that was sent twice the first one counts.
 */
struct tl_http_request {
	char method[TL_HTTP_METHOD_SIZE];
	char version[TL_HTTP_VERSION_SIZE]; /* "1.1" */
	char target[TL_HTTP_TARGET_SIZE]; /* in whichever of its four forms, RFC 9112 3.2 */
	char host[TL_HTTP_HOST_SIZE]; /* with the port, if one is said */
	char user_agent[TL_HTTP_USER_AGENT_SIZE];
	char referer[TL_HTTP_REFERER_SIZE];
	char content_type[TL_HTTP_CONTENT_TYPE_SIZE];
	struct tl_http_body body;
};

struct tl_http_response {
	__u16 status; /* 0: not captured */
	bool is_interim; /* 1xx but 101: another response to the same request follows (RFC 9110 15.2) */
	bool is_handover; /* what follows is another protocol's: 101, or CONNECT was granted */
	char upgrade[TL_HTTP_UPGRADE_SIZE]; /* with 101: which one */
	char version[TL_HTTP_VERSION_SIZE];
	char reason[TL_HTTP_REASON_SIZE];
	char content_type[TL_HTTP_CONTENT_TYPE_SIZE];
	char server[TL_HTTP_SERVER_SIZE];
	struct tl_http_body body;
};

/*
 * `message` begins where a message of the stream does, and may go on behind it. WHOLE: the head was captured. CUT: its end was not,
 * whatever `length` says, for more of the stream may follow. A method that is not among the registered ones is believed when
 * its line's end is seen.
 */
enum tl_dissection tl_http_dissect_request(const struct tl_message *message, struct tl_http_request *request);

/* `method`: of the request that this answers, on which the body depends; NULL if it is not known. */
enum tl_dissection tl_http_dissect_response(const struct tl_message *message, const char *method,
					    struct tl_http_response *response);

/*
 * Where the stream's next message begins, in octets from this one's beginning: WHOLE; it can lie behind what was captured. CUT: what was
 * captured does not tell. FOREIGN: this is no body of that framing, and nothing tells.
 */
enum tl_dissection tl_http_find_end(const struct tl_message *message, const struct tl_http_body *body, __u64 *end);

/* The URI that was asked for (RFC 9112 3.3), or the target as it stands if no host was said. `url`: TL_HTTP_URL_SIZE octets. */
void tl_http_url(const struct tl_http_request *request, char *url);

#endif
