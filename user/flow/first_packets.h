/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The first packets of a connection: the kernel's list in order, super-packets as their segments. */
#ifndef TAPLESS_FLOW_FIRST_PACKETS_H
#define TAPLESS_FLOW_FIRST_PACKETS_H

#include <tapless/first_packets.h>

#include "record.h"

struct tl_packet_list {
	unsigned int count;
	struct {
		__u64 time; /* of the ring */
		__u16 length;
		__u8 side;
	} packets[TL_FIRST_PACKETS];
};

/*
 * Side 0 of the kernel's list is `side` here. Of two lists that which began first stays. *list is NULL or on the heap, to be freed
 * by who has it; without memory the record goes without.
 */
void tl_packet_list_add(struct tl_packet_list **list, const struct tl_first_packets *from, unsigned int side);

void tl_packet_list_merge(struct tl_packet_list **list, const struct tl_packet_list *from);

/* `list` may be NULL. Times stay those of the ring. */
void tl_packet_list_fill(struct tl_record_packets *packets, const struct tl_packet_list *list, unsigned int forward);

/* Leaves those of one direction, +1 or -1, which is then the forward one. */
void tl_record_packets_keep(struct tl_record_packets *packets, int direction);

#endif
