/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What user space hands to the programs: arguments of the sweep, the frame's metadata in `tapless read`. */
#ifndef TAPLESS_CONTROL_H
#define TAPLESS_CONTROL_H

#include "types.h"

enum tl_link {
	TL_LINK_ETHERNET = 0,
	TL_LINK_RAW_IP = 1, /* DLT_RAW, DLT_IPV4, DLT_IPV6 */
	TL_LINK_NULL = 2, /* DLT_NULL: address family in the byte order of the capturing host */
	TL_LINK_LOOP = 3, /* DLT_LOOP: address family in network order */
	TL_LINK_COOKED = 4, /* DLT_LINUX_SLL */
	TL_LINK_COOKED_V2 = 5, /* DLT_LINUX_SLL2 */
	TL_LINK__MAX = 6,
};

/*
 * An interface's part in counting each packet once per host; row of the map `interfaces`, by interface index. Interfaces
 * without our hooks have one too, if packets that arrive by them are counted elsewhere.
 */
struct tl_interface_role {
	__u32 link; /* enum tl_link */
	__u32 counted_at; /* whose ingress hook counts what arrives here: itself, one below or beside it; 0: nobody's */
	__u16 vlan_id; /* outermost tag that frames of this VLAN device bear at counted_at */
	__u16 inner_vlan_id;
	__u8 vlan_depth; /* number of these tags */
	__u8 counts; /* our hooks here count */
	__u16 reserved;
};
TL_STATIC_ASSERT(sizeof(struct tl_interface_role) == 16);

/* --tunnels: whose addresses make the flow. */
enum tl_tunnels_mode {
	TL_TUNNELS_INNER = 0, /* those of the innermost packet */
	TL_TUNNELS_OUTER = 1, /* those of the first IP packet */
	TL_TUNNELS_BOTH = 2, /* the innermost packet's, told apart by the tunnel's ends as well */
};

/* Key of the map `questions`: a hook that is asked whether it sees packets. */
struct tl_hook_question {
	__u32 ifindex;
	__u32 direction; /* enum tl_direction */
};
TL_STATIC_ASSERT(sizeof(struct tl_hook_question) == 8);

/* Stands in front of the frame (XDP metadata) in a capture build. 32 bytes is what kernels before 6.x accept. */
struct tl_capture_meta {
	__u64 time; /* nanoseconds since 1970 */
	__u32 wire_length; /* the frame's length when it was on the wire, with the link header that it has here */
	__u32 captured_length; /* bytes of it that the capture holds */
	__u32 ifindex; /* interface number in the capture file, from 0 */
	__u16 link; /* enum tl_link */
	__s16 link_rest; /* octets that the frame's link header had beyond the one that it has here; may be negative */
};
TL_STATIC_ASSERT(sizeof(struct tl_capture_meta) == 24);

/* What a pinned instance is, in the map `instance`: read by whoever takes it over, and by `tapless status`. */
struct tl_instance {
	__u32 abi_version;
	__u32 generation; /* of the one sweeper that may walk; raised by each takeover */
	__u32 cpus; /* one more than the highest number of a CPU that has flow maps */
	__u32 shards_per_cpu; /* a power of two */
	__u32 flows; /* entries over all shards */
	__u32 names_enabled;
	__u64 started; /* nanoseconds of CLOCK_BOOTTIME */
	__u64 sequence_base; /* what position 0 of the flow ring is called: where the log of a build before ended */
	__u64 hash_seed; /* of the keys of `exchanges` and of the flow cache's digests */
};
TL_STATIC_ASSERT(sizeof(struct tl_instance) == 48);

#define TL_PORTION_MARKS 4096 /* what packets tell of shards, by their number; those of more shards fall together */

enum tl_sweep_mode {
	TL_SWEEP_EXPIRE = 0, /* freeze idle flows, emit frozen and overdue ones */
	TL_SWEEP_DRAIN = 1, /* nobody writes to this map any more: emit and delete all */
	TL_SWEEP_COUNT = 2, /* only add up what has not been emitted yet */
	TL_SWEEP_MARK = 3, /* write a tl_mark_record */
};

/* Context of the sweep program; the first block in, the last one out. */
struct tl_sweep {
	__u32 mode;
	__u32 shard;
	__u32 walk; /* number of this walk; an entry is emitted in a later walk than it was frozen in */
	__u32 generation; /* of the sweeper: must equal that in the pinned map `instance` */
	__u64 now;
	__u64 step; /* nanoseconds of a CPU after which a walk stops where it is; 0: never */
	__u64 idle_timeout; /* nanoseconds; shortened while the cache is nearly full */
	__u64 wanted_idle_timeout; /* what it is otherwise: flows that go before it go for lack of resources */
	__u64 active_timeout;
	__u64 closed_timeout;
	__s64 realtime_offset;
	__u64 next_due; /* in and out: when an entry is due next, if that is earlier. Never later than it is; 0: the next sweep */
	__u32 promises; /* TL_SWEEP_MARK: of the mark, bits of enum tl_mark_promise */

	/* In and out: where the walk stands in this shard; zeros where it begins. */
	__u32 is_met; /* all entries have been met */
	__u32 entries; /* met, and left where they are: the first ones */
	__u32 listed; /* of them: what is to be looked after, in the map `listed` */

	__u32 emitted; /* records written */
	__u32 frozen;
	__u32 refused; /* 1 if the ring was too full to go on, 2 if another sweeper has taken over */
	__u32 unfinished; /* 1 if the walk stopped after a step, and goes on when it is called again */
	__u64 live_packets; /* TL_SWEEP_COUNT: not yet emitted */
	__u64 live_octets;
	__u64 live_layer2_octets;
};

#endif
