// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* RIP (RFC 2453 4) and RIPng (RFC 2080 2.1): entries of 20 octets fill the datagram. */
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	      4 /* command, version, octets that are 0 */
#define ENTRY	      20
#define METRIC_MOST   16
#define PREFIX_MOST   128
#define NEXT_HOP      0xff /* in the place of a metric, of RIPng */
#define PORT	      520
#define PORT_NG	      521
#define IPV4	      2
#define AUTHENTICATES 0xffff

static bool is_entry(const __u8 *entry, bool is_ng)
{
	__u32 family = tl_octets_get16(entry);

	if (is_ng)
		return entry[18] <= PREFIX_MOST && (entry[19] <= METRIC_MOST || entry[19] == NEXT_HOP);
	if (family == AUTHENTICATES)
		return true;
	return (family == 0 || family == IPV4) && tl_octets_get32(entry + 16) <= METRIC_MOST;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	bool is_ng = tl_service_at(message, PORT_NG);

	if ((!is_ng && !tl_service_at(message, PORT)) || message->captured < HEADER + ENTRY ||
	    (message->length - HEADER) % ENTRY || !octets[0] || octets[0] > 2 || !octets[1] ||
	    octets[1] > (is_ng ? 1 : 2) || octets[2] || octets[3] || !is_entry(octets + HEADER, is_ng))
		return TL_DISSECT_FOREIGN;
	snprintf(said->version, sizeof(said->version), "%u", octets[1]);
	snprintf(said->request, sizeof(said->request), "%s", octets[0] == 1 ? "request" : "response");
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(rip, "rip", IPPROTO_UDP, read_message, "\1\2");
