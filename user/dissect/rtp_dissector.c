// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * RTP by its content: some packets of one direction that belong together, or one where a session description has announced it.
 * And RTCP, on the same ports (RFC 5761) or on ports of its own.
 */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "dissector.h"
#include "facts.h"
#include "rtp.h"
#include "rtp_types.h"

#define STUN_COOKIE 0x2112a442u /* RFC 8489 5 */
#define ZRTP_COOKIE 0x5a525450u /* RFC 6189 5 */

#define SOURCES 2 /* of one direction that are looked at: sound and pictures may share ports (RFC 8843) */

/* What is remembered of a conversation. */
struct streams {
	struct tl_rtp_stream stream[2][SOURCES];
};

static struct streams *remember(struct tl_transactions *transactions)
{
	struct streams *streams = tl_transaction_memory(transactions);

	return streams ? streams : tl_transaction_remember(transactions, sizeof(*streams));
}

/* Announced is where an end wants to receive; most send from there, too (RFC 4961). `above`: 1 for RTCP. */
static const struct tl_announced *find_announced(const struct tl_transactions *transactions,
						 const struct tl_message *message, __u16 above)
{
	const struct tl_announcements *all = &transactions->room->announced;
	const struct tl_announced *found;

	if (!message->source_address || !message->destination_address)
		return NULL;
	found = tl_announcements_find(all, message->destination_address, message->destination_port - above);
	return found ? found : tl_announcements_find(all, message->source_address, message->source_port - above);
}

static const struct tl_sdp_format *find_format(const struct tl_announced *announced, __u8 type)
{
	for (unsigned int i = 0; announced && i < announced->media.formats; i++)
		if (announced->media.format[i].type == type)
			return &announced->media.format[i];
	return NULL;
}

static void keep_call(struct tl_record_rtp *rtp, const struct tl_announced *announced)
{
	if (announced && !rtp->call_id[0])
		tl_keep_text(rtp->call_id, sizeof(rtp->call_id), announced->call_id);
}

/* Where packets of this source are, or may be: the last place is that of whoever comes. */
static struct tl_rtp_stream *place_of(struct tl_rtp_stream *places, const struct tl_rtp_packet *packet)
{
	unsigned int place = 0;

	while (place < SOURCES - 1 && places[place].count && places[place].packet[0].source != packet->source)
		place++;
	return &places[place];
}

static void keep_stream(struct tl_record_rtp_stream *told, const struct tl_rtp_stream *stream,
			const struct tl_announced *announced)
{
	const struct tl_rtp_packet *packet = &stream->packet[0];
	const struct tl_sdp_format *format = find_format(announced, packet->type);
	const char *codec = format && format->codec[0] ? format->codec : tl_rtp_types[packet->type].name;
	struct tl_rtp_quality quality;

	tl_rtp_measure(stream, format ? format->clock : tl_rtp_types[packet->type].clock, &quality);
	told->known = true;
	told->type = packet->type;
	told->source = packet->source;
	told->clock = format ? format->clock : 0;
	told->lost = quality.lost;
	told->has_jitter = quality.has_jitter;
	told->jitter = quality.jitter;
	if (codec && !told->codec[0])
		tl_keep_text(told->codec, sizeof(told->codec), codec);
}

static bool is_known(const struct tl_transactions *transactions)
{
	return !TAILQ_EMPTY(&transactions->queue);
}

static void note_end(struct tl_transaction *transaction, __u64 time)
{
	tl_transaction_lasts(transaction, time);
}

static enum tl_dissection take_rtp(struct tl_transactions *transactions, const struct tl_message *message)
{
	const struct tl_announced *announced;
	struct tl_transaction *transaction;
	struct tl_rtp_packet packet;
	struct tl_rtp_stream *stream;
	struct streams *streams;
	struct tl_record_rtp_stream *told;
	struct tl_record_rtp *rtp;

