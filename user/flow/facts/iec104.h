/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_IEC104_H
#define TAPLESS_FLOW_FACTS_IEC104_H

#include "text.h"

/* APDUs that one end was seen to send: of what is sampled. */
struct tl_record_iec104_counts {
	__u32 information; /* as many as ASDUs: each carries one */
	__u32 supervisory;
	__u32 unnumbered;
};

/* A connection. Integers in host order. */
struct tl_record_iec104 {
	__u64 first_at;
	__u64 asdu_at;
	__u32 object; /* valid, as what follows up to the originator, if there is a type */
	__u16 address;
	__u8 type;
	__u8 objects;
	__u8 cause;
	__u8 originator;
	__u8 format;
	__u8 functions;
	bool known;
	bool counts; /* it is the connection's record, not that of a further ASDU */
	struct tl_record_iec104_counts controlling;
	struct tl_record_iec104_counts controlled;
};

/* clang-format off */
#define TL_IEC104_FIELDS(ROW) \
	ROW(iec104, iec104FrameFmt, FLOWMON, 371, UNSIGNED8, IDENTIFIER, NONE, 1, \
		format, known, "format of the first APDU of IEC 60870-5-104: 0 I, 1 S, 3 U") \
	ROW(iec104, iec104AsduType, FLOWMON, 372, UNSIGNED8, IDENTIFIER, NONE, 1, \
		type, type, "type of the first ASDU: 1 single point, 100 interrogation, ...; further kinds have own records") \
	ROW(iec104, iec104AsduObjCount, FLOWMON, 373, UNSIGNED8, QUANTITY, NONE, 1, \
		objects, type, "number of its information objects or elements") \
	ROW(iec104, iec104AsduCot, FLOWMON, 374, UNSIGNED8, IDENTIFIER, NONE, 1, \
		cause, type, "its cause of transmission: 3 spontaneous, 6 activation, 7 confirmed, 20 interrogated, ...") \
	ROW(iec104, iec104AsduOrg, FLOWMON, 375, UNSIGNED8, IDENTIFIER, NONE, 1, \
		originator, type, "its originator address; 0: none") \
	ROW(iec104, iec104AsduAddress, FLOWMON, 376, UNSIGNED16, IDENTIFIER, NONE, 2, \
		address, type, "its common address: the station") \
	ROW(iec104, iec104ObjectAddress, TAPLESS, 258, UNSIGNED32, IDENTIFIER, NONE, 4, \
		object, type, "address of its first information object") \
	ROW(iec104, iec104Functions, TAPLESS, 259, UNSIGNED8, FLAGS, NONE, 1, \
		functions, functions, "functions of U APDUs: STARTDT 1, confirmed 2, STOPDT 4, 8, TESTFR 16, 32") \
	ROW(iec104, iec104ControllingInformation, TAPLESS, 260, UNSIGNED32, QUANTITY, NONE, 4, \
		controlling.information, counts, "I APDUs, each with an ASDU, seen of the controlling station: of the flow's beginning") \
	ROW(iec104, iec104ControllingSupervisory, TAPLESS, 261, UNSIGNED32, QUANTITY, NONE, 4, \
		controlling.supervisory, counts, "S APDUs seen of it") \
	ROW(iec104, iec104ControllingUnnumbered, TAPLESS, 262, UNSIGNED32, QUANTITY, NONE, 4, \
		controlling.unnumbered, counts, "U APDUs seen of it") \
	ROW(iec104, iec104ControlledInformation, TAPLESS, 263, UNSIGNED32, QUANTITY, NONE, 4, \
		controlled.information, counts, "I APDUs, each with an ASDU, seen of the controlled station") \
	ROW(iec104, iec104ControlledSupervisory, TAPLESS, 264, UNSIGNED32, QUANTITY, NONE, 4, \
		controlled.supervisory, counts, "S APDUs seen of it") \
	ROW(iec104, iec104ControlledUnnumbered, TAPLESS, 265, UNSIGNED32, QUANTITY, NONE, 4, \
		controlled.unnumbered, counts, "U APDUs seen of it")
/* clang-format on */

#endif
