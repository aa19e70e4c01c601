/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Layouts: structs as BTF describes them. Are those of two builds the same? */
#ifndef TAPLESS_KERNEL_LAYOUT_H
#define TAPLESS_KERNEL_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include <tapless/types.h>

struct btf;

/* A type in its BTF; the BTF belongs to somebody else. */
struct tl_layout {
	const struct btf *btf;
	__u32 type;
};

/* The struct of that name; type 0: there is none. */
struct tl_layout tl_layout_of(const struct btf *btf, const char *name);

/*
 * Same size, and the same members, at the same places, all the way down. If not, `difference` says where: the path of the
 * first member that differs.
 */
bool tl_layout_is_same(struct tl_layout one, struct tl_layout other, char *difference, size_t size);

/* Size and offset in octets of an integer member; false if there is none of that name at the top. */
bool tl_layout_member(struct tl_layout layout, const char *name, __u32 *offset, __u32 *size);

#endif
