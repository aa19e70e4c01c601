/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* All maps and load-time switches. User space pins each of them by its name below the instance's bpffs folder. */
#ifndef TAPLESS_BPF_MAPS_H
#define TAPLESS_BPF_MAPS_H

#include <tapless/account.h>
#include <tapless/control.h>
#include <tapless/counters.h>
#include <tapless/exchange.h>
#include <tapless/first_packets.h>
#include <tapless/fragments.h>
#include <tapless/names.h>
#include <tapless/open_flow.h>
#include <tapless/parse_tcp_options.h>
#include <tapless/ring.h>
#include <tapless/sample.h>
#include <tapless/media.h>

/* Set before loading; the verifier then removes what they switch off. */
const volatile bool tl_names_enabled = true; /* --l7 names, full */
const volatile bool tl_samples_enabled = false; /* --l7 full */
const volatile __u32 tl_tunnels = TL_TUNNELS_INNER; /* enum tl_tunnels_mode */
const volatile bool tl_vlan_in_key = true; /* false: --key no-vlan */
const volatile bool tl_fragments_joined = true;
const volatile bool tl_otv = false; /* UDP port 8472 is OTV's, not that of old VXLAN */
const volatile __u32 tl_shards_per_cpu_mask = 0; /* a power of two less one */
const volatile __u32 tl_flow_ring_size = 1;
const volatile __u32 tl_ring_ration = 0; /* records a CPU's packet path may write in a period, see ration.h; 0: any */
const volatile bool tl_layer3_devices =
	false; /* some interfaces have no Ethernet header: look them up in `interfaces` */
const volatile bool tl_metrics_enabled = true; /* --metrics on */
const volatile bool tl_splt_enabled = false; /* --splt */
const volatile __u64 tl_hash_seed = 0; /* of the instance, so that its next daemon finds the same entries */
const volatile bool tl_count_once = false; /* --count once: what the ingress has counted, the egress annotates */
const volatile bool tl_early_ingress =
	false; /* some ingress is XDP, ahead of RPS: the egress of a packet may be another CPU's */

/*
 * Set when an entry hears of the end of its connection, by the number of its shard: it is due sooner than it seemed when that was
 * walked. Plain stores: a mark that overtakes what it tells of is late by an idle timeout.
 */
volatile __u8 tl_end_marks[TL_PORTION_MARKS];

/* Entries that packets took out of shards of that number: a walk cannot go on by the count of those that it has met. */
volatile __u32 tl_taken_out[TL_PORTION_MARKS];

/* The template only: sizes are set, and the maps made and pinned one by one, by user space. */
struct tl_shard_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u64); /* tl_key_digest() */
	__type(value, struct tl_flow_value);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct tl_shard_map);
} shards SEC(".maps");

/*
 * What stands beside the flow cache and only some flows have grows with them: BPF_F_NO_PREALLOC. It goes with the last entry of
 * the flow's direction (beside.h).
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct tl_name_key);
	__type(value, struct tl_name_value);
} names SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct tl_name_key);
	__type(value, struct tl_long_name_value);
} long_names SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32); /* interface index */
	__type(value, struct tl_interface_role);
} interfaces SEC(".maps");

/* Hooks that are asked whether they see packets; value 1: yes. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct tl_hook_question);
	__type(value, __u32);
} questions SEC(".maps");

/* Facts that few flows have; as long as an entry of the flow cache says so. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct tl_flow_key);
	__type(value, struct tl_details);
} details SEC(".maps");

/* Facts of order: sets of conversations, by their hash (tapless/conversation.h). Memory that could be mapped begins with a page. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct tl_exchange_set);
} exchanges SEC(".maps");

/* Made only if --splt asks for it, and filled as flows come. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct tl_first_packets);
} first_packets SEC(".maps");

/* Streams of RTP, an entry a direction of a flow: key is its conversation's hash, interface and tags in it, plus the side. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct tl_media);
} media SEC(".maps");

/* What is missing in the sequence of a side: key is the conversation's hash, plus the side. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, __u64);
	__type(value, struct tl_holes);
} holes SEC(".maps");

/* Parts of a message whose name could not be read from one segment, from any CPU and in any order. */
#define TL_HELLO_PIECES 8 /* a power of two */

struct tl_hello_piece {
	__u32 sequence; /* TCP sequence number of its first byte */
	__u16 length; /* 0: not complete yet */
	__u16 offset; /* in bytes[] */
};

