// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "transactions.h"

#include <stdlib.h>
#include <string.h>

#define KEPT_MOST 1024 /* of one conversation, between two records of its flow */

void tl_transactions_init(struct tl_transactions *transactions, struct tl_transactions_room *room)
{
	*transactions = (struct tl_transactions){.room = room};
	TAILQ_INIT(&transactions->queue);
}

/* Zeros up to the octets of a kind of facts. */
static struct tl_transaction *make(const struct tl_transactions_room *room)
{
	struct tl_transaction *transaction;

	if (room->pool)
		return tl_pool_take(room->pool);
	transaction = malloc(sizeof(*transaction));
	if (transaction)
		memset(transaction, 0, offsetof(struct tl_transaction, facts.own));
	return transaction;
}

struct tl_transaction *tl_transaction_begin(struct tl_transactions *transactions, __u64 time)
{
	struct tl_transactions_room *room = transactions->room;
	struct tl_transaction *transaction;

	transactions->begun++;
	if (transactions->kept >= KEPT_MOST || room->taken >= room->most)
		return NULL;
	transaction = make(room);
	if (!transaction)
		return NULL;
	memset((char *)transaction + offsetof(struct tl_transaction, facts.own), 0,
	       tl_facts_own_size(transactions->kind));
	transaction->facts.kind = transactions->kind;
	transaction->protocol = transactions->protocol;
	transaction->number = transactions->begun;
	transaction->start = transaction->end = time;
	TAILQ_INSERT_TAIL(&transactions->queue, transaction, queue);
	transactions->kept++;
	room->taken++;
	return transaction;
}

struct tl_transaction *tl_transaction_first(struct tl_transactions *transactions, __u64 time)
{
	struct tl_transaction *first = TAILQ_FIRST(&transactions->queue);

	while (first && first->facts.kind != transactions->kind)
		first = TAILQ_NEXT(first, queue);
	return first ? first : tl_transaction_begin(transactions, time);
}

void tl_transactions_see(const struct tl_transactions *transactions, const struct tl_message *message,
			 enum tl_seen_in in, const char *name)
{
	const struct tl_transactions_room *room = transactions->room;
	const struct tl_seen_name seen = {
		.in = in,
		.name = name,
		.client = message->source_address,
		.address = message->destination_address,
		.time = message->time,
	};

	if (room->see && name[0] && message->source_address && message->destination_address)
		room->see(room->see_context, &seen);
}

void tl_transactions_begin_anew(struct tl_transactions *transactions, __u8 side)
{
	transactions->taken[side] = transactions->passed[side] = transactions->open[side] = 0;
	transactions->handed_on[side] = 0;
	transactions->has_next[side] = false;
}

struct tl_transaction *tl_transaction_numbered(const struct tl_transactions *transactions, __u32 number)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);

	while (transaction && transaction->number != number)
		transaction = TAILQ_NEXT(transaction, queue);
	return transaction;
}

void tl_transaction_forget(struct tl_transactions *transactions, struct tl_transaction *transaction)
{
	TAILQ_REMOVE(&transactions->queue, transaction, queue);
	transactions->kept--;
	transactions->room->taken--;
	if (transactions->room->pool)
		tl_pool_give(transactions->room->pool, transaction);
	else
		free(transaction);
}

void *tl_transaction_memory(const struct tl_transactions *transactions)
{
	return transactions->memory_of == transactions->kind ? transactions->memory : NULL;
}

void tl_transaction_forget_memory(struct tl_transactions *transactions)
{
	if (transactions->memory && transactions->forget_memory)
		transactions->forget_memory(transactions->memory);
	free(transactions->memory);
	transactions->memory = NULL;
	transactions->forget_memory = NULL;
}

void *tl_transaction_remember(struct tl_transactions *transactions, size_t size)
{
	tl_transaction_forget_memory(transactions);
	transactions->memory = calloc(1, size);
	transactions->memory_of = transactions->kind;
	return transactions->memory;
}

void tl_transaction_on_forgetting(struct tl_transactions *transactions, tl_forget_memory *forget)
{
	transactions->forget_memory = forget;
}

void tl_transactions_hand_on(struct tl_transactions *transactions, const struct tl_message *message, __u32 behind)
{
	transactions->handed_on[message->side] = message->offset + behind;
}

void tl_transactions_free(struct tl_transactions *transactions)
{
	tl_transaction_forget_memory(transactions);
	while (!TAILQ_EMPTY(&transactions->queue))
		tl_transaction_forget(transactions, TAILQ_FIRST(&transactions->queue));
}
