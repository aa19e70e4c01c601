// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pinned.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <tapless/flow.h>

#include "../lib/log.h"
#include "bpffs.h"
#include "layout.h"

#define FLOWS_MAX (64u << 20) /* --flows takes no more */

/* What the rings carry and what the sweep is called with, by the names that BTF knows them by. */
static const char *const ring_structs[] = {"tl_flow_record", "tl_name_record", "tl_mark_record", "tl_sweep"};

int tl_pinned_get(const char *folder, const char *name)
{
	char path[320];

	tl_bpffs_path(path, sizeof(path), folder, name);
	return bpf_obj_get(path);
}

__u32 tl_pinned_size(const char *folder, const char *name)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);
	int pinned = tl_pinned_get(folder, name);

	if (pinned < 0)
		return 0;
	if (bpf_obj_get_info_by_fd(pinned, &info, &length))
		info.max_entries = 0;
	close(pinned);
	return info.max_entries;
}

struct btf *tl_btf_of_map(int map, __u32 *key, __u32 *value)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);

	if (bpf_obj_get_info_by_fd(map, &info, &length) || !info.btf_id)
		return NULL;
	*key = info.btf_key_type_id;
	*value = info.btf_value_type_id;
	return btf__load_from_kernel_by_id(info.btf_id);
}

struct btf *tl_btf_of_program(int program)
{
	struct bpf_prog_info info = {};
	__u32 length = sizeof(info);

	if (bpf_obj_get_info_by_fd(program, &info, &length) || !info.btf_id)
		return NULL;
	return btf__load_from_kernel_by_id(info.btf_id);
}

/* "flow_ring: value.packets"; one without BTF is as its sizes are */
static bool is_same_map(int pinned, const struct bpf_map *map, const struct btf *ours, char *difference, size_t size)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info), key = 0, value = 0;
	char where[96] = "";
	struct btf *btf;
	bool same;

	if (bpf_obj_get_info_by_fd(pinned, &info, &length))
		return false;
	btf = tl_btf_of_map(pinned, &key, &value);
	same = info.type == bpf_map__type(map) && info.key_size == bpf_map__key_size(map) &&
	       info.value_size == bpf_map__value_size(map);
	if (same && btf && bpf_map__btf_value_type_id(map)) {
		struct tl_layout keys[] = {{btf, key}, {ours, bpf_map__btf_key_type_id(map)}};
		struct tl_layout values[] = {{btf, value}, {ours, bpf_map__btf_value_type_id(map)}};

		same = !value || (tl_layout_is_same(keys[0], keys[1], where, sizeof(where)) &&
				  tl_layout_is_same(values[0], values[1], where, sizeof(where)));
	}
	btf__free(btf);
	if (!same)
		snprintf(difference, size, "map %s%s%s", bpf_map__name(map), *where ? ": " : "", where);
	return same;
}

/* A map that is not pinned is new in this build, and made. */
static bool are_same_maps(const char *folder, const struct bpf_object *object, char *difference, size_t size)
{
	const struct bpf_map *map;
	bool same = true;

	bpf_object__for_each_map(map, object)
	{
		const struct bpf_map *inner = bpf_map__inner_map((struct bpf_map *)(uintptr_t)map);
		int pinned = bpf_map__is_internal(map)
				     ? -1
				     : tl_pinned_get(folder, inner ? "flows/cpu0-0" : bpf_map__name(map));

		if (pinned < 0)
			continue;
		same = same && is_same_map(pinned, inner ? inner : map, bpf_object__btf(object), difference, size);
		close(pinned);
	}
	return same;
}

static bool are_same_records(const char *folder, const struct btf *ours, char *difference, size_t size)
{
	int program = tl_pinned_get(folder, "programs/sweep");
	struct btf *btf = program < 0 ? NULL : tl_btf_of_program(program);
	bool same = true;

	for (size_t i = 0; btf && same && i < sizeof(ring_structs) / sizeof(ring_structs[0]); i++) {
		struct tl_layout one = tl_layout_of(btf, ring_structs[i]), other = tl_layout_of(ours, ring_structs[i]);
		char where[96] = "";

		if (!one.type || !other.type)
			continue;
		same = tl_layout_is_same(one, other, where, sizeof(where));
		if (!same)
			snprintf(difference, size, "struct %s%s%s", ring_structs[i], *where ? ": " : "", where);
	}
	btf__free(btf);
	if (program >= 0)
		close(program);
	return same;
}

int tl_pinned_value(const char *folder, const char *name, void *value, size_t size)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info), zero = 0;
	int map = tl_pinned_get(folder, name), error;

	if (map < 0)
		return -ENOENT;
	error = bpf_obj_get_info_by_fd(map, &info, &length);
	if (!error && (info.type != BPF_MAP_TYPE_ARRAY || info.key_size != sizeof(zero) || info.value_size > size))
		error = -EPROTO;
	if (!error)
		error = bpf_map_lookup_elem(map, &zero, value);
	close(map);
	return error ? error : (int)info.value_size;
}

static bool is_within(__u32 number, __u32 most)
{
	return number && number <= most;
}

bool tl_identity_is_plausible(const struct tl_instance *identity)
{
	return is_within(identity->cpus, (__u32)libbpf_num_possible_cpus()) &&
	       is_within(identity->shards_per_cpu, FLOWS_MAX) &&
	       !(identity->shards_per_cpu & (identity->shards_per_cpu - 1)) && is_within(identity->flows, FLOWS_MAX);
}

/* The version is the first member of every build's struct tl_instance. */
static int read_identity(const char *folder, struct tl_instance *identity)
{
	__u8 value[512] = {0};
	int size = tl_pinned_value(folder, "instance", value, sizeof(value));

	memcpy(identity, value, sizeof(*identity));
	return size;
}

int tl_pinned_inspect(const char *folder, const struct bpf_object *object, struct tl_instance *identity,
		      char *difference, size_t size)
{
	int value_size = read_identity(folder, identity);

	if (value_size == -ENOENT || (value_size > 0 && !identity->abi_version))
		return TL_PINNED_NONE;
	if (value_size == -EPROTO) {
		tl_error(TL_BPFFS_ROOT
			 "/%s/instance is not the map that tapless pins there: put that back, or remove the folder",
			 folder);
		return value_size;
	}
	if (value_size < 0) {
		tl_error("cannot read the pinned map 'instance' of '%s': %s", folder, strerror(-value_size));
		return value_size;
	}
	if (identity->abi_version != TL_ABI_VERSION) {
		snprintf(difference, size, "version %u, here %d", identity->abi_version, TL_ABI_VERSION);
		return TL_PINNED_OTHER;
	}
	if (value_size != sizeof(*identity)) {
		snprintf(difference, size, "map instance");
		return TL_PINNED_OTHER;
	}
	if (!tl_identity_is_plausible(identity)) {
		tl_error("the pinned map 'instance' of '%s' holds what no tapless writes, so its flows cannot be had: "
			 "`rm -r " TL_BPFFS_ROOT "/%s` ends it",
			 folder, folder);
		return -EPROTO;
	}
	if (are_same_maps(folder, object, difference, size) &&
	    are_same_records(folder, bpf_object__btf(object), difference, size))
		return TL_PINNED_SAME;
	return TL_PINNED_OTHER;
}
