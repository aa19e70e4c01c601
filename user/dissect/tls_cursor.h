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

/* What stands last in a hello; none of them is as good as an empty vector. FOREIGN: something stands behind it. */
static inline enum tl_dissection tl_tls_open_extensions(struct tl_tls_cursor *body, struct tl_tls_cursor *extensions)
{
	enum tl_dissection state;

	*extensions = (struct tl_tls_cursor){0};
	if (!body->length) /* RFC 5246 7.4.1.2: not even their length has to be there */
		return TL_DISSECT_WHOLE;
	state = tl_tls_open_vector(body, 2, extensions);
	return state == TL_DISSECT_WHOLE && body->length ? TL_DISSECT_FOREIGN : state;
}

/* The next one of such a vector. Other results than WHOLE leave type and content as they are, or rubbish. */
static inline enum tl_dissection tl_tls_take_extension(struct tl_tls_cursor *extensions, __u16 *type,
						       struct tl_tls_cursor *content)
{
	const __u8 *octets = NULL;
	enum tl_dissection state = tl_tls_take(extensions, 2, &octets);

	if (state != TL_DISSECT_WHOLE)
		return state;
	*type = tl_octets_get16(octets);
	return tl_tls_take_vector(extensions, 2, content);
}

#endif
