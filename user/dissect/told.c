// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "told.h"

#include "../lib/octets.h"

struct told {
	__u32 count;
	__u64 number[TL_TOLD_MOST];
};

bool tl_told_is_new(struct tl_transactions *transactions, __u32 kind, const void *octets, size_t count)
{
	struct told *told = tl_transaction_memory(transactions);
	__u64 number = tl_octets_mix(tl_octets_mix(TL_OCTETS_MIX, &kind, sizeof(kind)), octets, count);

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
