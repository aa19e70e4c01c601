// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "takeover_parts.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tapless/ring.h>

#include "../lib/log.h"
#include "pinned.h"
#include "shards.h"
#include "sweep.h"
#include "tapless.skel.h"

int tl_takeover_cannot(const struct tl_takeover *takeover, const char *what, const char *why)
{
	tl_error("instance '%s' was made by another build of tapless, and its %s cannot be read by this one: %s; end "
		 "it with "
		 "the build that made it: tapless stop --instance %s",
		 takeover->folder, what, why, takeover->folder);
	return -ENOTSUP;
}

int tl_takeover_plan(const struct tl_takeover *takeover, struct tl_translation *translation, struct tl_layout from,
		     struct tl_layout to, const char *what)
{
	int error = tl_translation_make(translation, from, to);

	if (!error && (translation->from_size > OBJECT_MAX || translation->to_size > OBJECT_MAX))
		return tl_takeover_cannot(takeover, what, "it is too large");
	return error ? tl_takeover_cannot(takeover, what, translation->problem) : 0;
}

static int plan_records(struct tl_takeover *takeover, const struct btf *ours)
{
	const struct {
		const char *name;
		struct tl_translation *translation;
	} records[] = {
		{"tl_flow_record", &takeover->flow},
		{"tl_name_record", &takeover->name},
		{"tl_mark_record", &takeover->mark},
	};
	int error = 0;

	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]) && !error; i++)
		error = tl_takeover_plan(takeover, records[i].translation, tl_layout_of(takeover->btf, records[i].name),
					 tl_layout_of(ours, records[i].name), records[i].name);
	return error;
}

/* The sweep's argument goes the other way. */
static int plan_sweep(struct tl_takeover *takeover, const struct btf *ours)
{
	struct tl_layout old = tl_layout_of(takeover->btf, "tl_sweep");
	__u32 size;
	int error = tl_takeover_plan(takeover, &takeover->sweep, tl_layout_of(ours, "tl_sweep"), old, "tl_sweep");

	if (error)
		return error;
	if (tl_layout_member(old, "emitted", &takeover->emitted_at, &size) && size == sizeof(__u32) &&
	    tl_layout_member(old, "refused", &takeover->refused_at, &size) && size == sizeof(__u32))
		return 0;
	return tl_takeover_cannot(takeover, "tl_sweep", "it tells no result");
}

static int read_identity(struct tl_takeover *takeover, const struct btf *ours)
{
	_Alignas(8) __u8 value[OBJECT_MAX];
	struct tl_translation translation;
	__u32 key, type;
	int map = tl_pinned_get(takeover->folder, "instance"), error;
	struct btf *btf = map < 0 ? NULL : tl_btf_of_map(map, &key, &type);

	if (!btf) {
		error = tl_takeover_cannot(takeover, "map 'instance'", "its BTF cannot be had");
	} else {
		error = tl_takeover_plan(takeover, &translation, (struct tl_layout){btf, type},
					 tl_layout_of(ours, "tl_instance"), "map 'instance'");
		if (!error &&
		    tl_pinned_value(takeover->folder, "instance", value, sizeof(value)) != (int)translation.from_size)
			error = tl_takeover_cannot(takeover, "map 'instance'", "its values are not what its BTF says");
		if (!error)
			tl_translate(&translation, value, &takeover->identity);
		if (!error && !tl_identity_is_plausible(&takeover->identity))
			error = tl_takeover_cannot(takeover, "map 'instance'", "it holds what no tapless writes");
	}
	btf__free(btf);
	if (map >= 0)
		close(map);
	return error;
}

/* Of a mark only where it ends is of interest: the log may be cut there. */
static __u32 translate_record(void *context, const void **data, __u32 length, __u64 *position, __u64 end)
{
	struct tl_takeover *takeover = context;
	const struct tl_translation *translation = &takeover->flow;
	__u32 kind = 0;

	if (length >= sizeof(kind))
		memcpy(&kind, *data, sizeof(kind)); /* the first member in every build */
	if (kind == TL_RING_NAME)
		translation = &takeover->name;
	else if (kind == TL_RING_MARK)
		translation = &takeover->mark;
	if (kind > TL_RING_MARK || length < translation->from_size)
		return length; /* the join counts what it does not understand */
	tl_translate(translation, *data, takeover->record);
	*data = takeover->record;
	if (kind == TL_RING_MARK)
		*position = end - tl_ring_position_after(0, translation->to_size);
	return translation->to_size;
}

