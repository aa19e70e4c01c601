// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the join remembers, from another build's maps into ours. */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/log.h"
#include "pinned.h"
#include "takeover_parts.h"
#include "tapless.skel.h"

struct copy {
	int from, to;
	struct tl_translation key, value;
};

static int copy_entries(const struct copy *copy)
{
	_Alignas(8) __u8 old_key[OBJECT_MAX], old_value[OBJECT_MAX], key[OBJECT_MAX], value[OBJECT_MAX];
	const void *before = NULL;
	int error = 0;

	while (!error && !bpf_map_get_next_key(copy->from, before, old_key)) {
		before = old_key;
		if (bpf_map_lookup_elem(copy->from, old_key, old_value))
			continue;
		tl_translate(&copy->key, old_key, key);
		tl_translate(&copy->value, old_value, value);
		error = bpf_map_update_elem(copy->to, key, value, BPF_ANY);
	}
	return error;
}

/* Keys and values are as long as their BTF says: the last daemon's user could have put another map there. */
static bool is_as_described(const struct copy *copy)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);

	return !bpf_obj_get_info_by_fd(copy->from, &info, &length) && info.key_size == copy->key.from_size &&
	       info.value_size == copy->value.from_size;
}

static int tell_copied(const struct tl_takeover *takeover, const char *name, int error)
{
	if (error)
		tl_error("cannot copy the map '%s' of instance '%s': %s; a larger --flows has more room", name,
			 takeover->folder, strerror(-error));
	return error;
}

static int carry_map(const struct tl_takeover *takeover, const struct btf *ours, const struct bpf_map *map)
{
	const char *name = bpf_map__name(map);
	__u32 key = 0, value = 0;
	struct copy copy = {.from = tl_pinned_get(takeover->folder, name), .to = bpf_map__fd(map)};
	struct btf *btf;
	int error;

	if (copy.from < 0) /* that build did not have it */
		return 0;
	btf = tl_btf_of_map(copy.from, &key, &value);
	error = tl_takeover_plan(takeover, &copy.key, (struct tl_layout){btf, key},
				 (struct tl_layout){ours, bpf_map__btf_key_type_id(map)}, name);
	if (!error)
		error = tl_takeover_plan(takeover, &copy.value, (struct tl_layout){btf, value},
					 (struct tl_layout){ours, bpf_map__btf_value_type_id(map)}, name);
	if (!error && !is_as_described(&copy))
		error = tl_takeover_cannot(takeover, name, "its values are not what its BTF says");
	else if (!error)
		error = tell_copied(takeover, name, copy_entries(&copy));
	btf__free(btf);
	close(copy.from);
	return error;
}

/* What copies from one map of brief flows to another: page by page, and in each row by row. */
struct row_copy {
	int from, to;
	__u32 rows; /* of an old page */
	struct tl_translation row;
};

static int copy_page(const struct row_copy *copy, __u64 number, const __u8 *old)
{
	struct tl_brief_page page = {};

	for (__u32 i = 0; i < copy->rows; i++)
		tl_translate(&copy->row, old + i * copy->row.from_size, &page.rows[i]);
	return bpf_map_update_elem(copy->to, &number, &page, BPF_ANY);
}

static int copy_pages(const struct row_copy *copy)
{
	__u8 *old = calloc(copy->rows, copy->row.from_size);
	__u64 number, *before = NULL;
	int error = old ? 0 : -ENOMEM;

	while (!error && !bpf_map_get_next_key(copy->from, before, &number)) {
		before = &number;
		if (!bpf_map_lookup_elem(copy->from, &number, old))
			error = copy_page(copy, number, old);
	}
	free(old);
	return error;
}

/* A page of another build is as many of its rows. */
static bool has_whole_rows(struct row_copy *copy)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);

	if (bpf_obj_get_info_by_fd(copy->from, &info, &length) || info.key_size != sizeof(__u64) ||
	    info.value_size % copy->row.from_size)
		return false;
	copy->rows = info.value_size / copy->row.from_size;
	return copy->rows <= TL_BRIEF_ROWS;
}

static int carry_brief_flows(const struct tl_takeover *takeover, const struct btf *ours, const struct bpf_map *map)
{
	const char *name = bpf_map__name(map);
	struct row_copy copy = {.from = tl_pinned_get(takeover->folder, name), .to = bpf_map__fd(map)};
	int error;

	if (copy.from < 0)
		return 0;
	error = tl_takeover_plan(takeover, &copy.row, tl_layout_of(takeover->btf, "tl_open_version"),
				 tl_layout_of(ours, "tl_open_version"), name);
	if (!error && !has_whole_rows(&copy))
		error = tl_takeover_cannot(takeover, name, "its pages are not what its BTF says");
	else if (!error)
		error = tell_copied(takeover, name, copy_pages(&copy));
	close(copy.from);
	return error;
}

int tl_takeover_carry(const struct tl_takeover *takeover, const struct tl_engine *engine)
{
	const struct tapless_bpf *skeleton = engine->skeleton;
	const struct bpf_map *const carried[] = {skeleton->maps.open_flows, skeleton->maps.open_names,
						 skeleton->maps.checkpoint, skeleton->maps.exporters};
	int error = 0;

	for (size_t i = 0; i < sizeof(carried) / sizeof(carried[0]) && !error; i++)
		error = carry_map(takeover, bpf_object__btf(skeleton->obj), carried[i]);
	if (!error)
		error = carry_brief_flows(takeover, bpf_object__btf(skeleton->obj), skeleton->maps.brief_flows);
	return error;
}
