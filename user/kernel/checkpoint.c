// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A commit is four steps, and the daemon may die between any two:
 *
 *   1. the new versions are written, beside the old ones;
 *   2. the map `checkpoint` gets its new value: from here on the new versions count;
 *   3. the ring's consumer position: the kernel may overwrite the log before it;
 *   4. the versions that were replaced are deleted.
 *
 * Whoever reads it again (tl_checkpoints_open) takes of each flow the last version that is not ahead of the checkpoint, and
 * starts at the checkpoint's position, which the ring's own may be behind, never ahead of.
 */
#include "checkpoint.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"

#define BATCH 256

/* Changes of one map that go to the kernel together. */
struct batch {
	int map;
	size_t key_size, value_size; /* value_size 0: deletions */
	__u32 count;
	__u64 refused;
	_Alignas(8) char keys[BATCH * sizeof(struct tl_open_flow_key)];
	_Alignas(8) char values[BATCH * sizeof(struct tl_open_name)];
};

/* One that is refused stops the kernel: it is passed over. */
static void flush(struct batch *batch)
{
	LIBBPF_OPTS(bpf_map_batch_opts, options);

	for (__u32 at = 0; at < batch->count;) {
		const void *keys = batch->keys + at * batch->key_size, *values = batch->values + at * batch->value_size;
		__u32 done = batch->count - at;
		int error = batch->value_size ? bpf_map_update_batch(batch->map, keys, values, &done, &options)
					      : bpf_map_delete_batch(batch->map, keys, &done, &options);

		if (error && done >= batch->count - at) /* it did not even begin */
			done = 0;
		at += done;
		if (error) {
			batch->refused++;
			at++;
		}
	}
	batch->count = 0;
}

static void put(struct batch *batch, const void *key, const void *value)
{
	memcpy(batch->keys + batch->count * batch->key_size, key, batch->key_size);
	memcpy(batch->values + batch->count * batch->value_size, value, batch->value_size);
	if (++batch->count == BATCH)
		flush(batch);
}

/* Flows and names of one step, or what is to be deleted of them: at most one batch of each is on its way. */
struct batches {
	struct batch flows, names;
};

static struct batches *begin(const struct tl_checkpoint_maps *maps, bool deletions)
{
	static struct batches only; /* commits are of one thread; else: pages that nobody had yet, each time */
	struct batches *batches = &only;

	batches->flows.map = maps->flows;
	batches->flows.key_size = sizeof(struct tl_open_flow_key);
	batches->flows.value_size = deletions ? 0 : sizeof(struct tl_open_flow);
	batches->names.map = maps->names;
	batches->names.key_size = sizeof(struct tl_open_name_key);
	batches->names.value_size = deletions ? 0 : sizeof(struct tl_open_name);
	batches->flows.count = batches->names.count = 0;
	batches->flows.refused = batches->names.refused = 0;
	return batches;
}

static __u64 end(struct batches *batches)
{
	flush(&batches->flows);
	flush(&batches->names);
	return batches->flows.refused + batches->names.refused;
}

static void write_step(struct batches *batches, const struct tl_step *step, bool deletions)
{
	const struct tl_change *change;

	STAILQ_FOREACH(change, &step->changes, queue)
	{
		if (change->kind == (deletions ? TL_DROP_FLOW : TL_KEEP_FLOW))
			put(&batches->flows, &change->key.flow, &change->value->flow);
		else if (change->kind == (deletions ? TL_DROP_NAME : TL_KEEP_NAME))
			put(&batches->names, &change->key.name, &change->value->name);
	}
}

STAILQ_HEAD(steps, tl_step);

static void write_steps(struct tl_checkpoints *checkpoints, const struct steps *steps, bool deletions)
{
	struct batches *batches = begin(&checkpoints->maps, deletions);
	const struct tl_step *step;
	__u64 refused;

	STAILQ_FOREACH(step, steps, queue)
	write_step(batches, step, deletions);
	refused = end(batches);
	if (deletions) /* what cannot be deleted is not there */
		return;
	if (refused && !checkpoints->refused)
		tl_warning("no room to keep what is known of all open flows: after a crash some may get another "
			   "flowId; a larger "
			   "--flows has more");
	checkpoints->refused += refused;
}

