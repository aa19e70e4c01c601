// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "mixed.h"

#include <netinet/in.h>

#include <linux/if_ether.h>

enum {
	PAYLOAD = 64,
	FRAGMENT_OCTETS = 512,
	MORE_FRAGMENTS_V4 = 0x2000,
	EXTENSION = 8, /* octets of the smallest extension header */
};

static void link_to(struct tl_made *made, const struct tl_ends *ends, __u16 ethertype)
{
	tl_put_macs(made, ends);
	tl_put16(made, ethertype);
}

static void begin_ipv4(struct tl_made *made, const struct tl_ends *ends, __u8 protocol)
{
	link_to(made, ends, ETH_P_IP);
	tl_put_ipv4(made, ends, protocol, 0, 0);
}

static void begin_ipv6(struct tl_made *made, const struct tl_ends *ends, __u8 next_header)
{
	link_to(made, ends, ETH_P_IPV6);
	tl_put_ipv6(made, ends, next_header);
}

static void ipv4_udp(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	begin_ipv4(made, ends, IPPROTO_UDP);
	tl_put_udp(made, ends, PAYLOAD + turn % 3);
	tl_made_finish(made);
}

static void ipv4_tcp(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	begin_ipv4(made, ends, IPPROTO_TCP);
	tl_put_tcp(made, ends, TL_ACK | TL_PSH, 1 + turn * PAYLOAD, PAYLOAD);
	tl_made_finish(made);
}

static void ipv4_icmp(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	begin_ipv4(made, ends, IPPROTO_ICMP);
	tl_put_echo(made, PAYLOAD);
	tl_made_finish(made);
}

static void ipv4_sctp(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	begin_ipv4(made, ends, IPPROTO_SCTP);
	tl_put_sctp(made, ends, PAYLOAD);
	tl_made_finish(made);
}

static void ipv4_other(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	begin_ipv4(made, ends, 253); /* for experiments, RFC 3692 */
	tl_put_zeros(made, PAYLOAD);
	tl_made_finish(made);
}

static void ipv4_options(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	link_to(made, ends, ETH_P_IP);
	tl_put_ipv4(made, ends, IPPROTO_UDP, 0, 4 + turn % 10 * 4);
	tl_put_udp(made, ends, PAYLOAD);
	tl_made_finish(made);
}

/* A first fragment with the UDP header and a last one without, alternately. */
static void ipv4_fragments(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	link_to(made, ends, ETH_P_IP);
	if (turn % 2) {
		tl_put_ipv4(made, ends, IPPROTO_UDP, FRAGMENT_OCTETS / 8, 0);
		tl_put_zeros(made, PAYLOAD);
	} else {
		tl_put_ipv4(made, ends, IPPROTO_UDP, MORE_FRAGMENTS_V4, 0);
		tl_put_udp(made, ends, FRAGMENT_OCTETS - 8);
		made->layer4 = 0; /* its checksum would be that of the whole datagram */
	}
	tl_made_finish(made);
}

/* The short TCP packet that link padding to 60 octets is counted with by mistake. */
static void ipv4_padded(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	begin_ipv4(made, ends, IPPROTO_TCP);
	tl_put_tcp(made, ends, TL_ACK, 1, 0);
	tl_made_finish(made);
	tl_put_zeros(made, ETH_ZLEN - made->length);
}

static void ipv6_udp(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	begin_ipv6(made, ends, IPPROTO_UDP);
	tl_put_udp(made, ends, PAYLOAD + turn % 3);
	tl_made_finish(made);
}

static void ipv6_tcp(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	begin_ipv6(made, ends, IPPROTO_TCP);
	tl_put_tcp(made, ends, TL_ACK | TL_PSH, 1 + turn * PAYLOAD, PAYLOAD);
	tl_made_finish(made);
}

static void ipv6_icmp(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	begin_ipv6(made, ends, IPPROTO_ICMPV6);
	tl_put_echo(made, PAYLOAD);
	tl_made_finish(made);
}

