/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_ENIP_H
#define TAPLESS_FLOW_FACTS_ENIP_H

#include "text.h"

/* A request and its reply. Integers in host order. */
struct tl_record_enip {
	__u64 asked_at;
	__u64 answered_at;
	__u64 context;
	__u32 response_time; /* microseconds, valid if is_timed */
	__u32 session; /* 0: none */
	__u32 status;
	__u16 command; /* 0: not EtherNet/IP */
	__u8 service; /* 0: none */
	__u8 general_status;
	__u8 asker; /* side that asks */
	bool has_request;
	bool has_reply;
	bool is_timed;
};

/* clang-format off */
#define TL_ENIP_FIELDS(ROW) \
	ROW(enip, enipCommand, TAPLESS, 307, UNSIGNED16, IDENTIFIER, NONE, 2, \
		command, command, "command of EtherNet/IP: 99 list identity, 101 register session, 111 request, 112 unit data") \
	ROW(enip, enipSession, TAPLESS, 308, UNSIGNED32, IDENTIFIER, NONE, 4, \
		session, session, "handle of the session") \
	ROW(enip, enipStatus, TAPLESS, 309, UNSIGNED32, IDENTIFIER, NONE, 4, \
		status, has_reply, "status of the reply: 0 success, 1 no such command, 100 no such session, ...") \
	ROW(enip, cipService, TAPLESS, 310, UNSIGNED8, IDENTIFIER, NONE, 1, \
		service, service, "service of CIP: 1 get all, 14 get one, 16 set one, 76 read tag, 77 write tag, 84 open") \
	ROW(enip, cipStatus, TAPLESS, 311, UNSIGNED8, IDENTIFIER, NONE, 1, \
		general_status, general_status, "general status of CIP's reply, if it is no success") \
	ROW(enip, enipResponseTime, TAPLESS, 312, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from request to reply")
/* clang-format on */

#endif
