// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The next daemon takes of each flow the last version that is not ahead of the checkpoint, and starts at the checkpoint's
 * position, which the ring's own may be behind, never ahead of. What no tapless writes is passed over.
 */
#include "checkpoint.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"

struct version {
	struct tl_open_flow_key key;
	struct tl_open_flow value;
	__u64 row; /* in the map `brief_flows`; 0: it is in `open_flows` */
	bool is_stale;
};

struct versions {
	struct version *rows;
	size_t count, room;
	bool is_cut; /* there was no memory for all */
};

static struct version *one_more(struct versions *versions)
{
	if (versions->count == versions->room) {
		size_t room = versions->room ? versions->room * 2 : 1024;
		struct version *grown = realloc(versions->rows, room * sizeof(*grown));

		if (!grown)
			return NULL;
		versions->rows = grown;
		versions->room = room;
	}
	return memset(&versions->rows[versions->count++], 0, sizeof(struct version));
}

static int read_versions(struct versions *versions, int map)
{
	struct tl_open_flow_key key, *before = NULL;

	while (!bpf_map_get_next_key(map, before, &key)) {
		struct version *version = one_more(versions);

		if (!version)
			return -ENOMEM;
		version->key = key;
		if (bpf_map_lookup_elem(map, &key, &version->value))
			versions->count--;
		before = &key;
	}
	return 0;
}

static void add_brief(void *context, __u64 row, const struct tl_open_version *from)
{
	struct versions *versions = context;
	struct version *version = one_more(versions);

	if (!version) {
		versions->is_cut = true;
		return;
	}
	version->key = from->key;
	version->value = from->flow;
	version->row = row;
}

static int read_all_versions(struct versions *versions, const struct tl_checkpoints *checkpoints)
{
	int error = read_versions(versions, checkpoints->maps.flows);

	tl_brief_pages_each(&checkpoints->brief, add_brief, versions);
	return versions->is_cut ? -ENOMEM : error;
}

static void sort(struct versions *versions, int (*by)(const void *, const void *))
{
	if (versions->count)
		qsort(versions->rows, versions->count, sizeof(*versions->rows), by);
}

/* Of two of one mark, the later one is what the flow was at its end; one that is in no row was reported while it went on by then. */
static int by_flow_and_age(const void *left, const void *right)
{
	const struct version *a = left, *b = right;

	if (a->key.met_at != b->key.met_at)
		return a->key.met_at < b->key.met_at ? -1 : 1;
	if (a->key.position != b->key.position)
		return a->key.position < b->key.position ? -1 : 1;
	if (!a->row != !b->row)
		return a->row ? -1 : 1;
	return a->row < b->row ? -1 : a->row > b->row;
}

static int by_order(const void *left, const void *right)
{
	const struct tl_open_flow *a = &((const struct version *)left)->value,
				  *b = &((const struct version *)right)->value;

	return a->order < b->order ? -1 : a->order > b->order;
}

/* Asked as an octet: nothing in C is a bool that is neither 0 nor 1. */
static bool is_truth(const bool *fact)
{
	return *(const __u8 *)fact <= 1;
}

/* What it holds is an index, or decides; whoever may write to the map can have put anything there. */
static bool is_sound(const struct tl_open_flow *flow)
{
	bool is_sound = is_truth(&flow->is_long) && is_truth(&flow->awake) && is_truth(&flow->is_over) &&
			flow->orientation.forward < 2 &&
			flow->orientation.biflow_direction <= TL_BIFLOW_REVERSE_INITIATOR;

	for (unsigned int i = 0; i < 2; i++) {
		const struct tl_life_side *side = &flow->life.side[i];

		is_sound &= is_truth(&side->answers) && is_truth(&side->seen) && is_truth(&side->closed) &&
			    is_truth(&side->has_syn);
	}
	return is_sound;
}

/* Ahead of the checkpoint, replaced by a later version that is not, or forgotten before it. */
static void find_stale(struct versions *versions, const struct tl_checkpoint *checkpoint)
{
	const struct version *kept = NULL;

	sort(versions, by_flow_and_age);
	for (size_t i = versions->count; i-- > 0;) {
		struct version *version = &versions->rows[i];

		version->is_stale = !is_sound(&version->value) || version->key.position > checkpoint->position ||
				    (kept && kept->key.met_at == version->key.met_at);
		if (version->is_stale)
			continue;
		kept = version; /* even if it is forgotten: the flow is, with all that is older */
		version->is_stale =
			version->value.is_over || version->value.order < checkpoint->oldest[version->value.is_long];
	}
}