static int write_checkpoint(const struct tl_checkpoints *checkpoints, const struct tl_checkpoint *checkpoint)
{
	__u32 zero = 0;

	return bpf_map_update_elem(checkpoints->maps.checkpoint, &zero, checkpoint, BPF_ANY);
}

void tl_checkpoints_commit(struct tl_checkpoints *checkpoints, struct tl_ring *ring, __u64 position)
{
	struct steps steps = STAILQ_HEAD_INITIALIZER(steps);
	struct tl_step *step, *last = NULL;

	position = tl_journal_cut(checkpoints->journal, position);
	while ((step = tl_journal_take(checkpoints->journal, position))) {
		STAILQ_INSERT_TAIL(&steps, step, queue);
		last = step;
	}
	if (!last)
		return;
	write_steps(checkpoints, &steps, false);
	write_checkpoint(checkpoints, &last->checkpoint);
	tl_ring_commit(ring, position);
	write_steps(checkpoints, &steps, true);
	while ((step = STAILQ_FIRST(&steps))) {
		STAILQ_REMOVE_HEAD(&steps, queue);
		tl_step_free(step);
	}
}

/* --- reading it again */

struct version {
	struct tl_open_flow_key key;
	struct tl_open_flow value;
	bool is_stale;
};

struct versions {
	struct version *rows;
	size_t count, room;
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

static void sort(struct versions *versions, int (*by)(const void *, const void *))
{
	if (versions->count)
		qsort(versions->rows, versions->count, sizeof(*versions->rows), by);
}

static int by_flow_and_position(const void *left, const void *right)
{
	const struct tl_open_flow_key *a = &((const struct version *)left)->key,
				      *b = &((const struct version *)right)->key;

	if (a->met_at != b->met_at)
		return a->met_at < b->met_at ? -1 : 1;
	return a->position < b->position ? -1 : a->position > b->position;
}

static int by_order(const void *left, const void *right)
{
	const struct tl_open_flow *a = &((const struct version *)left)->value,
				  *b = &((const struct version *)right)->value;

	return a->order < b->order ? -1 : a->order > b->order;
}

/* Ahead of the checkpoint, replaced by a later version that is not, or forgotten before it. */
static void find_stale(struct versions *versions, const struct tl_checkpoint *checkpoint)
{
	const struct version *kept = NULL;

	sort(versions, by_flow_and_position);
	for (size_t i = versions->count; i-- > 0;) {
		struct version *version = &versions->rows[i];

		version->is_stale = version->key.position > checkpoint->position ||
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
		    found[kind].position <= checkpoint->position && found[kind].length < TL_NAME_SIZE)
			names[kind] = &found[kind];
	}
	return tl_join_restore(join, &version->key, &version->value, names);
}

static int restore(const struct tl_checkpoints *checkpoints, struct tl_join *join, struct versions *versions,
		   const struct tl_checkpoint *checkpoint)
{
	int error = 0;

	find_stale(versions, checkpoint);
	sort(versions, by_order);
	for (size_t i = 0; i < versions->count && !error; i++) {
		const struct version *version = &versions->rows[i];

		if (version->is_stale)
			bpf_map_delete_elem(checkpoints->maps.flows, &version->key);
		else
			error = restore_flow(checkpoints, join, version, checkpoint);
	}
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

int tl_checkpoints_open(struct tl_checkpoints *checkpoints, const struct tl_checkpoint_maps *maps, struct tl_join *join,
			struct tl_ring *ring, __u32 flows)
{
	struct tl_checkpoint checkpoint;
	struct versions versions = {};
	__u32 zero = 0;
	int error;

	memset(checkpoints, 0, sizeof(*checkpoints));
	checkpoints->maps = *maps;
	checkpoints->journal = tl_join_keep(join, flows);
	if (bpf_map_lookup_elem(maps->checkpoint, &zero, &checkpoint))
		return -errno;
	error = read_versions(&versions, maps->flows);
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
