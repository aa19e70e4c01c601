// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "host.h"

#include <arpa/inet.h>
#include <string.h>

static const __u8 mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_ipv4(const __u8 host[16])
{
	return !memcmp(host, mapped, sizeof(mapped));
}

void tl_host_print(char text[INET6_ADDRSTRLEN], const __u8 host[16])
{
	if (is_ipv4(host))
		inet_ntop(AF_INET, host + sizeof(mapped), text, INET6_ADDRSTRLEN);
	else
		inet_ntop(AF_INET6, host, text, INET6_ADDRSTRLEN);
}

bool tl_host_parse(__u8 host[16], const char *text)
{
	memcpy(host, mapped, sizeof(mapped));
	return inet_pton(AF_INET, text, host + sizeof(mapped)) == 1 || inet_pton(AF_INET6, text, host) == 1;
}

struct prefix {
	__u8 octets[16];
	unsigned int bits;
};

#define IPV4(a, b, c, bits_)                                                                                           \
	{                                                                                                              \
		{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c}, 96 + (bits_)                                      \
	}

static bool is_within(const __u8 host[16], const struct prefix *prefix)
{
	unsigned int whole = prefix->bits / 8, rest = prefix->bits % 8;

	return !memcmp(host, prefix->octets, whole) &&
	       (!rest || (host[whole] ^ prefix->octets[whole]) >> (8 - rest) == 0);
}

static bool is_in(const __u8 host[16], const struct prefix *prefixes, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		if (is_within(host, &prefixes[i]))
			return true;
	return false;
}

bool tl_host_is_own(const __u8 host[16])
{
	static const struct prefix own[] = {
		IPV4(10, 0, 0, 8),     IPV4(172, 16, 0, 12), IPV4(192, 168, 0, 16), IPV4(100, 64, 0, 10),
		IPV4(169, 254, 0, 16), IPV4(127, 0, 0, 8),   IPV4(192, 0, 2, 24),   IPV4(198, 51, 100, 24),
		IPV4(203, 0, 113, 24), {{0xfc}, 7},	     {{0xfe, 0x80}, 10},    {{0x20, 0x01, 0x0d, 0xb8}, 32},
	};

	return is_in(host, own, sizeof(own) / sizeof(own[0]));
}

bool tl_host_is_group(const __u8 host[16])
{
	static const struct prefix groups[] = {IPV4(224, 0, 0, 4), {{0xff}, 8}};

	/* the last address of a network is its broadcast: of networks whose length is unknown, the usual one */
	return is_in(host, groups, sizeof(groups) / sizeof(groups[0])) || (is_ipv4(host) && host[15] == 255);
}
