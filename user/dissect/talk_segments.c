// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A conversation's payload, as it comes: which dissectors are asked, of what, and who is it then. */
#include <netinet/in.h>

#include "beginning.h"
#include "talk.h"

#define REFUSALS 5 /* of a stream whose beginning may be still to come */

static struct tl_message message_of(const struct tl_sample *sample, unsigned int side)
{
	struct tl_message message = {
		.octets = sample->octets,
		.captured = sample->captured,
		.length = sample->length,
		.source_address = sample->key.source_address,
		.destination_address = sample->key.destination_address,
		.source_port = sample->key.source_port,
		.destination_port = sample->key.destination_port,
		.protocol = sample->key.protocol,
		.side = (__u8)side,
		.time = sample->time,
	};

	return message;
}

void tl_talk_free_stream(struct tl_talks *talks, struct tl_stream *stream)
{
	talks->stream_octets -= stream->room;
	tl_stream_free(stream);
}

/* TL_DISSECTORS_MOST: there is none. */
static unsigned int successor_of(unsigned int dissector)
{
	for (unsigned int i = 0; tl_dissectors[dissector]->successor && i < tl_dissector_count; i++)
		if (tl_dissectors[i] == tl_dissectors[dissector]->successor)
			return i;
	return TL_DISSECTORS_MOST;
}

/*
 * It is this one, for both sides; but what of the carrier's messages is still to come on a side is the carrier's. Others follow
 * on the same ports in datagrams alone (RFC 7983).
 */
static void know(struct talk *talk, unsigned int dissector, __u8 protocol)
{
	unsigned int successor = successor_of(dissector);

	if (talk->has_carrier && talk->carrier == dissector)
		return;
	talk->is_known = true;
	talk->known = dissector;
	if (tl_dissectors[dissector]->opens_the_way && protocol == IPPROTO_UDP)
		return;
	for (unsigned int side = 0; side < 2; side++) {
		talk->candidates[side] = tl_dissector_set_of(dissector);
		if (successor < TL_DISSECTORS_MOST)
			tl_dissector_set_add(&talk->candidates[side], successor);
		if (talk->has_carrier && !talk->is_handed_on[side])
			tl_dissector_set_add(&talk->candidates[side], talk->carrier);
	}
}

/* Who knows it for certain is the only one from then on, for both sides; what it then refuses is passed over. */
static enum tl_dissection ask(struct talk *talk, unsigned int dissector, const struct tl_message *message)
{
	__u32 begun = talk->transactions.begun;
	enum tl_dissection dissection;

	talk->transactions.kind = tl_dissectors[dissector]->facts;
	talk->transactions.protocol = tl_dissectors[dissector]->name;
	dissection = tl_dissectors[dissector]->take(&talk->transactions, message);
	if (dissection == TL_DISSECT_FOREIGN && !(talk->is_known && talk->known == dissector))
		tl_dissector_set_remove(&talk->candidates[message->side], dissector);
	if (dissection == TL_DISSECT_WHOLE || talk->transactions.begun > begun)
		know(talk, dissector, message->protocol);
	return dissection;
}

/* Those that have not refused this side before, nor would for its first octet. One that opens the way for others leaves them a chance. */
static enum tl_dissection dissect(const struct tl_talks *talks, struct talk *talk, const struct tl_message *message)
{
	enum tl_dissection best = TL_DISSECT_FOREIGN;

	if (!talk->is_known && message->captured)
		tl_dissector_set_keep(&talk->candidates[message->side], &talks->from[message->octets[0]]);
	for (unsigned int word = 0; word < TL_DISSECTOR_WORDS; word++) {
		const __u64 *candidates = &talk->candidates[message->side].words[word];
		__u64 left = *candidates;

		while (left) {
			unsigned int bit = (unsigned int)__builtin_ctzll(left);
			enum tl_dissection dissection = ask(talk, 64 * word + bit, message);

			if (dissection > best)
				best = dissection;
			left = *candidates & ~0ull << bit << 1;
		}
	}
	return best;
}

void tl_talk_take_datagram(const struct tl_talks *talks, struct talk *talk, const struct tl_sample *sample,
			   unsigned int side)
{
	const struct tl_message message = message_of(sample, side);

	dissect(talks, talk, &message);
	talk->is_done[side] = tl_dissector_set_is_empty(&talk->candidates[side]);
}

/* The stream goes on behind where a message had to begin, and no sample was taken there: in the middle of a packet, or lost. */
static void count_cut(struct tl_talks *talks, struct talk *talk, unsigned int side, __u32 offset)
{
	struct tl_transactions *transactions = &talk->transactions;

	if (!talk->is_known || !transactions->has_next[side] || (__s32)(offset - transactions->next[side]) <= 0)
		return;
	transactions->has_next[side] = false;
	talks->cut[talk->known]++;
}

/*
 * Behind a gap, or sent again: what stands there may begin a message all the same. Who refuses it has not refused the stream, which
 * goes on when the gap is filled.
 */
static void take_apart(struct tl_talks *talks, struct talk *talk, struct tl_message *message, __u32 offset)
{
	struct tl_dissector_set candidates = talk->candidates[message->side];

	count_cut(talks, talk, message->side, offset);
	message->is_apart = true;
	message->offset = offset;
	dissect(talks, talk, message);
	if (!talk->is_known)
		talk->candidates[message->side] = candidates;
}