struct tl_hello {
	__u32 claimed; /* pieces << 16 | bytes handed out, by atomic addition */
	__u32 base; /* sequence number where the message starts; valid if has_base */
	__u32 has_base;
	__u32 reserved;
	struct tl_hello_piece pieces[TL_HELLO_PIECES];
	__u8 bytes
		[2 *
		 TL_NAME_PREFIX]; /* half of it is used: the verifier knows the bounds of offset and length only apart */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, struct tl_flow_key);
	__type(value, struct tl_hello);
} hellos SEC(".maps");

/* Read by nobody: with it BTF knows what the rings carry, and a later build can read the records of this one. */
union tl_ring_record {
	struct tl_flow_record flow;
	struct tl_name_record name;
	struct tl_mark_record mark;
	struct tl_sample sample;
};
const volatile union tl_ring_record *const tl_ring_records = 0;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} flow_ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} l7_ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tl_counters);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tl_emitted);
} emitted SEC(".maps");

struct tl_ration {
	__u64 period; /* boot time in units of 2^TL_RATION_PERIOD_BITS nanoseconds */
	__u64 taken; /* in this period */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tl_ration);
} rations SEC(".maps");

/* The same for the L7 ring. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tl_ration);
} sample_rations SEC(".maps");

/* Where a sample is put together. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tl_sample);
} samples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tl_instance);
} instance SEC(".maps");

/*
 * The join's memory (tapless/open_flow.h): no program looks at these four, they are here to be made, pinned, measured and
 * shown like the others.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct tl_open_flow_key);
	__type(value, struct tl_open_flow);
} open_flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct tl_brief_page);
} brief_flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct tl_open_name_key);
	__type(value, struct tl_open_name);
} open_names SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tl_checkpoint);
} checkpoint SEC(".maps");

/* What dissectors said on records that are not handed over yet (user/dissect/said.h): nor does a program look at this. */
struct tl_said_page {
	__u8 octets[4096];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct tl_said_page);
} said SEC(".maps");

/* Of user space alone: it is here to be pinned, and read by bpftool, with the rest. Keys are hashes of URIs. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__uint(map_flags, BPF_F_NO_PREALLOC); /* who reads while the daemon writes sees the old value or the new one */
	__type(key, __u64);
	__type(value, struct tl_account);
} exporters SEC(".maps");

/* Scratch memory: too large for the stack, and loop state must not live there (see names.h). */
struct tl_scratch {
	struct tl_name_search search;
	struct tl_name_key name_key;
	struct tl_name_value name;
	struct tl_long_name_value long_name;
	struct tl_hello hello; /* what a new entry of `hellos` is made of: zeros */
	struct tl_option_walk options; /* of the SYN that is being looked at */
	__u32 assembled; /* contiguous octets of the message in search.bytes */
	__u32 copy_from;
	__u32 copy_to;
	__u32 copy_length;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tl_scratch);
} scratch SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, struct tl_fragment_key);
	__type(value, struct tl_fragment_value);
} fragments SEC(".maps");

/* Scratch memory of the walk into a packet's tunnels. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tl_layers);
} layers SEC(".maps");

/* State of a walk: what it was asked for, and of the connection that it is looking at. */
struct tl_walk_state {
	struct tl_sweep sweep;
	struct tl_flow_key key;
	struct tl_flow_key mirrored;
	struct tl_name_key name_key; /* of the entry that is emitted */
	struct tl_crossing egress; /* of its packets in this direction */
	__u64 last_seen; /* of all its entries */
	__u64 digest; /* of the relation that is asked */
	__u64 began; /* this step, by the exact clock */
	__u64 there; /* where there were relatives when they were asked: bits, by 64ths of the places */
	__u32 cpus;
	__u32 number; /* shard that is asked */
	__u32 asked; /* times that relatives were asked */
	__u32 worked; /* entries that took more than a look */
	__u32 looks;
	__u32 to_pass; /* entries that the steps before have met */
	__u32 met; /* and those of this one, and left where they are */
	__u8 reset; /* an entry has seen RST */
	__u8 ended; /* an entry of this direction has seen FIN or RST */
	__u8 reverse_ended;
	__u8 has_reverse;
	__u8 telling; /* mark all entries as connection_ended */
	__u8 has_unfrozen; /* an entry was not frozen before this walk */
	__u8 end_reason; /* of this entry */
	__u8 has_sibling; /* another CPU has an entry of this direction */
	__u8 has_beside; /* names or details stand beside the entry */
	__u8 is_time_up; /* of this step */
	__u8 reserved[2];
};

/* What a walk has met in its shard, and is to look after. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64); /* tl_key_digest() */
} listed SEC(".maps");

/* State of the walks that run: 0 the sweeper's, 1 that of `tapless status`, which only counts. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct tl_walk_state);
} walk SEC(".maps");

#endif
