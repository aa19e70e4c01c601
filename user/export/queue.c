// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "queue.h"

#include <stdlib.h>
#include <string.h>

bool tl_queue_add(struct tl_queue *queue, const struct tl_amount *amount, const void *bytes, size_t length)
{
	struct tl_queue_entry *entry;

	if (queue->amount.records + amount->records > TL_QUEUE_RECORDS || queue->octets + length > TL_QUEUE_OCTETS)
		return false;
	entry = malloc(sizeof(*entry) + length);
	if (!entry)
		return false;
	entry->next = NULL;
	entry->amount = *amount;
	entry->length = length;
	memcpy(entry->bytes, bytes, length);
	if (queue->tail)
		queue->tail->next = entry;
	else
		queue->head = entry;
	queue->tail = entry;
	if (!queue->untaken)
		queue->untaken = entry;
	tl_amount_add(&queue->amount, amount);
	queue->octets += length;
	return true;
}

struct tl_queue_entry *tl_queue_take(struct tl_queue *queue)
{
	struct tl_queue_entry *entry = queue->untaken;

	if (entry)
		queue->untaken = entry->next;
	return entry;
}

void tl_queue_pop(struct tl_queue *queue, size_t count, struct tl_amount *amount)
{
	memset(amount, 0, sizeof(*amount));
	while (count-- && queue->head) {
		struct tl_queue_entry *entry = queue->head;

		queue->head = entry->next;
		if (!queue->head)
			queue->tail = NULL;
		if (queue->untaken == entry)
			queue->untaken = entry->next;
		tl_amount_add(amount, &entry->amount);
		queue->octets -= entry->length;
		free(entry);
	}
	tl_amount_subtract(&queue->amount, amount);
}

void tl_queue_rewind(struct tl_queue *queue)
{
	queue->untaken = queue->head;
}

void tl_queue_clear(struct tl_queue *queue)
{
	struct tl_amount amount;

	tl_queue_pop(queue, (size_t)-1, &amount);
}
