// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "layout.h"

#include <errno.h>
#include <string.h>

#include "layout_parts.h"

#define DEPTH_MAX 12

struct tl_layout tl_layout_of(const struct btf *btf, const char *name)
{
	int type = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT) : -ENOENT;
	struct tl_layout layout = {.btf = btf, .type = type < 0 ? 0 : type};

	return layout;
}

struct comparison {
	char *difference;
	size_t size;
	unsigned int depth;
};

static bool differs(const struct comparison *comparison, const char *path)
{
	snprintf(comparison->difference, comparison->size, "%s", path);
	return false;
}

static bool compare(struct comparison *comparison, struct tl_layout one, struct tl_layout other, const char *path);

static bool compare_members(struct comparison *comparison, struct tl_layout one, struct tl_layout other,
			    const char *path)
{
	const struct btf_type *a = tl_layout_plain(&one), *b = tl_layout_plain(&other);
	const struct btf_member *left = btf_members(a), *right = btf_members(b);

	for (__u32 i = 0; i < btf_vlen(a) && i < btf_vlen(b); i++) {
		char below[TL_LAYOUT_PATH];

		tl_layout_join_path(below, path, tl_layout_member_name(one, &left[i]));
		if (strcmp(tl_layout_member_name(one, &left[i]), tl_layout_member_name(other, &right[i])) ||
		    btf_member_bit_offset(a, i) != btf_member_bit_offset(b, i) ||
		    btf_member_bitfield_size(a, i) != btf_member_bitfield_size(b, i))
			return differs(comparison, below);
		if (!compare(comparison, tl_layout_inside(one, left[i].type), tl_layout_inside(other, right[i].type),
			     below))
			return false;
	}
	return btf_vlen(a) == btf_vlen(b) || differs(comparison, path);
}

static bool compare(struct comparison *comparison, struct tl_layout one, struct tl_layout other, const char *path)
{
	const struct btf_type *a = tl_layout_plain(&one), *b = tl_layout_plain(&other);
	bool same = a && b && btf_kind(a) == btf_kind(b);

	if (!same || comparison->depth > DEPTH_MAX)
		return differs(comparison, path);
	if (btf_is_composite(a)) {
		comparison->depth++;
		same = a->size == b->size ? compare_members(comparison, one, other, path) : differs(comparison, path);
		comparison->depth--;
		return same;
	}
	if (btf_is_array(a)) {
		const struct btf_array *left = btf_array(a), *right = btf_array(b);

		if (left->nelems != right->nelems)
			return differs(comparison, path);
		return compare(comparison, tl_layout_inside(one, left->type), tl_layout_inside(other, right->type),
			       path);
	}
	return btf_is_ptr(a) || a->size == b->size || differs(comparison, path);
}

bool tl_layout_is_same(struct tl_layout one, struct tl_layout other, char *difference, size_t size)
{
	struct comparison comparison = {.difference = difference, .size = size};

	*difference = '\0';
	return compare(&comparison, one, other, "");
}

bool tl_layout_member(struct tl_layout layout, const char *name, __u32 *offset, __u32 *size)
{
	const struct btf_type *type = tl_layout_plain(&layout);

	for (__u32 i = 0; type && btf_is_composite(type) && i < btf_vlen(type); i++) {
		const struct btf_member *member = btf_members(type) + i;

		if (strcmp(tl_layout_member_name(layout, member), name) || btf_member_bitfield_size(type, i))
			continue;
		*offset = btf_member_bit_offset(type, i) / 8;
		*size = btf__resolve_size(layout.btf, member->type);
		return *size <= sizeof(__u64);
	}
	return false;
}
