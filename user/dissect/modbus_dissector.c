// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From Modbus messages to transactions: a request and the response with its transaction id. */
#include <netinet/in.h>

#include "dissector.h"
#include "facts.h"
#include "frames.h"
#include "modbus.h"

/* Which of both is it? By the port; elsewhere by its form, where that is clear. */
enum kind { UNCLEAR, REQUEST, RESPONSE, NEITHER };

static enum kind kind_of(const struct tl_message *frame, const struct tl_modbus_facts *found)
{
	if (frame->destination_port == TL_MODBUS_PORT && frame->source_port != TL_MODBUS_PORT)
		return found->exception ? NEITHER : REQUEST;
	if (frame->source_port == TL_MODBUS_PORT && frame->destination_port != TL_MODBUS_PORT)
		return RESPONSE;
	if (!found->is_known_function)
		return NEITHER;
	if (found->may_be_request && found->may_be_response)
		return UNCLEAR;
	return found->may_be_request ? REQUEST : RESPONSE;
}

static bool is_same(const struct tl_record_modbus *modbus, const struct tl_modbus_facts *found)
{
	return modbus->transaction == found->transaction && modbus->unit == found->unit &&
	       modbus->function == found->function;
}

/* The other half's transaction, whichever half came first: the samples of both directions may change places. */
static struct tl_transaction *find_other_half(const struct tl_transactions *transactions,
					      const struct tl_message *frame, const struct tl_modbus_facts *found,
					      enum kind kind)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);

	for (; transaction; transaction = TAILQ_NEXT(transaction, queue)) {
		const struct tl_record_modbus *modbus = &transaction->facts.modbus;

		if (!is_same(modbus, found) || modbus->asker != (kind == REQUEST ? frame->side : !frame->side))
			continue;
		if (kind == REQUEST ? !modbus->has_request : !modbus->has_response)
			return transaction;
	}
	return NULL;
}

static void keep_address(struct tl_record_modbus *modbus, const struct tl_modbus_facts *found)
{
	if (found->has_address) {
		modbus->has_address = true;
		modbus->address = found->address;
	}
	if (found->has_quantity)
		modbus->quantity = found->quantity;
}

static void keep(struct tl_record_modbus *modbus, const struct tl_modbus_facts *found, enum kind kind, __u64 time)
{
	if (kind == REQUEST) {
		modbus->has_request = true;
		modbus->asked_at = time;
		keep_address(modbus, found);
	} else {
		modbus->has_response = true;
		modbus->answered_at = time;
		modbus->exception = found->exception;
		if (!modbus->has_request && !found->exception)
			keep_address(modbus, found);
	}
	if (modbus->has_request && modbus->has_response && modbus->answered_at >= modbus->asked_at) {
		modbus->response_time = tl_microseconds(modbus->asked_at, modbus->answered_at);
		modbus->is_timed = true;
	}
}

static struct tl_transaction *begin(struct tl_transactions *transactions, const struct tl_message *frame,
				    const struct tl_modbus_facts *found, enum kind kind)
{
	struct tl_transaction *transaction = tl_transaction_begin(transactions, frame->time);
	struct tl_record_modbus *modbus;

	if (!transaction)
		return NULL;
	modbus = &transaction->facts.modbus;
	modbus->transaction = found->transaction;
	modbus->unit = found->unit;
	modbus->function = found->function;
	modbus->asker = kind == REQUEST ? frame->side : !frame->side;
	return transaction;
}

static bool take_frame(struct tl_transactions *transactions, const struct tl_message *frame)
{
	struct tl_transaction *transaction = NULL;
	struct tl_modbus_facts found;
	enum kind kind;

	if (!tl_modbus_dissect(frame, &found))
		return false;
	kind = kind_of(frame, &found);
	if (kind == NEITHER)
		return false;
	if (kind == UNCLEAR) { /* who answers what was asked answers; who does not, asks */
		transaction = find_other_half(transactions, frame, &found, RESPONSE);
		kind = transaction ? RESPONSE : REQUEST;
	}
	if (!transaction)
		transaction = find_other_half(transactions, frame, &found, kind);
	if (!transaction)
		transaction = begin(transactions, frame, &found, kind);
	if (!transaction)
		return true;
	keep(&transaction->facts.modbus, &found, kind, frame->time);
	transaction->is_complete = transaction->facts.modbus.has_request && transaction->facts.modbus.has_response;
	tl_transaction_lasts(transaction, frame->time);
	return true;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	return tl_frames_take(transactions, message, tl_modbus_length, take_frame);
}

const struct tl_dissector tl_dissector_modbus = {
	.name = "modbus",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_modbus,
	.take = take,
};
