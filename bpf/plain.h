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

const volatile bool tl_plain_enabled = true; /* false: everything goes the long way, for tests that compare the two */

/*
 * A key is written by whole words, as the hash will read it: a load of what was stored in smaller pieces has to wait until these
 * have left the store buffer, and those of one key would do so one after the other.
 */
typedef __u64 __attribute__((may_alias)) tl_key_word;
typedef __u32 __attribute__((may_alias)) tl_wire_word; /* of an address, which is aligned in its header */

#define TL_KEY_ADDRESS 2 /* words */
#define TL_KEY_WORDS   (sizeof(struct tl_flow_key) / sizeof(tl_key_word))

TL_STATIC_ASSERT(offsetof(struct tl_flow_key, destination_address) == TL_KEY_ADDRESS * 8);
TL_STATIC_ASSERT(sizeof(struct tl_flow_key) == TL_KEY_WORDS * 8);

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define TL_KEY_SHIFT(offset, size) (8 * ((offset) % 8))
#else
#define TL_KEY_SHIFT(offset, size) (8 * (8 - (offset) % 8 - (size)))
#endif

/* Adds a member, which is 0, to its word. */
#define TL_KEY_PUT(words, member, value)                                                                               \
	((words)[offsetof(struct tl_flow_key, member) / 8] |=                                                          \
	 (__u64)(value) << TL_KEY_SHIFT(offsetof(struct tl_flow_key, member),                                          \
					sizeof(((struct tl_flow_key *)0)->member)))

/* Where a packet comes from; the rest of the key is the frame's. */
static __always_inline void tl_begin_key(struct tl_flow_key *key, __u32 ifindex, enum tl_direction direction,
					 __u32 vlan_depth, __u32 vlan_id)
{
	tl_key_word *words = (tl_key_word *)key;

	for (__u32 i = 2 * TL_KEY_ADDRESS; i < TL_KEY_WORDS; i++)
		words[i] = 0;
	TL_KEY_PUT(words, vlan_id, vlan_id);
	TL_KEY_PUT(words, vlan_depth, vlan_depth);
	TL_KEY_PUT(words, direction, direction);
	TL_KEY_PUT(words, ifindex, ifindex);
}

/* RFC 4291 2.5.5.2 */
static __always_inline void tl_key_ipv4(tl_key_word words[TL_KEY_ADDRESS], const __u8 address[4])
{
	const __u64 prefix = 0xffff, word = *(const tl_wire_word *)address;

	words[0] = 0;
	words[1] = prefix << TL_KEY_SHIFT(2, 2) | word << TL_KEY_SHIFT(4, 4);
}

static __always_inline void tl_key_ipv6(tl_key_word words[TL_KEY_ADDRESS], const __u8 address[16])
{
	const tl_wire_word *parts = (const tl_wire_word *)address;

	for (int i = 0; i < TL_KEY_ADDRESS; i++)
		words[i] = (__u64)parts[2 * i] << TL_KEY_SHIFT(0, 4) | (__u64)parts[2 * i + 1] << TL_KEY_SHIFT(4, 4);
}

/* The frame as far as it is in linear memory, which is read without a helper. */
struct tl_plain {
	const __u8 *data;
	const __u8 *end;
	__u32 offset; /* of the next header */
	__u32 left; /* octets of IP from there on */
};

/* A header where it lies, or NULL; the claim of alignment as in tl_pull(). */
static __always_inline const void *tl_plain_header(const struct tl_plain *plain, __u32 size)
{
	const __u8 *from = plain->data + plain->offset;

	return from + size > plain->end ? 0 : __builtin_assume_aligned(from, 4);
}

