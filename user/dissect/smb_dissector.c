// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From SMB messages to transactions: a request and its response, of which many are under way at once. */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "dissector.h"
#include "facts.h"
#include "smb.h"
#include "stream.h"

#define SLOT_OCTETS  32 /* no two messages begin in the same of these: their headers are longer */
#define SLOTS	     (TL_STREAM_OCTETS / SLOT_OCTETS)
#define FRAME_OCTETS 4
#define PENDING	     0x103u /* STATUS_PENDING: the response is still to come */

/* What a conversation's later messages need to know of earlier ones. */
struct smb_memory {
	bool is_told[2][SLOTS]; /* of each side's stream: a message begins there, and is a transaction */
	char offered[TL_SMB_OFFERED_SIZE]; /* dialects of SMB 1, by which the server's number tells one */
};

/* A message, and where in its stream. */
struct spot {
	const struct tl_message *message;
	__u32 offset;
	bool is_new; /* no transaction has it yet */
};

static struct smb_memory *memory_of(struct tl_transactions *transactions)
{
	struct smb_memory *memory = tl_transaction_memory(transactions);

	return memory ? memory : tl_transaction_remember(transactions, sizeof(struct smb_memory));
}

/* What comes behind a gap is told before what then fills it; further on no gap is filled, but segments come again. */
static bool is_told(const struct tl_transactions *transactions, const struct tl_message *message, __u32 offset)
{
	const struct smb_memory *memory = tl_transaction_memory(transactions);

	if (offset >= TL_STREAM_OCTETS)
		return offset < transactions->taken[message->side];
	return memory && memory->is_told[message->side][offset / SLOT_OCTETS];
}

static void note_told(struct tl_transactions *transactions, const struct tl_message *message, __u32 offset)
{
	struct smb_memory *memory = memory_of(transactions);

	if (offset >= transactions->taken[message->side])
		transactions->taken[message->side] = offset + 1;
	if (memory && offset < TL_STREAM_OCTETS)
		memory->is_told[message->side][offset / SLOT_OCTETS] = true;
}

static bool is_of(const struct tl_record_smb *smb, const struct tl_smb_facts *facts)
{
	return smb->has_command && smb->version == facts->kind && smb->command == facts->command &&
	       smb->message_id == facts->id;
}

/* A stream's beginning is offered again each time that it grows: is this the request there, or one that is still to get its request? */
static bool is_request_of(const struct tl_record_smb *smb, const struct tl_smb_facts *facts, const struct spot *spot)
{
	if (!is_of(smb, facts))
		return false;
	return spot->is_new ? !smb->has_request : smb->has_request && smb->asked_offset == spot->offset;
}

static bool is_waiting(const struct tl_record_smb *smb)
{
	return smb->has_request && (!smb->has_response || (smb->has_status && smb->status == PENDING));
}

/*
 * SMB 1 is left by its NEGOTIATE: a server that chooses SMB 2 answers with SMB 2's response, its id 0 ([MS-SMB2] 3.3.5.3.1). MID
 * and command are taken again when there is an answer.
 */
static bool is_answer_to(const struct tl_record_smb *smb, const struct tl_smb_facts *facts)
{
	if (is_waiting(smb) && smb->version == TL_SMB_1 && smb->command == TL_SMB1_NEGOTIATE)
		return facts->command == (facts->kind == TL_SMB_1 ? TL_SMB1_NEGOTIATE : TL_SMB2_NEGOTIATE);
	return is_waiting(smb) && is_of(smb, facts);
}

static void fill(char *to, size_t room, const char *from)
{
	if (!to[0])
		tl_keep_text(to, room, from);
}

