/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The short way of plain packets, which nearly all are: Ethernet, IPv4 without options or IPv6 without extension headers, no
 * fragment, then UDP, or TCP without SYN, FIN and RST; their headers in linear memory, their flow in the cache, with a mark that
 * such packets need no more than to be counted. What is in any way different goes the long way (tapless.bpf.c), and sets
 * the mark there. Both count alike: selftests/bpf/plain_test.c.
 */
#ifndef TAPLESS_BPF_PLAIN_H
#define TAPLESS_BPF_PLAIN_H

#include "cache.h"
#include "clock.h"
#include "measure.h"
#include "segments.h"

#define TL_PLAIN_FRAGMENT (TL_IPV4_FRAGMENT_OFFSET | TL_IPV4_MORE_FRAGMENTS)
#define TL_PLAIN_NEVER	  (TL_TCP_SYN | TL_TCP_FIN | TL_TCP_RST)

/* Load-time switches, which are put together from others: each that a packet has to look at is a load. */
const volatile bool tl_plain_enabled = true; /* false: everything goes the long way */
const volatile __u8 tl_settled_wanted = TL_SETTLED_EMPTY; /* enum tl_settled: of packets with payload */

typedef __u32 __attribute__((may_alias)) tl_wire_word; /* of an address, which is aligned in its header */

/*
 * A key is written by whole words, as the digest reads it: a load of what was stored in smaller pieces has to wait until these
 * have left the store buffer, and those of one key would do so one after the other.
 */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define TL_KEY_SHIFT(offset, size) (8 * ((offset) % 8))
#else
#define TL_KEY_SHIFT(offset, size) (8 * (8 - (offset) % 8 - (size)))
#endif

/* A member as it stands in its word, the rest of which is 0. */
#define TL_KEY_PART(member, value)                                                                                     \
	((__u64)(value) << TL_KEY_SHIFT(offsetof(struct tl_flow_key, member),                                          \
					sizeof(((struct tl_flow_key *)0)->member)))
#define TL_KEY_WORD(member) (offsetof(struct tl_flow_key, member) / 8)

/* Where a packet comes from, which the frame does not say. */
struct tl_origin {
	__u32 ifindex;
	enum tl_direction direction;
	__u32 vlan_depth; /* of a tag that is not in the frame */
	__u32 vlan_tci;
};

/*
 * The frame as far as it is in linear memory, which is read without a helper. `ip`: which of the two it is, known when this is
 * compiled: there is a short way for each, so that nothing has to be kept of where things are.
 */
struct tl_plain {
	const __u8 *network; /* header: IP is aligned behind Ethernet's */
	const __u8 *end;
	enum tl_plain_ip { TL_PLAIN_IPV4, TL_PLAIN_IPV6 } ip;
	__u32 protocol;
	__u32 addresses; /* sums, see tl_shard_of_sums() */
	__u32 ports;
	struct tl_packet facts; /* some: its address never leaves, so these can live in registers */
};

static __always_inline struct tl_plain tl_plain_of(const __u8 *data, const __u8 *end)
{
	return (struct tl_plain){.network = data + sizeof(struct tl_wire_ethernet), .end = end};
}

static __always_inline __u16 tl_plain_ethertype(const struct tl_plain *plain)
{
	return plain->ip == TL_PLAIN_IPV4 ? TL_ETHERTYPE_IPV4 : TL_ETHERTYPE_IPV6;
}

/* May it go the short way of `ip`, as far as what is in front of IP tells? */
static __always_inline bool tl_is_plain_ip(struct tl_plain *plain, const struct tl_origin *origin, enum tl_plain_ip ip)
{
	if (!tl_plain_enabled || plain->network > plain->end || (!tl_vlan_in_key && origin->vlan_depth))
		return false;
	plain->ip = ip;
	return tl_from_wire16(*(const __be16 *)(plain->network - sizeof(__be16))) == tl_plain_ethertype(plain);
}