static int restore_flow(const struct tl_checkpoints *checkpoints, struct tl_join *join, const struct version *version,
			const struct tl_checkpoint *checkpoint)
{
	const struct tl_open_name *names[TL_NAME_KIND__MAX] = {NULL};
	struct tl_open_name found[TL_NAME_KIND__MAX];

	for (__u32 kind = 1; kind < TL_NAME_KIND__MAX; kind++) {
		const struct tl_open_name_key key = {.met_at = version->key.met_at, .kind = kind};

		if (!bpf_map_lookup_elem(checkpoints->maps.names, &key, &found[kind]) &&
		    found[kind].position <= checkpoint->position && found[kind].length &&
		    found[kind].length < TL_NAME_SIZE)
			names[kind] = &found[kind];
	}
	return tl_join_restore(join, &(const struct tl_open_version){version->key, version->value}, version->row,
			       names);
}

/* A row that is too old stays so; of the others, one that is ahead of this checkpoint would not be ahead of the next. */
static void delete_stale(struct tl_checkpoints *checkpoints, const struct version *version,
			 const struct tl_checkpoint *checkpoint)
{
	if (!version->row)
		bpf_map_delete_elem(checkpoints->maps.flows, &version->key);
	else if (version->value.order >= checkpoint->oldest[false])
		tl_brief_pages_erase(&checkpoints->brief, version->row);
}

static int restore(struct tl_checkpoints *checkpoints, struct tl_join *join, struct versions *versions,
		   const struct tl_checkpoint *checkpoint)
{
	int error = 0;

	find_stale(versions, checkpoint);
	sort(versions, by_order);
	for (size_t i = 0; i < versions->count && !error; i++) {
		const struct version *version = &versions->rows[i];

		if (version->is_stale)
			continue;
		error = version->row ? tl_brief_pages_keep(&checkpoints->brief, version->row) : 0;
		if (!error)
			error = restore_flow(checkpoints, join, version, checkpoint);
	}
	if (!error)
		checkpoints->journal->rows = tl_brief_pages_begin(&checkpoints->brief);
	for (size_t i = 0; i < versions->count && !error; i++)
		if (versions->rows[i].is_stale)
			delete_stale(checkpoints, &versions->rows[i], checkpoint);
	return error;
}

static int by_met_at(const void *left, const void *right)
{
	const struct tl_open_flow_key *a = &((const struct version *)left)->key,
				      *b = &((const struct version *)right)->key;

	return a->met_at < b->met_at ? -1 : a->met_at > b->met_at;
}

static bool is_restored(const struct versions *versions, __u64 met_at)
{
	const struct version wanted = {.key = {.met_at = met_at}};

	return versions->count && bsearch(&wanted, versions->rows, versions->count, sizeof(*versions->rows), by_met_at);
}

/* Names ahead of the checkpoint, and those of no flow. */
static void drop_stale_names(int map, struct versions *versions, const struct tl_checkpoint *checkpoint)
{
	struct tl_open_name_key key, next;
	struct tl_open_name name;
	size_t kept = 0;
	bool more;

	for (size_t i = 0; i < versions->count; i++)
		if (!versions->rows[i].is_stale)
			versions->rows[kept++] = versions->rows[i];
	versions->count = kept;
	sort(versions, by_met_at);
	more = !bpf_map_get_next_key(map, NULL, &next);
	while (more) {
		key = next;
		more = !bpf_map_get_next_key(map, &key, &next);
		if (bpf_map_lookup_elem(map, &key, &name) || name.position > checkpoint->position ||
		    !is_restored(versions, key.met_at))
			bpf_map_delete_elem(map, &key);
	}
}

/* One that cannot be of this log is none: its flows are met anew, and what the ring still holds is read. */
static int read_checkpoint(struct tl_checkpoint *checkpoint, int map, const struct tl_ring *ring)
{
	__u32 zero = 0;

	if (bpf_map_lookup_elem(map, &zero, checkpoint))
		return -errno;
	if (checkpoint->position > tl_ring_end(ring)) {
		tl_warning("the pinned map 'checkpoint' holds what no tapless writes: open flows get other flowIds");
		memset(checkpoint, 0, sizeof(*checkpoint));
	}
	return 0;
}

int tl_checkpoints_open(struct tl_checkpoints *checkpoints, const struct tl_checkpoint_maps *maps, struct tl_join *join,
			struct tl_ring *ring, __u32 flows)
{
	struct tl_checkpoint checkpoint;
	struct versions versions = {};
	int error;

	memset(checkpoints, 0, sizeof(*checkpoints));
	checkpoints->maps = *maps;
	checkpoints->journal = tl_join_keep(join, flows);
	tl_brief_pages_init(&checkpoints->brief, maps->brief);
	error = read_checkpoint(&checkpoint, maps->checkpoint, ring);
	if (!error)
		error = read_all_versions(&versions, checkpoints);
	if (!error)
		error = restore(checkpoints, join, &versions, &checkpoint);
	if (!error) {
		drop_stale_names(maps->names, &versions, &checkpoint);
		tl_join_restore_checkpoint(join, &checkpoint);
		if (checkpoint.position > tl_ring_cursor(ring))
			tl_ring_begin_at(ring, checkpoint.position);
	}
	free(versions.rows);
	if (error)
		tl_error("cannot read what the last daemon knew of its flows: %s", strerror(-error));
	return error;
}