/* Hop-by-hop or destination options: `octets` of them, padded by one PadN option (RFC 8200, 4.2). */
static void put_extension(struct tl_made *made, __u8 next_header, __u32 octets)
{
	tl_put16(made, next_header << 8 | (octets / 8 - 1));
	tl_put16(made, 1 << 8 | (octets - 4));
	tl_put_zeros(made, octets - 4);
}

static void ipv6_extensions(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	begin_ipv6(made, ends, IPPROTO_HOPOPTS);
	put_extension(made, IPPROTO_DSTOPTS, 8);
	put_extension(made, IPPROTO_UDP, 8 + turn % 4 * 8);
	tl_put_udp(made, ends, PAYLOAD);
	tl_made_finish(made);
}

static void put_fragment_header(struct tl_made *made, __u8 next_header, __u16 offset_and_more)
{
	tl_put16(made, next_header << 8);
	tl_put16(made, offset_and_more);
	tl_put32(made, 0x12345678);
}

static void ipv6_fragments(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	begin_ipv6(made, ends, IPPROTO_FRAGMENT);
	if (turn % 2) {
		put_fragment_header(made, IPPROTO_UDP, FRAGMENT_OCTETS);
		tl_put_zeros(made, PAYLOAD);
	} else {
		put_fragment_header(made, IPPROTO_UDP, 1);
		tl_put_udp(made, ends, FRAGMENT_OCTETS - 8);
		made->layer4 = 0;
	}
	tl_made_finish(made);
}

static void put_tag(struct tl_made *made, __u16 ethertype, __u16 control)
{
	tl_put16(made, ethertype);
	tl_put16(made, control);
}

static void vlan(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	tl_put_macs(made, ends);
	put_tag(made, ETH_P_8021Q, 5 << 13 | 100);
	tl_put16(made, ETH_P_IP);
	tl_put_ipv4(made, ends, IPPROTO_UDP, 0, 0);
	tl_put_udp(made, ends, PAYLOAD);
	tl_made_finish(made);
}

static void vlan_priority_tag(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	tl_put_macs(made, ends);
	put_tag(made, ETH_P_8021Q, 3 << 13);
	tl_put16(made, ETH_P_IP);
	tl_put_ipv4(made, ends, IPPROTO_UDP, 0, 0);
	tl_put_udp(made, ends, PAYLOAD);
	tl_made_finish(made);
}

static void vlan_twice(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	tl_put_macs(made, ends);
	put_tag(made, ETH_P_8021AD, 200);
	put_tag(made, ETH_P_8021Q, 300);
	tl_put16(made, ETH_P_IPV6);
	tl_put_ipv6(made, ends, IPPROTO_TCP);
	tl_put_tcp(made, ends, TL_ACK, 1, PAYLOAD);
	tl_made_finish(made);
}

/* Asks for an address that nobody has. */
static void arp(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	link_to(made, ends, ETH_P_ARP);
	tl_put16(made, 1);
	tl_put16(made, ETH_P_IP);
	tl_put16(made, 6 << 8 | 4);
	tl_put16(made, 1);
	tl_put(made, ends->source_mac, 6);
	tl_put(made, ends->source + 12, 4);
	tl_put_zeros(made, 6);
	tl_put(made, ends->destination + 12, 4);
}

/* IEEE 802.3: a length where the EtherType would be. */
static void llc(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	link_to(made, ends, 38);
	tl_put16(made, 0x4242);
	tl_put_zeros(made, 44);
}

static void other_ethertype(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	link_to(made, ends, 0x88b5); /* for local experiments */
	tl_put_zeros(made, PAYLOAD);
}

static void bad_ipv4_version(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	ipv4_udp(made, ends, turn);
	made->bytes[made->layer3] = 0x55;
}

static void bad_ipv4_header(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	ipv4_udp(made, ends, turn);
	if (turn % 2)
		made->bytes[made->layer3] = 0x44;
	else
		made->length = made->layer3 + 19;
}

