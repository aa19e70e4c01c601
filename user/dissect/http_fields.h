/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Lines and header fields (RFC 9112 2.2, 5), as HTTP/1 and what borrows its form have them. */
#ifndef TAPLESS_DISSECT_HTTP_FIELDS_H
#define TAPLESS_DISSECT_HTTP_FIELDS_H

#include <stddef.h>

#include "message.h"

struct tl_http_cursor {
	const __u8 *octets;
	__u32 captured;
	__u32 offset; /* of what has not been read yet */
};

/* Octets in the message; NULL if there are none. */
struct tl_http_span {
	const __u8 *octets;
	__u32 length;
};

/* A field that is kept as text, at `offset` of the facts. */
struct tl_http_field {
	const char *name; /* lower case */
	size_t offset;
	size_t size; /* with the NUL */
};

/* Up to a line feed, with or without a carriage return before it (RFC 9112 2.2). False: its end was not captured. */
bool tl_http_take_line(struct tl_http_cursor *cursor, struct tl_http_span *line);

/*
 * The next header field, with the lines that continue it (RFC 9112 5.2); lines that are none are passed over. CUT: it may go on
 * behind what was captured. `name->octets` is NULL at the empty line that ends the fields.
 */
enum tl_dissection tl_http_take_field(struct tl_http_cursor *cursor, struct tl_http_span *name,
				      struct tl_http_span *value);

/* Without regard to the case of letters; `text` is in lower case. */
bool tl_http_is(const struct tl_http_span *span, const char *text);

/*
 * As much as fits, and a NUL. A line's end and the spaces around it become one space (RFC 9112 5.2), a carriage return or a NUL
 * becomes one too (RFC 9110 5.5).
 */
void tl_http_keep_text(char *text, size_t size, const struct tl_http_span *span);

/* Keeps the value if the name is that of a row, and nothing was kept for that row before. */
void tl_http_keep_field(void *facts, const struct tl_http_field *rows, size_t count, const struct tl_http_span *name,
			const struct tl_http_span *value);

static inline bool tl_http_is_space(__u8 octet)
{
	return octet == ' ' || octet == '\t';
}

#endif
