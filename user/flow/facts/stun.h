/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_STUN_H
#define TAPLESS_FLOW_FACTS_STUN_H

#include "text.h"

/* A request and its response, or an indication. Addresses in network order, zeros if not said. */
struct tl_record_stun {
	__u64 asked_at;
	__u32 response_time; /* microseconds, valid if is_timed */
	__u16 method;
	__u16 port;
	__u8 class;
	bool known;
	bool is_timed;
	__u8 transaction[16];
	__u8 ipv4[4];
	__u8 ipv6[16];
	char software[TL_RECORD_TEXT];
};

/* clang-format off */
#define TL_STUN_FIELDS(ROW) \
	ROW(stun, stunMethod, TAPLESS, 193, UNSIGNED16, IDENTIFIER, NONE, 2, \
		method, known, "1 binding; of TURN: 3 allocate, 4 refresh, 6 send, 7 data, 8 create permission, 9 bind channel") \
	ROW(stun, stunClass, TAPLESS, 194, UNSIGNED8, IDENTIFIER, NONE, 1, \
		class, known, "class of the last message: 0 request, 1 indication, 2 success, 3 error") \
	ROW(stun, stunMappedIPv4Address, TAPLESS, 195, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		ipv4, ipv4, "address that the server sees the client at") \
	ROW(stun, stunMappedIPv6Address, TAPLESS, 196, IPV6_ADDRESS, DEFAULT, NONE, 16, \
		ipv6, ipv6, "the same, if it is one of IPv6") \
	ROW(stun, stunMappedPort, TAPLESS, 197, UNSIGNED16, IDENTIFIER, NONE, 2, \
		port, port, "its port") \
	ROW(stun, stunSoftware, TAPLESS, 198, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		software, software, "software of who answers, or else of who asks") \
	ROW(stun, stunResponseTime, TAPLESS, 199, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from the first request to the response")
/* clang-format on */

#endif