static void bad_ipv4_length(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	ipv4_udp(made, ends, turn);
	if (turn % 2)
		made->bytes[made->layer3 + 3]++;
	else
		made->bytes[made->layer3 + 3] = 19;
}

static void bad_ipv6_version(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	ipv6_udp(made, ends, turn);
	made->bytes[made->layer3] = 0x40;
}

static void bad_ipv6_header(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	ipv6_udp(made, ends, turn);
	made->length = made->layer3 + 39;
}

static void bad_ipv6_length(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	ipv6_udp(made, ends, turn);
	made->bytes[made->layer3 + 5]++;
}

static void bad_ipv6_extension(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	begin_ipv6(made, ends, IPPROTO_DSTOPTS);
	if (turn % 2) {
		put_extension(made, IPPROTO_UDP, EXTENSION);
		made->bytes[made->length - EXTENSION + 1] = 20; /* reaches over the packet's end */
		tl_put_udp(made, ends, PAYLOAD);
	} else {
		for (int i = 0; i < 9; i++)
			put_extension(made, i < 8 ? IPPROTO_DSTOPTS : IPPROTO_UDP, EXTENSION);
		tl_put_udp(made, ends, PAYLOAD);
	}
	tl_made_finish(made);
}

static void short_vlan_tag(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	tl_put_macs(made, ends);
	put_tag(made, ETH_P_8021Q, 100);
}

static void short_link_header(struct tl_made *made, const struct tl_ends *ends, __u32 turn)
{
	(void)turn;
	tl_put_macs(made, ends);
}

const struct tl_mixed_row tl_mixed_rows[] = {
	{"ipv4-udp", ipv4_udp, 1, false, false},
	{"ipv4-tcp", ipv4_tcp, 1, false, false},
	{"ipv4-icmp", ipv4_icmp, 1, false, false},
	{"ipv4-sctp", ipv4_sctp, 1, false, false},
	{"ipv4-other", ipv4_other, 1, false, false},
	{"ipv4-options", ipv4_options, 1, false, false},
	{"ipv4-fragments", ipv4_fragments, 1, false, false},
	{"ipv4-padded", ipv4_padded, 1, false, false},
	{"ipv6-udp", ipv6_udp, 1, false, false},
	{"ipv6-tcp", ipv6_tcp, 1, false, false},
	{"ipv6-icmp", ipv6_icmp, 1, false, false},
	{"ipv6-extensions", ipv6_extensions, 1, false, false},
	{"ipv6-fragments", ipv6_fragments, 1, false, false},
	{"vlan", vlan, 1, false, false},
	{"vlan-priority-tag", vlan_priority_tag, 1, false, false},
	{"vlan-twice", vlan_twice, 1, false, false},
	{"arp", arp, 0, false, false},
	{"llc", llc, 0, false, false},
	{"other-ethertype", other_ethertype, 0, false, false},
	{"bad-ipv4-version", bad_ipv4_version, 0, true, false},
	{"bad-ipv4-header", bad_ipv4_header, 0, true, false},
	{"bad-ipv4-length", bad_ipv4_length, 0, true, false},
	{"bad-ipv6-version", bad_ipv6_version, 0, true, false},
	{"bad-ipv6-header", bad_ipv6_header, 0, true, false},
	{"bad-ipv6-length", bad_ipv6_length, 0, true, false},
	{"bad-ipv6-extension", bad_ipv6_extension, 0, true, false},
	{"short-vlan-tag", short_vlan_tag, 0, true, true},
	{"short-link-header", short_link_header, 0, true, true},
};

const unsigned int tl_mixed_count = sizeof(tl_mixed_rows) / sizeof(tl_mixed_rows[0]);
const unsigned int tl_mixed_count_live = sizeof(tl_mixed_rows) / sizeof(tl_mixed_rows[0]) - 2;