static __always_inline __u32 tl_plain_header_length(const struct tl_plain *plain)
{
	return plain->ip == TL_PLAIN_IPV4 ? sizeof(struct tl_wire_ipv4) : sizeof(struct tl_wire_ipv6);
}

/* A header where it lies, or NULL; the claim of alignment as in tl_pull(). */
static __always_inline const void *tl_plain_header(const struct tl_plain *plain, __u32 offset, __u32 size)
{
	const __u8 *from = plain->network + offset;

	return from + size > plain->end ? 0 : __builtin_assume_aligned(from, 4);
}

/* RFC 4291 2.5.5.2 */
static __always_inline __u32 tl_key_ipv4(tl_key_word words[TL_KEY_ADDRESS], const __u8 address[4])
{
	const __u64 prefix = 0xffff;
	const __u32 word = *(const tl_wire_word *)address;

	words[0] = 0;
	words[1] = prefix << TL_KEY_SHIFT(2, 2) | (__u64)word << TL_KEY_SHIFT(4, 4);
	return word;
}

static __always_inline __u32 tl_key_ipv6(tl_key_word words[TL_KEY_ADDRESS], const __u8 address[16])
{
	const tl_wire_word *parts = (const tl_wire_word *)address;

	for (int i = 0; i < TL_KEY_ADDRESS; i++)
		words[i] = (__u64)parts[2 * i] << TL_KEY_SHIFT(0, 4) | (__u64)parts[2 * i + 1] << TL_KEY_SHIFT(4, 4);
	return parts[3];
}

static __always_inline bool tl_plain_ipv4(struct tl_plain *plain, tl_key_word words[TL_KEY_WORDS])
{
	const struct tl_wire_ipv4 *header = tl_plain_header(plain, 0, sizeof(*header) + TL_UDP_HEADER);

	if (!header || header->version_length != 0x45 || tl_from_wire16(header->fragment) & TL_PLAIN_FRAGMENT)
		return false;
	plain->addresses = tl_key_ipv4(words, header->source);
	plain->addresses += tl_key_ipv4(words + TL_KEY_ADDRESS, header->destination);
	plain->protocol = header->protocol;
	return true;
}

static __always_inline bool tl_plain_ipv6(struct tl_plain *plain, tl_key_word words[TL_KEY_WORDS])
{
	const struct tl_wire_ipv6 *header = tl_plain_header(plain, 0, sizeof(*header) + TL_UDP_HEADER);

	if (!header || tl_from_wire32(header->version_class_label) >> 28 != 6)
		return false;
	plain->addresses = tl_key_ipv6(words, header->source);
	plain->addresses += tl_key_ipv6(words + TL_KEY_ADDRESS, header->destination);
	plain->protocol = header->next_header;
	return true;
}

static __always_inline const struct tl_wire_tcp *tl_plain_tcp(const struct tl_plain *plain)
{
	return tl_plain_header(plain, tl_plain_header_length(plain) + sizeof(struct tl_wire_ports),
			       sizeof(struct tl_wire_tcp));
}

/* SYN, FIN and RST are known not to be plain before anything is looked up. */
static __always_inline bool tl_plain_transport(const struct tl_plain *plain)
{
	const struct tl_wire_tcp *header;

	if (plain->protocol == TL_PROTOCOL_UDP)
		return true;
	if (plain->protocol != TL_PROTOCOL_TCP)
		return false;
	header = tl_plain_tcp(plain);
	return header && !(tl_from_wire16(header->offset_flags) & TL_PLAIN_NEVER);
}

