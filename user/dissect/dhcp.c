// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dhcp.h"

#include <stddef.h>
#include <string.h>

#include "../lib/octets.h"

#define FIXED_OCTETS  240 /* with the cookie */
#define SERVER_NAME   44 /* where `sname` begins */
#define BOOT_FILE     108
#define COOKIE_OFFSET 236
#define OP_REQUEST    1
#define OP_REPLY      2

/* What option 52 says of the two fields (RFC 2132 9.3). */
#define FILE_HAS_OPTIONS   1
#define SERVER_HAS_OPTIONS 2

#define FULL_NAME_BEFORE  3 /* flags and two answers of servers (RFC 4702 2) */
#define FULL_NAME_ENCODED 4 /* flag: labels as in DNS, no text */
#define LABEL_MOST	  63

enum option {
	PAD = 0,
	HOST_NAME = 12,
	REQUESTED = 50,
	LEASE = 51,
	OVERLOAD = 52,
	TYPE = 53,
	SERVER = 54,
	PARAMETERS = 55,
	VENDOR_CLASS = 60,
	FULL_NAME = 81,
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

void tl_dhcp_keep_labels(char text[static TL_DHCP_NAME_SIZE], const __u8 *octets, __u32 length)
{
	size_t used = 0;

	for (__u32 at = 0; at < length && octets[at]; at += 1 + octets[at]) {
		__u8 label = octets[at];

		if (label > LABEL_MOST || label > length - at - 1 || used + label + 2 > TL_DHCP_NAME_SIZE)
			return;
		if (used)
			text[used++] = '.';
		memcpy(text + used, octets + at + 1, label);
		used += label;
	}
}

static void keep_full_name(struct tl_dhcp_facts *facts, const __u8 *octets, __u8 length)
{
	if (length <= FULL_NAME_BEFORE || facts->full_name[0])
		return;
	if (octets[0] & FULL_NAME_ENCODED)
		tl_dhcp_keep_labels(facts->full_name, octets + FULL_NAME_BEFORE, length - FULL_NAME_BEFORE);
	else
		keep_text(facts->full_name, octets + FULL_NAME_BEFORE, (__u8)(length - FULL_NAME_BEFORE));
}

/* One of another length than its own is passed over. */
static void keep_option(struct tl_dhcp_facts *facts, __u8 option, const __u8 *octets, __u8 length)
{
	if (option == HOST_NAME) {
		keep_text(facts->host_name, octets, length);
	} else if (option == VENDOR_CLASS) {
		keep_text(facts->vendor_class, octets, length);
	} else if (option == FULL_NAME) {
		keep_full_name(facts, octets, length);
	} else if (option == OVERLOAD && length == 1) {
		facts->overload |= octets[0];
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
static enum tl_dissection read_options(const struct tl_message *message, __u32 at, struct tl_dhcp_facts *facts)
{
	const __u8 *octets = message->octets;

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

/* Options that had no room among the others (RFC 2131 4.1): what is wrong with these makes the message no other's. */
static void read_field(const struct tl_message *message, __u32 from, __u32 to, struct tl_dhcp_facts *facts)
{
	struct tl_message field = *message;

	field.captured = field.length = to;
	read_options(&field, from, facts);
}

enum tl_dissection tl_dhcp_dissect(const struct tl_message *message, struct tl_dhcp_facts *facts)
{
	static const __u8 cookie[] = {99, 130, 83, 99};
	const __u8 *octets = message->octets;
	enum tl_dissection dissection;
	__u8 overload;

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
	dissection = read_options(message, FIXED_OCTETS, facts);
	/* What is there twice counts where it comes first, which was perhaps not captured. */
	overload = dissection == TL_DISSECT_WHOLE ? facts->overload : 0;
	if (overload & FILE_HAS_OPTIONS)
		read_field(message, BOOT_FILE, COOKIE_OFFSET, facts);
	if (overload & SERVER_HAS_OPTIONS)
		read_field(message, SERVER_NAME, BOOT_FILE, facts);
	return dissection;
}
