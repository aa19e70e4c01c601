// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * NetFlow v5 over UDP, for collectors that know nothing later: uniflows of IPv4. It has no templates and no options. What it
 * cannot express (IPv6, other than IP) is passed over by the queue and counted there.
 */
#include <errno.h>
#include <string.h>

#include "../lib/log.h"
#include "netflow.h"
#include "../lib/octets.h"
#include "udp.h"

#define VERSION	      5
#define HEADER	      24
#define RECORDS_MAX   30 /* collectors believe no header with more */
#define PATH_MTU      1500 /* 30 records have been 1492 octets ever since */
#define PARTS_MAX     65536 /* records that one becomes: 256 TiB */
#define DOMAIN_MAX    0xffff /* engine type and engine ID */
#define DETERMINISTIC (1 << 14) /* sampling mode: packets are chosen by count; behind it one of how many */

struct netflow5 {
	struct tl_exporter exporter;
	struct tl_udp udp;
	struct tl_netflow_clock clock;
	unsigned int limit; /* records of a datagram */
	unsigned int count; /* of the unfinished one */
	__u32 sequence; /* records sent; what is lost counts too */
	__u8 bytes[HEADER + RECORDS_MAX * TL_NETFLOW5_RECORD];
};

static struct netflow5 *of(struct tl_exporter *exporter)
{
	return (struct netflow5 *)exporter;
}

static void send_datagram(struct netflow5 *netflow)
{
	__u32 second = tl_netflow_export_second(&netflow->clock);
	__u8 *header = netflow->bytes;

	if (!netflow->count)
		return;
	memset(header, 0, HEADER);
	tl_octets_put(header, VERSION, 2);
	tl_octets_put(header + 2, netflow->count, 2);
	tl_octets_put(header + 4, tl_netflow_uptime(&netflow->clock, second * 1000ull), 4);
	tl_octets_put(header + 8, second, 4); /* and no nanoseconds: both times are those of a full second */
	tl_octets_put(header + 16, netflow->sequence, 4);
	tl_octets_put(header + 20, netflow->exporter.options.observation_domain, 2);
	tl_octets_put(header + 22, DETERMINISTIC | 1, 2); /* each packet is counted */
	tl_exporter_deliver(&netflow->exporter, header, HEADER + netflow->count * TL_NETFLOW5_RECORD);
	netflow->sequence += netflow->count;
	netflow->count = 0;
}

static int netflow5_add(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	struct netflow5 *netflow = of(exporter);
	__u8 record[TL_NETFLOW5_RECORD];
	__u64 parts;

	if (netflow->count && !tl_netflow_clock_takes(&netflow->clock, encoded))
		send_datagram(netflow);
	tl_netflow_clock_note(&netflow->clock, encoded, !netflow->count);
	parts = tl_netflow5_record(record, encoded, &netflow->clock);
	if (parts > PARTS_MAX)
		return -ERANGE;
	for (__u64 part = 0; part < parts; part++) {
		if (netflow->count == netflow->limit)
			send_datagram(netflow);
		tl_netflow5_share(record, encoded, part, parts);
		memcpy(netflow->bytes + HEADER + netflow->count * TL_NETFLOW5_RECORD, record, sizeof(record));
		netflow->count++;
	}
	return 0;
}

static void netflow5_flush(struct tl_exporter *exporter)
{
	send_datagram(of(exporter));
}

static void netflow5_restart(struct tl_exporter *exporter)
{
	of(exporter)->count = 0;
}

/* Nothing that later datagrams need was in it. */
static void netflow5_lost(struct tl_exporter *exporter)
{
	(void)exporter;
}

static size_t netflow5_length(const __u8 *bytes, size_t length)
{
	(void)length;
	return HEADER + tl_octets_get(bytes + 2, 2) * TL_NETFLOW5_RECORD;
}

static const struct tl_format format = {
	.add = netflow5_add,
	.flush = netflow5_flush,
	.restart = netflow5_restart,
	.lost = netflow5_lost,
	.message_length = netflow5_length,
	.carries = tl_netflow5_carries,
	.carried = "flows of IPv4",
};

static int netflow5_open(struct tl_exporter *exporter, const char *address)
{
	struct netflow5 *netflow = of(exporter);
	int limit;

	netflow->udp.socket = -1;
	if (exporter->options.observation_domain > DOMAIN_MAX) {
		tl_error("%s: NetFlow v5 has no room for domain %u; add ?domain=NUMBER, at most %u", exporter->uri,
			 exporter->options.observation_domain, DOMAIN_MAX);
		return -EINVAL;
	}
	if (!exporter->options.path_mtu)
		exporter->options.path_mtu = PATH_MTU;
	limit = tl_udp_open(&netflow->udp, exporter, address, TL_NETFLOW_PORT);
	if (limit < 0)
		return limit;
	netflow->limit = (limit - HEADER) / TL_NETFLOW5_RECORD;
	if (netflow->limit > RECORDS_MAX)
		netflow->limit = RECORDS_MAX;
	tl_netflow_clock_init(&netflow->clock, exporter->options.capture);
	return 0;
}

static ssize_t netflow5_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	return tl_udp_write(&of(exporter)->udp, exporter, bytes, length);
}

static int netflow5_close(struct tl_exporter *exporter)
{
	tl_udp_close(&of(exporter)->udp);
	return 0;
}

const struct tl_transport tl_transport_netflow5 = {
	.scheme = "netflow5://",
	.form = "netflow5://HOST[:2055]",
	.parameters = TL_FOR_ALL | TL_FOR_DOMAINS | TL_FOR_DATAGRAMS,
	.only_uniflows = true,
	.size = sizeof(struct netflow5),
	.format = &format,
	.on_error = TL_ON_ERROR_DROP,
	.patience_ms = 10000,
	.open = netflow5_open,
	.write = netflow5_write,
	.close = netflow5_close,
};
