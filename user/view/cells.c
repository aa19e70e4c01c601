// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cells.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static bool is_ip(const struct tl_flow_key *key)
{
	return key->ethertype == ETH_P_IP || key->ethertype == ETH_P_IPV6;
}

static bool is_icmp(const struct tl_flow_key *key)
{
	return is_ip(key) && (key->protocol == IPPROTO_ICMP || key->protocol == IPPROTO_ICMPV6);
}

/* The key as packets of the client have it. */
static struct tl_flow_key to_server(const struct tl_line *line)
{
	unsigned int client = line->facts->client;

	return tl_tally_key(line->row, client, &line->row->side[client].places[0]);
}

void tl_cell_address(char text[TL_CELL_SIZE], const struct tl_line *line, unsigned int end)
{
	const struct tl_flow_key key = to_server(line);
	const __u8 *address = end ? key.destination_address : key.source_address;
	const __u8 *mac = address + 10;

	if (key.ethertype == ETH_P_IP)
		inet_ntop(AF_INET, address + 12, text, TL_CELL_SIZE);
	else if (is_ip(&key))
		inet_ntop(AF_INET6, address, text, TL_CELL_SIZE);
	else
		snprintf(text, TL_CELL_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
			 mac[5]);
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

static void put_link_protocol(char *text, __u16 ethertype)
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

static void put_icmp(char *text, const struct tl_flow_key *key)
{
	const char *name = key->protocol == IPPROTO_ICMP ? "icmp" : "icmpv6";
	unsigned int type = key->destination_port >> 8, code = key->destination_port & 0xff;

	if (type == (key->protocol == IPPROTO_ICMP ? 8 : 128))
		snprintf(text, TL_CELL_SIZE, "%s echo", name);
	else
		snprintf(text, TL_CELL_SIZE, "%s %u/%u", name, type, code);
}

static void put_protocol(char *text, __u8 number)
{
	const struct protoent *protocol = getprotobynumber(number);

	if (protocol)
		snprintf(text, TL_CELL_SIZE, "%s", protocol->p_name);
	else
		snprintf(text, TL_CELL_SIZE, "protocol %u", number);
}

#define CELL(name)                                                                                                     \
	void tl_cell_##name(char text[TL_CELL_SIZE], const struct tl_line *line,                                       \
			    const struct tl_cell_context *context __attribute__((unused)))

CELL(client)
{
	tl_cell_address(text, line, 0);
}

CELL(server)
{
	if (line->facts->name)
		snprintf(text, TL_CELL_SIZE, "%s", line->facts->name);
	else
		tl_cell_address(text, line, 1);
}

CELL(host)
{
	tl_cell_address(text, line, line->key.end);
}

CELL(name)
{
	snprintf(text, TL_CELL_SIZE, "%s", line->facts->name ? line->facts->name : "(no name)");
}

CELL(port)
{
	const struct tl_flow_key key = to_server(line);
	const char *protocol = port_protocol(key.protocol);

	if (!is_ip(&key))
		put_link_protocol(text, key.ethertype);
	else if (is_icmp(&key))
		put_icmp(text, &key);
	else if (protocol && key.destination_port)
		snprintf(text, TL_CELL_SIZE, "%u/%s", key.destination_port, protocol);
	else
		put_protocol(text, key.protocol);
}

/* Of what the table of applications does not know: what the system calls that port or protocol. */
CELL(application)
{
	const struct tl_flow_key key = to_server(line);
	const char *protocol = port_protocol(key.protocol), *service;

	snprintf(text, TL_CELL_SIZE, "%s", line->facts->application);
	if (text[0])
		return;
	service = is_ip(&key) && protocol ? service_name(key.destination_port, protocol) : "";
	if (service[0])
		snprintf(text, TL_CELL_SIZE, "%s?", service);
	else
		tl_cell_port(text, line, context);
}

static const struct tl_facts_place *place_of(const struct tl_line *line)
{
	return &line->facts->place[line->key.end];
}

CELL(country)
{
	snprintf(text, TL_CELL_SIZE, "%s", place_of(line)->country[0] ? place_of(line)->country : "-");
}

CELL(network)
{
	const struct tl_facts_place *place = place_of(line);

	if (place->as_number)
		snprintf(text, TL_CELL_SIZE, "%u %s", place->as_number, place->as_name);
	else
		snprintf(text, TL_CELL_SIZE, "-");
}

CELL(city)
{
	snprintf(text, TL_CELL_SIZE, "%s", place_of(line)->city[0] ? place_of(line)->city : "-");
}

/* Most flows leave it, or come from outside: the client's tells who it was. */
CELL(own)
{
	const struct tl_facts_place *places = line->facts->place;
	const char *own = places[0].own[0] ? places[0].own : places[1].own;

	if (line->key.size != sizeof(struct tl_flow_key)) /* a group is of one end */
		own = place_of(line)->own;
	snprintf(text, TL_CELL_SIZE, "%s", own[0] ? own : "-");
}

/* Of a group by interface its own; of a flow where the client's packets were counted, or else its answers. */
CELL(interface)
{
	const struct tl_tally_side *sides = line->row->side;
	const struct tl_tally_side *side = &sides[line->facts->client];
	__u32 index;

	if (!side->place_count)
		side = &sides[!line->facts->client];
	index = line->key.size == sizeof(index) ? *(const __u32 *)line->key.octets : side->places[0].ifindex;
	tl_interface_name(text, TL_CELL_SIZE, context->interfaces, index);
}

CELL(share)
{
	double share = context->bit_rate > 0 ? line->bit_rate * 100 / context->bit_rate : 0;

	snprintf(text, TL_CELL_SIZE, share < 99.95 ? "%.1f%%" : "%.0f%%", share);
}

CELL(age)
{
	tl_text_age(text, TL_CELL_SIZE, context->now > line->first_seen ? context->now - line->first_seen : 0);
}

#define NUMBER(name, member)                                                                                           \
	CELL(name)                                                                                                     \
	{                                                                                                              \
		tl_text_number(text, TL_CELL_SIZE, (double)line->member);                                              \
	}                                                                                                              \
	double tl_cell_number_##name(const struct tl_line *line)                                                       \
	{                                                                                                              \
		return (double)line->member;                                                                           \
	}

NUMBER(flows, flows)
NUMBER(packet_rate, packet_rate)
NUMBER(bit_rate, bit_rate)
NUMBER(packets, packets)
NUMBER(bytes, octets)

/* The oldest first when numbers fall. */
double tl_cell_number_age(const struct tl_line *line)
{
	return -(double)line->first_seen;
}
