/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The packet path's half of the flow cache: find or make the entry of a packet in this CPU's shard, count it there. */
#ifndef TAPLESS_BPF_CACHE_H
#define TAPLESS_BPF_CACHE_H

#include <tapless/key_digest.h>

#include "emit.h"
#include "ration.h"

#define TL_ERROR_NO_SPACE -7 /* -E2BIG: the hash is full */
#define TL_ERROR_BUSY	  -16 /* -EBUSY: this CPU already holds the bucket's lock */

static const struct tl_flow_value tl_new_flow = {.state = TL_FLOW_NEW};

/* The same for both directions of a connection; of an echo no port, but a type: 8, then 0. */
static __always_inline __u32 tl_ports_of_both(const struct tl_flow_key *key)
{
	bool is_icmp = key->protocol == TL_PROTOCOL_ICMP || key->protocol == TL_PROTOCOL_ICMPV6;

	return is_icmp ? 0 : (__u32)key->source_port + key->destination_port;
}

/*
 * Which of its CPU's shards an entry is in: one of the same number for all entries of a connection, both directions, on all CPUs,
 * where they come in and where they leave. What is walked between two marks is the shards of a number, see user/kernel/sweep.c.
 * Low address words and ports differ most; two products that do not wait for each other, and the upper bits, which depend on all
 * octets.
 */
static __always_inline __u32 tl_shard_of_sums(__u32 addresses, __u32 ports)
{
	return (addresses * 0x9e3779b97f4a7c15ull + ports * 0x9fb21c651e98df25ull) >> 48 & tl_shards_per_cpu_mask;
}

static __always_inline __u32 tl_shard_in_cpu(const struct tl_flow_key *key)
{
	const __u32 *words = (const __u32 *)key;

	return tl_shard_of_sums(words[3] + words[7], tl_ports_of_both(key));
}

static __always_inline __u32 tl_shard_here(__u32 shard_in_cpu)
{
	__u32 cpu = tl_capture_build ? 0 : bpf_get_smp_processor_id();

	return cpu * (tl_shards_per_cpu_mask + 1) + shard_in_cpu;
}

static __always_inline __u32 tl_shard_of(const struct tl_flow_key *key)
{
	return tl_shard_here(tl_shard_in_cpu(key));
}

static __always_inline __u8 tl_fragment_oddities(const struct tl_packet *packet)
{
	return packet->found & TL_FOUND_WITHOUT_FIRST ? TL_FRAGMENT_WITHOUT_FIRST : 0;
}

/* A packet that finds no place is a record of its own while ring and ration have room, else it is counted as overflow. */
static __always_inline void tl_count_alone(const struct tl_packet *packet, const struct tl_passage *passage)
{
	struct tl_flow_record *record = 0;

	if (!tl_ring_above(&flow_ring, tl_flow_ring_size / 2) && tl_ration_allows(passage))
		record = bpf_ringbuf_reserve(&flow_ring, sizeof(*record), 0);
	if (!record) {
		tl_count_reason(passage, TL_REASON_OVERFLOW);
		return;
	}
	__builtin_memset(record, 0, sizeof(*record));
	record->kind = TL_RING_FLOW;
	record->shard = TL_SHARD_NONE;
	record->key = packet->key;
	record->key.datagram = 0;
	record->packets = passage->packets;
	record->octets = passage->octets;
	record->layer2_octets = passage->layer2_octets;
	record->flow_start = record->start = record->end = passage->now;
	__builtin_memcpy(record->source_mac, packet->source_mac, sizeof(record->source_mac));
	__builtin_memcpy(record->destination_mac, packet->destination_mac, sizeof(record->destination_mac));
	record->flow_label = packet->flow_label;
	record->tcp_flags = record->initial_tcp_flags = packet->tcp_flags;
	record->identification = packet->identification;
	record->end_reason = TL_END_NO_RESOURCES;
	record->minimum_length = passage->shortest;
	record->maximum_length = passage->longest;
	record->minimum_ttl = record->maximum_ttl = packet->ttl;
	record->type_of_service = packet->type_of_service;
	record->has_syn = packet->tcp_flags & TL_TCP_SYN && packet->transport_complete;
	record->syn_sequence = record->has_syn ? packet->tcp_sequence : 0;
	record->fragments = packet->found & TL_FOUND_FRAGMENT ? passage->packets : 0;
	record->fragment_oddities = tl_fragment_oddities(packet);
	record->tags = packet->tags;
	tl_count_emitted(passage->packets, passage->octets, passage->layer2_octets);
	tl_count_event(passage, TL_EVENT_SINGLE_PACKET_RECORD);
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
}

