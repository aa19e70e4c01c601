// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* CAPWAP between access points and their controller (RFC 5415 4): messages of control, in the clear or in records of DTLS. */
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define CLEAR	     0 /* the first octet: version 0, and what follows */
#define ENCRYPTED    1
#define DTLS	     4 /* where its record begins */
#define HEADER_LEAST 8
#define HEADER_MOST  32
#define IS_FRAGMENT  0x80 /* in the fourth octet */
#define CONTROL	     8 /* octets of its header: type, number, length, flags */
#define LENGTH_AT    5 /* from where its length counts */
#define TYPE_MOST    26

static const char *const requests[] = {
	"Discovery",
	"Join",
	"Configuration-Status",
	"Configuration-Update",
	"WTP-Event",
	"Change-State",
	"Echo",
	"Image",
	"Reset",
	"Primary-Discovery",
	"Data-Transfer",
	"Clear-Configuration",
	"Station",
};

/* Alert, handshake or data of DTLS 1.0 or 1.2 behind octets that are 0. */
static bool is_encrypted(const struct tl_message *message)
{
	const __u8 *octets = message->octets;

	return message->captured >= DTLS + 13 && !octets[1] && !octets[2] && !octets[3] && octets[DTLS] >= 0x14 &&
	       octets[DTLS] <= 0x17 && octets[DTLS + 1] == 0xfe && octets[DTLS + 2] >= 0xfd &&
	       DTLS + 13u + tl_octets_get16(octets + DTLS + 11) <= message->length;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 header, type;

	if (octets[0] == ENCRYPTED)
		return is_encrypted(message) ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
	if (octets[0] != CLEAR || message->captured < HEADER_LEAST + CONTROL)
		return TL_DISSECT_FOREIGN;
	header = (octets[1] >> 3) * 4u;
	if (header < HEADER_LEAST || header > HEADER_MOST || message->captured < header + CONTROL ||
	    octets[3] & IS_FRAGMENT)
		return TL_DISSECT_FOREIGN;
	type = tl_octets_get32(octets + header);
	if (!type || type > TYPE_MOST || octets[header + CONTROL - 1] ||
	    header + LENGTH_AT + tl_octets_get16(octets + header + LENGTH_AT) != message->length)
		return TL_DISSECT_FOREIGN;
	snprintf(type & 1 ? said->request : said->status, sizeof(said->request), "%s", requests[(type - 1) / 2]);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(capwap, "capwap", IPPROTO_UDP, read_message, "\0\1");
