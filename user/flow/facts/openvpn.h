/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_OPENVPN_H
#define TAPLESS_FLOW_FACTS_OPENVPN_H

#include "text.h"

/* A session's beginning; the client's TLS hello is in tl_record_tls. */
struct tl_record_openvpn {
	__u64 first_at;
	__u64 asked_at; /* of the client's reset */
	__u64 answered_at; /* of the server's */
	__u8 client_session[8]; /* zeros: not seen */
	__u8 server_session[8];
	__u32 response_time; /* microseconds, valid if is_timed */
	__u8 opcode; /* of the first packet; 0: not OpenVPN */
	__u8 key;
	bool is_timed;
};

/* clang-format off */
#define TL_OPENVPN_FIELDS(ROW) \
	ROW(openvpn, openvpnOpcode, TAPLESS, 246, UNSIGNED8, IDENTIFIER, NONE, 1, \
		opcode, opcode, "opcode of the first packet: 7 and 10 client's reset, 8 server's, 4 control, 6 and 9 data") \
	ROW(openvpn, openvpnKey, TAPLESS, 247, UNSIGNED8, IDENTIFIER, NONE, 1, \
		key, opcode, "its key id; 0 before the first renewal") \
	ROW(openvpn, openvpnClientSession, TAPLESS, 248, OCTET_ARRAY, DEFAULT, NONE, 8, \
		client_session, client_session, "session id that the client chose") \
	ROW(openvpn, openvpnServerSession, TAPLESS, 249, OCTET_ARRAY, DEFAULT, NONE, 8, \
		server_session, server_session, "session id that the server chose") \
	ROW(openvpn, openvpnResponseTime, TAPLESS, 250, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from the client's reset to the server's")
/* clang-format on */

#endif