/* As far as it is known from its beginning on. */
static enum tl_dissection dissect_stream(const struct tl_talks *talks, struct talk *talk, struct tl_message *message)
{
	const struct tl_stream *stream = &talk->streams[message->side];
	__u32 prefix = tl_stream_prefix(stream);

	talk->looked_at[message->side] = prefix;
	message->octets = stream->octets;
	message->captured = message->length = prefix;
	message->is_last = prefix == TL_STREAM_OCTETS;
	return dissect(talks, talk, message);
}

/*
 * Who is known says where another conversation begins in this side's stream (behind SOCKS, CONNECT): the stream begins there from now
 * on. Once a side. False: it does not, or nothing of it is there yet.
 */
static bool hand_on(const struct tl_talks *talks, struct talk *talk, unsigned int side)
{
	__u32 behind = talk->transactions.handed_on[side];

	if (!behind || talk->is_handed_on[side] || behind >= tl_stream_prefix(&talk->streams[side]))
		return false;
	if (!talk->has_carrier) {
		talk->has_carrier = true;
		talk->carrier = talk->known;
		talk->is_known = false;
	}
	talk->is_handed_on[side] = talk->begins_later[side] = true;
	talk->candidates[side] = talk->is_known ? tl_dissector_set_of(talk->known) : talks->over_tcp;
	tl_dissector_set_remove(&talk->candidates[side], talk->carrier);
	tl_stream_drop(&talk->streams[side], behind);
	tl_transactions_begin_anew(&talk->transactions, (__u8)side);
	return true;
}

/* The line that a proxy puts before all else, and is no part of the conversation. */
static void pass_preface(const struct tl_talks *talks, struct talk *talk, unsigned int side)
{
	struct tl_stream *stream = &talk->streams[side];
	__u32 preface;

	if (talk->is_known || talk->begins_later[side] || !tl_stream_prefix(stream))
		return;
	preface = tl_proxy_preface(stream->octets, tl_stream_prefix(stream));
	if (!preface || preface >= tl_stream_prefix(stream))
		return;
	talk->begins_later[side] = true;
	talk->candidates[side] = talks->over_tcp;
	tl_stream_drop(stream, preface);
}

/* What is before this sample was nobody's: the stream begins with it. */
static enum tl_dissection dissect_anew(struct tl_talks *talks, struct talk *talk, const struct tl_sample *sample,
				       struct tl_message *message)
{
	struct tl_stream *stream = &talk->streams[message->side];

	tl_talk_free_stream(talks, stream);
	tl_transactions_begin_anew(&talk->transactions, message->side);
	if (!talk->is_known)
		talk->candidates[message->side] = talks->over_tcp;
	if (tl_stream_add(stream, sample->sequence, sample->octets, sample->captured))
		return TL_DISSECT_FOREIGN;
	talks->stream_octets += stream->room;
	return dissect_stream(talks, talk, message);
}

/* `base`, `room`: the stream's, before it had the segment. */
static void take_grown(struct tl_talks *talks, struct talk *talk, const struct tl_sample *sample, unsigned int side,
		       __u32 base, __u32 room)
{
	struct tl_stream *stream = &talk->streams[side];
	struct tl_message message = message_of(sample, side);
	enum tl_dissection dissection;

	if (tl_stream_prefix(stream) == talk->looked_at[side] && stream->base == base) {
		take_apart(talks, talk, &message, sample->sequence - stream->base);
		return;
	}
	if (stream->base != base && !talk->is_known) /* what was refused was no beginning */
		talk->candidates[side] = talks->over_tcp;
	if (stream->base != base && room)
		tl_transactions_begin_anew(&talk->transactions, side);
	pass_preface(talks, talk, side);
	dissection = dissect_stream(talks, talk, &message);
	if (hand_on(talks, talk, side))
		dissection = dissect_stream(talks, talk, &message);
	if ((dissection == TL_DISSECT_FOREIGN || !talk->is_known) && sample->sequence != stream->base &&
	    tl_begins_anew(sample))
		dissection = dissect_anew(talks, talk, sample, &message);
	if (!message.is_last &&
	    (dissection == TL_DISSECT_CUT || (dissection == TL_DISSECT_FOREIGN && ++talk->refused[side] < REFUSALS)))
		return;
	talk->is_done[side] = dissection == TL_DISSECT_WHOLE || !talk->is_known;
	if (talk->is_done[side])
		tl_talk_free_stream(talks, stream);
}

/* The first segment is read where it lies, and becomes the stream's if more of that is wanted. */
void tl_talk_take_segment(struct tl_talks *talks, struct talk *talk, const struct tl_sample *sample, unsigned int side)
{
	struct tl_stream *stream = &talk->streams[side];
	__u32 base = stream->base, room = stream->room;

	if (talk->begins_later[side] &&
	    (__s32)(sample->sequence - base) < 0) /* sent again, and not of this conversation */
		return;
	if (tl_stream_is_empty(stream))
		tl_stream_lend(stream, sample->sequence, sample->octets, sample->captured);
	else if (tl_stream_add(stream, sample->sequence, sample->octets, sample->captured))
		return;
	talks->stream_octets += stream->room - room;
	take_grown(talks, talk, sample, side, base, room);
	room = stream->room;
	if (tl_stream_keep(stream))
		return;
	talks->stream_octets += stream->room - room;
}
