/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Looks after a store's files in a thread of its own: seals segments that nobody writes any more, removes those too
 * old or too many.
 */
#ifndef TAPLESS_STORE_KEEPER_H
#define TAPLESS_STORE_KEEPER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <linux/types.h>

/* What it should do; its owner's. */
struct tl_keeper_orders {
	__u64 keep_seconds; /* 0: for ever */
	__u64 most_octets; /* 0: no limit */
	__u64 writing; /* number of the segment that is being written; those before it can be sealed */
	bool removes_old; /* the clock can be believed */
};

struct tl_keeper {
	const char *uri, *folder; /* the owner's, for messages too */
	struct tl_keeper_orders orders; /* for the next round */
	/* its own */
	struct tl_keeper_orders doing; /* in this one */
	pthread_t thread;
	bool is_running;
	atomic_bool is_done;
	bool is_told; /* that something could not be sealed or removed */
};

/* One round in a thread; nothing if there is one still. */
void tl_keeper_start(struct tl_keeper *keeper);

/* Waits for a round that goes on. */
void tl_keeper_wait(struct tl_keeper *keeper);

#endif
