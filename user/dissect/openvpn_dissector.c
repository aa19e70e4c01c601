// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What OpenVPN's two ends say of their session until all is encrypted, and the client's TLS hello. */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "dissector.h"
#include "facts.h"
#include "frames.h"
#include "openvpn.h"
#include "tls_dissector.h"

#define LENGTH_OCTETS 2 /* before each packet in TCP */

static bool has_port(const struct tl_message *packet)
{
	return packet->source_port == TL_OPENVPN_PORT || packet->destination_port == TL_OPENVPN_PORT;
}

static bool is_client(const struct tl_message *packet, __u8 opcode)
{
	if (tl_openvpn_is_client_reset(opcode) || tl_openvpn_is_server_reset(opcode))
		return tl_openvpn_is_client_reset(opcode);
	if (has_port(packet))
		return packet->destination_port == TL_OPENVPN_PORT;
	return packet->source_port >= packet->destination_port;
}

/* Data, and what only the opcode tells, need a conversation that is known, or the port that is made for it. */
static bool is_convincing(const struct tl_transactions *transactions, const struct tl_message *packet,
			  const struct tl_openvpn_facts *found)
{
	return found->is_certain || !TAILQ_EMPTY(&transactions->queue) || has_port(packet);
}

/* The hello nearly always fits into the first piece; one that does not is not known. */
static void keep_tls(struct tl_record_facts *said, const struct tl_openvpn_facts *found)
{
	struct tl_message stream = {.octets = found->tls, .captured = found->tls_octets, .length = found->tls_octets};
	struct tl_tls_facts facts;

	if ((said->has.tls && said->tls.has_client) || found->packet != 1 ||
	    tl_tls_dissect(&stream, TL_TLS_STREAM, &facts) == TL_DISSECT_FOREIGN)
		return;
	if (facts.role == TL_TLS_CLIENT && facts.client.is_whole)
		tl_tls_keep_client(tl_facts_tls(said), &facts.client);
}

static void keep_session(struct tl_record_openvpn *openvpn, const struct tl_openvpn_facts *found, bool of_client)
{
	__u8 *session = of_client ? openvpn->client_session : openvpn->server_session;

	if (found->has_session && !tl_octets_get(session, sizeof(found->session)))
		memcpy(session, found->session, sizeof(found->session));
}

static void keep_resets(struct tl_record_openvpn *openvpn, const struct tl_openvpn_facts *found, __u64 time)
{
	if (tl_openvpn_is_client_reset(found->opcode) && !openvpn->asked_at)
		openvpn->asked_at = time;
	if (tl_openvpn_is_server_reset(found->opcode) && !openvpn->answered_at)
		openvpn->answered_at = time;
	if (openvpn->asked_at && openvpn->answered_at >= openvpn->asked_at) {
		openvpn->response_time = tl_microseconds(openvpn->asked_at, openvpn->answered_at);
		openvpn->is_timed = true;
	}
}

static bool take_packet(struct tl_transactions *transactions, const struct tl_message *packet)
{
	struct tl_transaction *transaction;
	struct tl_record_openvpn *openvpn;
	struct tl_openvpn_facts found;

	if (!tl_openvpn_dissect(packet, &found) || !is_convincing(transactions, packet, &found))
		return false;
	transaction = tl_transaction_first(transactions, packet->time);
	if (!transaction)
		return true;
	openvpn = &transaction->facts.openvpn;
	if (!openvpn->opcode || packet->time < openvpn->first_at) {
		openvpn->first_at = packet->time;
		openvpn->opcode = found.opcode;
		openvpn->key = found.key;
	}
	keep_session(openvpn, &found, is_client(packet, found.opcode));
	keep_resets(openvpn, &found, packet->time);
	if (found.tls)
		keep_tls(&transaction->facts, &found);
	tl_transaction_lasts(transaction, packet->time);
	return true;
}

/*
 * A stream begins with a reset; elsewhere than at its port that keeps text and much else from looking like a length.
 */
static __u32 length_in_stream(const struct tl_message *message)
{
	__u8 opcode, key;
	__u32 length;

	if (message->captured < LENGTH_OCTETS + 1)
		return TL_FRAME_OPEN;
	length = tl_octets_get16(message->octets);
	opcode = message->octets[LENGTH_OCTETS] >> 3;
	key = message->octets[LENGTH_OCTETS] & 7;
	if (!length || opcode < TL_OPENVPN_RESET_CLIENT_1 || opcode > TL_OPENVPN_CONTROL_WRAPPED_KEY)
		return 0;
	if (!message->offset && !has_port(message) &&
	    (key || !(tl_openvpn_is_client_reset(opcode) || tl_openvpn_is_server_reset(opcode))))
		return 0;
	return LENGTH_OCTETS + length;
}

static bool take_from_stream(struct tl_transactions *transactions, const struct tl_message *frame)
{
	struct tl_message packet = *frame;

	packet.octets += LENGTH_OCTETS;
	packet.captured -= LENGTH_OCTETS;
	packet.length -= LENGTH_OCTETS;
	return take_packet(transactions, &packet);
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol == IPPROTO_TCP)
		return tl_frames_take(transactions, message, length_in_stream, take_from_stream);
	return message->protocol == IPPROTO_UDP && take_packet(transactions, message) ? TL_DISSECT_WHOLE
										      : TL_DISSECT_FOREIGN;
}

const struct tl_dissector tl_dissector_openvpn = {
	.name = "openvpn",
	.facts = TL_FACTS_openvpn,
	.take = take,
};
