/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_SNMP_H
#define TAPLESS_FLOW_FACTS_SNMP_H

#include "text.h"

/* A request and its response, or what has none. */
struct tl_record_snmp {
	__u64 asked_at;
	__u32 response_time; /* microseconds, valid if is_timed */
	__u32 message; /* msgID of version 3 */
	__u32 request;
	__u32 error;
	__u8 version;
	__u8 type;
	__u8 side; /* that asked */
	bool known;
	bool has_type;
	bool has_request;
	bool has_response;
	bool has_error;
	bool is_timed;
	char oid[TL_RECORD_TEXT];
};

/* clang-format off */
#define TL_SNMP_FIELDS(ROW) \
	ROW(snmp, snmpVersion, TAPLESS, 183, UNSIGNED8, IDENTIFIER, NONE, 1, \
		version, known, "version of SNMP as it is sent: 0 is 1, 1 is 2c, 3 is 3") \
	ROW(snmp, snmpPduType, TAPLESS, 184, UNSIGNED8, IDENTIFIER, NONE, 1, \
		type, has_type, "0 get, 1 get-next, 2 response, 3 set, 4 trap of version 1, 5 get-bulk, 6 inform, 7 trap") \
	ROW(snmp, snmpErrorStatus, TAPLESS, 185, UNSIGNED32, IDENTIFIER, NONE, 4, \
		error, has_error, "error status of the response: 0 no error, 2 no such name, ...") \
	ROW(snmp, snmpFirstOid, TAPLESS, 186, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		oid, oid, "name of the request's first variable") \
	ROW(snmp, snmpRequestId, TAPLESS, 187, UNSIGNED32, IDENTIFIER, NONE, 4, \
		request, has_request, "id of the request") \
	ROW(snmp, snmpResponseTime, TAPLESS, 188, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from request to response")
/* clang-format on */

#endif
