// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From a conversation of IMAP to who reads whose mail; it is one transaction. */
#include <netinet/in.h>
#include <string.h>

#include "dialogue.h"
#include "dissector.h"
#include "facts.h"
#include "imap.h"

#define TAG_SIZE 32
#define TAGS	 16 /* of the latest commands */

struct command {
	char tag[TAG_SIZE];
	enum tl_imap_command command;
	__u64 time;
};

struct conversation {
	struct tl_dialogue dialogue; /* the first member; replies say whose they are, so its steps are not used */
	struct tl_imap_stream streams[2];
	bool is_greeted;
	__u32 commands;
	struct command last[TAGS];
};

static void remember_tag(struct conversation *conversation, const struct tl_imap_step *step, __u64 time)
{
	struct command *command = &conversation->last[conversation->commands++ % TAGS];

	*command = (struct command){.command = step->command, .time = time};
	tl_text_keep(command->tag, sizeof(command->tag), &step->tag);
}

/* NULL: it was not seen. */
static const struct command *find_tag(const struct conversation *conversation, const struct tl_text *tag)
{
	__u32 known = conversation->commands < TAGS ? conversation->commands : TAGS;

	for (__u32 i = 1; i <= known; i++) {
		const struct command *command = &conversation->last[(conversation->commands - i) % TAGS];

		if (tl_text_is(tag, command->tag))
			return command;
	}
	return NULL;
}

static void keep_step(struct tl_record_mailbox *mailbox, struct conversation *conversation,
		      const struct tl_imap_stream *stream, const struct tl_imap_step *step, __u64 time)
{
	if (step->user[0])
		memcpy(mailbox->user, step->user, sizeof(mailbox->user));
	if (step->command >= TL_IMAP_UNKNOWN)
		return;
	remember_tag(conversation, step, time);
	if (!mailbox->is_asked) {
		mailbox->is_asked = true;
		mailbox->asked_at = time;
	}
	tl_text_list(mailbox->commands, sizeof(mailbox->commands), tl_imap_commands[step->command]);
	if (step->command == TL_IMAP_AUTHENTICATE)
		memcpy(mailbox->mechanism, stream->sasl.mechanism, sizeof(mailbox->mechanism));
}

static void read_client(struct tl_transaction *transaction, void *remembered, const struct tl_message *message)
{
	struct conversation *conversation = remembered;
	struct tl_dialogue *dialogue = &conversation->dialogue;
	struct tl_imap_stream *stream = &conversation->streams[message->side];
	struct tl_imap_step step;

	while (!tl_dialogue_is_handover(dialogue, message) &&
	       tl_imap_read_step(stream, message, &dialogue->at[message->side], &step))
		keep_step(&transaction->facts.mailbox, conversation, stream, &step, message->time);
}

static void keep_greeting(struct tl_record_mailbox *mailbox, const struct tl_imap_reply *reply)
{
	tl_text_keep(mailbox->greeting, sizeof(mailbox->greeting), &reply->text);
	if (tl_text_is(&reply->status, "PREAUTH"))
		tl_text_keep(mailbox->login, sizeof(mailbox->login), &reply->status);
}

static void keep_reply(struct tl_record_mailbox *mailbox, const struct tl_imap_reply *reply,
		       const struct command *command, __u64 time)
{
	if (command->command == TL_IMAP_LOGIN || command->command == TL_IMAP_AUTHENTICATE) {
		memset(mailbox->login, 0, sizeof(mailbox->login));
		tl_text_keep(mailbox->login, sizeof(mailbox->login), &reply->status);
	}
	if (!mailbox->is_timed && command->time == mailbox->asked_at && time >= command->time) {
		mailbox->is_timed = true;
		mailbox->response_time = tl_microseconds(command->time, time);
	}
}

static void read_server(struct tl_transaction *transaction, void *remembered, const struct tl_message *message)
{
	struct conversation *conversation = remembered;
	struct tl_dialogue *dialogue = &conversation->dialogue;
	struct tl_record_mailbox *mailbox = &transaction->facts.mailbox;
	struct tl_imap_reply reply;

	while (!tl_dialogue_is_handover(dialogue, message) &&
	       tl_imap_read_reply(&conversation->streams[message->side], message, &dialogue->at[message->side],
				  &reply)) {
		bool is_about_connection = tl_text_is(&reply.tag, "*");
		const struct command *command = is_about_connection ? NULL : find_tag(conversation, &reply.tag);

		if (is_about_connection && !conversation->is_greeted)
			keep_greeting(mailbox, &reply);
		conversation->is_greeted = true;
		if (command)
			keep_reply(mailbox, &reply, command, message->time);
	}
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	static const struct tl_dialogue_protocol protocol = {
		.size = sizeof(struct conversation),
		.recognise = tl_imap_recognise,
		.read_client = read_client,
		.read_server = read_server,
	};

	return tl_dialogue_take(transactions, message, &protocol);
}

const struct tl_dissector tl_dissector_imap = {
	.name = "imap",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_mailbox,
	.take = take,
};
