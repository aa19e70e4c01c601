// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "beginning.h"

#include <string.h>

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

/* "PROXY TCP4 192.0.2.1 192.0.2.2 1111 443\r\n": at most 107 octets. */
static __u32 first_version(const __u8 *octets, __u32 captured)
{
	static const char word[] = "PROXY ";
	__u32 most = captured < 107 ? captured : 107;
	const __u8 *end;

	if (captured < sizeof(word) - 1 || memcmp(octets, word, sizeof(word) - 1) != 0)
		return 0;
	end = memchr(octets, '\n', most);
	return end && end[-1] == '\r' ? (__u32)(end + 1 - octets) : 0;
}

/* A signature, version and command, family, the length of what follows. */
static __u32 second_version(const __u8 *octets, __u32 captured)
{
	static const __u8 signature[] = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
	__u32 length;

	if (captured < 16 || memcmp(octets, signature, sizeof(signature)) != 0 || octets[12] >> 4 != 2)
		return 0;
	length = 16u + tl_octets_get16(octets + 14);
	return length <= captured ? length : 0;
}

__u32 tl_proxy_preface(const __u8 *octets, __u32 captured)
{
	__u32 length = first_version(octets, captured);

	return length ? length : second_version(octets, captured);
}
