/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What was asked and answered in one conversation, in the order in which it began. The first one's facts are on the flow's
 * records; each later one becomes a record of its own, without packets or octets, so that sums stay exact.
 */
#ifndef TAPLESS_DISSECT_TRANSACTIONS_H
#define TAPLESS_DISSECT_TRANSACTIONS_H

#include <stddef.h>
#include <sys/queue.h>

#include "../flow/pool.h"
#include "../flow/record_facts.h"
#include "announced.h"
#include "awaited.h"
#include "message.h"
#include "seen_name.h"

struct tl_transaction {
	TAILQ_ENTRY(tl_transaction) queue;
	__u64 start; /* of its first message; nanoseconds of the samples' clock, as all times here */
	__u64 end; /* of its last one */
	__u32 number; /* in the conversation, from 1 */
	const char *protocol; /* name of the dissector that it is of; NULL where none is at work */
	bool is_complete; /* nothing more will be said of it */
	struct tl_record_facts facts;
};

TAILQ_HEAD(tl_transaction_queue, tl_transaction);

/* That of all conversations together, and what one of them may know of another. */
struct tl_transactions_room {
	size_t taken, most;
	struct tl_pool
		*pool; /* of objects as struct tl_transaction, which begin with zeros up to its facts; NULL: malloc's */
	struct tl_announcements announced;
	struct tl_awaits awaits;
	bool keeps_statements; /* of databases, as sent: they may hold anything */
	tl_see_name *see; /* NULL: nobody wants to know of names */
	void *see_context;
	size_t field_octets; /* that HPACK's tables of all conversations take */
};

typedef void tl_forget_memory(void *memory);

struct tl_transactions {
	struct tl_transaction_queue queue;
	__u32 begun;
	__u32 kept;
	__u32 taken[2]; /* of each side's stream: octets whose messages are transactions already */
	__u32 next
		[2]; /* where that side's next message begins, valid if has_next: a dissector knows how long the last one is */
	bool has_next[2];
	__u32 passed[2]; /* of each side's stream: octets of messages that are done with, and need not be read again */
	__u32 open[2]; /* number of the transaction that its message behind those began; 0: none */
	struct tl_transactions_room *room;
	__u32 handed_on
		[2]; /* where in each side's stream another conversation begins, which anybody may take; 0: nowhere */
	enum tl_facts_kind kind; /* of those that begin */
	const char *protocol; /* theirs */
	void *memory; /* what a dissector that needs it remembers of the conversation; NULL until one does */
	tl_forget_memory *forget_memory; /* what else goes with it */
	enum tl_facts_kind memory_of;
};

void tl_transactions_init(struct tl_transactions *transactions, struct tl_transactions_room *room);

/* NULL where there is no room: then nothing is said of it. */
struct tl_transaction *tl_transaction_begin(struct tl_transactions *transactions, __u64 time);

/* The conversation's first one of its kind, begun now if there is none: for protocols in which there is only one. */
struct tl_transaction *tl_transaction_first(struct tl_transactions *transactions, __u64 time);

/* One of its messages was sent at that time. */
static inline void tl_transaction_lasts(struct tl_transaction *transaction, __u64 time)
{
	if (time > transaction->end)
		transaction->end = time;
}

/* The sender of a message, a client, wants this name of its receiver, a server. */
void tl_transactions_see(const struct tl_transactions *transactions, const struct tl_message *message,
			 enum tl_seen_in in, const char *name);

/* The side's stream begins elsewhere from now on: at octets that were not known when the places above were. */
void tl_transactions_begin_anew(struct tl_transactions *transactions, __u8 side);

/* NULL: it has been forgotten, or there never was room for it. */
struct tl_transaction *tl_transaction_numbered(const struct tl_transactions *transactions, __u32 number);

void tl_transaction_forget(struct tl_transactions *transactions, struct tl_transaction *transaction);

/* What the dissector at work remembers of the conversation. NULL: nothing yet; or only another one does, that was not sure. */
void *tl_transaction_memory(const struct tl_transactions *transactions);

/* As many octets of zeros in the place of whatever was remembered; NULL without memory. */
void *tl_transaction_remember(struct tl_transactions *transactions, size_t size);

/* Nothing of it is needed any more. */
void tl_transaction_forget_memory(struct tl_transactions *transactions);

/* Called before what is remembered is freed. */
void tl_transaction_on_forgetting(struct tl_transactions *transactions, tl_forget_memory *forget);

/* The stream's `behind` octets from this message's beginning on are not this protocol's: whoever knows what follows takes it. */
void tl_transactions_hand_on(struct tl_transactions *transactions, const struct tl_message *message, __u32 behind);

void tl_transactions_free(struct tl_transactions *transactions);

#endif