/* The conversation's first transaction tells what comes up later, too. */
static void share(struct tl_transactions *transactions, const struct tl_record_smb *smb)
{
	struct tl_transaction *first = TAILQ_FIRST(&transactions->queue);
	struct tl_record_smb *to;

	if (!first || first->number != 1 || &first->facts.smb == smb)
		return;
	to = &first->facts.smb;
	if (!to->dialect || to->dialect == 0x02ff) /* of which SMB 2 it will be, is said by the next NEGOTIATE */
		to->dialect = smb->dialect ? smb->dialect : to->dialect;
	to->flags |= smb->flags;
	fill(to->dialect_name, sizeof(to->dialect_name), smb->dialect_name);
	fill(to->tree, sizeof(to->tree), smb->tree);
	fill(to->file, sizeof(to->file), smb->file);
	fill(to->user, sizeof(to->user), smb->user);
	fill(to->domain, sizeof(to->domain), smb->domain);
	fill(to->workstation, sizeof(to->workstation), smb->workstation);
}

static struct tl_transaction *begin(struct tl_transactions *transactions, const struct tl_smb_facts *facts, __u64 time)
{
	struct tl_transaction *transaction = tl_transaction_begin(transactions, time);

	if (!transaction)
		return NULL;
	transaction->facts.smb.version = (__u8)facts->kind;
	transaction->facts.smb.has_command = true;
	transaction->facts.smb.command = facts->command;
	transaction->facts.smb.message_id = facts->id;
	return transaction;
}

static void note_time(struct tl_record_smb *smb)
{
	if (!smb->has_request || !smb->has_response || smb->answered_at < smb->asked_at)
		return;
	smb->response_time = tl_microseconds(smb->asked_at, smb->answered_at);
	smb->is_timed = true;
}

static void remember_offered(struct tl_transactions *transactions, const struct tl_smb_facts *facts)
{
	struct smb_memory *memory = facts->offered[0] ? memory_of(transactions) : NULL;

	if (memory)
		memcpy(memory->offered, facts->offered, sizeof(memory->offered));
}

static void keep_request(struct tl_transactions *transactions, const struct tl_smb_facts *facts,
			 const struct spot *spot)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);
	struct tl_record_smb *smb;

	while (transaction && !is_request_of(&transaction->facts.smb, facts, spot))
		transaction = TAILQ_NEXT(transaction, queue);
	if (!transaction && spot->is_new)
		transaction = begin(transactions, facts, spot->message->time);
	remember_offered(transactions, facts);
	if (!transaction)
		return;
	smb = &transaction->facts.smb;
	if (!smb->has_request) {
		smb->has_request = true;
		smb->asked_at = spot->message->time;
		smb->asked_offset = spot->offset;
		note_time(smb);
	}
	smb->flags |= facts->requires_signing ? TL_SMB_CLIENT_REQUIRES_SIGNING : 0;
	fill(smb->tree, sizeof(smb->tree), facts->tree);
	fill(smb->file, sizeof(smb->file), facts->file);
	fill(smb->user, sizeof(smb->user), facts->who.user);
	fill(smb->domain, sizeof(smb->domain), facts->who.domain);
	fill(smb->workstation, sizeof(smb->workstation), facts->who.workstation);
	transaction->is_complete |= facts->is_unanswered;
	share(transactions, smb);
}

static void keep_dialect_name(struct tl_record_smb *smb, const struct smb_memory *memory, __u16 index)
{
	const char *name = memory->offered, *end = memory->offered + sizeof(memory->offered);

	for (__u16 i = 0; i < index && name < end && *name; i++)
		name += strnlen(name, (size_t)(end - name)) + 1;
	if (name < end)
		tl_keep_text(smb->dialect_name, sizeof(smb->dialect_name), name);
}

