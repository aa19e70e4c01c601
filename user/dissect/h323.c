// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* H.323's call signalling (H.225.0 7): a message of Q.931 in a TPKT, with a user-user element that is coded by ASN.1. */
#include <netinet/in.h>

#include "../lib/octets.h"
#include "service.h"

#define TPKT	      4
#define Q931	      8
#define REFERENCE     2 /* octets of a call's reference */
#define FIRST_ELEMENT (TPKT + 5)
#define SINGLE	      0x80 /* an element of one octet */
#define DISPLAY	      0x28
#define USER_USER     0x7e
#define ASN1	      5

static const struct {
	__u8 type;
	char name[24];
} messages[] = {
	{0x01, "Alerting"}, {0x02, "CallProceeding"},	{0x03, "Progress"},	   {0x05, "Setup"},
	{0x07, "Connect"},  {0x0d, "SetupAcknowledge"}, {0x5a, "ReleaseComplete"}, {0x62, "Facility"},
	{0x6e, "Notify"},   {0x75, "StatusInquiry"},	{0x7b, "Information"},	   {0x7d, "Status"},
};

static const char *name_of(__u8 type)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		if (messages[i].type == type)
			return messages[i].name;
	return NULL;
}

/* Is the user-user element there? It is what follows the others. */
static bool read_elements(const struct tl_message *message, __u32 end, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 at = FIRST_ELEMENT;

	while (at + 4 <= end && octets[at] != USER_USER) {
		if (octets[at] == DISPLAY && !said->subject[0])
			tl_service_text(said->subject, sizeof(said->subject), message, at + 2, octets[at + 1]);
		at += octets[at] & SINGLE ? 1 : 2u + octets[at + 1];
	}
	return at + 4 <= end && octets[at + 3] == ASN1 && at + 3 + tl_octets_get16(octets + at + 1) == end;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	const char *name;
	__u32 length;

	if (octets[0] != 3 || (message->captured > 1 && octets[1]) ||
	    (message->captured > TPKT && octets[TPKT] != Q931) ||
	    (message->captured > TPKT + 1 && octets[TPKT + 1] != REFERENCE))
		return TL_DISSECT_FOREIGN;
	if (message->captured < FIRST_ELEMENT)
		return TL_DISSECT_CUT;
	length = tl_octets_get16(octets + 2);
	name = name_of(octets[FIRST_ELEMENT - 1]);
	if (!name || length < FIRST_ELEMENT + 4)
		return TL_DISSECT_FOREIGN;
	if (message->captured < length)
		return TL_DISSECT_CUT;
	if (!read_elements(message, length, said))
		return TL_DISSECT_FOREIGN;
	tl_text_keep(said->request, sizeof(said->request), &(struct tl_text){name, (__u32)strlen(name)});
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(h323, "h323", IPPROTO_TCP, read_message);
