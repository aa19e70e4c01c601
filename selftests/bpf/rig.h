/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the tests of the kernel programs share: frames made of bytes, an engine, the records that come out of it. */
#ifndef TAPLESS_SELFTESTS_RIG_H
#define TAPLESS_SELFTESTS_RIG_H

#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/engine.h"
#include "kernel/portions.h"
#include "kernel/sweep.h"
#include <bpf/bpf.h>
#include <tapless/ring.h>

#define SECOND 1000000000ull
#define FIN    0x01
#define SYN    0x02
#define RST    0x04
#define PSH    0x08
#define ACK    0x10

/* The calling thread; 0 if it may run there. */
static inline int rig_stay_on(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set);
}

struct rig_frame {
	__u8 bytes[9000];
	__u32 length;
};

/* Ethernet, IPv4 10.0.x.y → 10.1.0.1, TCP or UDP to port 443; `flow` picks address and source port. */
static inline struct rig_frame rig_make(__u8 protocol, __u32 flow, __u8 flags, __u32 sequence, const void *payload,
					__u32 size)
{
	static const __u8 head[] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0};
	__u32 transport = protocol == 6 ? 20 : 8;
	struct rig_frame frame = {.length = 34 + transport + size};
	__u8 *ip = frame.bytes + 14, *l4 = ip + 20;
	__u16 total = htons(20 + transport + size), source = htons(1024 + flow % 60000), port = htons(443);
	__u32 number = htonl(sequence);

	memcpy(frame.bytes, head, sizeof(head));
	memcpy(ip + 2, &total, 2);
	ip[8] = 64;
	ip[9] = protocol;
	memcpy(ip + 12, (__u8[]){10, 0, flow >> 8 & 0xff, flow & 0xff, 10, 1, flow >> 24, flow >> 16 & 0xff}, 8);
	memcpy(l4, &source, 2);
	memcpy(l4 + 2, &port, 2);
	if (protocol == 6) {
		memcpy(l4 + 4, &number, 4);
		l4[12] = 5 << 4;
		l4[13] = flags;
	} else {
		__u16 length = htons(8 + size);

		memcpy(l4 + 4, &length, 2);
	}
	if (size)
		memcpy(l4 + transport, payload, size);
	return frame;
}

/* The same packet from the other side. */
static inline void rig_turn(struct rig_frame *frame)
{
	__u8 *addresses = frame->bytes + 26, *ports = frame->bytes + 34, kept[4];

	memcpy(kept, addresses, 4);
	memcpy(addresses, addresses + 4, 4);
	memcpy(addresses + 4, kept, 4);
	memcpy(kept, ports, 2);
	memcpy(ports, ports + 2, 2);
	memcpy(ports + 2, kept, 2);
}

static inline void rig_feed(struct tl_engine *engine, const struct rig_frame *frame, __u64 time)
{
	struct tl_frame fed = {.bytes = frame->bytes,
			       .meta = {.time = time, .wire_length = frame->length, .captured_length = frame->length}};

	assert_int_equal(tl_engine_feed(engine, &fed), 0);
}

static inline struct tl_engine_config rig_config(unsigned int flows)
{
	struct tl_engine_config config = {
		.flows = flows,
		.names = true,
		.metrics = true,
		.fragments = true,
		.idle_timeout = 15 * SECOND,
		.active_timeout = 60 * SECOND,
		.closed_timeout = 2 * SECOND,
	};

	return config;
}

#define RIG_PORTIONS 4 /* of a cache of 16384 on one CPU */

/* A private engine of as many portions; false: none. */
static inline bool rig_open_portions(struct tl_engine *engine)
{
	struct tl_engine_config config = rig_config(16384);

	if (tl_engine_open(engine, &config))
		return false;
	assert_int_equal(engine->identity.shards_per_cpu, RIG_PORTIONS);
	return true;
}

static inline int rig_open_shard(const struct tl_engine *engine, __u32 number)
{
	int shard;
	__u32 id;

	assert_int_equal(bpf_map_lookup_elem(engine->shards_map, &number, &id), 0);
	shard = bpf_map_get_fd_by_id(id);
	assert_true(shard >= 0);
	return shard;
}

/* Sums and the last ones of what came out of the flow ring. */
struct rig_output {
	__u64 records, packets, octets, layer2_octets, fragments, alone, marks, annotations;
	__u64 stray; /* records of octets without a packet: the join could tell nobody of them */
	struct tl_flow_record first, last;
	unsigned int names;
	struct tl_name_record name;
};

static inline void rig_take(struct rig_output *output, const void *data)
{
	const struct tl_flow_record *record = data;

	if (record->kind == TL_RING_MARK)
		output->marks++;
	if (record->kind == TL_RING_NAME) {
		output->names++;
		output->name = *(const struct tl_name_record *)data;
	}
	if (record->kind != TL_RING_FLOW)
		return;
	if (!output->records++)
		output->first = *record;
	output->last = *record;
	output->packets += record->packets;
	output->octets += record->octets;
	output->layer2_octets += record->layer2_octets;
	output->fragments += record->fragments;
	output->stray += !record->packets && (record->octets || record->layer2_octets);
	output->alone += record->shard == TL_SHARD_NONE;
	output->annotations += record->is_annotation;
}

static inline void rig_drain(struct tl_engine *engine, struct rig_output *output)
{
	const void *data;
	__u64 position;

	while (tl_ring_next(engine->flow_ring, &data, &position))
		rig_take(output, data);
	tl_ring_commit(engine->flow_ring, tl_ring_cursor(engine->flow_ring));
}

/* A full ring is drained in between. */
static inline void rig_sweep_due(struct tl_engine *engine, struct rig_output *output, enum tl_sweep_mode mode,
				 __u64 now)
{
	long emitted;

	do {
		emitted = tl_sweep_all(engine, mode, now);
		rig_drain(engine, output);
	} while (emitted == -EAGAIN);
	assert_true(emitted >= 0);
}

/* Of all portions: tests make time as they need it, and what packets leave behind in the real one would be due later. */
static inline void rig_sweep(struct tl_engine *engine, struct rig_output *output, enum tl_sweep_mode mode, __u64 now)
{
	engine->portions->whole = 1;
	rig_sweep_due(engine, output, mode, now);
}

#endif
