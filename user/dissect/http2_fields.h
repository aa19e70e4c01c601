/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Header fields of HTTP/2 (RFC 9113 8.3), out of blocks that HPACK (RFC 7541) made small: by libnghttp2's inflater. */
#ifndef TAPLESS_DISSECT_HTTP2_FIELDS_H
#define TAPLESS_DISSECT_HTTP2_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include <nghttp2/nghttp2.h>

#include "http_fields.h"

#define TL_HTTP2_TABLE_MOST 65536 /* octets of a table that a peer may ask for */
#define TL_HTTP2_OCTETS	    (16u << 20) /* of the tables of all conversations */

/* What a request or response says: texts as in struct tl_http_request. */
struct tl_http2_head {
	char method[24];
	char authority[256];
	char host[256];
	char path[256];
	char status[4];
	char user_agent[256];
	char referer[256];
	char content_type[128];
	char server[128];
};

/* One direction's. Zeros: no block was read yet. */
struct tl_http2_fields {
	nghttp2_mem memory;
	nghttp2_hd_inflater *inflater;
	__u32 table; /* octets that the other end allows, if more than HPACK's 4096 */
};

/* The other end allows that much from now on; less than before is the sender's to say. */
void tl_http2_fields_allow(struct tl_http2_fields *fields, __u32 table);

/*
 * A piece of a block, each once, in their order, the last one with `is_last`. `taken`: octets of the tables of all conversations.
 * False: it is none, or there is no room; then nothing that follows in this direction can be read.
 */
bool tl_http2_fields_read(struct tl_http2_fields *fields, size_t *taken, const struct tl_http_span *piece, bool is_last,
			  struct tl_http2_head *head);

/* No texts, before anything is read into it. */
void tl_http2_head_empty(struct tl_http2_head *head);

/* Zeros again. */
void tl_http2_fields_free(struct tl_http2_fields *fields);

#endif
