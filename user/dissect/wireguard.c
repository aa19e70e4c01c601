// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "wireguard.h"

#include <string.h>

#include "../lib/octets.h"

#define DATA_HEADER  16 /* type, receiver, counter */
#define DATA_LEAST   32 /* with the tag of an empty packet */
#define DATA_PADDING 16 /* the inner packet is padded to a multiple of it (5.4.6) */

/* How long a message of each type is, and where its indexes are; 0: it has none. */
static const struct {
	__u16 length;
	__u8 sender;
	__u8 receiver;
} shapes[] = {
	[TL_WIREGUARD_INITIATION] = {148, 4, 0},
	[TL_WIREGUARD_RESPONSE] = {92, 4, 8},
	[TL_WIREGUARD_COOKIE] = {64, 0, 4},
	[TL_WIREGUARD_DATA] = {0, 0, 4},
};

/*
 * Data have little to be known by: the counter's upper octets stay zero for any number of packets that a session may
 * send (2^64 - 2^13 is the limit, rekeying after 2^60; no wire is that fast), and what is encrypted does not begin
 * with zeros, as DCE/RPC's requests do that have the same first octets.
 */
static bool is_data(const struct tl_message *message)
{
	if (message->length < DATA_LEAST || message->length % DATA_PADDING || message->captured < DATA_LEAST)
		return false;
	return !(tl_octets_get_little(message->octets + 8, 8) >> 40) && tl_octets_get(message->octets + DATA_HEADER, 8);
}

enum tl_dissection tl_wireguard_dissect(const struct tl_message *message, struct tl_wireguard_facts *facts)
{
	const __u8 *octets = message->octets;
	__u8 type;

	memset(facts, 0, sizeof(*facts));
	if (message->captured < DATA_LEAST)
		return TL_DISSECT_FOREIGN;
	type = octets[0];
	if (type < TL_WIREGUARD_INITIATION || type > TL_WIREGUARD_DATA || octets[1] || octets[2] || octets[3])
		return TL_DISSECT_FOREIGN;
	if (type == TL_WIREGUARD_DATA ? !is_data(message) : message->length != shapes[type].length)
		return TL_DISSECT_FOREIGN;
	facts->type = type;
	if (shapes[type].sender)
		facts->sender = (__u32)tl_octets_get_little(octets + shapes[type].sender, 4);
	if (shapes[type].receiver)
		facts->receiver = (__u32)tl_octets_get_little(octets + shapes[type].receiver, 4);
	return message->captured < message->length ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}