static int open_ring(struct tl_takeover *takeover)
{
	int map = tl_pinned_get(takeover->folder, "flow_ring");

	if (map < 0)
		return map;
	takeover->ring = tl_ring_open(map, tl_pinned_size(takeover->folder, "flow_ring"));
	close(map); /* its pages stay mapped */
	if (!takeover->ring)
		return -errno;
	tl_ring_set_base(takeover->ring, takeover->identity.sequence_base);
	tl_ring_translate(takeover->ring, translate_record, takeover);
	return 0;
}

static int open_old(struct tl_takeover *takeover, const struct btf *ours)
{
	int error;

	takeover->sweep_program = tl_pinned_get(takeover->folder, "programs/sweep");
	takeover->shards = tl_pinned_get(takeover->folder, "shards");
	takeover->first_shard = tl_pinned_get(takeover->folder, "flows/cpu0-0");
	if (takeover->sweep_program < 0 || takeover->shards < 0 || takeover->first_shard < 0)
		return tl_takeover_cannot(takeover, "pins", "some are missing");
	takeover->btf = tl_btf_of_program(takeover->sweep_program);
	if (!takeover->btf)
		return tl_takeover_cannot(takeover, "BTF", "it has none, or reading it needs CAP_SYS_ADMIN");
	error = plan_records(takeover, ours);
	if (!error)
		error = plan_sweep(takeover, ours);
	if (!error)
		error = read_identity(takeover, ours);
	if (!error)
		error = open_ring(takeover);
	return error;
}

int tl_takeover_open(struct tl_takeover **opened, const char *folder, const struct btf *ours)
{
	struct tl_takeover *takeover = calloc(1, sizeof(*takeover));
	int error;

	if (!takeover)
		return -ENOMEM;
	snprintf(takeover->folder, sizeof(takeover->folder), "%s", folder);
	takeover->sweep_program = takeover->shards = takeover->first_shard = -1;
	error = open_old(takeover, ours);
	if (error) {
		tl_takeover_close(takeover);
		return error;
	}
	*opened = takeover;
	return 0;
}

struct tl_ring *tl_takeover_ring(const struct tl_takeover *takeover)
{
	return takeover->ring;
}

static int run(struct tl_takeover *takeover, const struct tl_sweep *sweep, long *emitted)
{
	_Alignas(8) __u8 argument[OBJECT_MAX];
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = argument, .ctx_size_in = takeover->sweep.to_size);
	__u32 count, refused;
	int error;

	tl_translate(&takeover->sweep, sweep, argument);
	error = bpf_prog_test_run_opts(takeover->sweep_program, &options);
	memcpy(&count, argument + takeover->emitted_at, sizeof(count));
	memcpy(&refused, argument + takeover->refused_at, sizeof(refused));
	*emitted += count;
	if (error)
		return error;
	return refused ? -EAGAIN : 0;
}

long tl_takeover_sweep(struct tl_takeover *takeover, const struct tl_engine *engine)
{
	const struct tl_instance *old = &takeover->identity;
	struct tl_sweep sweep = {
		.mode = TL_SWEEP_DRAIN,
		.walk = ++takeover->walk,
		.generation = old->generation,
		.now = tl_boot_time(),
		.realtime_offset = tl_realtime_offset(),
		.idle_timeout = engine->config.idle_timeout,
		.wanted_idle_timeout = engine->config.idle_timeout,
		.active_timeout = engine->config.active_timeout,
		.closed_timeout = engine->config.closed_timeout,
	};
	__u32 slots = tl_pinned_size(takeover->folder, "shards");
	int error = tl_shards_wait_by(takeover->shards, slots, takeover->first_shard), mark_error;
	long emitted = 0;

	for (; sweep.shard < old->cpus * old->shards_per_cpu && !error; sweep.shard++)
		error = run(takeover, &sweep, &emitted);
	sweep.mode = TL_SWEEP_MARK;
	sweep.shard = 0;
	mark_error = run(takeover, &sweep, &emitted);
	if (!error)
		error = mark_error;
	return error ? error : emitted;
}

void tl_takeover_close(struct tl_takeover *takeover)
{
	const int descriptors[] = {takeover ? takeover->sweep_program : -1, takeover ? takeover->shards : -1,
				   takeover ? takeover->first_shard : -1};

	if (!takeover)
		return;
	for (size_t i = 0; i < sizeof(descriptors) / sizeof(descriptors[0]); i++)
		if (descriptors[i] >= 0)
			close(descriptors[i]);
	tl_ring_close(takeover->ring);
	btf__free(takeover->btf);
	free(takeover);
}