static void keep_response(struct tl_transactions *transactions, const struct tl_smb_facts *facts,
			  const struct spot *spot)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);
	const struct smb_memory *memory = tl_transaction_memory(transactions);
	struct tl_record_smb *smb;

	if (!spot->is_new)
		return;
	while (transaction && !is_answer_to(&transaction->facts.smb, facts))
		transaction = TAILQ_NEXT(transaction, queue);
	if (!transaction)
		transaction = begin(transactions, facts, spot->message->time);
	if (!transaction)
		return;
	smb = &transaction->facts.smb;
	smb->has_response = true;
	smb->answered_at = spot->message->time;
	smb->answered_offset = spot->offset;
	smb->has_status = facts->has_status;
	smb->status = facts->status;
	smb->dialect = facts->dialect;
	smb->flags |= facts->requires_signing ? TL_SMB_SERVER_REQUIRES_SIGNING : 0;
	if (facts->kind == TL_SMB_1 && facts->command == TL_SMB1_NEGOTIATE && memory && !facts->status)
		keep_dialect_name(smb, memory, facts->dialect_index);
	note_time(smb);
	transaction->is_complete = !facts->is_interim && smb->has_request;
	tl_transaction_lasts(transaction, spot->message->time);
	share(transactions, smb);
}

static void note_encryption(struct tl_transactions *transactions, const struct spot *spot)
{
	struct tl_transaction *first = TAILQ_FIRST(&transactions->queue);

	if (!transactions->begun)
		first = tl_transaction_begin(transactions, spot->message->time);
	if (!first || first->number != 1)
		return;
	first->facts.smb.flags |= TL_SMB_ENCRYPTED;
	if (!first->facts.smb.version)
		first->facts.smb.version = TL_SMB_HIDDEN_ENCRYPTED;
}

/* A request is one as soon as its header is there, since a long one may never come whole; a response waits for what it says. */
static void keep(struct tl_transactions *transactions, const struct tl_smb_facts *facts, const struct spot *spot,
		 enum tl_dissection dissection)
{
	const struct tl_message *message = spot->message;

	if (facts->kind == TL_SMB_HIDDEN_ENCRYPTED)
		note_encryption(transactions, spot);
	if (facts->kind != TL_SMB_1 && facts->kind != TL_SMB_2)
		return;
	if (!facts->is_response)
		keep_request(transactions, facts, spot);
	else if (dissection != TL_DISSECT_CUT || message->is_last || message->is_apart)
		keep_response(transactions, facts, spot);
	else
		return;
	note_told(transactions, message, spot->offset);
}

static void take_frame(struct tl_transactions *transactions, const struct tl_message *message,
		       const struct tl_smb_body *frame)
{
	struct tl_smb_body body = *frame;
	struct tl_smb_facts facts;
	__u32 next;

	do {
		__u32 offset = message->offset + FRAME_OCTETS + (frame->length - body.length);
		struct spot spot = {message, offset, !is_told(transactions, message, offset)};
		enum tl_dissection dissection = tl_smb_dissect(&body, &facts, &next);

		if (facts.kind == TL_SMB_NONE)
			return;
		keep(transactions, &facts, &spot, dissection);
		if (next >= body.captured)
			return;
		body.octets += next;
		body.captured -= next;
		body.length -= next;
	} while (next);
}

/* The frames that begin here, one behind the other. FOREIGN only if the first one is none. */
static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *whole)
{
	enum tl_dissection known = TL_DISSECT_FOREIGN;
	struct tl_message message = *whole;

	if (message.protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	while (message.captured) {
		struct tl_smb_body body;
		enum tl_dissection dissection = tl_smb_read_frame(&message, &body);
		__u32 behind = FRAME_OCTETS + body.length;

		if (dissection != TL_DISSECT_WHOLE)
			return known == TL_DISSECT_FOREIGN ? dissection : known;
		known = TL_DISSECT_CUT; /* as long as the connection lives, more may follow */
		if (body.octets)
			take_frame(transactions, &message, &body);
		if (behind >= message.captured)
			return known;
		message.octets += behind;
		message.offset += behind;
		message.captured -= behind;
		message.length -= behind;
	}
	return known;
}

const struct tl_dissector tl_dissector_smb = {
	.name = "smb",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_smb,
	.take = take,
};
