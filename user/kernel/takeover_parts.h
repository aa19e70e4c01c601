/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What takeover.c and takeover_carry.c share, and nobody else sees. */
#ifndef TAPLESS_KERNEL_TAKEOVER_PARTS_H
#define TAPLESS_KERNEL_TAKEOVER_PARTS_H

#include "takeover.h"
#include "translation.h"

#define OBJECT_MAX 1024 /* octets of the largest struct that is translated */

struct tl_takeover {
	char folder[128];
	int sweep_program, shards, first_shard;
	struct tl_instance identity;
	struct btf *btf; /* of the old program */
	struct tl_translation flow, name, mark, sweep;
	__u32 emitted_at, refused_at; /* in the old struct tl_sweep: both are __u32 */
	struct tl_ring *ring;
	_Alignas(8) __u8 record[OBJECT_MAX];
	__u32 walk;
};

/* Printed, with the remedy: `what` of the old build cannot be read. -ENOTSUP. */
int tl_takeover_cannot(const struct tl_takeover *takeover, const char *what, const char *why);

/* tl_translation_make() for structs of at most OBJECT_MAX octets. 0 or -ENOTSUP, printed. */
int tl_takeover_plan(const struct tl_takeover *takeover, struct tl_translation *translation, struct tl_layout from,
		     struct tl_layout to, const char *what);

#endif
