// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What is sent over a connection of IEC 60870-5-104: the first ASDU of each kind, and how many APDUs of each format either
 * end sends.
 */
#include <netinet/in.h>

#include "dissector.h"
#include "frames.h"
#include "iec104.h"
#include "told.h"

/* The controlled station listens (IEC 60870-5-104 7.1). */
static bool is_controlling(const struct tl_message *frame)
{
	if (frame->destination_port == TL_IEC104_PORT || frame->source_port == TL_IEC104_PORT)
		return frame->destination_port == TL_IEC104_PORT;
	return frame->source_port >= frame->destination_port;
}

static void write_asdu(struct tl_record_iec104 *iec104, const struct tl_iec104_facts *found, __u64 time)
{
	iec104->asdu_at = time;
	iec104->type = found->type;
	iec104->objects = found->objects;
	iec104->cause = found->cause;
	iec104->originator = found->originator;
	iec104->address = found->address;
	iec104->object = found->object;
}

static bool is_new(struct tl_transactions *transactions, const struct tl_iec104_facts *found)
{
	const __u8 kind[] = {found->type, found->cause, found->originator, (__u8)found->address,
			     (__u8)(found->address >> 8)};

	return tl_told_is_new(transactions, TL_IEC104_I, kind, sizeof(kind));
}

static void tell_further(struct tl_transactions *transactions, struct tl_record_iec104 asdu)
{
	struct tl_transaction *further = tl_transaction_begin(transactions, asdu.asdu_at);

	if (!further)
		return;
	asdu.format = TL_IEC104_I;
	asdu.functions = 0;
	asdu.counts = false;
	further->facts.iec104 = asdu;
	further->is_complete = true;
}

/*
 * Of each kind the first ASDU is told: the earliest one, whichever direction's sample came first, on the connection's record, each
 * other one on a record of its own.
 */
static void tell_asdu(struct tl_transactions *transactions, struct tl_record_iec104 *connection,
		      const struct tl_iec104_facts *found, __u64 time)
{
	struct tl_record_iec104 later = *connection;

	if (!is_new(transactions, found))
		return;
	if (!connection->type || time < connection->asdu_at)
		write_asdu(connection, found, time);
	else
		write_asdu(&later, found, time);
	if (later.type)
		tell_further(transactions, later);
}

static void count(struct tl_record_iec104_counts *counts, __u8 format)
{
	if (format == TL_IEC104_I)
		counts->information++;
	else if (format == TL_IEC104_S)
		counts->supervisory++;
	else
		counts->unnumbered++;
}

static bool take_frame(struct tl_transactions *transactions, const struct tl_message *frame)
{
	struct tl_transaction *transaction;
	struct tl_record_iec104 *iec104;
	struct tl_iec104_facts found;

	if (!tl_iec104_dissect(frame, &found))
		return false;
	transaction = tl_transaction_first(transactions, frame->time);
	if (!transaction)
		return true;
	iec104 = &transaction->facts.iec104;
	if (!iec104->known || frame->time < iec104->first_at) {
		iec104->known = iec104->counts = true;
		iec104->first_at = frame->time;
		iec104->format = found.format;
	}
	iec104->functions |= found.function;
	if (found.format == TL_IEC104_I)
		tell_asdu(transactions, iec104, &found, frame->time);
	count(is_controlling(frame) ? &iec104->controlling : &iec104->controlled, found.format);
	tl_transaction_lasts(transaction, frame->time);
	return true;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	return tl_frames_take(transactions, message, tl_iec104_length, take_frame);
}

const struct tl_dissector tl_dissector_iec104 = {
	.name = "iec104",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_iec104,
	.take = take,
};
