/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* DER (X.690), as far as certificates need it. */
#ifndef TAPLESS_DISSECT_TLS_DER_H
#define TAPLESS_DISSECT_TLS_DER_H

#include <string.h>

#include "tls_cursor.h"

/* Identifier octets: universal types, and a constructed context-specific [number]. */
#define TL_DER_INTEGER		0x02
#define TL_DER_BIT_STRING	0x03
#define TL_DER_OCTET_STRING	0x04
#define TL_DER_OBJECT		0x06
#define TL_DER_UTF8_STRING	0x0c
#define TL_DER_NUMERIC_STRING	0x12
#define TL_DER_PRINTABLE_STRING 0x13
#define TL_DER_T61_STRING	0x14
#define TL_DER_IA5_STRING	0x16
#define TL_DER_UTC_TIME		0x17
#define TL_DER_TIME		0x18 /* GeneralizedTime */
#define TL_DER_VISIBLE_STRING	0x1a
#define TL_DER_UNIVERSAL_STRING 0x1c
#define TL_DER_BMP_STRING	0x1e
#define TL_DER_SEQUENCE		0x30
#define TL_DER_SET		0x31
#define TL_DER_CONTEXT(number)	(0xa0 | (number))

/* Passes over the next element. False: there is none that is whole, or it is none of DER's. */
static inline bool tl_der_next(struct tl_tls_cursor *from, __u8 *tag, struct tl_tls_cursor *content)
{
	const __u8 *octets = NULL;
	__u32 size, length;

	if (tl_tls_take(from, 2, &octets) != TL_DISSECT_WHOLE || (octets[0] & 0x1f) == 0x1f)
		return false;
	*tag = octets[0];
	length = octets[1];
	size = length & 0x7f;
	if (length & 0x80) { /* X.690 8.1.3.5; the indefinite form, 0x80, is not DER's */
		if (!size || size > 3 || tl_tls_take(from, size, &octets) != TL_DISSECT_WHOLE)
			return false;
		length = (__u32)tl_octets_get(octets, size);
	}
	if (tl_tls_take(from, length, &octets) != TL_DISSECT_WHOLE)
		return false;
	content->octets = octets;
	content->captured = content->length = length;
	return true;
}

/* The next element, which must be of that kind. */
static inline bool tl_der_enter(struct tl_tls_cursor *from, __u8 tag, struct tl_tls_cursor *content)
{
	__u8 found;

	return tl_der_next(from, &found, content) && found == tag;
}

/* `octets`: a string literal of the value's octets, X.690 8.19. */
#define tl_der_is(value, text) ((value)->length == sizeof(text) - 1 && !memcmp((value)->octets, text, sizeof(text) - 1))

#endif
