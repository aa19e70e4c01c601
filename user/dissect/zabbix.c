// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Zabbix between agents, proxies and servers (its manual, "Header and data length"): a header, and mostly JSON. */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	   13 /* "ZBXD", flags, two lengths of four octets in little-endian order */
#define LARGE	   4 /* or of eight */
#define COMPRESSED 2
#define LONGEST	   (1u << 30)

static void keep_request(const struct tl_message *message, struct tl_service_said *said)
{
	static const char name[] = "\"request\":\"";
	const char *octets = (const char *)message->octets, *end = octets + message->captured;
	const char *found = memmem(octets, message->captured, name, sizeof(name) - 1), *quote;

	if (!found)
		return;
	found += sizeof(name) - 1;
	quote = memchr(found, '"', (size_t)(end - found));
	if (quote)
		tl_service_text(said->request, sizeof(said->request), message, (__u32)(found - octets),
				(__u32)(quote - found));
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	enum tl_dissection dissection = tl_service_begins(message, "ZBXD", 4);
	__u8 flags;

	if (dissection != TL_DISSECT_WHOLE || message->captured < HEADER)
		return dissection == TL_DISSECT_FOREIGN ? dissection : TL_DISSECT_CUT;
	flags = message->octets[4];
	if (!(flags & 1) || flags & ~7 || (!(flags & LARGE) && tl_octets_get_little32(message->octets + 5) > LONGEST))
		return TL_DISSECT_FOREIGN;
	if (!(flags & COMPRESSED))
		keep_request(message, said);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(zabbix, "zabbix", IPPROTO_TCP, read_message, "Z");
