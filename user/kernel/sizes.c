// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* How large each map is. */
#include <bpf/libbpf.h>
#include <unistd.h>

#include "../flow/known.h"
#include "bpffs.h"
#include "engine.h"
#include "pinned.h"
#include "plan.h"
#include "tapless.skel.h"

/*
 * Octets. A sweep is drained while it is under way, so the ring need not hold it. Half of it is what waits while a collector is away, or
 * for the two seconds that one by TCP is behind: at twice what a full cache of idle flows lets go of, a fifteenth a second. A record
 * with facts of order is twice as long, of the two directions together.
 */
#define FLOW_RING_PER_FLOW	    64
#define FLOW_RING_PER_MEASURED_FLOW 128
#define FLOW_RING_MIN		    (4u << 20)
#define FLOW_RING_MAX		    (128u << 20)
#define L7_RING_SIZE		    (1u << 20)
#define SAMPLE_RING_SIZE	    (4u << 20) /* a thousand whole samples, until the daemon comes by */
#define SAID_PAGES_MIN		    256
#define SAID_PAGES_MAX		    4096
#define HELLOS_PER_CPU		    128 /* an LRU hash gives each CPU 128 free entries at a time */
#define FRAGMENTS_MIN		    4096
#define FRAGMENTS_MAX		    16384
#define HOLES_PER_CPU		    1024
#define MEDIA_MIN		    1024
#define NAMES_MIN		    1024
#define OPEN_FLOWS_MIN		    8192
#define BRIEF_PAGES_MIN		    64

static __u32 power_of_two_above(__u64 value, __u32 minimum, __u32 maximum)
{
	__u32 power = minimum;

	while (power < value && power < maximum)
		power *= 2;
	return power;
}

static __u32 at_least(__u32 value, __u32 minimum)
{
	return value > minimum ? value : minimum;
}

/* Not all: the fuller the cache, the sooner flows leave it, and a conversation has more than one entry there. */
__u32 tl_flows_remembered(const struct tl_engine *engine)
{
	return engine->config.flows - engine->config.flows / 4;
}

/*
 * Of a conversation for each two flows, and an eighth more: a set may be full while others are not. Chosen at random, of those one in
 * 150 then finds none when the cache is full, and one in 2,000 when it is full by nine tenths.
 */
static __u32 exchange_sets(__u32 flows)
{
	return at_least((__u64)flows * 9 / 16 / TL_EXCHANGE_WAYS + 1, 2);
}

/* What entries of the cache have beside them. */
static void size_beside_flows(struct tl_engine *engine)
{
	struct tapless_bpf *skeleton = engine->skeleton;
	__u32 flows = engine->config.flows;

	bpf_map__set_max_entries(skeleton->maps.shards, engine->shard_count + 1);
	bpf_map__set_max_entries(skeleton->maps.listed, engine->shard_entries);
	/* both directions of a conversation have an entry in the cache, on each CPU that they take; the client's has the name */
	bpf_map__set_max_entries(skeleton->maps.names, at_least(flows / 2, NAMES_MIN));
	bpf_map__set_max_entries(skeleton->maps.long_names, at_least(flows / 8, NAMES_MIN));
	bpf_map__set_max_entries(skeleton->maps.details, at_least(flows, NAMES_MIN));
	bpf_map__set_max_entries(skeleton->maps.exchanges, engine->config.metrics ? exchange_sets(flows) : 1);
	bpf_map__set_max_entries(skeleton->maps.first_packets, flows / 2 + 1);
	bpf_map__set_autocreate(skeleton->maps.first_packets, engine->config.metrics && engine->config.splt);
	/* of UDP flows one in eight is a voice or a picture, at most */
	bpf_map__set_max_entries(skeleton->maps.media, engine->config.metrics ? at_least(flows / 8, MEDIA_MIN) : 1);
}

/* What a packet leaves for those that follow: gaps of a stream, a part of a hello, the ports of a datagram's fragments. */
static void size_between_packets(struct tl_engine *engine)
{
	struct tapless_bpf *skeleton = engine->skeleton;
	__u32 flows = engine->config.flows, cpus = engine->identity.cpus;

	bpf_map__set_max_entries(skeleton->maps.holes, HOLES_PER_CPU * (cpus + 3));
	bpf_map__set_max_entries(skeleton->maps.hellos, HELLOS_PER_CPU * (cpus + 1));
	bpf_map__set_max_entries(skeleton->maps.fragments,
				 engine->config.instance ? power_of_two_above(flows / 16, FRAGMENTS_MIN, FRAGMENTS_MAX)
							 : FRAGMENTS_MAX);
}

