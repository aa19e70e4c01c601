// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Cisco's Hot Standby Router Protocol (RFC 2281 5): who is the gateway; and its version 2, whose fields have a type and a length. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define LENGTH	      20
#define OPCODE_MOST   3 /* hello, coup, resign, advertisement */
#define ADVERTISEMENT 3
#define GROUP_STATE   1 /* the first field of version 2, of so many octets */
#define STATE_LENGTH  40
#define STATE_MOST    6
#define PORT	      1985
#define PORT_IPV6     2029

static const char *const opcodes[] = {"hello", "coup", "resign", "advertisement"};

static const char *state_of(__u8 state)
{
	return state == 16  ? "active"
	       : state == 8 ? "standby"
	       : state == 4 ? "speak"
	       : state == 2 ? "listen"
	       : state == 1 ? "learn"
			    : "initial";
}

/* Version, opcode, state; the last word is the address that they share. */
static bool read_first(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;

	if (message->captured < LENGTH || octets[0] || octets[1] >= ADVERTISEMENT || octets[2] > 16 ||
	    octets[2] & (octets[2] - 1) || octets[7])
		return false;
	snprintf(said->version, sizeof(said->version), "1");
	snprintf(said->request, sizeof(said->request), "%s", opcodes[octets[1]]);
	snprintf(said->status, sizeof(said->status), "%s", state_of(octets[2]));
	inet_ntop(AF_INET, octets + 16, said->subject, sizeof(said->subject));
	return true;
}

/* Type, length, version, opcode, state, version of IP, group, identifier, priority, two times, the address. */
static bool read_second(const struct tl_message *message, struct tl_service_said *said)
{
	static const char *const states[] = {"disabled", "initial", "learn", "listen", "speak", "standby", "active"};
	const __u8 *octets = message->octets;

	if (message->captured < 2 + STATE_LENGTH || octets[0] != GROUP_STATE || octets[1] != STATE_LENGTH ||
	    octets[2] != 2 || octets[3] > OPCODE_MOST || octets[4] > STATE_MOST || (octets[5] != 4 && octets[5] != 6))
		return false;
	snprintf(said->version, sizeof(said->version), "2");
	snprintf(said->request, sizeof(said->request), "%s", opcodes[octets[3]]);
	snprintf(said->status, sizeof(said->status), "%s", states[octets[4]]);
	inet_ntop(octets[5] == 4 ? AF_INET : AF_INET6, octets + 26, said->subject, sizeof(said->subject));
	return true;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	if (message->destination_port != PORT && message->destination_port != PORT_IPV6)
		return TL_DISSECT_FOREIGN;
	return read_first(message, said) || read_second(message, said) ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

TL_SERVICE_DISSECTOR_FROM(hsrp, "hsrp", IPPROTO_UDP, read_message, "\0\1");
