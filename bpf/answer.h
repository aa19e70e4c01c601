/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Does this hook see anything? User space asks where another program runs ahead of ours and may hide packets. No counter
 * for each interface is needed for that; while nobody asks, a packet pays for one load.
 */
#ifndef TAPLESS_BPF_ANSWER_H
#define TAPLESS_BPF_ANSWER_H

#include "count.h"

volatile __u32 tl_asking; /* there is something in the map `questions` */

static __always_inline void tl_answer(__u32 ifindex, enum tl_direction direction)
{
	struct tl_hook_question question;
	__u32 *seen;

	if (!tl_asking)
		return;
	tl_compiler_barrier(); /* what follows is not to be done ahead */
	question = (struct tl_hook_question){.ifindex = ifindex, .direction = direction};
	seen = bpf_map_lookup_elem(&questions, &question);
	if (seen && !*seen) /* from all CPUs, but once */
		*seen = 1;
}

#endif
