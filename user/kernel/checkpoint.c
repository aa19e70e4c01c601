// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A commit is four steps, and the daemon may die between any two:
 *
 *   1. the new versions are written, beside the old ones;
 *   2. the map `checkpoint` gets its new value: from here on the new versions count;
 *   3. the ring's consumer position: the kernel may overwrite the log before it;
 *   4. the versions that were replaced are deleted.
 *
 * Who reads it again: checkpoint_restore.c.
 */
#include "checkpoint.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
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

/* `value`: NULL for a deletion. */
static void put(struct batch *batch, const void *key, const void *value)
{
	memcpy(batch->keys + batch->count * batch->key_size, key, batch->key_size);
	if (batch->value_size)
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

static void write_change(struct tl_checkpoints *checkpoints, struct batches *batches, const struct tl_change *change)
{
	switch (change->kind) {
	case TL_KEEP_FLOW:
		put(&batches->flows, &change->key.flow, &change->value->flow);
		break;
	case TL_KEEP_BRIEF:
		tl_brief_pages_write(&checkpoints->brief, change->key.row, &change->value->version);
		break;
	case TL_KEEP_NAME:
		put(&batches->names, &change->key.name, &change->value->name);
		break;
	default:
		break;
	}
}

static void delete_change(struct tl_checkpoints *checkpoints, struct batches *batches, const struct tl_change *change)
{
	switch (change->kind) {
	case TL_DROP_FLOW:
		put(&batches->flows, &change->key.flow, NULL);
		break;
	case TL_DROP_BRIEF:
		tl_brief_pages_drop(&checkpoints->brief, change->key.row);
		break;
	case TL_WIPE_BRIEF:
		tl_brief_pages_wipe(&checkpoints->brief, change->key.row);
		break;
	case TL_DROP_NAME:
		put(&batches->names, &change->key.name, NULL);
		break;
	default:
		break;
	}
}

STAILQ_HEAD(steps, tl_step);

typedef void do_change(struct tl_checkpoints *checkpoints, struct batches *batches, const struct tl_change *change);

static void for_each_change(struct tl_checkpoints *checkpoints, struct batches *batches, const struct steps *steps,
			    do_change *act)
{
	const struct tl_step *step;
	const struct tl_change *change;

	STAILQ_FOREACH(step, steps, queue)
	STAILQ_FOREACH(change, &step->changes, queue)
	act(checkpoints, batches, change);
}

static void write_versions(struct tl_checkpoints *checkpoints, const struct steps *steps)
{
	struct batches *batches = begin(&checkpoints->maps, false);
	__u64 refused;

	checkpoints->brief.refused = 0;
	for_each_change(checkpoints, batches, steps, write_change);
	tl_brief_pages_flush(&checkpoints->brief);
	refused = end(batches) + checkpoints->brief.refused;
	if (refused && !checkpoints->refused)
		tl_warning("no room to keep what is known of all open flows: after a crash some may get another "
			   "flowId; a larger "
			   "--flows has more");
	checkpoints->refused += refused;
}

/* What cannot be deleted is not there. */
static void delete_replaced(struct tl_checkpoints *checkpoints, const struct steps *steps)
{
	struct batches *batches = begin(&checkpoints->maps, true);

	for_each_change(checkpoints, batches, steps, delete_change);
	tl_brief_pages_flush(&checkpoints->brief);
	end(batches);
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
	write_versions(checkpoints, &steps);
	write_checkpoint(checkpoints, &last->checkpoint);
	tl_ring_commit(ring, position);
	delete_replaced(checkpoints, &steps);
	while ((step = STAILQ_FIRST(&steps))) {
		STAILQ_REMOVE_HEAD(&steps, queue);
		tl_step_free(step);
	}
}

void tl_checkpoints_close(struct tl_checkpoints *checkpoints)
{
	tl_brief_pages_fini(&checkpoints->brief);
}
