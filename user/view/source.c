// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "source.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tapless/control.h>
#include <tapless/flow_name.h>
#include <tapless/key_digest.h>

#include "../lib/log.h"

#define BATCH	      4096
#define NOT_SUPPORTED 524 /* the kernel's ENOTSUPP, which no header of user space has */

struct tl_source {
	char folder[PATH_MAX];
	int names, long_names, details, exchanges, media; /* below 0: the instance has no such map */
	__u32 exchange_sets;
	__u64 hash_seed;
	unsigned int left;
	__u64 digests[BATCH];
	struct tl_flow_value values[BATCH];
};

/* 0: it cannot be asked */
static __u32 entries_of(int map)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	return bpf_obj_get_info_by_fd(map, &info, &size) ? 0 : info.max_entries;
}

/* A descriptor of a pinned map whose entries have these sizes, or -errno. */
static int open_map(const char *path, size_t key_size, size_t value_size)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);
	int map = bpf_obj_get(path), error;

	if (map < 0)
		return -errno;
	error = bpf_obj_get_info_by_fd(map, &info, &size) ? -errno : 0;
	if (!error && (info.key_size != key_size || info.value_size != value_size))
		error = -EPROTO;
	if (error)
		close(map);
	return error ? error : map;
}

static int explain(const char *path, int error)
{
	if (error == -EPERM || error == -EACCES)
		tl_error("no permission to read %s; run this with sudo (or with CAP_BPF)", path);
	else if (error == -ENOENT)
		tl_error("%s is not there: the instance has ended", path);
	else if (error == -EPROTO)
		tl_error("%s was made by another version of tapless; use that version, or restart the instance", path);
	else
		tl_error("cannot read %s: %s", path, strerror(-error));
	return error;
}

/* False after an error that has been printed; without such a map *map is -ENOENT. */
static bool open_optional(const char *folder, const char *name, size_t key_size, size_t value_size, int *map)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	*map = open_map(path, key_size, value_size);
	if (*map >= 0 || *map == -ENOENT)
		return true;
	explain(path, *map);
	return false;
}

/* Keys of `exchanges` and `media` are hashed with it. */
static bool read_seed(struct tl_source *source)
{
	struct tl_instance instance;
	__u32 key = 0;
	int map;

	if (!open_optional(source->folder, "instance", sizeof(key), sizeof(instance), &map))
		return false;
	if (map < 0)
		return true;
	if (!bpf_map_lookup_elem(map, &key, &instance))
		source->hash_seed = instance.hash_seed;
	close(map);
	return true;
}

struct tl_source *tl_source_open(const char *folder)
{
	struct tl_source *source = calloc(1, sizeof(*source));

	if (!source) {
		tl_error("out of memory");
		return NULL;
	}
	snprintf(source->folder, sizeof(source->folder), "%s", folder);
	source->names = source->long_names = source->details = source->exchanges = source->media = -ENOENT;
	if (open_optional(folder, "names", sizeof(struct tl_name_key), sizeof(struct tl_name_value), &source->names) &&
	    open_optional(folder, "long_names", sizeof(struct tl_name_key), sizeof(struct tl_long_name_value),
			  &source->long_names) &&
	    open_optional(folder, "details", sizeof(struct tl_flow_key), sizeof(struct tl_details), &source->details) &&
	    open_optional(folder, "exchanges", sizeof(__u32), sizeof(struct tl_exchange_set), &source->exchanges) &&
	    open_optional(folder, "media", sizeof(__u64), sizeof(struct tl_media), &source->media) &&
	    read_seed(source)) {
		source->exchange_sets = source->exchanges >= 0 ? entries_of(source->exchanges) : 0;
		return source;
	}
	tl_source_close(source);
	return NULL;
}

static int add(struct tl_source *source, struct tl_tally *tally, unsigned int count)
{
	int error = 0;

	for (unsigned int i = 0; i < count && !error; i++)
		error = tl_tally_add(tally, &source->values[i]);
	return error;
}

/*
 * Entry by entry. A key deleted under our hands sends the kernel back to the first one: the bound `left` ends that, and
 * a map is never asked for more than it can hold.
 */
static int read_singly(struct tl_source *source, int map, struct tl_tally *tally, unsigned int most)
{
	__u64 *digest = &source->digests[0], *previous = NULL, last;
	int error = 0;

	while (!error && most-- && source->left && !bpf_map_get_next_key(map, previous, digest)) {
		source->left--;
		if (!bpf_map_lookup_elem(map, digest, &source->values[0]))
			error = add(source, tally, 1);
		last = *digest;
		previous = &last;
	}
	return error;
}

/* A batch is whole buckets: no entry comes twice, none that stays is left out. */
static int read_map(struct tl_source *source, int map, struct tl_tally *tally, unsigned int capacity)
{
	__u64 position[2] = {}; /* opaque to us; the kernel wants at most the key's size for it, and uses 4 bytes */
	bool first = true;
	int error = 0;

	while (!error && source->left) {
		__u32 count = source->left < BATCH ? source->left : BATCH;
		int result = bpf_map_lookup_batch(map, first ? NULL : position, position, source->digests,
						  source->values, &count, NULL);
		int problem = result ? errno : 0;

		if (problem && problem != ENOENT) {
			/* ENOSPC: one bucket has more than fits; old kernels know no batches */
			if (first && (problem == EINVAL || problem == NOT_SUPPORTED || problem == ENOSPC))
				return read_singly(source, map, tally, capacity);
			return problem == ENOSPC ? 0 : -problem;
		}
		source->left -= count;
		error = add(source, tally, count);
		first = false;
		if (problem == ENOENT) /* that was the last */
			break;
	}
	return error;
}