	if (!tl_rtp_read(message, &packet))
		return TL_DISSECT_FOREIGN;
	streams = remember(transactions);
	if (!streams)
		return TL_DISSECT_CUT;
	stream = place_of(streams->stream[message->side], &packet);
	tl_rtp_add(stream, &packet);
	announced = find_announced(transactions, message, 0);
	if (!announced && !tl_rtp_is_convincing(stream))
		return TL_DISSECT_CUT;
	transaction = tl_transaction_first(transactions, stream->packet[0].time);
	if (!transaction)
		return TL_DISSECT_WHOLE;
	rtp = &transaction->facts.rtp;
	keep_call(rtp, announced);
	told = &rtp->stream[message->side];
	if (!told->known || told->source == packet.source) /* the first one that is known for certain */
		keep_stream(told, stream, announced);
	note_end(transaction, message->time);
	return TL_DISSECT_WHOLE;
}

/* Feedback is no report, and may come between two of them. */
static void keep_report(struct tl_record_rtp *rtp, const struct tl_rtcp_facts *found)
{
	rtp->kinds |= found->kinds;
	if (found->name[0] && !rtp->name[0])
		tl_keep_text(rtp->name, sizeof(rtp->name), found->name);
	if (found->is_sender) {
		rtp->has_sender = true;
		rtp->packets = found->packets;
		rtp->octets = found->octets;
	}
	if (!found->has_report)
		return;
	rtp->has_report = true;
	rtp->reports = found->reports;
	rtp->fraction_lost = found->fraction_lost;
	rtp->lost = found->lost > 0 ? (__u32)found->lost : 0;
	rtp->jitter = found->jitter;
}

static enum tl_dissection take_reports(struct tl_transactions *transactions, const struct tl_message *message)
{
	const struct tl_announced *announced;
	struct tl_transaction *transaction;
	struct tl_rtcp_facts found;
	enum tl_dissection dissection = tl_rtcp_dissect(message, &found);

	if (dissection == TL_DISSECT_FOREIGN)
		return TL_DISSECT_FOREIGN;
	announced = find_announced(transactions, message, 1);
	if (!announced) /* or on the port of RTP itself */
		announced = find_announced(transactions, message, 0);
	if (dissection == TL_DISSECT_CUT && !announced && !is_known(transactions))
		return TL_DISSECT_CUT;
	transaction = tl_transaction_first(transactions, message->time);
	if (!transaction)
		return TL_DISSECT_WHOLE;
	keep_call(&transaction->facts.rtp, announced);
	keep_report(&transaction->facts.rtp, &found);
	note_end(transaction, message->time);
	return TL_DISSECT_WHOLE;
}

/* What opens the way for RTP on its own ports (RFC 7983): it may follow. */
static bool is_before_it(const struct tl_message *message)
{
	__u32 cookie;

	if (message->captured < 8 || message->octets[0] >> 6)
		return false;
	cookie = tl_octets_get32(message->octets + 4);
	return cookie == STUN_COOKIE || cookie == ZRTP_COOKIE;
}

/* Has RTP itself been seen? */
static bool has_stream(const struct tl_transactions *transactions)
{
	const struct tl_transaction *transaction;

	TAILQ_FOREACH(transaction, &transactions->queue, queue)
	if (transaction->facts.kind == TL_FACTS_rtp &&
	    (transaction->facts.rtp.stream[0].known || transaction->facts.rtp.stream[1].known))
		return true;
	return false;
}

/* Reports in a conversation that consists of them are RTCP's. */
static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol != IPPROTO_UDP)
		return TL_DISSECT_FOREIGN;
	if (is_before_it(message))
		return TL_DISSECT_CUT;
	if (!tl_rtcp_has_type(message))
		return take_rtp(transactions, message);
	return is_known(transactions) && !has_stream(transactions) ? TL_DISSECT_CUT
								   : take_reports(transactions, message);
}

/* A conversation that begins with RTCP has mostly nothing else; what is RTP there makes it RTP's. */
static enum tl_dissection take_rtcp(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol != IPPROTO_UDP)
		return TL_DISSECT_FOREIGN;
	if (tl_rtcp_has_type(message))
		return take_reports(transactions, message);
	return is_known(transactions) ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
}

const struct tl_dissector tl_dissector_rtp = {
	.name = "rtp",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_rtp,
	.take = take,
};

const struct tl_dissector tl_dissector_rtcp = {
	.name = "rtcp",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_rtp,
	.successor = &tl_dissector_rtp,
	.take = take_rtcp,
};
