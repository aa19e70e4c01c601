// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dialogue.h"

#include <stdlib.h>

#include "tls_dissector.h"

#define TLS_HANDSHAKE 0x16 /* content type of the first record (RFC 8446 5.1) */
#define TLS_MAJOR     3

struct tl_dialogue *tl_dialogue_remember(struct tl_transactions *transactions, size_t size, __u8 client)
{
	struct tl_dialogue *dialogue = transactions->memory;

	if (dialogue)
		return dialogue;
	dialogue = calloc(1, size);
	transactions->memory = dialogue;
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
	__u32 at = dialogue->at[message->side];

	if (at >= message->captured || message->octets[at] != TLS_HANDSHAKE)
		return false;
	return at + 1 >= message->captured || message->octets[at + 1] == TLS_MAJOR;
}

enum tl_dissection tl_dialogue_rest(struct tl_transactions *transactions, const struct tl_dialogue *dialogue,
				    const struct tl_message *message)
{
	struct tl_message rest = *message;
	__u32 at = dialogue->at[message->side];

	if (!tl_dialogue_is_handover(dialogue, message))
		return TL_DISSECT_CUT;
	rest.octets += at;
	rest.offset += at;
	rest.captured -= at;
	rest.length = rest.captured;
	return tl_tls_take_handshake(transactions, &rest) == TL_DISSECT_CUT ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

struct tl_transaction *tl_dialogue_transaction(const struct tl_transactions *transactions, __u32 number)
{
	struct tl_transaction *transaction;

	TAILQ_FOREACH(transaction, &transactions->queue, queue)
	if (transaction->number == number)
		return transaction;
	return NULL;
}