static int read_pin(struct tl_source *source, const char *name, struct tl_tally *tally)
{
	char path[PATH_MAX + NAME_MAX + 16];
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);
	int map, error;

	snprintf(path, sizeof(path), "%s/flows/%s", source->folder, name);
	map = open_map(path, sizeof(__u64), sizeof(struct tl_flow_value));
	if (map == -ENOENT) /* replaced by a larger one just now; the next refresh finds that */
		return 0;
	if (map < 0)
		return explain(path, map);
	error = bpf_obj_get_info_by_fd(map, &info, &size) ? -errno : read_map(source, map, tally, info.max_entries);
	close(map);
	return error ? explain(path, error) : 0;
}

/* Pins are opened anew each time: a shard that grows gets another map under the same name. */
int tl_source_read(struct tl_source *source, struct tl_tally *tally, bool *cut)
{
	char path[PATH_MAX + 16];
	const struct dirent *entry;
	DIR *pins;
	int error = 0;

	snprintf(path, sizeof(path), "%s/flows", source->folder);
	pins = opendir(path);
	if (!pins)
		return explain(path, -errno);
	source->left = TL_SOURCE_ENTRIES_MAX;
	while (!error && source->left && (entry = readdir(pins)))
		if (!strncmp(entry->d_name, "cpu", 3))
			error = read_pin(source, entry->d_name, tally);
	closedir(pins);
	*cut = !source->left;
	return error;
}

void tl_source_values(const struct tl_source *source, const struct tl_flow_key *key, tl_source_take *take,
		      void *context)
{
	char path[PATH_MAX + NAME_MAX + 16];
	__u64 digest = tl_key_digest(key, source->hash_seed);
	struct tl_flow_value value;
	const struct dirent *entry;
	unsigned int shard = 0;
	DIR *pins;

	snprintf(path, sizeof(path), "%s/flows", source->folder);
	pins = opendir(path);
	while (pins && (entry = readdir(pins))) {
		int map;

		if (strncmp(entry->d_name, "cpu", 3) != 0)
			continue;
		snprintf(path, sizeof(path), "%s/flows/%s", source->folder, entry->d_name);
		map = open_map(path, sizeof(digest), sizeof(value));
		if (map < 0)
			continue;
		if (!bpf_map_lookup_elem(map, &digest, &value) && tl_same_key(&value.key, key) && tl_is_flow(&value))
			take(context, &value, shard);
		close(map);
		shard++;
	}
	if (pins)
		closedir(pins);
}

bool tl_source_details(const struct tl_source *source, const struct tl_flow_key *key, struct tl_details *details)
{
	return source->details >= 0 && !bpf_map_lookup_elem(source->details, key, details);
}

static bool find_exchange(const struct tl_source *source, __u64 hash, struct tl_exchange *exchange)
{
	struct tl_exchange_set set;

	for (__u32 choice = 0; choice < TL_EXCHANGE_CHOICES; choice++) {
		__u32 number = tl_exchange_set_of(hash, choice, source->exchange_sets);

		if (bpf_map_lookup_elem(source->exchanges, &number, &set))
			continue;
		for (unsigned int way = 0; way < TL_EXCHANGE_WAYS; way++)
			if (set.keys[way] == tl_exchange_key(hash)) {
				*exchange = set.exchanges[way];
				return true;
			}
	}
	return false;
}

/* Whether interfaces take part in the hash (--count each) is not written down: one of both is there. */
bool tl_source_exchange(const struct tl_source *source, const struct tl_flow_key *key, struct tl_exchange *exchange,
			unsigned int *side)
{
	for (int once = 1; source->exchanges >= 0 && once >= 0; once--) {
		struct tl_conversation conversation = tl_conversation_of(key, source->hash_seed, once);

		*side = conversation.side;
		if (find_exchange(source, conversation.hash, exchange))
			return true;
	}
	return false;
}

bool tl_source_media(const struct tl_source *source, const struct tl_flow_key *key, struct tl_media *media)
{
	__u64 hash = tl_media_key(key, source->hash_seed);

	return source->media >= 0 && !bpf_map_lookup_elem(source->media, &hash, media) &&
	       media->run >= TL_MEDIA_CONVINCING;
}

bool tl_source_name(const struct tl_source *source, const struct tl_flow_key *flow, enum tl_name_kind kind,
		    char name[TL_NAME_SIZE])
{
	struct tl_name_key key = {.flow = *flow, .kind = kind};
	struct tl_long_name_value whole;
	struct tl_name_value value;

	if (source->names < 0 || bpf_map_lookup_elem(source->names, &key, &value))
		return false;
	memset(name, 0, TL_NAME_SIZE);
	memcpy(name, value.name, sizeof(value.name) - 1);
	/* the beginning is better than nothing, if the rest has just gone */
	if (value.length >= TL_SHORT_NAME_SIZE && source->long_names >= 0 &&
	    !bpf_map_lookup_elem(source->long_names, &key, &whole) && whole.first_seen == value.first_seen)
		memcpy(name, whole.name, TL_NAME_SIZE - 1);
	return name[0];
}

void tl_source_close(struct tl_source *source)
{
	const int *maps[] = {&source->names, &source->long_names, &source->details, &source->exchanges, &source->media};

	if (!source)
		return;
	for (unsigned int i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		if (*maps[i] >= 0)
			close(*maps[i]);
	free(source);
}
