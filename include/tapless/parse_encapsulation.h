/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Steps into L2TP, Teredo and IP in IP; and the ends behind which all is encrypted. */
#ifndef TAPLESS_PARSE_ENCAPSULATION_H
#define TAPLESS_PARSE_ENCAPSULATION_H

#include "parse_layer2.h"

#define TL_TEREDO_AUTHENTICATION 0x0001
#define TL_TEREDO_ORIGIN	 0x0000
#define TL_TEREDO_ORIGIN_SIZE	 8
#define TL_WIREGUARD_DATA	 4
#define TL_OPENVPN_OPCODES	 0x0ffe /* 1 to 11 are in use */
#define TL_ESP_SPI_MIN		 256 /* RFC 4303 2.1: those below are reserved */

static __always_inline enum tl_layer_step tl_step_tunnelled_ip(struct tl_walk *walk, bool is_ipv6)
{
	bool in_ipv6 = walk->packet->key.ethertype == TL_ETHERTYPE_IPV6;
	enum tl_tunnel_kind kind = is_ipv6 ? (in_ipv6 ? TL_TUNNEL_SIX_IN_SIX : TL_TUNNEL_SIX_IN_FOUR)
					   : (in_ipv6 ? TL_TUNNEL_FOUR_IN_SIX : TL_TUNNEL_IPIP);

	return tl_enter_tunnel(walk, kind, 0, 0, is_ipv6 ? TL_INSIDE_IPV6 : TL_INSIDE_IPV4);
}

/* RFC 3378 3 */
static __always_inline enum tl_layer_step tl_step_etherip(struct tl_walk *walk)
{
	__be16 version;

	if (tl_pull_step(walk, 0, &version, sizeof(version)) || tl_from_wire16(version) != TL_ETHERIP_VERSION)
		return TL_STEP_BACK;
	return tl_enter_tunnel(walk, TL_TUNNEL_ETHERNET_IP, 0, sizeof(version), TL_INSIDE_FRAME);
}

/*
 * RFC 3931 4.1: how long the cookie is (0, 4, 8) and whether a sublayer of 4 octets follows is not in the packet. `skip`:
 * what is before the session.
 */
static __always_inline enum tl_layer_step tl_step_l2tp3(struct tl_walk *walk, __u32 skip)
{
	__be32 session;

	if (tl_pull_step(walk, skip, &session, sizeof(session)) || !session)
		return TL_STEP_BACK;
	for (__u32 size = 4; size <= 16; size += 4)
		if (tl_is_frame(walk, skip + size))
			return tl_enter_tunnel(walk, TL_TUNNEL_L2TP3, tl_from_wire32(session), skip + size,
					       TL_INSIDE_FRAME);
	return TL_STEP_BACK;
}

/* RFC 2661 3.1; version 3 over UDP has the flags, 16 reserved bits, then as over IP (RFC 3931 4.1.2). */
static __always_inline enum tl_layer_step tl_step_l2tp(struct tl_walk *walk)
{
	__u32 size = 2, flags;
	__be16 word;
	__be32 ids;

	if (tl_pull_step(walk, 0, &word, sizeof(word)))
		return TL_STEP_BACK;
	flags = tl_from_wire16(word);
	if (flags == 3)
		return tl_step_l2tp3(walk, 4);
	if ((flags & (TL_L2TP_CONTROL | TL_L2TP_RESERVED | 0xf)) != 2)
		return TL_STEP_BACK;
	if (flags & TL_L2TP_LENGTH) {
		if (tl_pull_step(walk, size, &word, sizeof(word)) || tl_from_wire16(word) > walk->end - walk->offset)
			return TL_STEP_BACK;
		size += 2;
	}
	if (tl_pull_step(walk, size, &ids, sizeof(ids)))
		return TL_STEP_BACK;
	size += sizeof(ids);
	if (flags & TL_L2TP_SEQUENCE)
		size += 4;
	if (flags & TL_L2TP_OFFSET) {
		if (tl_pull_step(walk, size, &word, sizeof(word)))
			return TL_STEP_BACK;
		size += 2 + tl_from_wire16(word);
	}
	return tl_enter_tunnel(walk, TL_TUNNEL_L2TP2, tl_from_wire32(ids), size, TL_INSIDE_PPP);
}

/* RFC 4380 5.1.1: IPv6, behind an authentication and an origin, which may both be missing. */
static __always_inline enum tl_layer_step tl_step_teredo(struct tl_walk *walk)
{
	__u8 header[4];
	__u32 size = 0;

	if (tl_pull_step(walk, 0, header, sizeof(header)))
		return TL_STEP_BACK;
	if (header[0] == 0 && header[1] == TL_TEREDO_AUTHENTICATION) {
		size = 13 + header[2] + header[3]; /* client identifier, value, nonce, confirmation */
		if (tl_pull_step(walk, size, header, sizeof(header)))
			return TL_STEP_BACK;
	}
	if (header[0] == 0 && header[1] == TL_TEREDO_ORIGIN)
		size += TL_TEREDO_ORIGIN_SIZE;
	if (tl_pull_step(walk, size, header, 1) || header[0] >> 4 != 6)
		return TL_STEP_BACK;
	return tl_enter_tunnel(walk, TL_TUNNEL_TEREDO, 0, size, TL_INSIDE_IPV6);
}

static __always_inline enum tl_layer_step tl_step_esp(struct tl_walk *walk, enum tl_tunnel_kind kind)
{
	__be32 spi;

	/* RFC 3948 2.2, 2.3: one octet of 0xff is a keepalive, an SPI of 0 marks IKE: no tunnel, either */
	if (kind == TL_TUNNEL_ESP_UDP && walk->end - walk->offset < sizeof(spi))
		return TL_STEP_END;
	if (tl_pull_step(walk, 0, &spi, sizeof(spi)))
		return TL_STEP_BACK;
	if (kind == TL_TUNNEL_ESP_UDP && !spi)
		return TL_STEP_END;
	if (tl_from_wire32(spi) < TL_ESP_SPI_MIN)
		return TL_STEP_BACK;
	walk->layers->details.spi = tl_from_wire32(spi);
	walk->layers->found = 1;
	return tl_end_encrypted(walk, kind);
}

/*
 * Initiation, response, cookie and data: each with three zeros behind its type. The first three have a length of their own. Data
 * is padded to 16 octets, but never beyond the interface's MTU: full packets have any length.
 */
static __always_inline enum tl_layer_step tl_step_wireguard(struct tl_walk *walk)
{
	__u32 length = walk->end - walk->offset;
	__be32 word;
	bool fits;

	if (tl_pull_step(walk, 0, &word, sizeof(word)))
		return TL_STEP_BACK;
	switch (tl_from_wire32(word)) {
	case 1u << 24:
		fits = length == 148;
		break;
	case 2u << 24:
		fits = length == 92;
		break;
	case 3u << 24:
		fits = length == 64;
		break;
	default:
		fits = tl_from_wire32(word) == (__u32)TL_WIREGUARD_DATA << 24 && length >= 32;
	}
	return fits ? tl_end_encrypted(walk, TL_TUNNEL_WIREGUARD) : TL_STEP_BACK;
}

static __always_inline enum tl_layer_step tl_step_openvpn(struct tl_walk *walk)
{
	__u8 first;

	if (tl_pull_step(walk, 0, &first, sizeof(first)) || !(TL_OPENVPN_OPCODES >> (first >> 3) & 1))
		return TL_STEP_BACK;
	return tl_end_encrypted(walk, TL_TUNNEL_OPENVPN);
}

#endif
