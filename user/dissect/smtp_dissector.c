// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From commands and replies of SMTP to mails: each one is a transaction, the first one with all that came before it. */
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

#include "dialogue.h"
#include "dissector.h"
#include "facts.h"
#include "smtp.h"

#define FIRST_ERROR 400

struct conversation {
	struct tl_dialogue dialogue; /* the first member */
	struct tl_smtp_client client;
	__u32 mail; /* number of the transaction that goes on */
	bool is_greeted; /* the server's first reply has been seen */
};

/* Another mail in the same conversation: what is true of all of it holds for this one, too. */
static struct tl_transaction *begin_mail(struct tl_transactions *transactions, struct conversation *conversation,
					 struct tl_transaction *last, __u64 time)
{
	struct tl_transaction *next = tl_transaction_begin(transactions, time);
	struct tl_record_smtp *smtp;

	if (last)
		last->is_complete = true;
	conversation->mail = transactions->begun;
	if (!next || !last)
		return next;
	smtp = &next->facts.smtp;
	memcpy(smtp->greeting, last->facts.smtp.greeting, sizeof(smtp->greeting));
	memcpy(smtp->client, last->facts.smtp.client, sizeof(smtp->client));
	memcpy(smtp->user, last->facts.smtp.user, sizeof(smtp->user));
	memcpy(smtp->mechanism, last->facts.smtp.mechanism, sizeof(smtp->mechanism));
	return next;
}

static void keep_step(struct tl_record_smtp *smtp, const struct conversation *conversation,
		      const struct tl_smtp_step *step)
{
	if (step->command <= TL_SMTP_UNKNOWN)
		smtp->commands |= step->command;
	if (step->command & (TL_SMTP_EHLO | TL_SMTP_HELO))
		tl_text_keep(smtp->client, sizeof(smtp->client), &step->argument);
	if (step->command == TL_SMTP_MAIL)
		tl_text_keep(smtp->sender, sizeof(smtp->sender), &step->argument);
	if (step->command == TL_SMTP_RCPT) {
		tl_text_keep(smtp->recipient, sizeof(smtp->recipient), &step->argument);
		smtp->recipients++;
	}
	if (step->command == TL_SMTP_AUTH) { /* the last one counts: those before it were refused */
		memset(smtp->user, 0, sizeof(smtp->user));
		memcpy(smtp->mechanism, conversation->client.sasl.mechanism, sizeof(smtp->mechanism));
	}
	if (step->user[0])
		memcpy(smtp->user, step->user, sizeof(smtp->user));
}

static void take_step(struct tl_transactions *transactions, struct conversation *conversation,
		      const struct tl_smtp_step *step, __u64 time)
{
	struct tl_transaction *mail = tl_transaction_numbered(transactions, conversation->mail);

	if (step->command == TL_SMTP_MAIL && mail && mail->facts.smtp.commands & TL_SMTP_MAIL)
		mail = begin_mail(transactions, conversation, mail, time);
	tl_dialogue_ask(&conversation->dialogue, step->command, conversation->mail, time);
	if (!mail)
		return;
	if (!mail->facts.smtp.is_asked) {
		mail->facts.smtp.is_asked = true;
		mail->facts.smtp.asked_at = time;
	}
	keep_step(&mail->facts.smtp, conversation, step);
	tl_transaction_lasts(mail, time);
}

static void read_client(struct tl_transactions *transactions, struct conversation *conversation,
			const struct tl_message *message)
{
	struct tl_dialogue *dialogue = &conversation->dialogue;
	struct tl_smtp_step step;

	while (!tl_dialogue_is_handover(dialogue, message) &&
	       tl_smtp_read(&conversation->client, message, &dialogue->at[message->side], &step))
		take_step(transactions, conversation, &step, message->time);
}

/*
 * Behind a gap: the body of a mail is more than what is sampled, and then its end has not been seen; or commands that nobody asks
 * for were not. What follows is read if it is certain, or goes on where the last one ended.
 */
static void read_client_apart(struct tl_transactions *transactions, struct conversation *conversation,
			      const struct tl_message *message)
{
	struct tl_dialogue *dialogue = &conversation->dialogue;
	bool is_certain = tl_smtp_follows_mail(message);
	struct tl_smtp_step step;
	__u32 at = 0;

	if (message->offset > INT32_MAX || message->offset < dialogue->at[message->side] ||
	    (message->offset > dialogue->at[message->side] && !is_certain))
		return;
	if (is_certain && conversation->client.is_in_mail) {
		conversation->client.is_in_mail = false;
		tl_dialogue_ask(dialogue, TL_SMTP_END, conversation->mail, message->time);
	}
	while (tl_smtp_read(&conversation->client, message, &at, &step))
		take_step(transactions, conversation, &step, message->time);
	dialogue->at[message->side] = message->offset + at;
}

static void take_reply(struct tl_transactions *transactions, struct conversation *conversation,
		       const struct tl_reply *reply, __u64 time)
{
	bool is_greeting =
		!conversation->is_greeted && (reply->code == 220 || reply->code == 554 || reply->code == 421);
	const struct tl_dialogue_step *step = is_greeting ? NULL : tl_dialogue_answer(&conversation->dialogue);
	struct tl_transaction *mail =
		tl_transaction_numbered(transactions, step ? step->transaction : conversation->mail);
	struct tl_record_smtp *smtp;

	conversation->is_greeted = true;
	if (!mail)
		return;
	smtp = &mail->facts.smtp;
	tl_transaction_lasts(mail, time);
	smtp->last_reply = reply->code;
	if (reply->code >= FIRST_ERROR && !smtp->first_error)
		smtp->first_error = reply->code;
	if (is_greeting)
		tl_text_keep(smtp->greeting, sizeof(smtp->greeting), &reply->text);
	if (step && !smtp->is_timed && step->time == smtp->asked_at && time >= step->time) {
		smtp->is_timed = true;
		smtp->response_time = tl_microseconds(step->time, time);
	}
}

static void read_server(struct tl_transactions *transactions, struct conversation *conversation,
			const struct tl_message *message)
{
	struct tl_reply reply;

	while (tl_dialogue_read_reply(&conversation->dialogue, message, &reply))
		take_reply(transactions, conversation, &reply, message->time);
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct conversation *conversation = tl_transaction_memory(transactions);
	bool is_client = false;

	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	if (message->is_apart) {
		if (conversation && message->side == conversation->dialogue.client)
			read_client_apart(transactions, conversation, message);
		return TL_DISSECT_CUT;
	}
	if (!conversation) {
		enum tl_dissection dissection = tl_smtp_recognise(message, &is_client);

		if (dissection != TL_DISSECT_WHOLE)
			return dissection;
		tl_transaction_first(transactions, message->time);
		conversation = (struct conversation *)tl_dialogue_remember(transactions, sizeof(*conversation),
									   is_client ? message->side : !message->side);
		if (!conversation)
			return TL_DISSECT_CUT;
		conversation->mail = 1;
	}
	if (message->side == conversation->dialogue.client)
		read_client(transactions, conversation, message);
	else
		read_server(transactions, conversation, message);
	return tl_dialogue_rest(transactions, &conversation->dialogue, message);
}

const struct tl_dissector tl_dissector_smtp = {
	.name = "smtp",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_smtp,
	.take = take,
};
