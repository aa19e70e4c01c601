/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* SNMP: version 1 (RFC 1157), 2c (RFC 1901, RFC 3416) and 3 (RFC 3412). Communities are passwords: they are not read. */
#ifndef TAPLESS_DISSECT_SNMP_H
#define TAPLESS_DISSECT_SNMP_H

#include "message.h"

#define TL_SNMP_OID_SIZE 128

enum {
	TL_SNMP_RESPONSE = 2,
	TL_SNMP_TRAP_V1 = 4,
	TL_SNMP_TRAP = 7,
	TL_SNMP_REPORT = 8,
};

struct tl_snmp_facts {
	__u8 version; /* as it is sent: 0 is version 1, 1 version 2c, 3 version 3 */
	bool has_type; /* not, if it is encrypted */
	bool has_request;
	bool has_error;
	__u8 type; /* of the PDU: 0 get, 1 get-next, 2 response, 3 set, 4 trap of version 1, 5 get-bulk, ... */
	__u32 message; /* msgID of version 3 */
	__u32 request; /* id of the request */
	__u32 error; /* error-status; of get-bulk, where it is another number: none */
	char oid[TL_SNMP_OID_SIZE]; /* name of the first variable: "1.3.6.1.2.1.1.1.0" */
};

enum tl_dissection tl_snmp_dissect(const struct tl_message *message, struct tl_snmp_facts *facts);

/* In a stream: octets of the message that begins here (frames.h). */
__u32 tl_snmp_length(const struct tl_message *message);

#endif
