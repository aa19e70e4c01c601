// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dialogue.h"

#include <netinet/in.h>

#include "tls_dissector.h"

struct tl_dialogue *tl_dialogue_remember(struct tl_transactions *transactions, size_t size, __u8 client)
{
	struct tl_dialogue *dialogue = tl_transaction_memory(transactions);

	if (dialogue)
		return dialogue;
	dialogue = tl_transaction_remember(transactions, size);
	if (dialogue)
		dialogue->client = client;
	return dialogue;
}

void tl_dialogue_ask(struct tl_dialogue *dialogue, __u32 command, __u32 transaction, __u64 time)
{
	dialogue->steps[dialogue->asked++ % TL_DIALOGUE_STEPS] =
		(struct tl_dialogue_step){.time = time, .transaction = transaction, .command = command};
}

const struct tl_dialogue_step *tl_dialogue_answer(struct tl_dialogue *dialogue)
{
	__u32 number = dialogue->answered++;

	if (number >= dialogue->asked || dialogue->asked - number > TL_DIALOGUE_STEPS)
		return NULL;
	return &dialogue->steps[number % TL_DIALOGUE_STEPS];
}

bool tl_dialogue_is_handover(const struct tl_dialogue *dialogue, const struct tl_message *message)
{
	return tl_tls_begins(message, dialogue->at[message->side]);
}

enum tl_dissection tl_dialogue_rest(struct tl_transactions *transactions, const struct tl_dialogue *dialogue,
				    const struct tl_message *message)
{
	struct tl_message rest = *message;
	__u32 at = dialogue->at[message->side];

	if (!tl_dialogue_is_handover(dialogue, message))
		return TL_DISSECT_CUT;
	tl_message_pass(&rest, at);
	return tl_tls_take_handshake(transactions, &rest) == TL_DISSECT_CUT ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

enum tl_dissection tl_dialogue_take(struct tl_transactions *transactions, const struct tl_message *message,
				    const struct tl_dialogue_protocol *protocol)
{
	struct tl_dialogue *dialogue = tl_transaction_memory(transactions);
	struct tl_transaction *transaction;
	bool is_client = false;

	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	if (message->is_apart)
		return TL_DISSECT_CUT;
	if (!dialogue) {
		enum tl_dissection dissection = protocol->recognise(message, &is_client);

		if (dissection != TL_DISSECT_WHOLE)
			return dissection;
	}
	transaction = tl_transaction_first(transactions, message->time);
	dialogue = tl_dialogue_remember(transactions, protocol->size, is_client ? message->side : !message->side);
	if (!transaction || !dialogue)
		return TL_DISSECT_CUT;
	if (message->side == dialogue->client)
		protocol->read_client(transaction, dialogue, message);
	else
		protocol->read_server(transaction, dialogue, message);
	tl_transaction_lasts(transaction, message->time);
	return tl_dialogue_rest(transactions, dialogue, message);
}

bool tl_dialogue_read_reply(struct tl_dialogue *dialogue, const struct tl_message *message, struct tl_reply *reply)
{
	__u32 *at = &dialogue->at[message->side], behind;

	while (!tl_dialogue_is_handover(dialogue, message)) {
		enum tl_dissection dissection = tl_reply_read(message, *at, reply, &behind);

		if (dissection == TL_DISSECT_CUT)
			return false;
		*at = behind;
		if (dissection == TL_DISSECT_WHOLE)
			return true;
	}
	return false;
}
