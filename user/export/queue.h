/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Records that wait for a peer, bounded in number and octets. An entry is taken when it goes into what is being written,
 * and leaves the queue when that has been written; a lost connection puts the taken ones back.
 */
#ifndef TAPLESS_EXPORT_QUEUE_H
#define TAPLESS_EXPORT_QUEUE_H

#include "encode.h"

#define TL_QUEUE_RECORDS 65536
#define TL_QUEUE_OCTETS	 (32u << 20)

struct tl_queue_entry {
	struct tl_queue_entry *next;
	struct tl_amount amount;
	size_t length;
	_Alignas(8) __u8 bytes[];
};

struct tl_queue {
	struct tl_queue_entry *head, *tail;
	struct tl_queue_entry *untaken; /* NULL: all are taken */
	struct tl_amount amount; /* of all entries */
	size_t octets;
};

/* False: it is full, or there is no memory. */
bool tl_queue_add(struct tl_queue *queue, const struct tl_amount *amount, const void *bytes, size_t length);
/* The next entry that was not taken yet, or NULL. */
struct tl_queue_entry *tl_queue_take(struct tl_queue *queue);
/* The first `count` entries are done with; *amount is what they count. */
void tl_queue_pop(struct tl_queue *queue, size_t count, struct tl_amount *amount);
/* Entries that were taken and not popped will be taken again. */
void tl_queue_rewind(struct tl_queue *queue);
void tl_queue_clear(struct tl_queue *queue);

#endif