static __always_inline void tl_fill_first(struct tl_flow_value *value, const struct tl_packet *packet, __u64 now)
{
	value->first_seen = value->interval_start = value->last_seen = value->reported_at = now;
	__builtin_memcpy(value->source_mac, packet->source_mac, sizeof(value->source_mac));
	__builtin_memcpy(value->destination_mac, packet->destination_mac, sizeof(value->destination_mac));
	value->flow_label = packet->flow_label;
	value->initial_tcp_flags = packet->tcp_flags;
	value->identification = packet->identification;
	value->type_of_service = packet->type_of_service;
	value->vlan_priority = packet->vlan_priority;
	value->inner_vlan_priority = packet->inner_vlan_priority;
	value->tags = packet->tags;
	value->minimum_ttl = value->maximum_ttl = packet->ttl;
	value->minimum_length = 0xffff;
}

static __always_inline __u64 tl_digest_here(const struct tl_flow_key *key)
{
	return tl_key_digest(key, tl_hash_seed);
}

/* One that has no key yet is NEW, and nobody's but its maker's. Of two keys with one digest, the second one has no entry: counted alone. */
static __always_inline struct tl_flow_value *tl_find(void *shard, const __u64 *digest, const struct tl_flow_key *key)
{
	struct tl_flow_value *value = bpf_map_lookup_elem(shard, digest);

	return value && tl_same_key(&value->key, key) ? value : 0;
}

static __always_inline struct tl_flow_value *tl_find_by_key(void *shard, const struct tl_flow_key *key)
{
	__u64 digest = tl_digest_here(key);

	return tl_find(shard, &digest, key);
}

static __always_inline struct tl_flow_value *tl_insert(void *shard, __u64 digest, const struct tl_packet *packet,
						       const struct tl_passage *passage)
{
	struct tl_flow_value *value;
	int error = bpf_map_update_elem(shard, &digest, &tl_new_flow, BPF_NOEXIST);

	if (error) {
		tl_count_event(passage, error == TL_ERROR_NO_SPACE ? TL_EVENT_INSERT_FULL
					: error == TL_ERROR_BUSY   ? TL_EVENT_INSERT_BUSY
								   : TL_EVENT_INSERT_FAILED);
		return 0;
	}
	value = bpf_map_lookup_elem(shard, &digest);
	if (!value)
		return 0;
	value->key = packet->key;
	tl_fill_first(value, packet, passage->now);
	tl_pause_point(TL_PAUSE_BEFORE_LIVE);
	/* NEW to LIVE comes last and is a full barrier: until then the sweep leaves the entry alone. */
	__sync_val_compare_and_swap(&value->state, TL_FLOW_NEW, TL_FLOW_LIVE);
	tl_count_event(passage, TL_EVENT_FLOW_CREATED);
	return value;
}

/* The state in which a packet may count here: LIVE or REPORTING. A FROZEN entry is taken back first. */
static __always_inline bool tl_take(struct tl_flow_value *value, const struct tl_passage *passage)
{
	__u32 state = *(volatile __u32 *)&value->state;

	if (state == TL_FLOW_LIVE || state == TL_FLOW_REPORTING)
		return true;
	if (state != TL_FLOW_FROZEN ||
	    __sync_val_compare_and_swap(&value->state, TL_FLOW_FROZEN, TL_FLOW_LIVE) != TL_FLOW_FROZEN)
		return false;
	tl_pause_point(TL_PAUSE_AFTER_REVIVE);
	tl_count_event(passage, TL_EVENT_FLOW_REVIVED);
	return true;
}

/* A SYN that is no retransmission, on an entry whose connection has ended or has at least carried data. */
static __always_inline bool tl_is_next_connection(const struct tl_flow_value *value, const struct tl_packet *packet)
{
	if (!(packet->tcp_flags & TL_TCP_SYN) || !packet->transport_complete)
		return false;
	if (!value->has_syn)
		return value->ended;
	return value->syn_sequence != packet->tcp_sequence &&
	       (value->ended || value->tcp_flags & (TL_TCP_PSH | TL_TCP_FIN | TL_TCP_RST));
}

static __always_inline struct tl_name_key *tl_name_key_here(void)
{
	__u32 zero = 0;
	struct tl_scratch *here = bpf_map_lookup_elem(&scratch, &zero);

	return here ? &here->name_key : 0;
}

/* Where a packet tells something of the shards that have its flow. */
static __always_inline __u32 tl_portion_mark(const struct tl_flow_key *key)
{
	return tl_shard_in_cpu(key) & (TL_PORTION_MARKS - 1);
}

/*
 * Ends the entry here and now, so that the next connection's record is apart. Not while the sweep reports it, nor when
 * the ring is filling up or the ration spent: then the two connections share a record, which is still exact. Not inlined: what
 * it needs of the stack, callers have not to spare.
 */
