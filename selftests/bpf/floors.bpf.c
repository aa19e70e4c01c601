// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a packet costs at the least, step by step, for hooks_bench to show beside the meter: nothing, parsed, with a clock that is
 * coarse or exact, with an update in a hash, and with one in a slot of one line of memory (the least that could ever count a
 * flow). And the design that most meters in the kernel share: one hash for all CPUs, a lock in each entry, an exact clock. IPv4 or
 * IPv6, behind at most one VLAN tag, TCP or UDP, of a tunnel what is outside; shares no code with the meter. Each as a program for
 * TC and one for XDP: _tc and _xdp behind its name.
 */
#include "vmlinux.h"

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define ETHERNET_HEADER 14
#define VLAN_TAG	4
#define IPV4_HEADER	20
#define IPV6_HEADER	40
#define PORTS		4
#define FLOWS		(2 << 20) /* room for what any scenario of the whole system has */

struct floor_key {
	__u8 source[16]; /* room for IPv6, as a meter needs it */
	__u8 destination[16];
	__u16 source_port;
	__u16 destination_port;
	__u8 protocol;
	__u8 direction;
	__u16 reserved;
	__u32 ifindex;
};

struct floor_value {
	__u64 packets;
	__u64 octets;
	__u64 first;
	__u64 last;
	__u16 flags;
	__u16 reserved[3];
};

struct bpf_spin_lock { /* known to the verifier by its name */
	__u32 val;
};

struct locked_value {
	struct bpf_spin_lock lock;
	__u32 reserved;
	struct floor_value flow;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FLOWS);
	__type(key, struct floor_key);
	__type(value, struct floor_value);
} floor_flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FLOWS);
	__type(key, struct floor_key);
	__type(value, struct locked_value);
} locked_flows SEC(".maps");

/* A line of memory: all that a packet of a flow touches, whatever keeps flows. */
struct slot {
	__u32 source; /* IPv4 alone: a key of 20 octets, all there is room for */
	__u32 destination;
	__u16 source_port;
	__u16 destination_port;
	__u32 ifindex;
	__u8 protocol;
	__u8 is_taken;
	__u16 flags;
	__u64 packets;
	__u64 octets;
	__u64 first;
	__u64 last;
	__u64 reserved;
};

#define SLOTS_LOOKED_AT 8

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE); /* its slots begin at a page, so each of them is one line */
	__uint(max_entries, FLOWS);
	__type(key, __u32);
	__type(value, struct slot);
} slots SEC(".maps");

volatile __u64 floor_sink; /* so that nothing is left out as useless */
volatile __u64 floor_lost; /* packets that found no room: its figures are worthless then */

/* What a hook gives a program. */
struct frame {
	const __u8 *data;
	const __u8 *end;
	__u32 length;
	__u32 ifindex;
};

static __always_inline bool parse_ipv4(const __u8 *header, const __u8 *end, struct floor_key *key)
{
	if (header + IPV4_HEADER + PORTS > end || header[0] != 0x45)
		return false;
	key->source[10] = key->source[11] = key->destination[10] = key->destination[11] = 0xff;
	__builtin_memcpy(key->source + 12, header + 12, 4);
	__builtin_memcpy(key->destination + 12, header + 16, 4);
	key->protocol = header[9];
	key->source_port = bpf_ntohs(*(const __u16 *)(header + IPV4_HEADER));
	key->destination_port = bpf_ntohs(*(const __u16 *)(header + IPV4_HEADER + 2));
	return true;
}

static __always_inline bool parse_ipv6(const __u8 *header, const __u8 *end, struct floor_key *key)
{
	if (header + IPV6_HEADER + PORTS > end)
		return false;
	__builtin_memcpy(key->source, header + 8, 16);
	__builtin_memcpy(key->destination, header + 24, 16);
	key->protocol = header[6];
	key->source_port = bpf_ntohs(*(const __u16 *)(header + IPV6_HEADER));
	key->destination_port = bpf_ntohs(*(const __u16 *)(header + IPV6_HEADER + 2));
	return true;
}

static __always_inline bool parse(const struct frame *frame, struct floor_key *key)
{
	const __u8 *header = frame->data + ETHERNET_HEADER;
	__u16 type;

	if (header + VLAN_TAG > frame->end)
		return false;
	__builtin_memset(key, 0, sizeof(*key));
	key->ifindex = frame->ifindex;
	type = *(const __u16 *)(header - 2);
	if (type == bpf_htons(0x8100)) {
		type = *(const __u16 *)(header + 2);
		header += VLAN_TAG;
	}
	if (type == bpf_htons(0x0800))
		return parse_ipv4(header, frame->end, key);
	return type == bpf_htons(0x86dd) && parse_ipv6(header, frame->end, key);
}

static __always_inline void count(struct floor_value *value, __u32 octets, __u64 now)
{
	value->packets++;
	value->octets += octets;
	value->last = now;
}

static __always_inline void floor_pass(const struct frame *frame)
{
	(void)frame;
}

static __always_inline void floor_parse(const struct frame *frame)
{
	struct floor_key key;

	if (parse(frame, &key))
		floor_sink = key.source_port + key.protocol + key.source[15];
}

