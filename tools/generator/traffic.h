/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The sequence of frames that the options ask for. A pure function of them. */
#ifndef TAPLESS_GENERATOR_TRAFFIC_H
#define TAPLESS_GENERATOR_TRAFFIC_H

#include "frame.h"
#include "law.h"

enum tl_traffic_kind {
	TL_TRAFFIC_UDP,
	TL_TRAFFIC_TCP, /* data segments of connections that are open already */
	TL_TRAFFIC_TCP_SHORT, /* SYN, ACK, data, FIN: the client's side of a short connection */
	TL_TRAFFIC_MIXED,
	TL_TRAFFIC_RAW, /* Ethernet frames that are not IP, a source MAC for each flow */
};

#define TL_TRAFFIC_SHORT_PACKETS 4

struct tl_traffic_options {
	enum tl_traffic_kind kind;
	enum tl_law_kind law;
	__u32 flows;
	__u32 size; /* of a frame with data, without FCS */
	__u64 seed;
	bool ipv6;
	int vlan; /* -1: no tag */
	bool live; /* only frames that a packet socket takes */
	__u8 source_mac[6];
	__u8 destination_mac[6];
};

struct tl_traffic;

struct tl_traffic *tl_traffic_create(const struct tl_traffic_options *options);
void tl_traffic_next(struct tl_traffic *traffic, struct tl_made *made);
void tl_traffic_free(struct tl_traffic *traffic);

/* The smallest --size that holds all headers. */
__u32 tl_traffic_headers(const struct tl_traffic_options *options);

#endif
