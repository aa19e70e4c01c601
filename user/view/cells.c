// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cells.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../flow/flow_key.h"
#include "text.h"

static bool is_ip(const struct tl_flow_key *key)
{
	return key->ethertype == ETH_P_IP || key->ethertype == ETH_P_IPV6;
}

static bool is_icmp(const struct tl_flow_key *key)
{
	return is_ip(key) && (key->protocol == IPPROTO_ICMP || key->protocol == IPPROTO_ICMPV6);
}

struct tl_flow_key tl_cells_key(const struct tl_tally_row *row, unsigned int from, const struct tl_tally_place *place)
{
	struct tl_flow_key key = row->key;

	if (from)
		tl_flow_key_mirror(&row->key, &key);
	key.ifindex = place->ifindex;
	key.direction = place->direction;
	return key;
}

static void fill_address(char *text, const struct tl_flow_key *key, const __u8 address[16])
{
	const __u8 *mac = address + 10;

	if (key->ethertype == ETH_P_IP)
		inet_ntop(AF_INET, address + 12, text, TL_CELL_SIZE);
	else if (is_ip(key))
		inet_ntop(AF_INET6, address, text, TL_CELL_SIZE);
	else
		snprintf(text, TL_CELL_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
			 mac[5]);
}

/* The client's data carry the name (SNI, Host), but who is the client may be a guess: look at both. */
static bool find_name(char *text, const struct tl_tally_row *row, unsigned int client, const struct tl_source *source)
{
	char name[TL_NAME_SIZE];

	for (unsigned int turn = 0; turn < 2; turn++) {
		unsigned int from = turn ? !client : client;

		for (unsigned int i = 0; i < row->side[from].place_count; i++) {
			struct tl_flow_key key = tl_cells_key(row, from, &row->side[from].places[i]);

			for (int kind = TL_NAME_TLS_SNI; kind < TL_NAME_KIND__MAX; kind++) {
				if (!tl_source_name(source, &key, kind, name))
					continue;
				tl_text_clean(text, TL_CELL_SIZE, name);
				return true;
			}
		}
	}
	return false;
}

/* What the system calls a service; /etc/services is a file to search, so the answers are kept. */
static const char *service_name(__u16 port, const char *protocol)
{
	static struct {
		const char *protocol;
		__u16 port;
		char name[22];
	} known[256];
	unsigned int slot = (port ^ port >> 8 ^ protocol[0]) % 256;

	if (known[slot].port != port || known[slot].protocol != protocol) {
		const struct servent *service = getservbyport(htons(port), protocol);

		known[slot].port = port;
		known[slot].protocol = protocol;
		snprintf(known[slot].name, sizeof(known[slot].name), "%s", service ? service->s_name : "");
	}
	return known[slot].name;
}

static const char *port_protocol(__u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_SCTP:
		return "sctp";
	case IPPROTO_UDPLITE:
		return "udplite";
	}
	return NULL;
}

static void fill_link_protocol(char *text, __u16 ethertype)
{
	switch (ethertype) {
	case 0:
		snprintf(text, TL_CELL_SIZE, "llc");
		break;
	case ETH_P_ARP:
		snprintf(text, TL_CELL_SIZE, "arp");
		break;
	case ETH_P_LLDP:
		snprintf(text, TL_CELL_SIZE, "lldp");
		break;
	default:
		snprintf(text, TL_CELL_SIZE, "ethertype %04x", ethertype);
	}
}

static void fill_icmp(char *text, const struct tl_flow_key *key)
{
	const char *name = key->protocol == IPPROTO_ICMP ? "icmp" : "icmpv6";
	unsigned int type = key->destination_port >> 8, code = key->destination_port & 0xff;

	if (type == (key->protocol == IPPROTO_ICMP ? 8 : 128))
		snprintf(text, TL_CELL_SIZE, "%s echo", name);
	else
		snprintf(text, TL_CELL_SIZE, "%s %u/%u", name, type, code);
}

static void fill_application(char *text, const struct tl_flow_key *to_server)
{
	const char *protocol = port_protocol(to_server->protocol), *service;
	const struct protoent *entry;

	if (!is_ip(to_server)) {
		fill_link_protocol(text, to_server->ethertype);
	} else if (is_icmp(to_server)) {
		fill_icmp(text, to_server);
	} else if (protocol && to_server->destination_port) {
		service = service_name(to_server->destination_port, protocol);
		snprintf(text, TL_CELL_SIZE, "%s%s%u/%s", service, service[0] ? " " : "", to_server->destination_port,
			 protocol);
	} else {
		entry = getprotobynumber(to_server->protocol);
		if (entry)
			snprintf(text, TL_CELL_SIZE, "%s", entry->p_name);
		else
			snprintf(text, TL_CELL_SIZE, "protocol %u", to_server->protocol);
	}
}

static bool is_known(const struct tl_record_place *place)
{
	return place->country[0] || place->as_number;
}

/* One of the two is mostly a private address: the other is the place worth a column. */
static void fill_place(struct tl_cells *cells, const struct tl_flow_key *to_server, struct tl_places *places)
{
	static struct tl_record record; /* large, and only these fields are used */
	const struct tl_record_place *place = &record.destination_place;
	char network[TL_CELL_SIZE];

	if (!places || !is_ip(to_server))
		return;
	memset(&record, 0, sizeof(record));
	record.key = *to_server;
	tl_places_enrich(places, &record);
	if (!is_known(place))
		place = &record.source_place;
	tl_text_clean(cells->text[TL_COLUMN_COUNTRY], TL_CELL_SIZE, place->country);
	if (!place->as_number)
		return;
	snprintf(network, sizeof(network), "%u %s", place->as_number, place->as_name);
	tl_text_clean(cells->text[TL_COLUMN_NETWORK], TL_CELL_SIZE, network);
}

void tl_cells_fill(struct tl_cells *cells, const struct tl_tally_row *row, const struct tl_source *source,
		   struct tl_places *places, __u64 now)
{
	unsigned int client = tl_tally_client(row);
	struct tl_flow_key to_server = tl_cells_key(row, client, &row->side[client].places[0]);
	__u64 first_seen = tl_tally_first_seen(row);

	memset(cells, 0, sizeof(*cells));
	fill_address(cells->text[TL_COLUMN_CLIENT], &to_server, to_server.source_address);
	if (!source || port_protocol(row->key.protocol) == NULL ||
	    !find_name(cells->text[TL_COLUMN_SERVER], row, client, source))
		fill_address(cells->text[TL_COLUMN_SERVER], &to_server, to_server.destination_address);
	fill_application(cells->text[TL_COLUMN_APPLICATION], &to_server);
	fill_place(cells, &to_server, places);
	tl_text_number(cells->text[TL_COLUMN_PACKET_RATE], TL_CELL_SIZE, row->packet_rate);
	tl_text_number(cells->text[TL_COLUMN_BIT_RATE], TL_CELL_SIZE, row->bit_rate);
	tl_text_number(cells->text[TL_COLUMN_PACKETS], TL_CELL_SIZE, row->packets);
	tl_text_number(cells->text[TL_COLUMN_BYTES], TL_CELL_SIZE, row->octets);
	tl_text_age(cells->text[TL_COLUMN_AGE], TL_CELL_SIZE, now > first_seen ? now - first_seen : 0);
}