static __always_inline void floor_coarse_clock(const struct frame *frame)
{
	struct floor_key key;

	if (parse(frame, &key))
		floor_sink = key.source_port + key.protocol + key.source[15] + bpf_ktime_get_coarse_ns();
}

static __always_inline void floor_exact_clock(const struct frame *frame)
{
	struct floor_key key;

	if (parse(frame, &key))
		floor_sink = key.source_port + key.protocol + key.source[15] + bpf_ktime_get_boot_ns();
}

static __always_inline void floor_hash(const struct frame *frame)
{
	struct floor_value first = {}, *value;
	struct floor_key key;

	if (!parse(frame, &key))
		return;
	value = bpf_map_lookup_elem(&floor_flows, &key);
	if (!value) {
		first.first = bpf_ktime_get_boot_ns();
		bpf_map_update_elem(&floor_flows, &key, &first, BPF_NOEXIST);
		value = bpf_map_lookup_elem(&floor_flows, &key);
	}
	if (value)
		count(value, frame->length, bpf_ktime_get_boot_ns());
	else
		__sync_fetch_and_add(&floor_lost, 1);
}

static __always_inline bool is_of(const struct slot *slot, const struct slot *wanted)
{
	return slot->is_taken && slot->source == wanted->source && slot->destination == wanted->destination &&
	       slot->source_port == wanted->source_port && slot->destination_port == wanted->destination_port &&
	       slot->ifindex == wanted->ifindex && slot->protocol == wanted->protocol;
}

static __always_inline __u32 place_of(const struct slot *wanted)
{
	__u64 mixed = ((__u64)wanted->source << 32 | wanted->destination) * 0x9e3779b97f4a7c15ULL;

	mixed ^= ((__u64)wanted->source_port << 16 | wanted->destination_port) + wanted->protocol;
	mixed = (mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9ULL;
	return mixed >> 32;
}

/* Of one CPU: what comes by another one at the same time may be counted wrong, which as a floor it may. */
static __always_inline void floor_slot(const struct frame *frame)
{
	struct slot wanted = {.is_taken = 1}, *slot;
	struct floor_key key;
	__u32 place, index;
	__u64 now;

	if (!parse(frame, &key))
		return;
	wanted.source = *(const __u32 *)(key.source + 12);
	wanted.destination = *(const __u32 *)(key.destination + 12);
	wanted.source_port = key.source_port;
	wanted.destination_port = key.destination_port;
	wanted.ifindex = key.ifindex;
	wanted.protocol = key.protocol;
	place = place_of(&wanted);
	now = bpf_ktime_get_boot_ns();
	for (int i = 0; i < SLOTS_LOOKED_AT; i++) {
		index = (place + i) & (FLOWS - 1);
		slot = bpf_map_lookup_elem(&slots, &index);
		if (!slot)
			return;
		if (!slot->is_taken) {
			wanted.first = now;
			*slot = wanted;
		}
		if (is_of(slot, &wanted)) {
			slot->packets++;
			slot->octets += frame->length;
			slot->last = now;
			return;
		}
	}
	__sync_fetch_and_add(&floor_lost, 1);
}

static __always_inline void common_design(const struct frame *frame)
{
	struct locked_value first = {}, *value;
	struct floor_key key;
	__u64 now;

	if (!parse(frame, &key))
		return;
	now = bpf_ktime_get_ns();
	value = bpf_map_lookup_elem(&locked_flows, &key);
	if (!value) {
		first.flow.first = now;
		bpf_map_update_elem(&locked_flows, &key, &first, BPF_NOEXIST);
		value = bpf_map_lookup_elem(&locked_flows, &key);
	}
	if (!value) {
		__sync_fetch_and_add(&floor_lost, 1);
		return;
	}
	bpf_spin_lock(&value->lock);
	count(&value->flow, frame->length, now);
	bpf_spin_unlock(&value->lock);
}

static __always_inline struct frame frame_of_buffer(const struct __sk_buff *buffer)
{
	return (struct frame){(const __u8 *)(long)buffer->data, (const __u8 *)(long)buffer->data_end, buffer->len,
			      buffer->ifindex};
}

static __always_inline struct frame frame_of_xdp(struct xdp_md *xdp)
{
	return (struct frame){(const __u8 *)(long)xdp->data, (const __u8 *)(long)xdp->data_end,
			      bpf_xdp_get_buff_len(xdp), xdp->ingress_ifindex};
}

#define FLOOR(name)                                                                                                    \
	SEC("tc") int name##_tc(struct __sk_buff *buffer)                                                              \
	{                                                                                                              \
		struct frame frame = frame_of_buffer(buffer);                                                          \
                                                                                                                       \
		name(&frame);                                                                                          \
		return -1;                                                                                             \
	}                                                                                                              \
	SEC("xdp.frags") int name##_xdp(struct xdp_md *xdp)                                                            \
	{                                                                                                              \
		struct frame frame = frame_of_xdp(xdp);                                                                \
                                                                                                                       \
		name(&frame);                                                                                          \
		return XDP_PASS;                                                                                       \
	}

FLOOR(floor_pass)
FLOOR(floor_parse)
FLOOR(floor_coarse_clock)
FLOOR(floor_exact_clock)
FLOOR(floor_hash)
FLOOR(floor_slot)
FLOOR(common_design)

char floors_license[] SEC("license") = "Dual BSD/GPL";
