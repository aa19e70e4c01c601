// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From a conversation of POP3 to who reads whose mail; it is one transaction. */
#include <netinet/in.h>
#include <string.h>

#include "dialogue.h"
#include "dissector.h"
#include "facts.h"
#include "pop3.h"

struct conversation {
	struct tl_dialogue dialogue; /* the first member */
	struct tl_sasl sasl;
	bool is_greeted;
	bool is_in_body;
};

static void keep_step(struct tl_record_mailbox *mailbox, const struct conversation *conversation,
		      const struct tl_pop3_step *step, __u64 time)
{
	if (!mailbox->is_asked) {
		mailbox->is_asked = true;
		mailbox->asked_at = time;
	}
	if (step->command < TL_POP3_UNKNOWN)
		tl_text_list(mailbox->commands, sizeof(mailbox->commands), tl_pop3_commands[step->command]);
	if (step->command == TL_POP3_AUTH && conversation->sasl.mechanism[0])
		memcpy(mailbox->mechanism, conversation->sasl.mechanism, sizeof(mailbox->mechanism));
	if (step->user[0])
		memcpy(mailbox->user, step->user, sizeof(mailbox->user));
}

static void read_client(struct tl_transaction *transaction, void *remembered, const struct tl_message *message)
{
	struct conversation *conversation = remembered;
	struct tl_dialogue *dialogue = &conversation->dialogue;
	struct tl_pop3_step step;

	while (!tl_dialogue_is_handover(dialogue, message) &&
	       tl_pop3_read_step(&conversation->sasl, message, &dialogue->at[message->side], &step)) {
		tl_dialogue_ask(dialogue, step.command, 1, message->time);
		keep_step(&transaction->facts.mailbox, conversation, &step, message->time);
	}
}

static void keep_reply(struct tl_record_mailbox *mailbox, const struct tl_pop3_reply *reply,
		       const struct tl_dialogue_step *step, __u64 time)
{
	bool is_login = step->command == TL_POP3_PASS || step->command == TL_POP3_APOP ||
			step->command == TL_POP3_AUTH || step->command == TL_POP3_RESPONSE;

	if (is_login && mailbox->user[0] && reply->status != TL_POP3_CHALLENGE)
		strcpy(mailbox->login, reply->status == TL_POP3_OK ? "+OK" : "-ERR");
	if (!mailbox->is_timed && step->time == mailbox->asked_at && time >= step->time) {
		mailbox->is_timed = true;
		mailbox->response_time = tl_microseconds(step->time, time);
	}
}

static void read_server(struct tl_transaction *transaction, void *remembered, const struct tl_message *message)
{
	struct conversation *conversation = remembered;
	struct tl_dialogue *dialogue = &conversation->dialogue;
	struct tl_record_mailbox *mailbox = &transaction->facts.mailbox;
	struct tl_pop3_reply reply;

	while (!tl_dialogue_is_handover(dialogue, message) &&
	       tl_pop3_read_reply(&conversation->is_in_body, message, &dialogue->at[message->side], &reply)) {
		const struct tl_dialogue_step *step = conversation->is_greeted ? tl_dialogue_answer(dialogue) : NULL;

		if (!conversation->is_greeted)
			tl_text_keep(mailbox->greeting, sizeof(mailbox->greeting), &reply.text);
		conversation->is_greeted = true;
		if (step)
			keep_reply(mailbox, &reply, step, message->time);
	}
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	static const struct tl_dialogue_protocol protocol = {
		.size = sizeof(struct conversation),
		.recognise = tl_pop3_recognise,
		.read_client = read_client,
		.read_server = read_server,
	};

	return tl_dialogue_take(transactions, message, &protocol);
}

const struct tl_dissector tl_dissector_pop3 = {
	.name = "pop3",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_mailbox,
	.take = take,
};
