// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "record_facts.h"

size_t tl_facts_own_size(enum tl_facts_kind kind)
{
	static const size_t sizes[TL_FACTS__MAX] = {
#define X(name, ...) [TL_FACTS_##name] = sizeof(struct tl_record_##name),
		TL_FACTS_LIST(X, )
#undef X
	};

	return kind < TL_FACTS__MAX ? sizes[kind] : 0;
}
