/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Adds up the ring records of one conversation. What comes out does not depend on the order of different entries. */
#ifndef TAPLESS_FLOW_PARTS_H
#define TAPLESS_FLOW_PARTS_H

#include "first_packets.h"
#include "life.h"
#include "media.h"
#include "metrics.h"
#include "record.h"

/* The oldest entry of a side: its first packet gives what is said once per direction. */
struct tl_first {
	__u64 flow_start;
	__u64 start;
	__u32 shard;
	bool is_syn;
	__u8 vlan_priority;
	__u8 inner_vlan_priority;
};

struct tl_parts {
	struct tl_record_side sides[2]; /* times still those of the ring */
	struct tl_first first[2];
	struct tl_metrics metrics[2];
	/* What few have is on the heap; NULL: none. */
	struct tl_details *details[2];
	struct tl_media_sums *media[2];
	struct tl_media_more *more_media;
	struct tl_packet_list *first_packets;
	struct tl_life life;
	struct tl_entries counting; /* last heard of by an active report */
	struct tl_entries finished;
	struct tl_crossing egress[2]; /* of forwarded packets, the latest */
	__u64 egress_at[2];
	__u8 final_reason; /* the strongest of the entries that ended; 0: none did */
};

/* Gives back what is on the heap. */
void tl_parts_fini(struct tl_parts *parts);

/* An annotation only adds where its direction left. */
void tl_parts_add(struct tl_parts *parts, const struct tl_flow_record *record, unsigned int side,
		  const struct tl_life *life);

/*
 * What stands behind the record in `size` octets of the ring. Details are of one entry: the first in time stay, kinds of chunks
 * add up. Facts of order and first packets are of the whole conversation.
 */
void tl_parts_add_carried(struct tl_parts *parts, const struct tl_flow_record *record, unsigned int size,
			  unsigned int side);

/* Takes over one side, of which nothing was known before. */
void tl_parts_adopt(struct tl_parts *parts, const struct tl_parts *from, unsigned int side);

/* Where packets of that side left; the latest counts. */
void tl_parts_note_egress(struct tl_parts *parts, unsigned int side, const struct tl_crossing *egress, __u64 at);

/*
 * flowEndReason of all together, strongest first: end of flow (one FIN or RST ends it for all); active, if an entry of
 * these parts goes on counting; forced; lack of resources; active again, if one of `earlier` reports goes on; idle.
 */
__u8 tl_parts_end_reason(const struct tl_parts *parts, const struct tl_entries *earlier);

/* Entries that go on counting after these parts, given those that did before. */
struct tl_entries tl_parts_counting(const struct tl_parts *parts, const struct tl_entries *earlier);

#endif
