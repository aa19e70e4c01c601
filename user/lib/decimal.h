/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Numbers and addresses as text, where printf() would take as long as all else. Each returns where the text goes on; no NUL. */
#ifndef TAPLESS_LIB_DECIMAL_H
#define TAPLESS_LIB_DECIMAL_H

#include <string.h>

#include <tapless/types.h>

#define TL_DECIMAL_DIGITS 20 /* of 2^64 - 1 */
#define TL_IPV4_DIGITS	  15

static inline char *tl_decimal_put(char *at, __u64 number)
{
	char digits[TL_DECIMAL_DIGITS];
	size_t from = sizeof(digits);

	do {
		digits[--from] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	memcpy(at, digits + from, sizeof(digits) - from);
	return at + sizeof(digits) - from;
}

static inline char *tl_ipv4_put(char *at, const __u8 address[4])
{
	for (unsigned int i = 0; i < 4; i++) {
		if (i)
			*at++ = '.';
		at = tl_decimal_put(at, address[i]);
	}
	return at;
}

#endif
