// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Open addressing, at most half full. The operator makes the table, no packet: nothing to be kept secret. */
#include "application_numbers.h"

#include <stdlib.h>

#define INITIAL_SLOTS 512

static __u32 key_of(enum tl_application_number_of kind, __u16 number)
{
	return (__u32)kind << 16 | number;
}

/* That of the key, or the free one where it belongs. */
static struct tl_application_number *slot_of(const struct tl_application_numbers *numbers, __u32 key)
{
	size_t at = key * 0x9e3779b1u >> 16; /* 2^32 divided by the golden ratio */

	while (numbers->slots[at & numbers->mask].key && numbers->slots[at & numbers->mask].key != key)
		at++;
	return &numbers->slots[at & numbers->mask];
}

static bool grow(struct tl_application_numbers *numbers)
{
	size_t slots = numbers->slots ? 2 * (numbers->mask + 1) : INITIAL_SLOTS;
	struct tl_application_numbers grown = {.mask = slots - 1, .count = numbers->count};

	grown.slots = calloc(slots, sizeof(*grown.slots));
	if (!grown.slots)
		return false;
	for (size_t i = 0; numbers->slots && i <= numbers->mask; i++)
		if (numbers->slots[i].key)
			*slot_of(&grown, numbers->slots[i].key) = numbers->slots[i];
	free(numbers->slots);
	*numbers = grown;
	return true;
}

bool tl_application_numbers_put(struct tl_application_numbers *numbers, enum tl_application_number_of kind,
				__u16 number, size_t row)
{
	struct tl_application_number *slot;

	if (2 * numbers->count >= numbers->mask && !grow(numbers))
		return false;
	slot = slot_of(numbers, key_of(kind, number));
	numbers->count += !slot->key;
	slot->key = key_of(kind, number);
	slot->row = (__u32)row;
	return true;
}

long tl_application_numbers_find(const struct tl_application_numbers *numbers, enum tl_application_number_of kind,
				 __u16 number)
{
	const struct tl_application_number *slot = numbers->slots ? slot_of(numbers, key_of(kind, number)) : NULL;

	return slot && slot->key ? (long)slot->row : -1;
}

void tl_application_numbers_free(struct tl_application_numbers *numbers)
{
	free(numbers->slots);
	*numbers = (struct tl_application_numbers){0};
}
