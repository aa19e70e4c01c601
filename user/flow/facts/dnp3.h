/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_DNP3_H
#define TAPLESS_FLOW_FACTS_DNP3_H

#include "text.h"

/* A request and its response, or what came without being asked for. Integers in host order. */
struct tl_record_dnp3 {
	__u64 asked_at;
	__u64 answered_at;
	__u32 response_time; /* microseconds, valid if is_timed */
	__u16 source; /* of the request; of an unsolicited response: its own */
	__u16 destination;
	__u16 indications;
	__u16 object; /* group above, variation; 0: none */
	__u8 function;
	__u8 sequence;
	bool known;
	bool has_fragment;
	bool has_request;
	bool has_response;
	bool is_timed;
};

/* clang-format off */
#define TL_DNP3_FIELDS(ROW) \
	ROW(dnp3, dnp3Source, TAPLESS, 266, UNSIGNED16, IDENTIFIER, NONE, 2, \
		source, known, "link address of the one that asks in DNP3, or reports unasked") \
	ROW(dnp3, dnp3Destination, TAPLESS, 267, UNSIGNED16, IDENTIFIER, NONE, 2, \
		destination, known, "link address of the one that is asked or told") \
	ROW(dnp3, dnp3Function, TAPLESS, 268, UNSIGNED8, IDENTIFIER, NONE, 1, \
		function, has_fragment, "1 read, 2 write, 5 direct operate; 129 response to what was not seen, 130 unsolicited") \
	ROW(dnp3, dnp3Indications, TAPLESS, 269, UNSIGNED16, FLAGS, NONE, 2, \
		indications, has_response, "internal indications of the response, its first octet above") \
	ROW(dnp3, dnp3Object, TAPLESS, 300, UNSIGNED16, IDENTIFIER, NONE, 2, \
		object, object, "first object of the request, or else of the response: group above, variation below") \
	ROW(dnp3, dnp3ResponseTime, TAPLESS, 301, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from request to response")
/* clang-format on */

#endif
