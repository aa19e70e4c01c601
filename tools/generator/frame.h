/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Builds frames layer by layer; lengths and checksums are filled in by tl_made_finish(). */
#ifndef TAPLESS_GENERATOR_FRAME_H
#define TAPLESS_GENERATOR_FRAME_H

#include <stdbool.h>

#include <linux/types.h>

#define TL_MADE_MAX 9216u

struct tl_made {
	__u8 bytes[TL_MADE_MAX];
	__u32 length;
	__u32 octets; /* IP total length, 0 if the frame is not IP */
	__u32 layer3; /* offset of the IP header, 0: none */
	__u32 layer4; /* offset of the transport header, 0: none to finish */
	__u8 protocol; /* of layer4 */
	__u8 version; /* 4, 6 */
	__u16 row; /* of the mixed table; 0 else */
	bool new_key; /* first frame of a flow */
	bool malformed;
};

struct tl_ends {
	__u8 source_mac[6];
	__u8 destination_mac[6];
	__u8 source[16]; /* IPv4: the last four */
	__u8 destination[16];
	__u16 source_port;
	__u16 destination_port;
};

enum tl_tcp_flag {
	TL_FIN = 0x01,
	TL_SYN = 0x02,
	TL_PSH = 0x08,
	TL_ACK = 0x10,
};

void tl_made_begin(struct tl_made *made);
void tl_put(struct tl_made *made, const void *bytes, __u32 length);
void tl_put_zeros(struct tl_made *made, __u32 length);
void tl_put16(struct tl_made *made, __u16 value);
void tl_put32(struct tl_made *made, __u32 value);

void tl_put_macs(struct tl_made *made, const struct tl_ends *ends);
/* `options`: multiple of four octets. `fragment`: the field of that name in the header. */
void tl_put_ipv4(struct tl_made *made, const struct tl_ends *ends, __u8 protocol, __u16 fragment, __u32 options);
void tl_put_ipv6(struct tl_made *made, const struct tl_ends *ends, __u8 next_header);
void tl_put_udp(struct tl_made *made, const struct tl_ends *ends, __u32 payload);
void tl_put_tcp(struct tl_made *made, const struct tl_ends *ends, __u8 flags, __u32 sequence, __u32 payload);
void tl_put_sctp(struct tl_made *made, const struct tl_ends *ends, __u32 payload);
/* Echo request of ICMP or, in IPv6, ICMPv6. */
void tl_put_echo(struct tl_made *made, __u32 payload);

/* Sets IP lengths and all checksums, and `octets`. */
void tl_made_finish(struct tl_made *made);

#endif
