/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Values as they are written in questions, by what they mean: the other way round than text.h. */
#ifndef TAPLESS_QUERY_LITERAL_H
#define TAPLESS_QUERY_LITERAL_H

#include "meaning.h"
#include "window.h"

struct tl_range {
	__u64 low, high; /* both belong to it */
};

/* A network of one of the two kinds, as 128 bits; IPv4 addresses are mapped (::ffff:a.b.c.d). */
struct tl_prefix {
	__u64 bits[2], mask[2];
	bool is_ipv4;
	bool is_host; /* of full length */
};

struct tl_text {
	const char *text;
	size_t length;
};

/* Why a value cannot be read; a text for the error message, NULL: it could. */
typedef const char *tl_literal_error;

/* Numbers of all kinds. "8000-8080" is a range where numbers have ranges. */
tl_literal_error tl_literal_range(const struct tl_text *text, enum tl_meaning meaning,
				  const struct tl_window_words *clock, struct tl_range *range);

tl_literal_error tl_literal_prefix(const struct tl_text *text, struct tl_prefix *prefix);

/* "02:00:00:00:00:01", or hex digits of any even number; *length: room on the way in. */
tl_literal_error tl_literal_octets(const struct tl_text *text, enum tl_meaning meaning, __u8 *octets, size_t *length);

/* 128 bits of an address of 4 or 16 octets. */
void tl_address_bits(const __u8 *octets, size_t length, __u64 bits[2]);

#endif
