/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The socket of exporters that send datagrams: one message each, no faster than a collector's socket buffer can take. */
#ifndef TAPLESS_EXPORT_UDP_H
#define TAPLESS_EXPORT_UDP_H

#include "transport.h"

struct tl_udp {
	int socket; /* -1: none */
	unsigned int path_mtu;
	unsigned int burst; /* messages since the last pause */
	unsigned int burst_most;
	long pause; /* nanoseconds */
	bool refused; /* the collector was away: it knows no templates when it comes back */
	__u64 announced; /* tl_clock_ms(): when templates were told last */
	__u64 messages_then;
};

/* Opens the way to HOST[:port]. Octets of the longest message within the path's MTU, or -errno, printed; then tl_udp_close(). */
int tl_udp_open(struct tl_udp *udp, const struct tl_exporter *exporter, const char *address, const char *port);

/* Octets of messages, each `limit` at most, that should be there before they are written, so that as many as may go out between two pauses go together. */
size_t tl_udp_gathers(const struct tl_udp *udp, size_t limit);

/* Sends a message or several, which are as long as the format says: octets taken, -EAGAIN or -errno, as a transport's write(). */
ssize_t tl_udp_write(struct tl_udp *udp, const struct tl_exporter *exporter, const __u8 *bytes, size_t length);

/* Templates are to be told again: the collector was away, time has passed, or many messages (of which `messages` were sent). */
bool tl_udp_templates_due(struct tl_udp *udp, const struct tl_exporter *exporter, __u64 messages);

/* Another socket to the same place: the collector takes it for somebody new. 0 or -errno. */
int tl_udp_renew(struct tl_udp *udp, const struct tl_exporter *exporter);

/* Waits, if the last messages came too fast for a collector; tl_udp_write() does so by itself. */
void tl_udp_pace(struct tl_udp *udp);

void tl_udp_close(struct tl_udp *udp);

#endif
