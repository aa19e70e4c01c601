// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Phasors of power grids (IEEE C37.118.2 6): a frame that says how long it is and ends in a checksum (CRC-CCITT). */
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define LEAST	  16 /* with nothing inside */
#define SYNC	  0xaa
#define KIND_MOST 5 /* data, header, two configurations, command, a third configuration */

static const char *const kinds[] = {"data",    "header",	 "configuration-1", "configuration-2",
				    "command", "configuration-3"};

static __u16 checksum(const __u8 *octets, __u32 count)
{
	__u16 sum = 0xffff;

	for (__u32 i = 0; i < count; i++) {
		sum = (__u16)(sum ^ octets[i] << 8);
		for (unsigned int bit = 0; bit < 8; bit++)
			sum = (__u16)(sum & 0x8000 ? sum << 1 ^ 0x1021 : sum << 1);
	}
	return sum;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 length, kind;

	if (octets[0] != SYNC || (message->captured > 1 && (octets[1] & 0x8f) > 3))
		return TL_DISSECT_FOREIGN;
	if (message->captured < 4)
		return TL_DISSECT_CUT;
	length = tl_octets_get16(octets + 2);
	kind = octets[1] >> 4;
	if (length < LEAST || kind > KIND_MOST)
		return TL_DISSECT_FOREIGN;
	if (message->captured < length)
		return message->is_last ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	if (checksum(octets, length - 2) != tl_octets_get16(octets + length - 2))
		return TL_DISSECT_FOREIGN;
	snprintf(said->request, sizeof(said->request), "%s", kinds[kind]);
	snprintf(said->subject, sizeof(said->subject), "%u", tl_octets_get16(octets + 4));
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(synchrophasor, "synchrophasor", 0, read_message, "\xaa");
