/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_WIREGUARD_H
#define TAPLESS_FLOW_FACTS_WIREGUARD_H

#include "text.h"

/* A handshake; the conversation's first one also what else was seen. */
struct tl_record_wireguard {
	__u64 asked_at; /* of the initiation; 0: not seen */
	__u64 answered_at;
	__u32 handshake_time; /* microseconds, valid if is_timed */
	__u32 initiator; /* index that the initiator chose */
	__u32 responder;
	__u8 types; /* bits, 1 << type: which were seen */
	bool has_initiator;
	bool has_responder;
	bool is_timed;
};

/* clang-format off */
#define TL_WIREGUARD_FIELDS(ROW) \
	ROW(wireguard, wgSrcPeer, CESNET, 1101, UNSIGNED32, IDENTIFIER, NONE, 4, \
		initiator, has_initiator, "index that the initiator of WireGuard's handshake chose for itself") \
	ROW(wireguard, wgDstPeer, CESNET, 1102, UNSIGNED32, IDENTIFIER, NONE, 4, \
		responder, has_responder, "index that the responder chose: there was a response") \
	ROW(wireguard, wireguardMessageTypes, TAPLESS, 235, UNSIGNED8, FLAGS, NONE, 1, \
		types, types, "messages seen: 2 initiation, 4 response, 8 cookie reply, 16 data") \
	ROW(wireguard, wireguardHandshakeTime, TAPLESS, 236, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		handshake_time, is_timed, "from initiation to response")
/* clang-format on */

#endif
