// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "traffic.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include <linux/if_ether.h>

#include "mixed.h"

#define PORTS	     60000u /* ports of one source address that are used, or addresses of one port */
#define SHORT_WINDOW 64u /* short connections that are open at a time */

struct tl_traffic {
	struct tl_traffic_options options;
	struct tl_law law;
	unsigned int rows;
	__u64 packet;
	__u32 *turns; /* frames made so far, of each flow (mixed: of each class and flow) */
};

struct tl_traffic *tl_traffic_create(const struct tl_traffic_options *options)
{
	struct tl_traffic *traffic = calloc(1, sizeof(*traffic));

	if (!traffic)
		return NULL;
	traffic->options = *options;
	traffic->rows = options->live ? tl_mixed_count_live : tl_mixed_count;
	if (options->kind != TL_TRAFFIC_MIXED)
		traffic->rows = 1;
	traffic->turns = calloc((size_t)options->flows * traffic->rows, sizeof(*traffic->turns));
	if (traffic->turns && !tl_law_init(&traffic->law, options->law, options->flows, options->seed))
		return traffic;
	tl_traffic_free(traffic);
	return NULL;
}

void tl_traffic_free(struct tl_traffic *traffic)
{
	if (!traffic)
		return;
	tl_law_free(&traffic->law);
	free(traffic->turns);
	free(traffic);
}

/* 198.18.0.0/15 (RFC 2544) and 2001:2::/48 (RFC 5180) are for measurements: nobody answers, nobody is disturbed. */
static void set_address(__u8 *address, bool destination, __u32 host)
{
	static const __u8 network6[6] = {0x20, 0x01, 0x00, 0x02};

	memcpy(address, network6, sizeof(network6));
	memset(address + 6, 0, 6);
	address[7] = destination;
	/* the last four octets are the IPv4 address */
	address[12] = 198;
	address[13] = 18 + destination;
	address[14] = host >> 8;
	address[15] = host;
}

static void set_ends(struct tl_ends *ends, const struct tl_traffic_options *options, __u32 host, __u32 port, __u32 peer)
{
	memcpy(ends->source_mac, options->source_mac, 6);
	memcpy(ends->destination_mac, options->destination_mac, 6);
	set_address(ends->source, false, 1 + host);
	set_address(ends->destination, true, 1 + peer);
	ends->source_port = 1024 + port;
	ends->destination_port = 8080;
}

static void put_network(struct tl_made *made, const struct tl_traffic_options *options, const struct tl_ends *ends,
			__u8 protocol)
{
	tl_put_macs(made, ends);
	if (options->vlan >= 0) {
		tl_put16(made, ETH_P_8021Q);
		tl_put16(made, options->vlan);
	}
	tl_put16(made, options->ipv6 ? ETH_P_IPV6 : ETH_P_IP);
	if (options->ipv6)
		tl_put_ipv6(made, ends, protocol);
	else
		tl_put_ipv4(made, ends, protocol, 0, 0);
}

static __u32 network_size(const struct tl_traffic_options *options)
{
	return ETH_HLEN + (options->vlan >= 0 ? 4 : 0) + (options->ipv6 ? 40 : 20);
}

__u32 tl_traffic_headers(const struct tl_traffic_options *options)
{
	switch (options->kind) {
	case TL_TRAFFIC_UDP:
		return network_size(options) + 8;
	case TL_TRAFFIC_TCP:
	case TL_TRAFFIC_TCP_SHORT:
		return network_size(options) + 20;
	default:
		return ETH_HLEN + (options->vlan >= 0 ? 4 : 0);
	}
}

static __u32 payload_size(const struct tl_traffic_options *options)
{
	return options->size - tl_traffic_headers(options);
}

static void make_udp(struct tl_made *made, const struct tl_traffic_options *options, const struct tl_ends *ends)
{
	put_network(made, options, ends, IPPROTO_UDP);
	tl_put_udp(made, ends, payload_size(options));
	tl_made_finish(made);
}

static void make_tcp(struct tl_made *made, const struct tl_traffic_options *options, const struct tl_ends *ends,
		     __u8 flags, __u32 sequence, __u32 payload)
{
	put_network(made, options, ends, IPPROTO_TCP);
	tl_put_tcp(made, ends, flags, sequence, payload);
	tl_made_finish(made);
}

