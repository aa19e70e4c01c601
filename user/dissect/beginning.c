// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "beginning.h"

#include "../lib/octets.h"

#define HTTP_RESPONSE 0x48545450 /* "HTTP" */
#define LEAST_OCTETS  6

static bool is_tls_hello(const __u8 *octets)
{
	return octets[0] == 0x16 && octets[1] == 3 && octets[2] <= 4 && (octets[5] == 1 || octets[5] == 2);
}

bool tl_begins_anew(const struct tl_sample *sample)
{
	__u32 first;

	if (sample->captured < LEAST_OCTETS)
		return false;
	first = tl_octets_get32(sample->octets);
	return first == HTTP_RESPONSE || tl_http_starts(first) || is_tls_hello(sample->octets);
}
