/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How types are walked down, for the files that compare and translate them: layout.c, translation.c. */
#ifndef TAPLESS_KERNEL_LAYOUT_PARTS_H
#define TAPLESS_KERNEL_LAYOUT_PARTS_H

#include <bpf/btf.h>
#include <stdio.h>

#include "layout.h"

#define TL_LAYOUT_PATH 96 /* octets of a member's path, with its NUL */

/* Behind typedefs, const and volatile. */
static inline const struct btf_type *tl_layout_plain(struct tl_layout *layout)
{
	const struct btf_type *type = btf__type_by_id(layout->btf, layout->type);

	while (type && (btf_is_mod(type) || btf_is_typedef(type))) {
		layout->type = type->type;
		type = btf__type_by_id(layout->btf, layout->type);
	}
	return type;
}

static inline const char *tl_layout_member_name(struct tl_layout layout, const struct btf_member *member)
{
	return btf__name_by_offset(layout.btf, member->name_off);
}

static inline struct tl_layout tl_layout_inside(struct tl_layout layout, __u32 type)
{
	struct tl_layout inner = {.btf = layout.btf, .type = type};

	return inner;
}

/* "key.vlan_id" */
static inline void tl_layout_join_path(char *to, const char *path, const char *name)
{
	snprintf(to, TL_LAYOUT_PATH, "%s%s%s", path, *path ? "." : "", name);
}

#endif