/* A further connection of the same flow has a higher initial sequence number. */
static void make_tcp_short(struct tl_made *made, const struct tl_traffic_options *options, const struct tl_ends *ends,
			   __u32 turn)
{
	__u32 first = 1000 + turn / TL_TRAFFIC_SHORT_PACKETS * 100000, payload = payload_size(options);

	switch (turn % TL_TRAFFIC_SHORT_PACKETS) {
	case 0:
		make_tcp(made, options, ends, TL_SYN, first, 0);
		break;
	case 1:
		make_tcp(made, options, ends, TL_ACK, first + 1, 0);
		break;
	case 2:
		make_tcp(made, options, ends, TL_ACK | TL_PSH, first + 1, payload);
		break;
	default:
		make_tcp(made, options, ends, TL_ACK | TL_FIN, first + 1 + payload, 0);
		break;
	}
}

static void make_raw(struct tl_made *made, const struct tl_traffic_options *options, struct tl_ends *ends, __u32 flow)
{
	for (int i = 0; i < 4; i++)
		ends->source_mac[5 - i] = flow >> (8 * i);
	tl_put_macs(made, ends);
	if (options->vlan >= 0) {
		tl_put16(made, ETH_P_8021Q);
		tl_put16(made, options->vlan);
	}
	tl_put16(made, 0x88b5); /* for local experiments */
	tl_put_zeros(made, payload_size(options));
}

static bool is_new_key(const struct tl_mixed_row *row, __u32 turn, bool first_of_row)
{
	if (row->malformed)
		return false;
	return row->keys ? turn < row->keys : first_of_row;
}

static void make_mixed(struct tl_traffic *traffic, struct tl_made *made, __u32 row_number, __u32 flow)
{
	const struct tl_mixed_row *row = &tl_mixed_rows[row_number];
	__u32 *turn = &traffic->turns[(size_t)row_number * traffic->options.flows + flow];
	struct tl_ends ends;

	/* not all classes have ports: flows differ by address first */
	set_ends(&ends, &traffic->options, flow % PORTS, flow / PORTS, row_number);
	row->make(made, &ends, *turn);
	made->row = row_number;
	made->malformed = row->malformed;
	made->new_key = is_new_key(row, *turn, traffic->packet < traffic->rows);
	if (row->malformed)
		made->octets = 0;
	(*turn)++;
}

/* Short connections follow each other, a few open at a time, until there are as many as flows. */
static __u32 short_flow(const struct tl_traffic *traffic)
{
	__u32 flows = traffic->options.flows;
	__u64 packet = traffic->packet % ((__u64)flows * TL_TRAFFIC_SHORT_PACKETS);
	__u32 group = packet / (SHORT_WINDOW * TL_TRAFFIC_SHORT_PACKETS) * SHORT_WINDOW;
	__u32 window = flows - group < SHORT_WINDOW ? flows - group : SHORT_WINDOW;

	return group + (packet - (__u64)group * TL_TRAFFIC_SHORT_PACKETS) % window;
}

static __u32 choose_flow(struct tl_traffic *traffic)
{
	const struct tl_traffic_options *options = &traffic->options;

	if (options->kind == TL_TRAFFIC_TCP_SHORT && options->law == TL_LAW_ROUND_ROBIN)
		return short_flow(traffic);
	return tl_law_next(&traffic->law, traffic->packet / traffic->rows);
}

static void make_plain(struct tl_traffic *traffic, struct tl_made *made, __u32 flow)
{
	const struct tl_traffic_options *options = &traffic->options;
	__u32 turn = traffic->turns[flow]++;
	struct tl_ends ends;

	set_ends(&ends, options, flow / PORTS, flow % PORTS, 0);
	switch (options->kind) {
	case TL_TRAFFIC_TCP:
		make_tcp(made, options, &ends, TL_ACK, 1 + turn * payload_size(options), payload_size(options));
		break;
	case TL_TRAFFIC_TCP_SHORT:
		make_tcp_short(made, options, &ends, turn);
		break;
	case TL_TRAFFIC_RAW:
		make_raw(made, options, &ends, flow);
		break;
	default:
		make_udp(made, options, &ends);
		break;
	}
	made->new_key = turn == 0;
}

void tl_traffic_next(struct tl_traffic *traffic, struct tl_made *made)
{
	__u32 flow = choose_flow(traffic);

	tl_made_begin(made);
	if (traffic->options.kind == TL_TRAFFIC_MIXED)
		make_mixed(traffic, made, traffic->packet % traffic->rows, flow);
	else
		make_plain(traffic, made, flow);
	traffic->packet++;
}
