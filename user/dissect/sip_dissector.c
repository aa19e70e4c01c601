// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From SIP messages to transactions: a request and the responses to it (RFC 3261 17). */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"
#include "dissector.h"
#include "facts.h"
#include "sip.h"

/* With its NUL, which keeps two texts apart. */
static __u64 mix(__u64 hash, const char *text)
{
	return tl_octets_mix(hash, text, strlen(text) + 1);
}

/*
 * What all messages of a transaction have in common: the branch of the hop, and the method, as CANCEL has the branch of what it
 * cancels (RFC 3261 17.2.3). Older programs do not make a branch for each: hence the number and the call, too.
 */
static __u64 transaction_of(const struct tl_sip_facts *found)
{
	__u64 hash = mix(TL_OCTETS_MIX, found->branch);

	hash = mix(hash, found->call_id);
	hash = mix(hash, found->sequence_method);
	return hash ^ found->sequence;
}

static void keep_media(struct tl_record_sip *sip, struct tl_record_sip_media *media, const struct tl_sdp *sdp)
{
	static const __u8 mapped[12] = {[10] = 0xff, [11] = 0xff};
	const struct tl_sdp_media *first = &sdp->media[0];

	if (!sdp->count || media->known)
		return;
	media->known = true;
	if (!sip->media_kind[0])
		tl_keep_text(sip->media_kind, sizeof(sip->media_kind), first->kind);
	media->port = first->port;
	tl_sdp_codecs(first, media->codecs, sizeof(media->codecs));
	if (!first->has_address)
		return;
	if (!memcmp(first->address, mapped, sizeof(mapped))) {
		memcpy(media->ipv4, first->address + sizeof(mapped), sizeof(media->ipv4));
		media->has_ipv4 = true;
	} else {
		memcpy(media->ipv6, first->address, sizeof(media->ipv6));
		media->has_ipv6 = true;
	}
}

static void announce(struct tl_transactions *transactions, const struct tl_sip_facts *found)
{
	for (unsigned int i = 0; i < found->sdp.count; i++)
		tl_announcements_add(&transactions->room->announced, found->call_id, &found->sdp.media[i]);
}

/* What both say; the first one of them does. */
static void keep_common(struct tl_record_sip *sip, const struct tl_sip_facts *found)
{
	if (sip->transaction)
		return;
	sip->transaction = transaction_of(found);
	tl_keep_text(sip->from, sizeof(sip->from), found->from);
	tl_keep_text(sip->to, sizeof(sip->to), found->to);
	tl_keep_text(sip->call_id, sizeof(sip->call_id), found->call_id);
	tl_keep_text(sip->via, sizeof(sip->via), found->via);
	if (found->sequence_method[0])
		snprintf(sip->sequence, sizeof(sip->sequence), "%u %s", found->sequence, found->sequence_method);
}

static void keep_request(struct tl_record_sip *sip, const struct tl_sip_facts *found, __u64 time)
{
	if (sip->asked_at) /* sent again */
		return;
	sip->asked_at = time;
	tl_keep_text(sip->method, sizeof(sip->method), found->method);
	tl_keep_text(sip->uri, sizeof(sip->uri), found->uri);
	memset(sip->user_agent, 0, sizeof(sip->user_agent));
	tl_keep_text(sip->user_agent, sizeof(sip->user_agent), found->user_agent);
	keep_media(sip, &sip->asked, &found->sdp);
}

static void keep_response(struct tl_record_sip *sip, const struct tl_sip_facts *found, __u64 time)
{
	keep_media(sip, &sip->answered, &found->sdp);
	if (sip->answered_at)
		return;
	if (!sip->heard_at && found->status > 100)
		sip->heard_at = time;
	if (found->status >= 200)
		sip->answered_at = time;
	sip->status = found->status;
	memset(sip->reason, 0, sizeof(sip->reason));
	tl_keep_text(sip->reason, sizeof(sip->reason), found->reason);
	if (!sip->server[0]) /* many have User-Agent in its place */
		tl_keep_text(sip->server, sizeof(sip->server), found->server[0] ? found->server : found->user_agent);
	if (!sip->user_agent[0])
		tl_keep_text(sip->user_agent, sizeof(sip->user_agent), found->user_agent);
}

