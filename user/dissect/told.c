// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "told.h"

struct told {
	__u32 count;
	__u64 number[TL_TOLD_MOST];
};

/* FNV-1a. */
static __u64 number_of(__u32 kind, const __u8 *octets, size_t count)
{
	__u64 number = (0xcbf29ce484222325ull ^ kind) * 0x100000001b3ull;

	for (size_t i = 0; i < count; i++)
		number = (number ^ octets[i]) * 0x100000001b3ull;
	return number;
}

bool tl_told_is_new(struct tl_transactions *transactions, __u32 kind, const void *octets, size_t count)
{
	struct told *told = tl_transaction_memory(transactions);
	__u64 number = number_of(kind, octets, count);

	if (!told)
		told = tl_transaction_remember(transactions, sizeof(*told));
	if (!told || told->count == TL_TOLD_MOST)
		return false;
	for (__u32 i = 0; i < told->count; i++)
		if (told->number[i] == number)
			return false;
	told->number[told->count++] = number;
	return true;
}