/* A quarter more than full ones would be: rows that were replaced leave theirs in pieces. */
static __u32 brief_pages(const struct tl_engine *engine)
{
	__u32 flows = tl_flows_remembered(engine);

	flows = flows < TL_BRIEF_FLOWS ? flows : TL_BRIEF_FLOWS;
	return at_least(flows / TL_BRIEF_ROWS * 5 / 4, BRIEF_PAGES_MIN);
}

/* Two versions of some are there while a commit is under way, see tl_flows_remembered(). Nobody goes on with a capture. */
static void size_checkpoint(struct tl_engine *engine)
{
	struct tapless_bpf *skeleton = engine->skeleton;
	bool is_live = engine->config.instance;
	__u32 flows = engine->config.flows;

	bpf_map__set_max_entries(skeleton->maps.open_flows, is_live ? at_least(flows, OPEN_FLOWS_MIN) : 1);
	bpf_map__set_max_entries(skeleton->maps.brief_flows, is_live ? brief_pages(engine) : 1);
	bpf_map__set_max_entries(skeleton->maps.open_names, is_live ? at_least(flows / 2, NAMES_MIN) : 1);
}

/* A capture's reader drains the flow ring whenever it fills. */
static void size_rings(struct tl_engine *engine)
{
	struct tapless_bpf *skeleton = engine->skeleton;
	__u64 octets = (__u64)engine->config.flows *
		       (engine->config.metrics ? FLOW_RING_PER_MEASURED_FLOW : FLOW_RING_PER_FLOW);
	__u32 ring = engine->config.instance ? power_of_two_above(octets, FLOW_RING_MIN, FLOW_RING_MAX) : FLOW_RING_MIN;

	if (engine->config.instance && engine->config.samples)
		bpf_map__set_max_entries(skeleton->maps.said,
					 power_of_two_above(ring / 16 / bpf_map__value_size(skeleton->maps.said),
							    SAID_PAGES_MIN, SAID_PAGES_MAX));
	bpf_map__set_max_entries(skeleton->maps.flow_ring, ring);
	bpf_map__set_max_entries(skeleton->maps.l7_ring, engine->config.samples ? SAMPLE_RING_SIZE : L7_RING_SIZE);
}

/* With --metrics off these have one entry, and no more would fit in after a restart with them on: nothing is lost with it. */
static void leave_unmeasured(const struct tl_engine *engine)
{
	const struct bpf_map *const measured[] = {engine->skeleton->maps.exchanges, engine->skeleton->maps.media};
	char path[320];

	for (size_t i = 0; engine->config.metrics && i < sizeof(measured) / sizeof(measured[0]); i++) {
		if (tl_pinned_size(engine->pins, bpf_map__name(measured[i])) != 1)
			continue;
		tl_bpffs_path(path, sizeof(path), engine->pins, bpf_map__name(measured[i]));
		unlink(path);
	}
}

/* What is pinned keeps its size, whatever this daemon would have planned. */
static int take_pinned_sizes(struct tl_engine *engine)
{
	struct bpf_map *map;
	int error = 0;

	leave_unmeasured(engine);
	engine->shard_entries = tl_pinned_size(engine->pins, "flows/cpu0-0");
	bpf_object__for_each_map(map, engine->skeleton->obj)
	{
		__u32 size = bpf_map__is_internal(map) ? 0 : tl_pinned_size(engine->pins, bpf_map__name(map));

		if (size && !error)
			error = bpf_map__set_max_entries(map, size);
	}
	return error;
}

int tl_engine_set_sizes(struct tl_engine *engine)
{
	int error;

	size_beside_flows(engine);
	size_between_packets(engine);
	size_checkpoint(engine);
	size_rings(engine);
	error = engine->has_maps ? take_pinned_sizes(engine) : 0;
	engine->shard_count = bpf_map__max_entries(engine->skeleton->maps.shards) - 1;
	engine->flow_ring_size = bpf_map__max_entries(engine->skeleton->maps.flow_ring);
	return error;
}
