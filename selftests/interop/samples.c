// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "samples.h"

#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>

static void set_ipv4(struct tl_record *record, __u8 protocol, unsigned int number)
{
	const __u8 mapped[12] = {[10] = 0xff, [11] = 0xff};
	const __u8 source[4] = {10, 1, number >> 8, number}, destination[4] = {192, 0, 2, number % 250 + 1};

	record->key.ethertype = 0x0800;
	record->key.protocol = protocol;
	memcpy(record->key.source_address, mapped, 12);
	memcpy(record->key.destination_address, mapped, 12);
	memcpy(record->key.source_address + 12, source, 4);
	memcpy(record->key.destination_address + 12, destination, 4);
}

static void set_ipv6(struct tl_record *record, __u8 protocol, unsigned int number)
{
	record->key.ethertype = 0x86dd;
	record->key.protocol = protocol;
	inet_pton(AF_INET6, "2001:db8::", record->key.source_address);
	inet_pton(AF_INET6, "2001:db8:ffff::53", record->key.destination_address);
	record->key.source_address[14] = number >> 8;
	record->key.source_address[15] = number;
}

static void set_ports(struct tl_record *record, unsigned int number, __u16 destination)
{
	record->key.source_port = 1024 + number % 60000;
	record->key.destination_port = destination;
}

static void set_macs(struct tl_record_side *side, __u8 source, __u8 destination)
{
	const __u8 mac[6] = {2, 0, 0, 0, 0, 0};

	memcpy(side->source_mac, mac, 6);
	memcpy(side->destination_mac, mac, 6);
	side->source_mac[5] = source;
	side->destination_mac[5] = destination;
}

static void count(struct tl_record *record, struct tl_record_side *side, __u64 packets, __u64 octets)
{
	side->packets = packets;
	side->octets = record->key.ethertype == 0x0800 || record->key.ethertype == 0x86dd ? octets : 0;
	side->layer2_octets = octets + 14 * packets;
	side->minimum_ttl = 57;
	side->maximum_ttl = 64;
	side->minimum_length = 40;
	side->maximum_length = 1500;
	side->type_of_service = 0xb8;
}

/* The other direction: begins 123,456,789 ns later, ends with the record. */
static void answer(struct tl_record *record, __u64 packets, __u64 octets)
{
	count(record, &record->reverse, packets, octets);
	set_macs(&record->reverse, 2, 1);
	record->reverse.start = record->start + 123456789;
	record->reverse.end = record->end;
	record->reverse.minimum_ttl = record->reverse.maximum_ttl = 128;
	record->reverse.type_of_service = 0;
	record->reverse.direction = TL_EGRESS;
	record->biflow_direction = TL_BIFLOW_INITIATOR;
	record->egress_interface = 1;
}

static void set_tcp(struct tl_record *record, unsigned int number)
{
	set_ports(record, number, 443);
	count(record, &record->forward, 12, 3456 + number);
	answer(record, 15, 17890);
	record->forward.tcp_flags = 0x1b;
	record->forward.initial_tcp_flags = 0xc2;
	record->forward.has_syn = 1;
	record->forward.syn_sequence = 0xfedcba98;
	record->reverse.tcp_flags = 0x1b;
	record->reverse.initial_tcp_flags = 0x12;
	record->reverse.has_syn = 1;
	record->end_reason = TL_END_OF_FLOW;
}

static void set_place(struct tl_record_place *place, const char *country, __u32 number, const char *name)
{
	snprintf(place->country, sizeof(place->country), "%s", country);
	snprintf(place->as_name, sizeof(place->as_name), "%s", name);
	place->as_number = number;
}

static void set_vlans(struct tl_record *record, unsigned int number, __u8 depth)
{
	set_ipv4(record, IPPROTO_UDP, number);
	set_ports(record, number, 53);
	count(record, &record->forward, 1, 70);
	record->key.vlan_depth = depth;
	record->key.vlan_id = 100 + number % 100;
	record->vlan_priority = 5;
	if (depth < 2)
		return;
	record->key.inner_vlan_id = 2000;
	record->inner_vlan_priority = 3;
}