/* Samples of the two directions may come in either order. */
static void measure(struct tl_record_sip *sip)
{
	if (!sip->asked_at)
		return;
	if (sip->answered_at >= sip->asked_at && !sip->is_timed) {
		sip->response_time = tl_microseconds(sip->asked_at, sip->answered_at);
		sip->is_timed = true;
	}
	if (sip->heard_at >= sip->asked_at && !sip->is_heard && !strcmp(sip->method, "INVITE")) {
		sip->delay = tl_microseconds(sip->asked_at, sip->heard_at);
		sip->is_heard = true;
	}
}

static struct tl_transaction *find(const struct tl_transactions *transactions, __u64 which)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);

	while (transaction && transaction->facts.sip.transaction != which)
		transaction = TAILQ_NEXT(transaction, queue);
	return transaction;
}

static void follow(struct tl_transactions *transactions, const struct tl_sip_facts *found, __u64 time)
{
	struct tl_transaction *transaction = find(transactions, transaction_of(found));
	struct tl_record_sip *sip;

	announce(transactions, found);
	if (!transaction)
		transaction = tl_transaction_begin(transactions, time);
	if (!transaction)
		return;
	sip = &transaction->facts.sip;
	keep_common(sip, found);
	if (found->status)
		keep_response(sip, found, time);
	else
		keep_request(sip, found, time);
	measure(sip);
	if (sip->answered_at || !strcmp(sip->method, "ACK")) /* which nobody answers */
		transaction->is_complete = true;
	tl_transaction_lasts(transaction, time);
	if (time < transaction->start)
		transaction->start = time;
}

/* Without these a message is none (RFC 3261 8.1.1); some may be behind what was captured. */
static bool is_convincing(const struct tl_sip_facts *found)
{
	return found->call_id[0] || found->sequence_method[0] || found->via[0];
}

static bool is_sip_port(const struct tl_message *message)
{
	return message->source_port == TL_SIP_PORT || message->destination_port == TL_SIP_PORT;
}

static enum tl_dissection take_datagram(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_sip_facts found;

	if (tl_sip_is_keep_alive(message) && is_sip_port(message))
		return TL_DISSECT_CUT;
	if (tl_sip_dissect(message, &found) == TL_DISSECT_FOREIGN || !is_convincing(&found))
		return TL_DISSECT_FOREIGN;
	follow(transactions, &found, message->time);
	return TL_DISSECT_WHOLE;
}

/* The messages that begin here, one behind the other. */
static enum tl_dissection take_stream(struct tl_transactions *transactions, const struct tl_message *whole)
{
	enum tl_dissection known = TL_DISSECT_FOREIGN;
	struct tl_message message = *whole;
	struct tl_sip_facts found;

	while (message.captured) {
		enum tl_dissection dissection = tl_sip_dissect(&message, &found);
		bool is_enough = dissection == TL_DISSECT_WHOLE || message.is_last || message.is_apart;

		if (dissection == TL_DISSECT_FOREIGN && tl_sip_is_keep_alive(&message))
			return TL_DISSECT_CUT;
		if (dissection == TL_DISSECT_FOREIGN)
			return known;
		if (is_enough && is_convincing(&found) && message.offset >= transactions->taken[message.side]) {
			follow(transactions, &found, message.time);
			transactions->taken[message.side] = message.offset + 1;
		}
		known = TL_DISSECT_CUT; /* as long as the connection lives, more may follow */
		if (dissection == TL_DISSECT_CUT || !found.octets || found.octets >= message.captured)
			return known;
		message.octets += found.octets;
		message.offset += found.octets;
		message.captured -= found.octets;
		message.length -= found.octets;
	}
	return known;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	return message->protocol == IPPROTO_TCP ? take_stream(transactions, message)
						: take_datagram(transactions, message);
}

const struct tl_dissector tl_dissector_sip = {
	.name = "sip",
	.facts = TL_FACTS_sip,
	.take = take,
};