/* As much as has to be known to look it up; the rest is read when that is done, so that none of it has to be kept meanwhile. */
static __always_inline bool tl_plain_key(struct tl_plain *plain, struct tl_flow_key *key,
					 const struct tl_origin *origin)
{
	tl_key_word *words = (tl_key_word *)key;
	const struct tl_wire_ports *ports;
	__u32 source, destination;

	if (!(plain->ip == TL_PLAIN_IPV4 ? tl_plain_ipv4(plain, words) : tl_plain_ipv6(plain, words)))
		return false;
	ports = __builtin_assume_aligned(plain->network + tl_plain_header_length(plain), 4);
	source = tl_from_wire16(ports->source);
	destination = tl_from_wire16(ports->destination);
	plain->ports = source + destination;
	words[TL_KEY_WORD(source_port)] =
		TL_KEY_PART(source_port, source) | TL_KEY_PART(destination_port, destination) |
		TL_KEY_PART(ethertype, tl_plain_ethertype(plain)) | TL_KEY_PART(vlan_id, TL_VLAN_ID(origin->vlan_tci));
	words[TL_KEY_WORD(protocol)] = TL_KEY_PART(protocol, plain->protocol) |
				       TL_KEY_PART(vlan_depth, origin->vlan_depth) |
				       TL_KEY_PART(direction, origin->direction);
	words[TL_KEY_WORD(ifindex)] = TL_KEY_PART(ifindex, origin->ifindex);
	return tl_plain_transport(plain);
}

/* Its lengths, of which an IPv6 payload's 0 is a jumbogram's or of segmentation offload; what else a flow's entry keeps. */
static __always_inline bool tl_read_plain(struct tl_plain *plain, __u32 frame)
{
	struct tl_packet *facts = &plain->facts;
	const struct tl_wire_ipv4 *ipv4 = __builtin_assume_aligned(plain->network, 4);
	const struct tl_wire_ipv6 *ipv6 = (const void *)ipv4;
	__u32 headers = tl_plain_header_length(plain) + TL_UDP_HEADER, size;
	const struct tl_wire_tcp *tcp;

	if (plain->ip == TL_PLAIN_IPV4)
		facts->octets = tl_from_wire16(ipv4->total_length);
	else
		facts->octets = sizeof(*ipv6) + tl_from_wire16(ipv6->payload_length);
	facts->ttl = plain->ip == TL_PLAIN_IPV4 ? ipv4->ttl : ipv6->hop_limit;
	facts->tcp_flags = 0;
	if (plain->protocol == TL_PROTOCOL_TCP) {
		tcp = tl_plain_tcp(plain);
		if (!tcp)
			return false;
		size = (tl_from_wire16(tcp->offset_flags) >> 12) * 4;
		facts->tcp_flags = tl_from_wire16(tcp->offset_flags) & TL_TCP_FLAGS;
		if (size < TL_TCP_HEADER)
			return false;
		headers += size - TL_UDP_HEADER;
	}
	facts->payload_length = facts->octets - headers;
	facts->layer3_offset = sizeof(struct tl_wire_ethernet);
	facts->payload_offset = facts->layer3_offset + headers;
	facts->found = 0;
	return facts->octets >= headers && facts->octets + sizeof(struct tl_wire_ethernet) <= frame;
}

/*
 * What must be settled. The entry may be older than these settings: a daemon started since may want names, samples or streams
 * that the one before did not.
 */
static __always_inline __u32 tl_to_be_settled(const struct tl_packet *packet)
{
	return packet->payload_length ? tl_settled_wanted : TL_SETTLED_EMPTY;
}

/* What facts of order need to know; the packet has its key already, and no SYN. */
static __always_inline bool tl_read_order(const struct tl_plain *plain, struct tl_packet *packet)
{
	const struct tl_wire_ipv4 *ipv4 = __builtin_assume_aligned(plain->network, 4);
	const struct tl_wire_tcp *tcp;

	packet->identification = plain->ip == TL_PLAIN_IPV4 ? tl_from_wire16(ipv4->identification) : 0;
	packet->payload_length = plain->facts.payload_length;
	packet->tcp_flags = plain->facts.tcp_flags;
	packet->transport_complete = 1;
	packet->tcp_options = 0; /* of a SYN */
	if (plain->protocol != TL_PROTOCOL_TCP)
		return true;
	tcp = tl_plain_tcp(plain);
	if (!tcp)
		return false;
	packet->tcp_sequence = tl_from_wire32(tcp->sequence);
	packet->tcp_acknowledgement = tl_from_wire32(tcp->acknowledgement);
	packet->tcp_window = tl_from_wire16(tcp->window);
	return true;
}

