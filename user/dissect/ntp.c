// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ntp.h"

#include <string.h>

#include "../lib/octets.h"

#define HEADER_OCTETS  48
#define CONTROL_OCTETS 8
#define STRATUM_MOST   16
#define VERSION_MOST   4

enum tl_dissection tl_ntp_dissect(const struct tl_message *message, struct tl_ntp_facts *facts)
{
	const __u8 *octets = message->octets;
	bool is_control;

	memset(facts, 0, sizeof(*facts));
	if (!message->captured)
		return TL_DISSECT_FOREIGN;
	facts->leap = octets[0] >> 6;
	facts->version = octets[0] >> 3 & 7;
	facts->mode = octets[0] & 7;
	is_control = facts->mode >= TL_NTP_CONTROL;
	if (!facts->mode || !facts->version || facts->version > VERSION_MOST || message->length % 4 ||
	    message->length < (is_control ? CONTROL_OCTETS : HEADER_OCTETS))
		return TL_DISSECT_FOREIGN;
	if (is_control) {
		facts->leap = 0;
		return message->captured < message->length ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
	}
	if (message->captured > 1 && octets[1] > STRATUM_MOST)
		return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER_OCTETS)
		return TL_DISSECT_CUT;
	facts->stratum = octets[1];
	facts->poll = (__s8)octets[2];
	facts->precision = (__s8)octets[3];
	memcpy(facts->reference, octets + 12, sizeof(facts->reference));
	facts->originate = tl_octets_get(octets + 24, 8);
	facts->receive = tl_octets_get(octets + 32, 8);
	facts->transmit = tl_octets_get(octets + 40, 8);
	return TL_DISSECT_WHOLE;
}
