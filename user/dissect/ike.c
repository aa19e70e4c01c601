// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ike.h"

#include <stdint.h>
#include <string.h>

#include "../lib/octets.h"
#include "ike_payloads.h"

#define MARKER_OCTETS 4 /* zeros where ESP has its SPI */
#define HEADER_OCTETS 28
#define VERSION_1     0x10
#define VERSION_2     0x20

#define V1_FLAGS     0x07 /* encryption, commit, authentication only (RFC 2408 3.1) */
#define V1_ENCRYPTED 0x01
#define V2_FLAGS     0x38 /* initiator, version, response (RFC 7296 3.1) */
#define V2_RESPONSE  0x20

/* RFC 2408 3.1, RFC 2409 A, and mode-config; IANA's "IKEv2 Exchange Types". */
static bool is_exchange(__u8 version, __u8 exchange)
{
	if (version == VERSION_1)
		return (exchange >= 1 && exchange <= 6) || exchange == 32 || exchange == 33;
	return exchange >= 34 && exchange <= 44;
}

/* The first fragment of a datagram has less than the header says. */
static bool has_length(const struct tl_message *message, __u32 said, __u32 length)
{
	bool has_port = message->source_port == TL_IKE_PORT || message->destination_port == TL_IKE_PORT ||
			message->source_port == TL_IKE_NAT_PORT || message->destination_port == TL_IKE_NAT_PORT;

	return said == length || (has_port && said > length && said <= UINT16_MAX);
}

/* The header, from where it begins. It has 64 bits that must be right, and more that nearly must. */
static bool read_header(const struct tl_message *message, const __u8 *octets, __u32 length, struct tl_ike_facts *facts)
{
	__u8 flags = octets[19];

	memcpy(facts->initiator, octets, TL_IKE_SPI_OCTETS);
	memcpy(facts->responder, octets + TL_IKE_SPI_OCTETS, TL_IKE_SPI_OCTETS);
	facts->has_responder = tl_octets_get(facts->responder, TL_IKE_SPI_OCTETS);
	facts->version = octets[17];
	facts->exchange = octets[18];
	facts->message_id = tl_octets_get32(octets + 20);
	facts->is_response = facts->version == VERSION_2 && flags & V2_RESPONSE;
	if ((facts->version != VERSION_1 && facts->version != VERSION_2) ||
	    !tl_octets_get(facts->initiator, TL_IKE_SPI_OCTETS))
		return false;
	if (flags & ~(facts->version == VERSION_1 ? V1_FLAGS : V2_FLAGS))
		return false;
	return is_exchange(facts->version, facts->exchange) &&
	       has_length(message, tl_octets_get32(octets + 24), length);
}

enum tl_dissection tl_ike_dissect(const struct tl_message *message, struct tl_ike_facts *facts)
{
	__u32 start = message->captured >= MARKER_OCTETS && !tl_octets_get32(message->octets) ? MARKER_OCTETS : 0;
	struct tl_ike_payloads payloads;
	const __u8 *header = message->octets + start;

	memset(facts, 0, sizeof(*facts));
	if (message->captured < start + HEADER_OCTETS ||
	    !read_header(message, header, message->length - start, facts)) {
		memset(facts, 0, sizeof(*facts));
		return TL_DISSECT_FOREIGN;
	}
	if (facts->version == VERSION_1 && header[19] & V1_ENCRYPTED)
		return message->captured < message->length ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
	payloads = (struct tl_ike_payloads){
		.octets = header + HEADER_OCTETS,
		.captured = message->captured - start - HEADER_OCTETS,
		.length = tl_octets_get32(header + 24) - HEADER_OCTETS,
		.next = header[16],
		.is_version_2 = facts->version == VERSION_2,
	};
	if (tl_ike_read_payloads(&payloads, facts) != TL_DISSECT_FOREIGN)
		return message->captured < message->length ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
	memset(facts, 0, sizeof(*facts));
	return TL_DISSECT_FOREIGN;
}
