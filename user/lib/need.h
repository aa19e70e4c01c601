/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * When does memory go back to the system? What was needed within the last rounds stays, for it may be needed again, and a page that
 * comes anew costs more than what is done with it. Once half of what there is was too much for some rounds, it is not needed. A round
 * is a sweep of the daemon's.
 */
#ifndef TAPLESS_LIB_NEED_H
#define TAPLESS_LIB_NEED_H

#include <stdbool.h>
#include <stddef.h>

#define TL_NEED_ROUNDS 3

struct tl_need {
	size_t taken; /* pieces in use, */
	size_t most; /* in use at a time, in this round */
	unsigned int rounds; /* in which half of them would have done, in a row */
};

static inline void tl_need_take(struct tl_need *need)
{
	if (++need->taken > need->most)
		need->most = need->taken;
}

static inline void tl_need_give(struct tl_need *need)
{
	need->taken--;
}

/* A round ends. True: of the `room` pieces that there are half should go back, now; it is asked again some rounds later. */
static inline bool tl_need_settle(struct tl_need *need, size_t room)
{
	need->rounds = need->most > room / 2 ? 0 : need->rounds + 1;
	need->most = need->taken;
	if (need->rounds < TL_NEED_ROUNDS)
		return false;
	need->rounds = 0;
	return true;
}

#endif
