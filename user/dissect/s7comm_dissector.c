// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From S7comm's messages to transactions: a job and its answer, which has the same reference. */
#include <netinet/in.h>

#include "dissector.h"
#include "facts.h"
#include "frames.h"
#include "s7comm.h"

/* The half that lacks, whichever came first. */
static bool belongs(const struct tl_record_s7comm *s7comm, const struct tl_s7comm_facts *found, __u8 side)
{
	bool is_user_data = found->kind == TL_S7COMM_USER_DATA;

	if (s7comm->reference != found->reference || s7comm->is_user_data != is_user_data)
		return false;
	if (found->is_answer)
		return s7comm->asker != side && !s7comm->has_answer;
	return s7comm->asker == side && !s7comm->has_question;
}

static void keep(struct tl_record_s7comm *s7comm, const struct tl_s7comm_facts *found, __u64 time)
{
	if (found->is_answer) {
		s7comm->has_answer = true;
		s7comm->answered_at = time;
		s7comm->error = found->error;
	} else {
		s7comm->has_question = true;
		s7comm->asked_at = time;
	}
	if (!found->is_answer || !s7comm->has_question) {
		s7comm->kind = found->kind;
		s7comm->has_function = found->has_function;
		s7comm->function = found->function;
		s7comm->user_function = found->user_function;
	}
	if (s7comm->has_question && s7comm->has_answer && s7comm->answered_at >= s7comm->asked_at) {
		s7comm->response_time = tl_microseconds(s7comm->asked_at, s7comm->answered_at);
		s7comm->is_timed = true;
	}
}

static struct tl_transaction *begin(struct tl_transactions *transactions, const struct tl_message *frame,
				    const struct tl_s7comm_facts *found)
{
	struct tl_transaction *transaction = tl_transaction_begin(transactions, frame->time);

	if (!transaction)
		return NULL;
	transaction->facts.s7comm.reference = found->reference;
	transaction->facts.s7comm.is_user_data = found->kind == TL_S7COMM_USER_DATA;
	transaction->facts.s7comm.asker = found->is_answer ? !frame->side : frame->side;
	return transaction;
}

static bool take_frame(struct tl_transactions *transactions, const struct tl_message *frame)
{
	struct tl_transaction *transaction;
	struct tl_s7comm_facts found;

	if (!tl_s7comm_dissect(frame, &found))
		return false;
	if (!found.is_message) /* others begin so, too */
		return true;
	transaction = TAILQ_FIRST(&transactions->queue);
	while (transaction && !belongs(&transaction->facts.s7comm, &found, frame->side))
		transaction = TAILQ_NEXT(transaction, queue);
	if (!transaction)
		transaction = begin(transactions, frame, &found);
	if (!transaction)
		return true;
	keep(&transaction->facts.s7comm, &found, frame->time);
	transaction->is_complete = transaction->facts.s7comm.has_question && transaction->facts.s7comm.has_answer;
	tl_transaction_lasts(transaction, frame->time);
	return true;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	return tl_frames_take(transactions, message, tl_s7comm_length, take_frame);
}

const struct tl_dissector tl_dissector_s7comm = {
	.name = "s7comm",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_s7comm,
	.take = take,
};
