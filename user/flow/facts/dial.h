/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_DIAL_H
#define TAPLESS_FLOW_FACTS_DIAL_H

#include "text.h"

#define TL_DIAL_NAME_SIZE 65 /* PPTP's have 64 octets; L2TP's are cut */

/* A control connection of L2TP or PPTP: what the one that begins it says, and when it was accepted. */
struct tl_record_dial {
	__u64 first_at;
	__u64 asked_at;
	__u64 answered_at;
	__u32 response_time; /* microseconds, valid if is_timed */
	__u16 type; /* of its first message; 0: none */
	bool is_timed;
	char host_name[TL_DIAL_NAME_SIZE];
	char vendor[TL_DIAL_NAME_SIZE];
};

/* clang-format off */
#define TL_DIAL_FIELDS(ROW) \
	ROW(dial, dialMessage, TAPLESS, 313, UNSIGNED16, IDENTIFIER, NONE, 2, \
		type, type, "first control message of L2TP or PPTP: 1 starts a connection, 2 accepts it, ...") \
	ROW(dial, dialHostName, TAPLESS, 314, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		host_name, host_name, "what the one that sent it calls itself") \
	ROW(dial, dialVendor, TAPLESS, 315, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		vendor, vendor, "whose make it is") \
	ROW(dial, dialResponseTime, TAPLESS, 316, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from the start to its acceptance")
/* clang-format on */

#endif