/* In front of the shard's lookup, so that this chain of products and that one of loads are under way together. */
static __always_inline void tl_hash_plain(struct tl_packet *packet)
{
	__u64 seed = tl_hash_seed;
	struct tl_ends ends;

	tl_compiler_barrier(); /* words are read back: there are not registers enough to keep them, nor room on the stack */
	ends = tl_ends_of(&packet->key, seed);
	packet->digest = tl_key_digest_of_ends(&ends, &packet->key, seed);
	if (tl_metrics_enabled)
		tl_note_conversation(packet, &ends);
}

/* Where its flow is to be looked up by the digest; NULL: it is not plain. */
static __always_inline void *tl_shard_of_plain(struct tl_plain *plain, struct tl_packet *packet,
					       const struct tl_origin *origin)
{
	__u32 number;

	if (!tl_plain_key(plain, &packet->key, origin))
		return 0;
	number = tl_shard_here(tl_shard_of_sums(plain->addresses, plain->ports));
	tl_hash_plain(packet);
	return bpf_map_lookup_elem(&shards, &number);
}

/*
 * Is that one in which a packet like this is just counted? `unlike`: 0, or it is not its own. One condition of both: another way out is
 * one more to verify.
 */
static __always_inline bool tl_is_settled(const struct tl_flow_value *value, const struct tl_packet *facts,
					  __u64 unlike)
{
	__u32 needed = tl_to_be_settled(facts), state;

	if (unlike | (needed & ~value->settled))
		return false;
	state = *(volatile __u32 *)&value->state;
	return state == TL_FLOW_LIVE || state == TL_FLOW_REPORTING;
}

/* False: nothing was counted, the packet has to go the long way. The key is compared before there is more to be kept. */
static __always_inline bool tl_count_plain(struct tl_plain *plain, struct tl_flow_value *value,
					   struct tl_packet *packet, struct tl_passage *passage)
{
	struct tl_packet *facts = &plain->facts;
	__u64 unlike;

	tl_pause_point(TL_PAUSE_AFTER_LOOKUP);
	unlike = tl_key_difference(&value->key, &packet->key);
	asm volatile("" : "+r"(unlike)); /* now, not when it is asked for */
	if (!tl_read_plain(plain, passage->layer2_octets - passage->stripped_octets) ||
	    !tl_is_settled(value, facts, unlike))
		return false;
	tl_pause_point(TL_PAUSE_BEFORE_UPDATE);
	tl_measure(facts, passage);
	tl_update_counts(value, facts, passage);
	if (facts->tcp_flags)
		value->tcp_flags |= facts->tcp_flags;
	if (tl_metrics_enabled && tl_read_order(plain, packet))
		tl_measure_here(packet, passage, tl_begun_measuring(packet));
	return true;
}

/* Nothing is known of it but where it comes from. */
static __always_inline void tl_begin_long_way(struct tl_packet *packet, const struct tl_origin *origin, __u32 length)
{
	__builtin_memset(packet, 0, sizeof(*packet));
	packet->key.ifindex = origin->ifindex;
	packet->key.vlan_id = TL_VLAN_ID(origin->vlan_tci);
	packet->key.vlan_depth = origin->vlan_depth;
	packet->key.direction = origin->direction;
	packet->vlan_priority = TL_VLAN_PRIORITY(origin->vlan_tci) & 7;
	packet->wire_length = packet->captured_length = length;
}

/* The mark, set on the long way when nothing more was wanted of a packet than to be counted. */
static __always_inline void tl_settle(struct tl_flow_value *value, const struct tl_packet *packet)
{
	const struct tl_flow_key *key = &packet->key;

	if (!packet->transport_complete || key->tunnel_kind)
		return;
	if (key->protocol != TL_PROTOCOL_TCP &&
	    (key->protocol != TL_PROTOCOL_UDP || tl_inside_of_ports(key->source_port, key->destination_port)))
		return;
	value->settled |= tl_to_be_settled(packet);
}

#endif
