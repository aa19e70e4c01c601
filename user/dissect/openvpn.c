// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "openvpn.h"

#include <string.h>

#include "../lib/octets.h"

#define SESSION_OCTETS	8
#define BEFORE_WRAPPING (1 + SESSION_OCTETS)
#define REPLAY_OCTETS	8 /* a packet number and the time */
#define NUMBER_OCTETS	4
#define TAG_OCTETS	32 /* of tls-crypt */
#define EARLY_OCTETS	6 /* what the server wants before TLS begins (2.6) */
#define WRAPPED_LEAST	290 /* the client's key, wrapped: its tag, 256 octets, a length */
#define ACKS_MOST	8
#define DATA_LEAST	20
#define FIRST_TIME	0x3b000000u /* 2001, when there was no OpenVPN yet */
#define REPLAY_MOST	0x10000u /* packets of the control channel, as far as we look */
#define REPLAY_COOKIE	0x0f000001u /* of a server that answers without remembering (2.6, tls-crypt-v2) */

/* Digests that tls-auth may have: none at all, MD5, SHA1, SHA224, SHA256, SHA384, SHA512. */
static const __u8 digests[] = {0, 16, 20, 28, 32, 48, 64};

static bool is_reset(__u8 opcode)
{
	return tl_openvpn_is_client_reset(opcode) || tl_openvpn_is_server_reset(opcode);
}

/* The packet number that keeps replays out, and the time. */
static bool is_replay_header(const __u8 *octets)
{
	__u32 number = tl_octets_get32(octets), time = tl_octets_get32(octets + 4);

	return number && (number < REPLAY_MOST || number == REPLAY_COOKIE) && time > FIRST_TIME;
}

static bool is_tls_record(const __u8 *octets, __u32 count)
{
	return count >= 3 && octets[0] >= 20 && octets[0] <= 23 && octets[1] == 3 && octets[2] <= 4;
}

/*
 * What follows the digest, or is all of it without one: acknowledgements, the other end's session if there are any,
 * the packet's number, a piece of TLS.
 */
static bool read_reliable(const __u8 *octets, __u32 captured, __u32 length, struct tl_openvpn_facts *facts)
{
	bool is_ack = facts->opcode == TL_OPENVPN_ACK;
	__u32 header, acks;

	if (!captured || octets[0] > ACKS_MOST || (is_ack && !octets[0]))
		return false;
	acks = octets[0];
	header = 1 + acks * NUMBER_OCTETS + (acks ? SESSION_OCTETS : 0);
	if (captured < header + (is_ack ? 0 : NUMBER_OCTETS))
		return false;
	for (__u32 i = 0; i < acks; i++)
		if (tl_octets_get32(octets + 1 + (size_t)i * NUMBER_OCTETS) >= REPLAY_MOST)
			return false;
	if (is_ack)
		return length == header;
	facts->packet = tl_octets_get32(octets + header);
	if (is_reset(facts->opcode))
		return length == header + NUMBER_OCTETS && !facts->packet;
	if (facts->packet >= REPLAY_MOST || facts->opcode == TL_OPENVPN_CONTROL_WRAPPED_KEY)
		return false;
	facts->tls = octets + header + NUMBER_OCTETS;
	facts->tls_octets = captured - header - NUMBER_OCTETS;
	return is_tls_record(facts->tls, facts->tls_octets) || facts->packet > 1;
}

/* With a digest of each size that fits; without one there is nothing to be known by but what is behind. */
static bool read_clear(const struct tl_message *packet, struct tl_openvpn_facts *facts)
{
	for (size_t i = 0; i < sizeof(digests); i++) {
		__u32 wrapping = digests[i] ? digests[i] + REPLAY_OCTETS : 0, behind = BEFORE_WRAPPING + wrapping;

		if (packet->captured <= behind)
			return false;
		if (wrapping && !is_replay_header(packet->octets + BEFORE_WRAPPING + digests[i]))
			continue;
		if (read_reliable(packet->octets + behind, packet->captured - behind, packet->length - behind, facts)) {
			facts->is_certain = is_reset(facts->opcode) || facts->opcode == TL_OPENVPN_ACK ||
					    is_tls_record(facts->tls, facts->tls_octets);
			return true;
		}
		facts->tls = NULL;
		facts->tls_octets = 0;
		facts->packet = 0;
	}
	return false;
}

/* How long a reset is that tls-crypt wraps, without the client's wrapped key that version 3 has behind. */
static bool is_encrypted_reset(__u8 opcode, __u32 length)
{
	__u32 least = BEFORE_WRAPPING + REPLAY_OCTETS + TAG_OCTETS + 1 + NUMBER_OCTETS;
	__u32 acked = least + NUMBER_OCTETS + SESSION_OCTETS;

	switch (opcode) {
	case TL_OPENVPN_RESET_CLIENT_2:
		return length == least;
	case TL_OPENVPN_RESET_SERVER_2:
		return length == acked || length == acked + EARLY_OCTETS;
	case TL_OPENVPN_RESET_CLIENT_3:
		return length >= least + WRAPPED_LEAST;
	default:
		return false;
	}
}

/* tls-crypt and tls-crypt-v2: only the wrapping can be read. */
static bool read_encrypted(const struct tl_message *packet, struct tl_openvpn_facts *facts)
{
	if (packet->captured < BEFORE_WRAPPING + REPLAY_OCTETS ||
	    packet->length <= BEFORE_WRAPPING + REPLAY_OCTETS + TAG_OCTETS ||
	    !is_replay_header(packet->octets + BEFORE_WRAPPING))
		return false;
	facts->is_certain = is_encrypted_reset(facts->opcode, packet->length);
	return true;
}

static bool read_control(const struct tl_message *packet, struct tl_openvpn_facts *facts)
{
	if (packet->captured <= BEFORE_WRAPPING || (is_reset(facts->opcode) && facts->key))
		return false;
	memcpy(facts->session, packet->octets + 1, SESSION_OCTETS);
	facts->has_session = tl_octets_get(facts->session, SESSION_OCTETS);
	return facts->has_session && (read_clear(packet, facts) || read_encrypted(packet, facts));
}

bool tl_openvpn_dissect(const struct tl_message *packet, struct tl_openvpn_facts *facts)
{
	bool is_good;

	memset(facts, 0, sizeof(*facts));
	if (!packet->captured)
		return false;
	facts->opcode = packet->octets[0] >> 3;
	facts->key = packet->octets[0] & 7;
	if (facts->opcode == TL_OPENVPN_DATA_1 || facts->opcode == TL_OPENVPN_DATA_2)
		is_good = packet->length >= DATA_LEAST;
	else
		is_good = facts->opcode >= TL_OPENVPN_RESET_CLIENT_1 &&
			  facts->opcode <= TL_OPENVPN_CONTROL_WRAPPED_KEY && read_control(packet, facts);
	if (!is_good)
		memset(facts, 0, sizeof(*facts));
	return is_good;
}
