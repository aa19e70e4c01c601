// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * PROFINET IO's context management (IEC 61158-6-10): DCE/RPC in datagrams (C706 12.5), version 4, of interfaces that have their UUID
 * from PROFIBUS International.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	  80
#define VERSION	  4
#define KIND_MOST 10
#define INTERFACE 24 /* its UUID's offset */
#define OPERATION 68
#define BODY	  74 /* octets of it */

static const char *const operations[] = {"Connect", "Release", "Read", "Write", "Control", "ReadImplicit"};

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	/* DEA00001-6C97-11D1-8271-00A02442DF7D; 1 a device, 2 a controller, 3 a supervisor, 4 a parameter server */
	static const __u8 big[] = {0xde, 0xa0, 0, 0,	0x6c, 0x97, 0x11, 0xd1,
				   0x82, 0x71, 0, 0xa0, 0x24, 0x42, 0xdf, 0x7d},
			  little[] = {0,    0,	  0xa0, 0xde, 0x97, 0x6c, 0xd1, 0x11,
				      0x82, 0x71, 0,	0xa0, 0x24, 0x42, 0xdf, 0x7d};
	const __u8 *octets = message->octets;
	__u8 uuid[16];
	bool is_little;
	__u32 operation, body;

	if (message->captured < HEADER || octets[0] != VERSION || octets[1] > KIND_MOST || octets[4] & ~0x10)
		return TL_DISSECT_FOREIGN;
	is_little = octets[4] & 0x10;
	memcpy(uuid, octets + INTERFACE, sizeof(uuid));
	uuid[is_little ? 0 : 3] = 0;
	body = is_little ? tl_octets_get_little16(octets + BODY) : tl_octets_get16(octets + BODY);
	if (memcmp(uuid, is_little ? little : big, sizeof(uuid)) != 0 || HEADER + body > message->length)
		return TL_DISSECT_FOREIGN;
	operation = is_little ? tl_octets_get_little16(octets + OPERATION) : tl_octets_get16(octets + OPERATION);
	if (!octets[1] && operation < sizeof(operations) / sizeof(operations[0]))
		snprintf(said->request, sizeof(said->request), "%s", operations[operation]);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(profinet, "profinet", IPPROTO_UDP, read_message);
