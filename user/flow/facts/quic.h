/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_QUIC_H
#define TAPLESS_FLOW_FACTS_QUIC_H

#include "text.h"

/* What TLS says in the client's hello is in tl_record_tls. */
struct tl_record_quic {
	__u32 version; /* 0: not QUIC */
	char server_name[TL_NAME_SIZE];
	char user_agent[TL_RECORD_TEXT]; /* that Google's clients send */
};

/* clang-format off */
#define TL_QUIC_FIELDS(ROW) \
	ROW(quic, quicSni, CESNET, 890, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		server_name, server_name, "server name in the ClientHello of QUIC") \
	ROW(quic, quicUserAgent, CESNET, 891, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		user_agent, user_agent, "what program asks, as Google's clients say") \
	ROW(quic, quicVersion, CESNET, 892, UNSIGNED32, IDENTIFIER, NONE, 4, \
		version, version, "version of QUIC: 1, 0x6b3343cf is 2, 0xff00001d draft 29, 0x51303433 Google's Q043")
/* clang-format on */

#endif
