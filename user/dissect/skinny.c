// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Cisco's telephones (Skinny Client Control Protocol): length, version and number of a message in little-endian order, what it says. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	       8 /* length, version; the length is that of what follows */
#define NUMBER	       4
#define LENGTH_MOST    4096
#define VERSION_MOST   0x20
#define REGISTER       0x0001
#define NUMBER_MOST    0x0200
#define NAME	       16 /* octets of a telephone's name, NULs behind it */
#define NAME_LEAST     4
#define REGISTER_LEAST (NUMBER + NAME + 16) /* user, instance, address, kind of telephone */
#define PORT	       2000

static __u32 name_length(const __u8 *name)
{
	__u32 length = (__u32)strnlen((const char *)name, NAME);

	for (__u32 i = 0; i < NAME; i++) {
		__u8 letter = name[i] & (__u8)~0x20;

		if (i >= length ? name[i] != 0
				: (letter < 'A' || letter > 'Z') && (name[i] < '0' || name[i] > '9') &&
					  name[i] != '-' && name[i] != '_')
			return 0;
	}
	return length;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 length, number, name;

	for (__u32 at = 2; at < HEADER + NUMBER && at < message->captured; at++) /* the upper halves of numbers */
		if (octets[at] && at % 4 >= 2)
			return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER + NUMBER)
		return TL_DISSECT_CUT;
	length = tl_octets_get_little32(octets);
	number = tl_octets_get_little32(octets + HEADER);
	if (length < NUMBER || length > LENGTH_MOST || tl_octets_get_little32(octets + 4) > VERSION_MOST ||
	    number > NUMBER_MOST || (number != REGISTER && !tl_service_at(message, PORT)))
		return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER + length)
		return TL_DISSECT_CUT;
	if (number == REGISTER) {
		name = length >= REGISTER_LEAST ? name_length(octets + HEADER + NUMBER) : 0;
		if (name < NAME_LEAST)
			return TL_DISSECT_FOREIGN;
		tl_service_text(said->subject, sizeof(said->subject), message, HEADER + NUMBER, name);
		strcpy(said->request, "Register");
	}
	snprintf(said->version, sizeof(said->version), "%u", octets[4]);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(skinny, "skinny", IPPROTO_TCP, read_message);
