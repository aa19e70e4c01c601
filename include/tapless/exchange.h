/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Facts of order: what can only be told by seeing both directions of a conversation, from all CPUs, in the order of the wire.
 * They are in a map of their own, an entry a conversation. Each direction writes its own side and reads the other; they
 * are no part of the balance, and where two CPUs meet in one side a sample may be lost.
 *
 * Times are ticks of 2^TL_TICK_BITS nanoseconds in 32 bits: differences hold up to 73 minutes.
 */
#ifndef TAPLESS_EXCHANGE_H
#define TAPLESS_EXCHANGE_H

#include "flow.h"

#define TL_TICK_BITS 10

/* Bits of tl_exchange_side.state */
enum tl_exchange_state {
	TL_EXCHANGE_SEEN = 1, /* last_time holds */
	TL_EXCHANGE_SEQUENCE = 2, /* next_sequence holds */
	TL_EXCHANGE_ACKNOWLEDGED = 4, /* acknowledged, window hold */
	TL_EXCHANGE_PROBE = 8, /* probe_* hold, until the other side's answered_probe is the same */
	TL_EXCHANGE_SYN = 16, /* syn holds */
	TL_EXCHANGE_DATA = 32, /* data_time holds */
	TL_EXCHANGE_HOLES = 64, /* the map `holes` has some of this side */
	TL_EXCHANGE_NUMBERED = 128, /* the sender counts its IPv4 packets: last_identification is the highest */
	TL_EXCHANGE_SHOOK_HANDS = 256, /* handshake_span is not 0 */
};

/* A number of spans of time, in ticks. */
struct tl_spans {
	__u32 count; /* 0: the rest means nothing */
	__u32 sum;
	__u32 minimum;
	__u32 maximum;
};

#define TL_TCP_OPTION_END	   0
#define TL_TCP_OPTION_NO_OPERATION 1
#define TL_TCP_OPTION_SEGMENT_SIZE 2
#define TL_TCP_OPTION_WINDOW_SCALE 3

/* The first SYN of this side; its options by RFC 9293 3.2. */
struct tl_syn {
	__u64 options; /* bits of tcpOptions, IANA 209: 1 << kind, for kinds below 64 */
	__u32 sequence;
	__u32 time; /* of the latest one with this sequence number */
	__u16 length; /* IP total length */
	__u16 window;
	__u16 maximum_segment_size; /* 0: not said */
	__u8 window_scale;
	__u8 ttl;
};
TL_STATIC_ASSERT(sizeof(struct tl_syn) == 24);

#define TL_DUPLICATES_MAX 3 /* RFC 5681 3.2: so many in a row tell of a loss */

/* What each packet touches of its side, and of the other one: a cache line. */
struct tl_exchange_side {
	__u32 last_time;
	__u32 next_sequence; /* behind the highest octet seen */
	__u32 acknowledged; /* the highest acknowledgement sent */
	__u32 probe_sequence; /* the end of a segment whose acknowledgement is waited for, */
	__u32 probe_time; /* and when it passed */
	__u32 answered_probe; /* the other side's probe that this one has answered last */
	__u32 data_time; /* last new payload */
	__u16 window;
	__u16 last_identification; /* IPv4 */
	__u16 state; /* enum tl_exchange_state */
	__u8 duplicates : 2; /* duplicate acknowledgements in a row, saturated */
	__u8 turn : 2; /* whose payload came last: that of the side that is one ahead of the other, modulo 4; as far: nobody's */
	__u8 reserved : 4;
	__u8 fresh; /* set by who reports: the next packet begins new sums */
	__u32 entrance; /* where these packets come in: interface and tags, see tl_entrance_of() */
	__u64 gap_squares;
	struct tl_spans gaps; /* between two packets; a sum since the last report, as all sums here */
};
TL_STATIC_ASSERT(sizeof(struct tl_exchange_side) == 64);

/* What few packets touch of a side. */
struct tl_exchange_events {
	struct tl_spans round_trips; /* from here to this side and back */
	struct tl_spans responses; /* from the other side's last payload to this one's first */
	__u32 retransmitted; /* packets, SYNs too */
	__u32 out_of_order;
	__u32 duplicated; /* by the network: the very same packet again */
	__u32 duplicate_acknowledgements;
	__u32 zero_windows;
	__u32 resets;
	__u32 handshake_span; /* from the other side's latest SYN to this one's answer to it, at least 1; 0: not seen */
	__u32 reserved;
	struct tl_syn syn; /* if the state says so */
};
TL_STATIC_ASSERT(sizeof(struct tl_exchange_events) == 88);

struct tl_exchange {
	struct tl_exchange_side sides[2];
	struct tl_exchange_events events[2];
	__u64 began; /* first packet, or first SYN of the latest connection */
	__u32 listed; /* 1: its first packets are all in the map `first_packets` */
	__u32 taken; /* 1 while somebody copies it */
};
TL_STATIC_ASSERT(sizeof(struct tl_exchange) == 320);

/*
 * An element of the array `exchanges`: room for eight conversations. Each has two such sets by its hash, and is in one of them; while
 * the first is less than half full it goes there, then into the emptier one. An array, since its element is found
 * without a call; keys in a line of their own, since all of them may have to be looked at. An odd number of lines, so
 * that the keys of different sets are not all in the same sets of a cache.
 */
#define TL_EXCHANGE_WAYS 8

struct tl_exchange_set {
	__u64 keys[TL_EXCHANGE_WAYS]; /* enum tl_exchange_place, or whose it is */
	struct tl_exchange exchanges[TL_EXCHANGE_WAYS];
};
TL_STATIC_ASSERT(sizeof(struct tl_exchange_set) == 41 * 64);

enum tl_exchange_place {
	TL_PLACE_FREE = 0, /* what is in it means nothing */
	TL_PLACE_CHANGING = 1, /* claimed, and not yet begun */
};

#define TL_EXCHANGE_CHOICES 2

/* Never one of enum tl_exchange_place. */
static __always_inline __u64 tl_exchange_key(__u64 hash)
{
	return hash | 1ull << 63;
}

/* Where in a set it is if that was free when it came: then it need not be looked for. */
static __always_inline __u32 tl_exchange_likely_way(__u64 hash)
{
	return hash % TL_EXCHANGE_WAYS;
}

/* An interface with its tags in 32 bits, to be compared. */
static __always_inline __u32 tl_entrance_of(const struct tl_crossing *crossing)
{
	__u32 tags = crossing->vlan_id | (__u32)crossing->inner_vlan_id << 12 | (__u32)crossing->vlan_depth << 24;

	return crossing->interface * 0x9e3779b1u + tags * 0x85ebca6bu; /* odd: neither loses a bit */
}

/* Number of the set of that choice, from 0, out of `sets`: two that differ. Of a single set the second one is not there. */
static __always_inline __u32 tl_exchange_set_of(__u64 hash, __u32 choice, __u32 sets)
{
	__u32 first = (hash & 0xffffffff) * sets >> 32, second;

	if (!choice)
		return first;
	second = (hash >> 31 & 0xffffffff) * (sets - 1) >> 32;
	return second + (second >= first);
}

/* What is missing in a side's sequence: sent in another order, or lost before it came here. */
struct tl_hole {
	__u32 begin; /* sequence number; begin == end: none */
	__u32 end;
	__u32 since;
	__u16 identification; /* IPv4, of the packet that came ahead */
	__u16 reserved;
};

#define TL_HOLES 4

struct tl_holes {
	struct tl_hole hole[TL_HOLES];
};

#endif
