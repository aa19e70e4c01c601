// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From a control connection of FTP to who fetches or stores what; it is one transaction. */
#include <netinet/in.h>
#include <string.h>

#include "awaited.h"
#include "dialogue.h"
#include "dissector.h"
#include "facts.h"
#include "ftp.h"

#define FIRST_FINAL	 200 /* replies before are followed by another one to the same command (RFC 959 4.2.1) */
#define PASSIVE		 227
#define PASSIVE_EXTENDED 229
#define PORT_LEAST	 1024 /* where data may come: not to a well-known service */

struct conversation {
	struct tl_dialogue dialogue; /* the first member */
	bool is_greeted;
	__u16 awaits; /* the port at which data was agreed upon just now; 0: none was */
};

static void keep_place(struct tl_record_ftp *ftp, struct conversation *conversation, const struct tl_ftp_place *place)
{
	conversation->awaits = place->port;
	if (ftp->data_port)
		return;
	memcpy(ftp->data_address, place->address, sizeof(ftp->data_address));
	ftp->data_port = place->port;
}

static void keep_step(struct tl_record_ftp *ftp, struct conversation *conversation, const struct tl_ftp_step *step,
		      __u64 time)
{
	struct tl_ftp_place place;

	if (!ftp->is_asked) {
		ftp->is_asked = true;
		ftp->asked_at = time;
	}
	if (step->command != TL_FTP_UNKNOWN)
		tl_text_list(ftp->commands, sizeof(ftp->commands), tl_ftp_commands[step->command]);
	if (step->command == TL_FTP_USER)
		tl_text_keep(ftp->user, sizeof(ftp->user), &step->argument);
	if (step->command == TL_FTP_RETR || step->command == TL_FTP_STOR || step->command == TL_FTP_APPE)
		tl_text_keep(ftp->file, sizeof(ftp->file), &step->argument);
	if (step->command == TL_FTP_PORT && tl_ftp_read_place(&step->argument, &place))
		keep_place(ftp, conversation, &place);
	if (step->command == TL_FTP_EPRT && tl_ftp_read_extended_place(&step->argument, &place))
		keep_place(ftp, conversation, &place);
}

static void read_client(struct tl_transaction *transaction, void *remembered, const struct tl_message *message)
{
	struct conversation *conversation = remembered;
	struct tl_dialogue *dialogue = &conversation->dialogue;
	struct tl_ftp_step step;

	while (!tl_dialogue_is_handover(dialogue, message) &&
	       tl_ftp_read(message, &dialogue->at[message->side], &step)) {
		tl_dialogue_ask(dialogue, step.command, 1, message->time);
		keep_step(&transaction->facts.ftp, conversation, &step, message->time);
	}
}

static void take_reply(struct tl_record_ftp *ftp, struct conversation *conversation, const struct tl_reply *reply,
		       __u64 time)
{
	const struct tl_dialogue_step *step;
	struct tl_ftp_place place;

	if (reply->code < FIRST_FINAL)
		return;
	ftp->last_reply = reply->code;
	if (!conversation->is_greeted && (reply->code == 220 || reply->code == 421)) {
		tl_text_keep(ftp->greeting, sizeof(ftp->greeting), &reply->text);
		conversation->is_greeted = true;
		return;
	}
	conversation->is_greeted = true;
	if (reply->code == PASSIVE && tl_ftp_read_place(&reply->text, &place))
		keep_place(ftp, conversation, &place);
	if (reply->code == PASSIVE_EXTENDED && tl_ftp_read_extended_place(&reply->text, &place))
		keep_place(ftp, conversation, &place);
	step = tl_dialogue_answer(&conversation->dialogue);
	if (step && !ftp->is_timed && step->time == ftp->asked_at && time >= step->time) {
		ftp->is_timed = true;
		ftp->response_time = tl_microseconds(step->time, time);
	}
}

static void read_server(struct tl_transaction *transaction, void *remembered, const struct tl_message *message)
{
	struct conversation *conversation = remembered;
	struct tl_reply reply;

	while (tl_dialogue_read_reply(&conversation->dialogue, message, &reply))
		take_reply(&transaction->facts.ftp, conversation, &reply, message->time);
}

/* At the address of the one who says so: what it says beside the port may be private, or a lie. */
static void await_data(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct conversation *conversation = tl_transaction_memory(transactions);
	struct tl_awaited awaited = {.kind = TL_AWAITED_FTP_DATA, .since = message->time};

	if (!conversation || conversation->awaits < PORT_LEAST || !message->source_address)
		return;
	awaited.port = conversation->awaits;
	conversation->awaits = 0;
	memcpy(awaited.address, message->source_address, sizeof(awaited.address));
	tl_awaits_add(&transactions->room->awaits, &awaited);
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	static const struct tl_dialogue_protocol protocol = {
		.size = sizeof(struct conversation),
		.recognise = tl_ftp_recognise,
		.read_client = read_client,
		.read_server = read_server,
	};

	enum tl_dissection dissection = tl_dialogue_take(transactions, message, &protocol);

	if (dissection != TL_DISSECT_FOREIGN)
		await_data(transactions, message);
	return dissection;
}

const struct tl_dissector tl_dissector_ftp = {
	.name = "ftp",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_ftp,
	.take = take,
};
