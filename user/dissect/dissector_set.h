/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which of tl_dissectors: a bit each, by its place there. */
#ifndef TAPLESS_DISSECT_DISSECTOR_SET_H
#define TAPLESS_DISSECT_DISSECTOR_SET_H

#include <string.h>

#include "dissector.h"

#define TL_DISSECTOR_WORDS (TL_DISSECTORS_MOST / 64)

struct tl_dissector_set {
	__u64 words[TL_DISSECTOR_WORDS];
};

static inline void tl_dissector_set_add(struct tl_dissector_set *set, unsigned int dissector)
{
	set->words[dissector / 64] |= 1ull << dissector % 64;
}

static inline void tl_dissector_set_remove(struct tl_dissector_set *set, unsigned int dissector)
{
	set->words[dissector / 64] &= ~(1ull << dissector % 64);
}

static inline void tl_dissector_set_keep(struct tl_dissector_set *set, const struct tl_dissector_set *kept)
{
	for (unsigned int i = 0; i < TL_DISSECTOR_WORDS; i++)
		set->words[i] &= kept->words[i];
}

static inline bool tl_dissector_set_is_empty(const struct tl_dissector_set *set)
{
	for (unsigned int i = 0; i < TL_DISSECTOR_WORDS; i++)
		if (set->words[i])
			return false;
	return true;
}

static inline struct tl_dissector_set tl_dissector_set_of(unsigned int dissector)
{
	struct tl_dissector_set set = {};

	tl_dissector_set_add(&set, dissector);
	return set;
}

/* Those that an IP protocol may carry. */
static inline struct tl_dissector_set tl_dissector_set_over(__u8 protocol)
{
	struct tl_dissector_set set = {};

	for (unsigned int i = 0; i < tl_dissector_count; i++)
		if (!tl_dissectors[i]->protocol || tl_dissectors[i]->protocol == protocol)
			tl_dissector_set_add(&set, i);
	return set;
}

/* Those of which a side's first message may begin with that octet. */
static inline struct tl_dissector_set tl_dissector_set_from(__u8 octet)
{
	struct tl_dissector_set set = {};

	for (unsigned int i = 0; i < tl_dissector_count; i++)
		if (!tl_dissectors[i]->firsts || memchr(tl_dissectors[i]->firsts, octet, tl_dissectors[i]->first_count))
			tl_dissector_set_add(&set, i);
	return set;
}

#endif
