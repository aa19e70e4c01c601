/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The inside of NetFlow v9's exporter, for the files that are it: netflow9.c, netflow9_options.c. */
#ifndef TAPLESS_EXPORT_NETFLOW9_PARTS_H
#define TAPLESS_EXPORT_NETFLOW9_PARTS_H

#include "interfaces.h"
#include "netflow.h"
#include "udp.h"

/* Templates of the options come first, those of records behind. */
enum {
	TL_NETFLOW9_OF_SAMPLING = 256,
	TL_NETFLOW9_OF_INTERFACES,
	TL_NETFLOW9_OF_APPLICATIONS,
	TL_NETFLOW9_OF_TIMEOUTS,
	TL_NETFLOW9_OF_RECORDS,
};

struct netflow9_template;

struct tl_netflow9 {
	struct tl_exporter exporter;
	struct tl_udp udp;
	struct tl_netflow_clock clock;
	size_t limit; /* octets of a packet */
	__u32 sequence; /* packets sent */
	unsigned int in_packet; /* records and templates */
	bool options_due;
	struct netflow9_template *templates;
	struct tl_interfaces interfaces; /* none of a capture */
	struct tl_netflow9_sendable sendable;
	struct tl_message message;
};

/* Room for `length` octets in this set, in a packet of its own if need be. */
void tl_netflow9_open_set(struct tl_netflow9 *netflow, __u16 id, size_t length);

/* A row of a template. */
void tl_netflow9_put_field(struct tl_message *message, __u16 id, __u16 length);

/* What the packet has so far goes out, if there is anything. */
void tl_netflow9_send_packet(struct tl_netflow9 *netflow);

/* What has to be told of the device and has not been: sampling, timeouts, interfaces, applications. */
void tl_netflow9_send_options(struct tl_netflow9 *netflow);

#endif
