// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* sFlow version 5 (sflow.org, sFlow Datagram Format): samples, each with its length, fill the datagram. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define VERSION	     5
#define IPV4	     1
#define IPV6	     2
#define SAMPLES_MOST 512

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 at, count;
	bool is_ipv6;

	if (message->captured < 36 || tl_octets_get32(octets) != VERSION || message->length % 4)
		return TL_DISSECT_FOREIGN;
	is_ipv6 = tl_octets_get32(octets + 4) == IPV6;
	at = is_ipv6 ? 36 : 24; /* behind the agent's address, its number, the datagram's, and the time */
	if ((!is_ipv6 && tl_octets_get32(octets + 4) != IPV4) || at + 4 > message->captured)
		return TL_DISSECT_FOREIGN;
	count = tl_octets_get32(octets + at);
	if (!count || count > SAMPLES_MOST)
		return TL_DISSECT_FOREIGN;
	for (at += 4; count && at + 8 <= message->captured; count--) {
		__u32 length = tl_octets_get32(octets + at + 4);

		if (length % 4 || length > message->length - at - 8)
			return TL_DISSECT_FOREIGN;
		at += 8 + length;
	}
	if (message->captured == message->length && (count || at != message->length))
		return TL_DISSECT_FOREIGN;
	strcpy(said->version, "5");
	inet_ntop(is_ipv6 ? AF_INET6 : AF_INET, octets + 8, said->subject, sizeof(said->subject));
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(sflow, "sflow", IPPROTO_UDP, read_message, "\0");
