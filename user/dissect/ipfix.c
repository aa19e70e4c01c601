// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* IPFIX (RFC 7011 3.1), NetFlow 5 and 9 (RFC 3954 5.1): counts or a length that are those of the datagram. */
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER_5 24
#define RECORD_5 48

static bool is_version_5(const struct tl_message *message, __u32 count)
{
	return count && count <= 30 && HEADER_5 + count * RECORD_5 == message->length;
}

/* Its records are counted in flowsets whose length is not told ahead; the first one must fit. */
static bool is_version_9(const struct tl_message *message, __u32 count)
{
	const __u8 *octets = message->octets;

	return count && count <= message->length / 4 && message->captured >= 24 &&
	       tl_octets_get16(octets + 22) <= message->length - 20 &&
	       (tl_octets_get16(octets + 20) <= 1 || tl_octets_get16(octets + 20) >= 256);
}

static enum tl_dissection read_netflow(const struct tl_message *message, struct tl_service_said *said)
{
	__u32 version, count;

	if (message->captured < 20)
		return TL_DISSECT_FOREIGN;
	version = tl_octets_get16(message->octets);
	count = tl_octets_get16(message->octets + 2);
	if (!(version == 5 && is_version_5(message, count)) && !(version == 9 && is_version_9(message, count)))
		return TL_DISSECT_FOREIGN;
	snprintf(said->version, sizeof(said->version), "%u", version);
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection read_ipfix(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;

	if (message->captured < 20 || tl_octets_get16(octets) != 10 || tl_octets_get16(octets + 2) != message->length ||
	    tl_octets_get16(octets + 16) < 2)
		return TL_DISSECT_FOREIGN;
	snprintf(said->version, sizeof(said->version), "10");
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(ipfix, "ipfix", IPPROTO_UDP, read_ipfix);
TL_SERVICE_DISSECTOR(netflow, "netflow", IPPROTO_UDP, read_netflow);
