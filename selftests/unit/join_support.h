/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Ring records for the join's tests, and what the join makes of them. */
#ifndef TAPLESS_SELFTESTS_JOIN_SUPPORT_H
#define TAPLESS_SELFTESTS_JOIN_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "flow/join.h"

#define SECOND 1000000000ull
#define SYN    0x02
#define ACK    0x10

struct output {
	struct tl_join *join;
	struct tl_record *records;
	size_t count, room;
	__u64 sequence; /* of the next ring record */
	__u32 marks;
	__u32 promises; /* of the marks to come */
};

static inline void collect(void *context, struct tl_record *record)
{
	struct output *output = context;

	if (output->count == output->room) {
		output->room = output->room * 2 + 16;
		output->records = realloc(output->records, output->room * sizeof(*record));
		assert_non_null(output->records);
	}
	output->records[output->count++] = *record;
}

static inline void output_begin(struct output *output)
{
	memset(output, 0, sizeof(*output));
	output->sequence = 1000;
	output->join = tl_join_create(collect, output);
	assert_non_null(output->join);
}

static inline void output_end(struct output *output)
{
	tl_join_destroy(output->join);
	free(output->records);
}

static inline __u64 add(struct output *output, const struct tl_flow_record *record)
{
	__u64 sequence = output->sequence;

	tl_join_add(output->join, record, sizeof(*record), sequence);
	output->sequence += sizeof(*record) + 8;
	return sequence;
}

static inline void mark_at(struct output *output, __u64 time, __s64 offset)
{
	struct tl_mark_record mark = {
		.kind = TL_RING_MARK, .promises = output->promises, .time = time, .realtime_offset = offset};

	output->marks++;
	tl_join_add(output->join, &mark, sizeof(mark), output->sequence);
	output->sequence += sizeof(mark) + 8;
}

static inline __u64 add_name(struct output *output, const struct tl_flow_key *key, __u32 kind, const char *name,
			     __u64 time)
{
	struct tl_name_record record = {
		.kind = TL_RING_NAME, .name_kind = kind, .key = *key, .time = time, .length = strlen(name)};
	__u64 sequence = output->sequence;

	memcpy(record.name, name, record.length);
	tl_join_add(output->join, &record, sizeof(record), sequence);
	output->sequence += sizeof(record) + 8;
	return sequence;
}

static inline void ipv4(__u8 *address, __u8 last)
{
	static const __u8 mapped[16] = {[10] = 0xff, [11] = 0xff, 10, 0, 0, 0};

	memcpy(address, mapped, sizeof(mapped));
	address[15] = last;
}

/* A TCP key from the client 10.0.0.1 to the server 10.0.0.2, or the answer's. */
static inline struct tl_flow_key tcp_key(__u16 client_port, bool answer)
{
	struct tl_flow_key key = {.ethertype = 0x0800, .protocol = 6, .ifindex = 7};

	ipv4(key.source_address, answer ? 2 : 1);
	ipv4(key.destination_address, answer ? 1 : 2);
	key.source_port = answer ? 443 : client_port;
	key.destination_port = answer ? client_port : 443;
	key.direction = answer ? TL_EGRESS : TL_INGRESS;
	return key;
}

/* One entry's only record: it ended of itself, `packets` packets between the two times. */
static inline struct tl_flow_record part(bool answer, __u32 shard, __u64 start, __u64 end, __u64 packets)
{
	struct tl_flow_record record = {
		.kind = TL_RING_FLOW,
		.shard = shard,
		.key = tcp_key(40000, answer),
		.packets = packets,
		.octets = packets * 100,
		.layer2_octets = packets * 114,
		.flow_start = start,
		.start = start,
		.end = end,
		.source_mac = {2, 0, 0, 0, 0, answer ? 2 : 1},
		.destination_mac = {2, 0, 0, 0, 0, answer ? 1 : 2},
		.tcp_flags = ACK,
		.initial_tcp_flags = ACK,
		.minimum_length = 60,
		.maximum_length = 1500,
		.minimum_ttl = 60,
		.maximum_ttl = 64,
		.end_reason = TL_END_IDLE,
	};

	return record;
}

/* The same for the entry that holds the side's SYN, ended by FIN. */
static inline struct tl_flow_record syn_part(bool answer, __u32 shard, __u64 start, __u64 end, __u64 packets,
					     __u32 syn_sequence)
{
	struct tl_flow_record record = part(answer, shard, start, end, packets);

	record.initial_tcp_flags = answer ? SYN | ACK : SYN;
	record.tcp_flags |= SYN | 1;
	record.has_syn = 1;
	record.syn_sequence = syn_sequence;
	record.ended = TL_ENDED_FIN;
	record.end_reason = TL_END_OF_FLOW;
	return record;
}

#endif