static __noinline bool tl_retire(void *shard, __u32 shard_number, struct tl_flow_value *value,
				 const struct tl_packet *packet, const struct tl_passage *passage)
{
	struct tl_name_key *name_key = tl_name_key_here();
	__u64 digest;

	if (!name_key || tl_ring_above(&flow_ring, tl_flow_ring_size / 2) || !tl_ration_allows(passage))
		return false;
	tl_emit_names(name_key, value);
	if (tl_emit_final(value, TL_FLOW_LIVE, shard_number, TL_END_OF_FLOW) != TL_EMITTED)
		return false;
	name_key = tl_name_key_here(); /* not kept across: the stack has no room for it */
	if (name_key) {
		name_key->flow = packet->key;
		tl_forget_beside(name_key, value);
	}
	tl_pause_point(TL_PAUSE_BEFORE_DELETE);
	__sync_fetch_and_add(&tl_taken_out[tl_portion_mark(&packet->key)], 1);
	digest = tl_digest_here(&packet->key);
	tl_delete_retired(shard, &digest, value);
	tl_count_event(passage, TL_EVENT_FLOW_RESTARTED);
	return true;
}

static __always_inline void tl_mark_end(const struct tl_flow_key *key)
{
	__u32 mark = tl_portion_mark(key);

	if (!tl_end_marks[mark]) /* CPUs share the line */
		tl_end_marks[mark] = 1;
}

static __always_inline void tl_update_tcp(struct tl_flow_value *value, const struct tl_packet *packet)
{
	value->tcp_flags |= packet->tcp_flags;
	if (!(packet->tcp_flags & (TL_TCP_SYN | TL_TCP_FIN | TL_TCP_RST)))
		return;
	if (packet->tcp_flags & TL_TCP_SYN && packet->transport_complete && !value->has_syn) {
		value->has_syn = 1;
		value->syn_sequence = packet->tcp_sequence;
	}
	if (packet->tcp_flags & TL_TCP_RST)
		value->ended = TL_ENDED_RST;
	else if (packet->tcp_flags & TL_TCP_FIN && !value->ended)
		value->ended = TL_ENDED_FIN;
	if (value->ended)
		tl_mark_end(&packet->key);
}

static __always_inline void tl_update_times(struct tl_flow_value *value, __u64 now)
{
	if (now > value->last_seen)
		value->last_seen = now;
	if (value->fresh) {
		value->fresh = 0;
		value->interval_start = tl_capture_build ? now : value->last_seen; /* a coarse clock may be behind */
	}
	if (tl_capture_build && now < value->interval_start) { /* captures may be out of order */
		value->interval_start = now;
		if (now < value->first_seen)
			value->first_seen = now;
	}
}

static __always_inline void tl_update_counts(struct tl_flow_value *value, const struct tl_packet *packet,
					     const struct tl_passage *passage)
{
	value->octets += passage->octets;
	value->layer2_octets += passage->layer2_octets;
	tl_pause_point(TL_PAUSE_COUNTING);
	/* Packets last: a report reads them first, so that no packet goes ahead of its octets, which would then have none. */
	tl_compiler_barrier();
	value->packets += passage->packets;
	tl_update_times(value, passage->now);
	if (packet->ttl < value->minimum_ttl)
		value->minimum_ttl = packet->ttl;
	if (packet->ttl > value->maximum_ttl)
		value->maximum_ttl = packet->ttl;
	if (passage->shortest < value->minimum_length)
		value->minimum_length = passage->shortest;
	if (passage->longest > value->maximum_length)
		value->maximum_length = passage->longest;
}

static __always_inline void tl_update(struct tl_flow_value *value, const struct tl_packet *packet,
				      const struct tl_passage *passage)
{
	if (packet->found & TL_FOUND_FRAGMENT) {
		value->fragments += passage->packets;
		value->fragment_oddities |= tl_fragment_oddities(packet);
	}
	tl_update_counts(value, packet, passage);
	if (packet->tcp_flags)
		tl_update_tcp(value, packet);
}

/* Counts the packet; returns its entry, or NULL when it found no place and was counted alone. */
static __always_inline struct tl_flow_value *tl_count_in_flow(const struct tl_packet *packet,
							      const struct tl_passage *passage)
{
	__u32 number = tl_shard_of(&packet->key);
	void *shard = bpf_map_lookup_elem(&shards, &number);
	struct tl_flow_value *value = 0;
	__u64 digest;

	if (shard) {
		digest = tl_digest_here(&packet->key);
		value = tl_find(shard, &digest, &packet->key);
		tl_pause_point(TL_PAUSE_AFTER_LOOKUP);
		if (!value)
			value = tl_insert(shard, digest, packet, passage);
		else if (!tl_take(value, passage))
			value = 0;
		else if (tl_is_next_connection(value, packet) && tl_retire(shard, number, value, packet, passage))
			value = tl_insert(shard, digest, packet, passage);
	}
	if (value && tl_early_ingress && !value->packets) /* an annotation until now */
		tl_fill_first(value, packet, passage->now);
	tl_pause_point(TL_PAUSE_BEFORE_UPDATE);
	if (value)
		tl_update(value, packet, passage);
	else
		tl_count_alone(packet, passage);
	return value;
}

#endif