static void set_other(struct tl_record *record, unsigned int number)
{
	switch (number % SAMPLE__MAX) {
	case SAMPLE_ICMP:
		set_ipv4(record, IPPROTO_ICMP, number);
		record->key.destination_port = 8 << 8 | 1;
		count(record, &record->forward, 4, 336);
		answer(record, 4, 336);
		record->source_place.as_number = 70000; /* 32 bits */
		break;
	case SAMPLE_ICMP6:
		set_ipv6(record, IPPROTO_ICMPV6, number);
		record->key.destination_port = 135 << 8;
		count(record, &record->forward, 1, 72);
		break;
	case SAMPLE_ARP:
		record->key.ethertype = 0x0806;
		count(record, &record->forward, 2, 92);
		break;
	case SAMPLE_LLC:
		count(record, &record->forward, 3, 114);
		break;
	case SAMPLE_GRE:
		set_ipv4(record, IPPROTO_GRE, number);
		count(record, &record->forward, 100, 123456);
		answer(record, 1, 56);
		record->biflow_direction = TL_BIFLOW_ARBITRARY;
		break;
	case SAMPLE_SCTP:
		set_ipv6(record, IPPROTO_SCTP, number);
		set_ports(record, number, 3868);
		count(record, &record->forward, 7, 700);
		break;
	case SAMPLE_HUGE:
		set_ipv4(record, IPPROTO_UDP, number);
		set_ports(record, number, 4500);
		count(record, &record->forward, (1ull << 32) + 1, 1ull << 40);
		answer(record, (1ull << 33) + 3, (1ull << 41) + 5);
		break;
	default:
		break;
	}
}

static void set_facts(struct tl_record *record, unsigned int number)
{
	switch (number % SAMPLE__MAX) {
	case SAMPLE_TCP:
		set_ipv4(record, IPPROTO_TCP, number);
		set_tcp(record, number);
		strcpy(record->server_name, "www.example.com");
		set_place(&record->source_place, "CZ", 2852, "CESNET z.s.p.o.");
		set_place(&record->destination_place, "DE", 64496,
			  "Stra\xc3\x9f"
			  "ennetz \"Nord\"");
		break;
	case SAMPLE_UDP:
		set_ipv4(record, IPPROTO_UDP, number);
		set_ports(record, number, 53);
		count(record, &record->forward, 1, 64);
		record->biflow_direction = TL_BIFLOW_INITIATOR;
		break;
	case SAMPLE_TCP6:
		set_ipv6(record, IPPROTO_TCP, number);
		set_tcp(record, number);
		record->forward.flow_label = 0xabcde;
		record->reverse.flow_label = 0x12345;
		strcpy(record->http_host, "[2001:db8:ffff::53]:443");
		break;
	case SAMPLE_RAW_NAME:
		set_ipv4(record, IPPROTO_TCP, number);
		set_tcp(record, number);
		strcpy(record->server_name, "caf\xe9\\\x01\xed\xa0\x80.example");
		break;
	case SAMPLE_LONG_NAME:
		set_ipv4(record, IPPROTO_TCP, number);
		set_tcp(record, number);
		memset(record->server_name, 'n', TL_NAME_SIZE - 1);
		break;
	case SAMPLE_VLAN:
	case SAMPLE_QINQ:
		set_vlans(record, number, number % SAMPLE__MAX == SAMPLE_VLAN ? 1 : 2);
		break;
	default:
		set_other(record, number);
	}
}

void sample_record(struct tl_record *record, unsigned int number)
{
	memset(record, 0, sizeof(*record));
	record->start = SAMPLE_TIME + number * 1000000007ull;
	record->end = record->start + 2999999999ull;
	record->forward.start = record->start;
	record->forward.end = record->end - 1;
	record->flow_id = 0xf000000000000000ull + number;
	record->sequence = 1000ull * number;
	record->ingress_interface = 1;
	record->end_reason = TL_END_IDLE;
	set_macs(&record->forward, 1, 2);
	set_facts(record, number);
}
