// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dhcpv6.h"

#include <string.h>

#include "../lib/octets.h"

#define TYPE_LEAST	1
#define TYPE_MOST	13
#define RELAY_FORWARD	12
#define RELAY_REPLY	13
#define HEADER_OCTETS	4
#define RELAY_OCTETS	34
#define RELAYS_MOST	4
#define IA_NA_OCTETS	12 /* before its options */
#define IA_TA_OCTETS	4
#define ADDRESS_OCTETS	16
#define HARDWARE_OCTETS 6
#define NAME_FLAGS	1 /* octets before the client's name (RFC 4704 4) */

enum option {
	CLIENT_ID = 1,
	IA_NA = 3,
	IA_TA = 4,
	IA_ADDRESS = 5,
	OPTION_REQUEST = 6,
	RELAY_MESSAGE = 9,
	VENDOR_CLASS = 16,
	CLIENT_NAME = 39,
};

/* A DUID by link-layer address, with a time or without. */
static void keep_hardware(struct tl_dhcpv6_facts *facts, const __u8 *duid, __u32 length)
{
	__u16 kind = length >= 4 ? tl_octets_get16(duid) : 0;
	__u32 before = kind == 1 ? 8 : kind == 3 ? 4 : length;

	if (length - before == HARDWARE_OCTETS)
		memcpy(facts->hardware, duid + before, HARDWARE_OCTETS);
}

static void keep_vendor(struct tl_dhcpv6_facts *facts, const __u8 *octets, __u32 length)
{
	__u32 text = length >= 6 ? tl_octets_get16(octets + 4) : 0; /* behind the enterprise's number */

	if (!text || text > length - 6 || text >= sizeof(facts->vendor_class) || facts->vendor_class[0])
		return;
	memcpy(facts->vendor_class, octets + 6, text);
}

/* The first address among the options of an identity association; `octets` are all there. */
static void keep_address(struct tl_dhcpv6_facts *facts, const __u8 *octets, __u32 length, __u32 before)
{
	static const __u8 none[ADDRESS_OCTETS];

	for (__u32 at = before; length >= 4 && at <= length - 4;) {
		__u32 size = tl_octets_get16(octets + at + 2);

		if (size > length - at - 4)
			return;
		if (tl_octets_get16(octets + at) == IA_ADDRESS && size >= ADDRESS_OCTETS &&
		    !memcmp(facts->address, none, ADDRESS_OCTETS))
			memcpy(facts->address, octets + at + 4, ADDRESS_OCTETS);
		at += 4 + size;
	}
}

static void keep_option(struct tl_dhcpv6_facts *facts, __u16 option, const __u8 *octets, __u32 length)
{
	if (option == CLIENT_ID) {
		keep_hardware(facts, octets, length);
	} else if (option == IA_NA || option == IA_TA) {
		keep_address(facts, octets, length, option == IA_NA ? IA_NA_OCTETS : IA_TA_OCTETS);
	} else if (option == VENDOR_CLASS) {
		keep_vendor(facts, octets, length);
	} else if (option == CLIENT_NAME && length >= NAME_FLAGS && !facts->host_name[0]) {
		tl_dhcp_keep_labels(facts->host_name, octets + NAME_FLAGS, length - NAME_FLAGS);
	} else if (option == OPTION_REQUEST && !facts->parameters) {
		for (__u32 i = 0; i < length / 2 && i < TL_DHCPV6_PARAMETERS; i++)
			facts->parameter[facts->parameters++] = tl_octets_get16(octets + 2 * i);
	}
}

/* What a relay wraps takes the place of `inside`. */
static enum tl_dissection read_options(const struct tl_message *message, __u32 at, struct tl_dhcpv6_facts *facts,
				       struct tl_message *inside)
{
	while (at < message->length) {
		__u16 option, length;

		if (message->length - at < 4)
			return TL_DISSECT_FOREIGN;
		if (at > message->captured || message->captured - at < 4)
			return TL_DISSECT_CUT;
		option = tl_octets_get16(message->octets + at);
		length = tl_octets_get16(message->octets + at + 2);
		at += 4;
		if (length > message->length - at)
			return TL_DISSECT_FOREIGN;
		if (option == RELAY_MESSAGE) {
			inside->octets = message->octets + at;
			inside->length = length;
			inside->captured = message->captured - at < length ? message->captured - at : length;
		}
		if (length > message->captured - at)
			return TL_DISSECT_CUT;
		keep_option(facts, option, message->octets + at, length);
		at += length;
	}
	return TL_DISSECT_WHOLE;
}

enum tl_dissection tl_dhcpv6_dissect(const struct tl_message *message, struct tl_dhcpv6_facts *facts)
{
	struct tl_message own = *message;
	bool is_cut = false; /* what a relay says behind the message that it wraps */

	for (unsigned int i = 0; i <= RELAYS_MOST; i++) {
		struct tl_message inside = {0};
		enum tl_dissection dissection;
		bool is_relay;

		memset(facts, 0, sizeof(*facts));
		if (own.captured < HEADER_OCTETS)
			return i ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
		facts->type = own.octets[0];
		is_relay = facts->type == RELAY_FORWARD || facts->type == RELAY_REPLY;
		if (facts->type < TYPE_LEAST || facts->type > TYPE_MOST ||
		    own.length < (is_relay ? RELAY_OCTETS : HEADER_OCTETS))
			return TL_DISSECT_FOREIGN;
		dissection = read_options(&own, is_relay ? RELAY_OCTETS : HEADER_OCTETS, facts, &inside);
		if (!is_relay || !inside.octets || dissection == TL_DISSECT_FOREIGN)
			return is_cut && dissection == TL_DISSECT_WHOLE ? TL_DISSECT_CUT : dissection;
		is_cut |= dissection == TL_DISSECT_CUT;
		own = inside;
	}
	return TL_DISSECT_FOREIGN;
}
