// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From the Initial packets of both sides to their hellos: what TLS says there, and by which version of QUIC. */
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

#include "dissector.h"
#include "facts.h"
#include "gquic.h"
#include "quic.h"
#include "tls_dissector.h"

#define HEAD                                                                                                           \
	offsetof(struct tl_quic_hello, known) /* all that there is to remember while nothing of the hello is known */

/* What is remembered, to be gone on with: where it is, if all of it is there, or in `fresh`. */
static struct tl_quic_hello *recall(const struct tl_transactions *transactions, struct tl_quic_hello *fresh)
{
	struct tl_quic_hello *memory = tl_transaction_memory(transactions);

	if (memory && memory->has_octets)
		return memory;
	memset(fresh, 0, sizeof(*fresh));
	if (memory)
		memcpy(fresh, memory, HEAD);
	return fresh;
}

/* Without memory it is forgotten. */
static void remember(struct tl_transactions *transactions, const struct tl_quic_hello *hello)
{
	struct tl_quic_hello *memory = tl_transaction_memory(transactions), head;
	size_t size = hello->has_octets ? sizeof(*hello) : HEAD;

	if (memory == hello && hello->has_octets)
		return;
	if (memory == hello) /* there is less to remember now */
		hello = memcpy(&head, hello, HEAD);
	else if (memory && !hello->has_octets) {
		memcpy(memory, hello, HEAD);
		return;
	}
	memory = tl_transaction_remember(transactions, size);
	if (memory)
		memcpy(memory, hello, size);
}

static void keep_google(struct tl_record_quic *quic, const struct tl_gquic_facts *said)
{
	tl_keep_text(quic->server_name, sizeof(quic->server_name), said->server_name);
	tl_keep_text(quic->user_agent, sizeof(quic->user_agent), said->user_agent);
}

static bool read_hello(const struct tl_quic_hello *hello, enum tl_tls_role role, struct tl_tls_facts *found)
{
	__u32 octets = tl_quic_prefix(hello);
	struct tl_message message = {.octets = hello->octets, .captured = octets, .length = octets};

	return tl_tls_dissect(&message, TL_TLS_BARE, found) != TL_DISSECT_FOREIGN && found->role == role;
}

static void keep_hello(struct tl_transaction *transaction, const struct tl_quic_hello *hello)
{
	struct tl_record_facts *facts = &transaction->facts;
	struct tl_gquic_facts said;
	struct tl_tls_facts found;

	tl_facts_quic(facts)->version = hello->version;
	if (hello->version == TL_QUIC_Q050) {
		tl_gquic_read(hello->octets, tl_quic_prefix(hello), &said);
		keep_google(&facts->quic, &said);
		return;
	}
	if (!read_hello(hello, TL_TLS_CLIENT, &found))
		return;
	tl_tls_keep_client(tl_facts_tls(facts), &found.client);
	memcpy(facts->quic.server_name, facts->tls.server_name, sizeof(facts->quic.server_name));
	tl_keep_text(facts->quic.user_agent, sizeof(facts->quic.user_agent), found.client.quic_user_agent);
}

/* False: there is more to come; behind a HelloRetryRequest it is another one. */
static bool keep_answer(struct tl_transaction *transaction, const struct tl_quic_hello *hello)
{
	struct tl_tls_facts found;

	if (!read_hello(hello, TL_TLS_SERVER, &found) || !found.server.is_whole)
		return false;
	tl_tls_keep_server(tl_facts_tls(&transaction->facts), &found.server);
	transaction->is_complete = true;
	return true;
}

static enum tl_dissection take_google(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_gquic_facts said;
	enum tl_dissection dissection = tl_gquic_dissect(message, &said);

	transaction = dissection == TL_DISSECT_FOREIGN ? NULL : tl_transaction_first(transactions, message->time);
	if (!transaction)
		return dissection;
	tl_facts_quic(&transaction->facts)->version = said.version;
	keep_google(&transaction->facts.quic, &said);
	transaction->is_complete = true;
	return dissection;
}

/* A hello that is whole, and the server's is waited for. */
static void keep_question(struct tl_transactions *transactions, const struct tl_message *message,
			  struct tl_transaction *transaction, struct tl_quic_hello *hello)
{
	keep_hello(transaction, hello);
	tl_transactions_see(transactions, message, TL_SEEN_IN_SNI, transaction->facts.quic.server_name);
	transaction->is_complete = hello->version == TL_QUIC_Q050; /* whose server says nothing of TLS */
	tl_quic_await_answer(hello);
}

static void keep(struct tl_transactions *transactions, const struct tl_message *message, bool is_whole,
		 struct tl_quic_hello *hello)
{
	struct tl_transaction *transaction = tl_transaction_first(transactions, message->time);

	if (transaction && hello->is_answer && keep_answer(transaction, hello)) {
		tl_transaction_forget_memory(transactions);
		return;
	}
	if (transaction && !hello->is_answer) {
		tl_facts_quic(&transaction->facts)->version = hello->version;
		if (is_whole)
			keep_question(transactions, message, transaction, hello);
	}
	remember(transactions, hello);
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);
	struct tl_quic_hello fresh, *hello;
	enum tl_dissection dissection;

	if (message->protocol != IPPROTO_UDP)
		return TL_DISSECT_FOREIGN;
	if (transaction && transaction->is_complete)
		return TL_DISSECT_WHOLE;
	hello = recall(transactions, &fresh);
	dissection = tl_quic_take(message, hello);
	if (dissection == TL_DISSECT_FOREIGN && hello->is_answer) { /* what is behind the handshake */
		remember(transactions, hello); /* the keys */
		return TL_DISSECT_WHOLE;
	}
	if (dissection == TL_DISSECT_FOREIGN && tl_quic_negotiates(message))
		return TL_DISSECT_CUT;
	if (dissection == TL_DISSECT_FOREIGN)
		return hello->version ? dissection : take_google(transactions, message);
	keep(transactions, message, dissection == TL_DISSECT_WHOLE, hello);
	return dissection;
}

const struct tl_dissector tl_dissector_quic = {
	.name = "quic",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_quic,
	.take = take,
};