static __always_inline bool tl_plain_ipv4(struct tl_plain *plain, struct tl_packet *packet)
{
	const struct tl_wire_ipv4 *header = tl_plain_header(plain, sizeof(*header));
	tl_key_word *words = (tl_key_word *)&packet->key;

	if (!header || header->version_length != 0x45 || tl_from_wire16(header->fragment) & TL_PLAIN_FRAGMENT)
		return false;
	packet->octets = tl_from_wire16(header->total_length);
	if (packet->octets < sizeof(*header) || packet->octets > plain->left)
		return false;
	tl_key_ipv4(words, header->source);
	tl_key_ipv4(words + TL_KEY_ADDRESS, header->destination);
	TL_KEY_PUT(words, protocol, header->protocol);
	TL_KEY_PUT(words, ethertype, TL_ETHERTYPE_IPV4);
	packet->ttl = header->ttl;
	packet->identification = tl_from_wire16(header->identification);
	plain->offset += sizeof(*header);
	plain->left = packet->octets - sizeof(*header);
	return true;
}

/* A payload length of 0 is a jumbogram's or of segmentation offload. */
static __always_inline bool tl_plain_ipv6(struct tl_plain *plain, struct tl_packet *packet)
{
	const struct tl_wire_ipv6 *header = tl_plain_header(plain, sizeof(*header));
	tl_key_word *words = (tl_key_word *)&packet->key;
	__u32 length;

	if (!header || tl_from_wire32(header->version_class_label) >> 28 != 6)
		return false;
	length = tl_from_wire16(header->payload_length);
	packet->octets = sizeof(*header) + length;
	if (!length || packet->octets > plain->left)
		return false;
	tl_key_ipv6(words, header->source);
	tl_key_ipv6(words + TL_KEY_ADDRESS, header->destination);
	TL_KEY_PUT(words, protocol, header->next_header);
	TL_KEY_PUT(words, ethertype, TL_ETHERTYPE_IPV6);
	packet->ttl = header->hop_limit;
	packet->identification = 0;
	plain->offset += sizeof(*header);
	plain->left = length;
	return true;
}

static __always_inline bool tl_plain_network(struct tl_plain *plain, struct tl_packet *packet)
{
	const struct tl_wire_ethernet *header = (const void *)plain->data; /* IP is aligned behind it, so it is not */
	__u16 ethertype;

	if ((const __u8 *)(header + 1) > plain->end || plain->left < sizeof(*header))
		return false;
	ethertype = tl_from_wire16(header->ethertype);
	packet->layer3_offset = plain->offset = sizeof(*header);
	plain->left -= sizeof(*header);
	if (ethertype == TL_ETHERTYPE_IPV4)
		return tl_plain_ipv4(plain, packet);
	return ethertype == TL_ETHERTYPE_IPV6 && tl_plain_ipv6(plain, packet);
}

static __always_inline bool tl_plain_tcp(struct tl_plain *plain, struct tl_packet *packet)
{
	const struct tl_wire_tcp *header;
	__u32 size;

	plain->offset += sizeof(struct tl_wire_ports);
	header = tl_plain_header(plain, sizeof(*header));
	if (!header)
		return false;
	packet->tcp_flags = tl_from_wire16(header->offset_flags) & TL_TCP_FLAGS;
	size = (tl_from_wire16(header->offset_flags) >> 12) * 4;
	if (packet->tcp_flags & TL_PLAIN_NEVER || size < TL_TCP_HEADER || size > plain->left)
		return false;
	packet->tcp_sequence = tl_from_wire32(header->sequence);
	packet->tcp_acknowledgement = tl_from_wire32(header->acknowledgement);
	packet->tcp_window = tl_from_wire16(header->window);
	packet->payload_offset = plain->offset - sizeof(struct tl_wire_ports) + size;
	packet->payload_length = plain->left - size;
	return true;
}

