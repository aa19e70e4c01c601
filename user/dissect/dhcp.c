// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dhcp.h"

#include <stddef.h>
#include <string.h>

#include "../lib/octets.h"

#define FIXED_OCTETS  240 /* with the cookie */
#define COOKIE_OFFSET 236
#define OP_REQUEST    1
#define OP_REPLY      2

enum option {
	PAD = 0,
	HOST_NAME = 12,
	REQUESTED = 50,
	LEASE = 51,
	TYPE = 53,
	SERVER = 54,
	PARAMETERS = 55,
	VENDOR_CLASS = 60,
	END = 255,
};

/* Some servers and clients send a NUL behind the text: RFC 2132 2. */
static void keep_text(char *text, const __u8 *octets, __u8 length)
{
	if (text[0])
		return;
	memcpy(text, octets, length);
	text[length] = 0;
}

/* One of another length than its own is passed over. */
static void keep_option(struct tl_dhcp_facts *facts, __u8 option, const __u8 *octets, __u8 length)
{
	if (option == HOST_NAME) {
		keep_text(facts->host_name, octets, length);
	} else if (option == VENDOR_CLASS) {
		keep_text(facts->vendor_class, octets, length);
	} else if (option == PARAMETERS && !facts->parameters) {
		facts->parameters = length;
		memcpy(facts->parameter, octets, length);
	} else if (option == TYPE && length == 1) {
		facts->type = octets[0];
	} else if (option == LEASE && length == 4) {
		facts->lease = tl_octets_get32(octets);
	} else if (option == REQUESTED && length == 4) {
		memcpy(facts->requested, octets, 4);
	} else if (option == SERVER && length == 4) {
		memcpy(facts->server, octets, 4);
	}
}

/* The last option may be missing: BOOTP pads instead. */
static enum tl_dissection read_options(const struct tl_message *message, struct tl_dhcp_facts *facts)
{
	const __u8 *octets = message->octets;
	__u32 at = FIXED_OCTETS;

	while (at < message->captured && octets[at] != END) {
		__u8 length;

		if (octets[at] == PAD) {
			at++;
			continue;
		}
		if (message->length - at < 2)
			return TL_DISSECT_FOREIGN;
		if (message->captured - at < 2)
			return TL_DISSECT_CUT;
		length = octets[at + 1];
		if (length > message->length - at - 2)
			return TL_DISSECT_FOREIGN;
		if (length > message->captured - at - 2)
			return TL_DISSECT_CUT;
		keep_option(facts, octets[at], octets + at + 2, length);
		at += 2 + length;
	}
	return at < message->captured || message->captured == message->length ? TL_DISSECT_WHOLE : TL_DISSECT_CUT;
}

enum tl_dissection tl_dhcp_dissect(const struct tl_message *message, struct tl_dhcp_facts *facts)
{
	static const __u8 cookie[] = {99, 130, 83, 99};
	const __u8 *octets = message->octets;

	if (message->captured < FIXED_OCTETS || (octets[0] != OP_REQUEST && octets[0] != OP_REPLY) ||
	    octets[2] > sizeof(facts->hardware) || memcmp(octets + COOKIE_OFFSET, cookie, sizeof(cookie)) != 0)
		return TL_DISSECT_FOREIGN;
	memset(facts, 0, sizeof(*facts));
	facts->is_reply = octets[0] == OP_REPLY;
	facts->transaction = tl_octets_get32(octets + 4);
	facts->hardware_length = octets[2];
	memcpy(facts->client, octets + 12, 4);
	memcpy(facts->assigned, octets + 16, 4);
	memcpy(facts->hardware, octets + 28, octets[2]);
	return read_options(message, facts);
}
