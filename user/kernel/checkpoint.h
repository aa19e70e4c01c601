/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Commits the flow ring together with the join's memory: what is pinned always belongs to one position of the log, which is
 * that of the map `checkpoint`. See ARCHITECTURE.md, "The join's memory".
 */
#ifndef TAPLESS_KERNEL_CHECKPOINT_H
#define TAPLESS_KERNEL_CHECKPOINT_H

#include "../flow/join.h"
#include "brief_pages.h"
#include "ring.h"

/* Descriptors of the four maps. */
struct tl_checkpoint_maps {
	int flows;
	int brief;
	int names;
	int checkpoint;
};

struct tl_checkpoints {
	struct tl_checkpoint_maps maps;
	struct tl_journal *journal;
	struct tl_brief_pages brief;
	__u64 refused; /* changes that a map had no room for: those flows may get another id after a crash */
};

/*
 * Reads what the last daemon left into a join that is new, removes what is ahead of its checkpoint or replaced, and sets
 * the ring to where it stood. At most `flows` flows that went on are remembered from now on. 0 or -errno, printed.
 */
int tl_checkpoints_open(struct tl_checkpoints *checkpoints, const struct tl_checkpoint_maps *maps, struct tl_join *join,
			struct tl_ring *ring, __u32 flows);

/* What is in the maps stays there. */
void tl_checkpoints_close(struct tl_checkpoints *checkpoints);

/* Gives the log back to the kernel up to the last mark before `position` where it may be cut (tl_journal_cut). */
void tl_checkpoints_commit(struct tl_checkpoints *checkpoints, struct tl_ring *ring, __u64 position);

#endif
