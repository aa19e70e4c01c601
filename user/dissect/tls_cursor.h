/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where a TLS message, or a vector in it (RFC 8446 3.4), is read. */
#ifndef TAPLESS_DISSECT_TLS_CURSOR_H
#define TAPLESS_DISSECT_TLS_CURSOR_H

#include <stddef.h>

#include "../lib/octets.h"
#include "message.h"

/* What has not been read yet. */
struct tl_tls_cursor {
	const __u8 *octets;
	__u32 captured; /* at most `length` */
	__u32 length;
};

/* Passes over `size` octets and points to them, or does nothing: CUT if they were not captured, FOREIGN if there are none. */
static inline enum tl_dissection tl_tls_take(struct tl_tls_cursor *cursor, __u32 size, const __u8 **octets)
{
	if (size > cursor->length)
		return TL_DISSECT_FOREIGN;
	if (size > cursor->captured)
		return TL_DISSECT_CUT;
	*octets = cursor->octets;
	cursor->octets += size;
	cursor->captured -= size;
	cursor->length -= size;
	return TL_DISSECT_WHOLE;
}

/* A vector with a length of `size` octets before it, as far as it was captured. */
static inline enum tl_dissection tl_tls_open_vector(struct tl_tls_cursor *cursor, __u32 size,
						    struct tl_tls_cursor *vector)
{
	const __u8 *octets = NULL;
	enum tl_dissection state = tl_tls_take(cursor, size, &octets);

	if (state != TL_DISSECT_WHOLE)
		return state;
	vector->length = (__u32)tl_octets_get(octets, size);
	if (vector->length > cursor->length)
		return TL_DISSECT_FOREIGN;
	vector->octets = cursor->octets;
	vector->captured = vector->length < cursor->captured ? vector->length : cursor->captured;
	cursor->octets += vector->captured;
	cursor->captured -= vector->captured;
	cursor->length -= vector->length;
	return TL_DISSECT_WHOLE;
}

/* The same, but WHOLE only if all of it was captured. */
static inline enum tl_dissection tl_tls_take_vector(struct tl_tls_cursor *cursor, __u32 size,
						    struct tl_tls_cursor *vector)
{
	enum tl_dissection state = tl_tls_open_vector(cursor, size, vector);

	if (state == TL_DISSECT_WHOLE && vector->captured < vector->length)
		return TL_DISSECT_CUT;
	return state;
}

#endif
