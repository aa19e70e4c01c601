/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the header fields say of the body's length (RFC 9112 6). */
#ifndef TAPLESS_DISSECT_HTTP_BODY_H
#define TAPLESS_DISSECT_HTTP_BODY_H

#include "http.h"
#include "http_fields.h"

/* Zeros: nothing was said. */
struct tl_http_said {
	bool has_length;
	bool is_contradiction; /* several lengths, or one that is no number */
	bool has_coding; /* Transfer-Encoding */
	bool is_chunked; /* the last coding is */
	__u64 length;
};

void tl_http_say(struct tl_http_said *said, const struct tl_http_span *name, const struct tl_http_span *value);

/* RFC 9112 6.3, rules 3 to 8; the first two are the caller's. */
void tl_http_frame(struct tl_http_body *body, const struct tl_http_said *said, bool is_request);

#endif
