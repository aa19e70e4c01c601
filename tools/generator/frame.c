// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "frame.h"

#include <netinet/in.h>
#include <string.h>

#define FILLER 0x5a /* begins no message that a dissector knows */

void tl_made_begin(struct tl_made *made)
{
	made->length = made->octets = made->layer3 = made->layer4 = 0;
	made->protocol = made->version = 0;
	made->row = 0;
	made->new_key = made->malformed = false;
}

static __u8 *reserve(struct tl_made *made, __u32 length)
{
	__u8 *at = made->bytes + made->length;

	made->length += length;
	return at;
}

void tl_put(struct tl_made *made, const void *bytes, __u32 length)
{
	memcpy(reserve(made, length), bytes, length);
}

void tl_put_zeros(struct tl_made *made, __u32 length)
{
	memset(reserve(made, length), 0, length);
}

static void put_filler(struct tl_made *made, __u32 length)
{
	memset(reserve(made, length), FILLER, length);
}

static void set16(__u8 *at, __u16 value)
{
	at[0] = value >> 8;
	at[1] = value;
}

void tl_put16(struct tl_made *made, __u16 value)
{
	set16(reserve(made, 2), value);
}

void tl_put32(struct tl_made *made, __u32 value)
{
	tl_put16(made, value >> 16);
	tl_put16(made, value);
}

void tl_put_macs(struct tl_made *made, const struct tl_ends *ends)
{
	tl_put(made, ends->destination_mac, 6);
	tl_put(made, ends->source_mac, 6);
}

static void begin_ip(struct tl_made *made, __u8 version, __u8 protocol)
{
	made->layer3 = made->length;
	made->version = version;
	made->protocol = protocol;
}

void tl_put_ipv4(struct tl_made *made, const struct tl_ends *ends, __u8 protocol, __u16 fragment, __u32 options)
{
	static const __u8 no_operation = 1;

	begin_ip(made, 4, protocol);
	tl_put16(made, 0x4000 | (5 + options / 4) << 8);
	tl_put16(made, 0); /* total length */
	tl_put16(made, 0x1234);
	tl_put16(made, fragment);
	tl_put16(made, 64 << 8 | protocol);
	tl_put16(made, 0); /* checksum */
	tl_put(made, ends->source + 12, 4);
	tl_put(made, ends->destination + 12, 4);
	for (__u32 i = 0; i < options; i++)
		tl_put(made, &no_operation, 1);
}

void tl_put_ipv6(struct tl_made *made, const struct tl_ends *ends, __u8 next_header)
{
	begin_ip(made, 6, next_header);
	tl_put32(made, 0x60000000);
	tl_put16(made, 0); /* payload length */
	tl_put16(made, next_header << 8 | 64);
	tl_put(made, ends->source, 16);
	tl_put(made, ends->destination, 16);
}

/* What follows extension headers has another protocol than the IPv6 header says. */
static void begin_transport(struct tl_made *made, __u8 protocol)
{
	made->protocol = protocol;
	made->layer4 = made->length;
}

void tl_put_udp(struct tl_made *made, const struct tl_ends *ends, __u32 payload)
{
	begin_transport(made, IPPROTO_UDP);
	tl_put16(made, ends->source_port);
	tl_put16(made, ends->destination_port);
	tl_put16(made, 8 + payload);
	tl_put16(made, 0);
	put_filler(made, payload);
}

void tl_put_tcp(struct tl_made *made, const struct tl_ends *ends, __u8 flags, __u32 sequence, __u32 payload)
{
	begin_transport(made, IPPROTO_TCP);
	tl_put16(made, ends->source_port);
	tl_put16(made, ends->destination_port);
	tl_put32(made, sequence);
	tl_put32(made, flags & TL_ACK ? 0x10000001 : 0);
	tl_put16(made, 5 << 12 | flags);
	tl_put16(made, 0xffff); /* window */
	tl_put32(made, 0); /* checksum, urgent pointer */
	put_filler(made, payload);
}

/* One DATA chunk (RFC 9260, 3.3.1). */
void tl_put_sctp(struct tl_made *made, const struct tl_ends *ends, __u32 payload)
{
	payload &= ~3u;
	begin_transport(made, IPPROTO_SCTP);
	tl_put16(made, ends->source_port);
	tl_put16(made, ends->destination_port);
	tl_put32(made, 0x11223344); /* verification tag */
	tl_put32(made, 0); /* checksum */
	tl_put16(made, 0x0003); /* DATA, first and last fragment */
	tl_put16(made, 16 + payload);
	tl_put32(made, 1);
	tl_put32(made, 0);
	tl_put32(made, 0);
	put_filler(made, payload);
}

void tl_put_echo(struct tl_made *made, __u32 payload)
{
	begin_transport(made, made->version == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	tl_put16(made, (made->version == 4 ? 8 : 128) << 8);
	tl_put16(made, 0);
	tl_put16(made, 0x4711);
	tl_put16(made, 1);
	put_filler(made, payload);
}

static __u64 add_words(__u64 sum, const __u8 *bytes, __u32 length)
{
	for (; length > 1; bytes += 2, length -= 2)
		sum += bytes[0] << 8 | bytes[1];
	return length ? sum + (bytes[0] << 8) : sum;
}

/* RFC 1071 */
static __u16 fold(__u64 sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* RFC 9260, appendix A: CRC32c, least significant octet first. */
static __u32 crc32c(const __u8 *bytes, __u32 length)
{
	__u32 crc = 0xffffffff;

	while (length--) {
		crc ^= *bytes++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return ~crc;
}

static __u64 pseudo_header(const struct tl_made *made, __u32 length)
{
	const __u8 *ip = made->bytes + made->layer3;
	__u64 sum = made->protocol + length;

	return made->version == 4 ? add_words(sum, ip + 12, 8) : add_words(sum, ip + 8, 32);
}

static void finish_transport(struct tl_made *made)
{
	__u8 *layer4 = made->bytes + made->layer4;
	__u32 length = made->length - made->layer4, crc;
	__u16 sum;

	switch (made->protocol) {
	case IPPROTO_UDP:
		sum = fold(add_words(pseudo_header(made, length), layer4, length));
		set16(layer4 + 6, sum ? sum : 0xffff);
		break;
	case IPPROTO_TCP:
		set16(layer4 + 16, fold(add_words(pseudo_header(made, length), layer4, length)));
		break;
	case IPPROTO_ICMP:
		set16(layer4 + 2, fold(add_words(0, layer4, length)));
		break;
	case IPPROTO_ICMPV6:
		set16(layer4 + 2, fold(add_words(pseudo_header(made, length), layer4, length)));
		break;
	case IPPROTO_SCTP:
		crc = crc32c(layer4, length);
		for (int i = 0; i < 4; i++)
			layer4[8 + i] = crc >> (8 * i);
		break;
	}
}

void tl_made_finish(struct tl_made *made)
{
	__u8 *ip = made->bytes + made->layer3;

	if (!made->layer3)
		return;
	made->octets = made->length - made->layer3;
	if (made->version == 4) {
		set16(ip + 2, made->octets);
		set16(ip + 10, 0);
		set16(ip + 10, fold(add_words(0, ip, (ip[0] & 15) * 4)));
	} else {
		set16(ip + 4, made->octets - 40);
	}
	if (made->layer4)
		finish_transport(made);
}
