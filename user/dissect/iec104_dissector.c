// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What is sent over a connection of IEC 60870-5-104: its first ASDU, and how many APDUs of each format either end
 * sends.
 */
#include <netinet/in.h>

#include "dissector.h"
#include "frames.h"
#include "iec104.h"

/* The controlled station listens (IEC 60870-5-104 7.1). */
static bool is_controlling(const struct tl_message *frame)
{
	if (frame->destination_port == TL_IEC104_PORT || frame->source_port == TL_IEC104_PORT)
		return frame->destination_port == TL_IEC104_PORT;
	return frame->source_port >= frame->destination_port;
}

static void keep_asdu(struct tl_record_iec104 *iec104, const struct tl_iec104_facts *found, __u64 time)
{
	/* the earliest one, whichever direction's sample came first */
	if (found->format != TL_IEC104_I || (iec104->type && iec104->asdu_at <= time))
		return;
	iec104->asdu_at = time;
	iec104->type = found->type;
	iec104->objects = found->objects;
	iec104->cause = found->cause;
	iec104->originator = found->originator;
	iec104->address = found->address;
	iec104->object = found->object;
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
		iec104->known = true;
		iec104->first_at = frame->time;
		iec104->format = found.format;
	}
	iec104->functions |= found.function;
	keep_asdu(iec104, &found, frame->time);
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
	.facts = TL_FACTS_iec104,
	.take = take,
};
