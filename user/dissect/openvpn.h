/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The control channel of OpenVPN ("OpenVPN Network Protocol", draft-openvpn-wire-protocol): alone, with tls-auth, or
 * with tls-crypt.
 */
#ifndef TAPLESS_DISSECT_OPENVPN_H
#define TAPLESS_DISSECT_OPENVPN_H

#include "message.h"

#define TL_OPENVPN_PORT 1194

enum tl_openvpn_opcode {
	TL_OPENVPN_RESET_CLIENT_1 = 1,
	TL_OPENVPN_RESET_SERVER_1 = 2,
	TL_OPENVPN_SOFT_RESET = 3,
	TL_OPENVPN_CONTROL = 4,
	TL_OPENVPN_ACK = 5,
	TL_OPENVPN_DATA_1 = 6,
	TL_OPENVPN_RESET_CLIENT_2 = 7,
	TL_OPENVPN_RESET_SERVER_2 = 8,
	TL_OPENVPN_DATA_2 = 9,
	TL_OPENVPN_RESET_CLIENT_3 = 10,
	TL_OPENVPN_CONTROL_WRAPPED_KEY = 11,
};

/* One packet, without the length that TCP has before it. Integers in host order. */
struct tl_openvpn_facts {
	__u8 opcode; /* enum tl_openvpn_opcode */
	__u8 key;
	bool is_certain; /* by its form; else only the opcode fits */
	bool has_session; /* not of data */
	__u8 session[8]; /* of its sender */
	const __u8 *tls; /* a piece of the TLS stream, in the packet; NULL: none, or encrypted */
	__u32 tls_octets;
	__u32 packet; /* its number: 0 the reset, 1 the first piece */
};

static inline bool tl_openvpn_is_client_reset(__u8 opcode)
{
	return opcode == TL_OPENVPN_RESET_CLIENT_1 || opcode == TL_OPENVPN_RESET_CLIENT_2 ||
	       opcode == TL_OPENVPN_RESET_CLIENT_3;
}

static inline bool tl_openvpn_is_server_reset(__u8 opcode)
{
	return opcode == TL_OPENVPN_RESET_SERVER_1 || opcode == TL_OPENVPN_RESET_SERVER_2;
}

/* False: it is none. */
bool tl_openvpn_dissect(const struct tl_message *packet, struct tl_openvpn_facts *facts);

#endif
