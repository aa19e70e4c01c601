// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the two ends of a control connection of L2TP or PPTP call themselves, and when it was accepted. */
#include <netinet/in.h>

#include "dial.h"
#include "dissector.h"
#include "facts.h"
#include "frames.h"

#define REQUEST 1 /* SCCRQ: the same number in both */
#define REPLY	2 /* SCCRP */

/* The one that begins says who it is first; of the other one only the time is kept, unless nothing else was seen. */
static void keep(struct tl_record_dial *dial, const struct tl_dial_facts *found, __u64 time)
{
	if (!dial->type || time < dial->first_at || found->type == REQUEST) {
		dial->first_at = time;
		dial->type = found->type;
		tl_keep_text(dial->host_name, sizeof(dial->host_name), found->host_name);
		tl_keep_text(dial->vendor, sizeof(dial->vendor), found->vendor);
	}
	if (found->type == REQUEST && !dial->asked_at)
		dial->asked_at = time;
	if (found->type == REPLY && !dial->answered_at)
		dial->answered_at = time;
	if (dial->asked_at && dial->answered_at >= dial->asked_at) {
		dial->response_time = tl_microseconds(dial->asked_at, dial->answered_at);
		dial->is_timed = true;
	}
}

static bool follow(struct tl_transactions *transactions, const struct tl_dial_facts *found, __u64 time)
{
	struct tl_transaction *transaction = found->type ? tl_transaction_first(transactions, time) : NULL;

	if (!transaction)
		return true;
	keep(&transaction->facts.dial, found, time);
	tl_transaction_lasts(transaction, time);
	return true;
}

/* An acknowledgement alone is too little to be known by. */
static enum tl_dissection take_l2tp(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_dial_facts found;

	if (message->protocol != IPPROTO_UDP || tl_l2tp_dissect(message, &found) == TL_DISSECT_FOREIGN)
		return TL_DISSECT_FOREIGN;
	follow(transactions, &found, message->time);
	return found.type ? TL_DISSECT_WHOLE : TL_DISSECT_CUT;
}

static bool take_frame(struct tl_transactions *transactions, const struct tl_message *frame)
{
	struct tl_dial_facts found;

	return tl_pptp_dissect(frame, &found) && follow(transactions, &found, frame->time);
}

static enum tl_dissection take_pptp(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	return tl_frames_take(transactions, message, tl_pptp_length, take_frame);
}

const struct tl_dissector tl_dissector_l2tp = {
	.name = "l2tp",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_dial,
	.take = take_l2tp,
};

const struct tl_dissector tl_dissector_pptp = {
	.name = "pptp",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_dial,
	.take = take_pptp,
};
