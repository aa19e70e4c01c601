// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The X Window System (X Protocol, "Connection Setup"): a client's order of octets, version 11, and how it proves who it is. */
#include <netinet/in.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	  12 /* order, unused, major, minor, length of name, of data, unused */
#define TEXT_MOST 256
#define PORT	  6000
#define DISPLAYS  64

static bool is_display(const struct tl_message *message)
{
	return message->destination_port >= PORT && message->destination_port < PORT + DISPLAYS;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	bool is_little = octets[0] == 'l';
	__u32 major, minor, name;

	if ((!is_little && octets[0] != 'B') || (message->captured > 1 && octets[1]))
		return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER)
		return TL_DISSECT_CUT;
	major = is_little ? tl_octets_get_little16(octets + 2) : tl_octets_get16(octets + 2);
	minor = is_little ? tl_octets_get_little16(octets + 4) : tl_octets_get16(octets + 4);
	name = is_little ? tl_octets_get_little16(octets + 6) : tl_octets_get16(octets + 6);
	if (major != 11 || minor || name > TEXT_MOST || (!name && !is_display(message)))
		return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER + name)
		return TL_DISSECT_CUT;
	tl_service_text(said->request, sizeof(said->request), message, HEADER, name);
	if (name && !said->request[0])
		return TL_DISSECT_FOREIGN;
	tl_text_keep(said->version, sizeof(said->version), &(struct tl_text){"11.0", 4});
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(x11, "x11", IPPROTO_TCP, read_message, "lB");
