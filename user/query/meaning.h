/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a value is for people: how it is written in a question, and in an answer (text.h). */
#ifndef TAPLESS_QUERY_MEANING_H
#define TAPLESS_QUERY_MEANING_H

#include "../export/element.h"

enum tl_meaning {
	TL_MEANING_NUMBER, /* an amount: 1.2 M */
	TL_MEANING_IDENTIFIER, /* a number that is a name: a port, a VLAN */
	TL_MEANING_SIGNED,
	TL_MEANING_REAL,
	TL_MEANING_BOOLEAN,
	TL_MEANING_DURATION, /* nanoseconds */
	TL_MEANING_TIME, /* nanoseconds since 1970 */
	TL_MEANING_PROTOCOL,
	TL_MEANING_FLAGS, /* of TCP, as letters */
	TL_MEANING_TEXT,
	TL_MEANING_ADDRESS, /* 4 or 16 octets */
	TL_MEANING_MAC,
	TL_MEANING_HEX, /* octets */
};

enum tl_meaning tl_meaning_of(const struct tl_element *element);

/* What an element's number is multiplied by to be its meaning's: durations on the wire are in units of their own. */
__u64 tl_meaning_scale(const struct tl_element *element);

static inline bool tl_meaning_is_numeric(enum tl_meaning meaning)
{
	return meaning < TL_MEANING_TEXT;
}

#endif