static __always_inline bool tl_plain_transport(struct tl_plain *plain, struct tl_packet *packet)
{
	const struct tl_wire_ports *ports = tl_plain_header(plain, sizeof(*ports));
	tl_key_word *words = (tl_key_word *)&packet->key;

	if (!ports || plain->left < TL_UDP_HEADER)
		return false;
	TL_KEY_PUT(words, source_port, tl_from_wire16(ports->source));
	TL_KEY_PUT(words, destination_port, tl_from_wire16(ports->destination));
	packet->transport_complete = 1;
	packet->found = 0;
	packet->tcp_options = 0; /* of a SYN */
	if (packet->key.protocol == TL_PROTOCOL_TCP)
		return tl_plain_tcp(plain, packet);
	packet->tcp_flags = packet->tcp_window = 0;
	packet->tcp_sequence = packet->tcp_acknowledgement = 0;
	packet->payload_offset = plain->offset + TL_UDP_HEADER;
	packet->payload_length = plain->left - TL_UDP_HEADER;
	return packet->key.protocol == TL_PROTOCOL_UDP;
}

/*
 * What must be settled. The entry may be older than these settings: a daemon started since may want names, samples or streams
 * that the one before did not.
 */
static __always_inline __u32 tl_to_be_settled(const struct tl_packet *packet)
{
	if (!packet->payload_length)
		return TL_SETTLED_EMPTY;
	return TL_SETTLED_EMPTY | (tl_names_enabled ? TL_SETTLED_NAMES : 0) |
	       (tl_samples_enabled ? TL_SETTLED_SAMPLES : 0) | (tl_metrics_enabled ? TL_SETTLED_MEDIA : 0);
}

/* The entry of its flow, if that is one in which a packet like this is just counted. */
static __always_inline struct tl_flow_value *tl_plain_entry(const struct tl_packet *packet)
{
	__u32 needed = tl_to_be_settled(packet), number, state;
	struct tl_flow_value *value;
	void *shard;

	tl_compiler_barrier(); /* ports are read back from memory: registers are scarce, and the stack to spill them to is */
	number = tl_shard_of(&packet->key);
	shard = bpf_map_lookup_elem(&shards, &number);
	value = shard ? bpf_map_lookup_elem(shard, &packet->key) : 0;
	tl_pause_point(TL_PAUSE_AFTER_LOOKUP);
	if (!value || (value->settled & needed) != needed)
		return 0;
	state = *(volatile __u32 *)&value->state;
	return state == TL_FLOW_LIVE || state == TL_FLOW_REPORTING ? value : 0;
}

/*
 * False: nothing was counted, the packet has to go the long way. The packet's key says by interface, direction and stripped tag
 * where it comes from, and still does so then.
 */
static __always_inline bool tl_count_plain(struct tl_plain *plain, struct tl_packet *packet, struct tl_passage *passage)
{
	struct tl_flow_value *value;

	if (!tl_plain_enabled || tl_layer3_devices || (!tl_vlan_in_key && packet->key.vlan_depth))
		return false;
	if (!tl_plain_network(plain, packet) || !tl_plain_transport(plain, packet))
		return false;
	value = tl_plain_entry(packet);
	if (!value)
		return false;
	passage->now = tl_time_of_plain();
	tl_pause_point(TL_PAUSE_BEFORE_UPDATE);
	tl_measure(packet, passage);
	tl_update(value, packet, passage);
	if (tl_metrics_enabled)
		tl_measure_here(packet, passage->now, passage->packets, passage->segment_size);
	return true;
}

/* Nothing is known of it but where it comes from. Read back from memory: the stack has no room to keep these twice. */
static __always_inline void tl_begin_long_way(struct tl_packet *packet, __u32 length)
{
	__u32 ifindex = *(volatile __u32 *)&packet->key.ifindex;
	__u16 vlan_id = *(volatile __u16 *)&packet->key.vlan_id;
	__u8 vlan_depth = *(volatile __u8 *)&packet->key.vlan_depth;
	__u8 direction = *(volatile __u8 *)&packet->key.direction;

	__builtin_memset(packet, 0, sizeof(*packet));
	packet->key.ifindex = ifindex;
	packet->key.vlan_id = vlan_id;
	packet->key.vlan_depth = vlan_depth;
	packet->key.direction = direction;
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
