/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The APDUs of IEC 60870-5-104, with the field sizes that it prescribes for the ASDUs of IEC 60870-5-101. */
#ifndef TAPLESS_DISSECT_IEC104_H
#define TAPLESS_DISSECT_IEC104_H

#include "message.h"

#define TL_IEC104_PORT 2404

/* By the lower two bits of the control field's first octet; of I the second of both may be anything. */
enum tl_iec104_format {
	TL_IEC104_I = 0,
	TL_IEC104_S = 1,
	TL_IEC104_U = 3,
};

/* One APDU. Integers in host order. */
struct tl_iec104_facts {
	__u8 format; /* enum tl_iec104_format */
	__u8 function; /* of U: one bit of STARTDT 1, its confirmation 2, STOPDT 4, 8, TESTFR 16, 32 */
	__u8 type; /* of I, as what follows */
	__u8 objects;
	__u8 cause; /* without its upper bits, negative and test */
	__u8 originator;
	__u16 address; /* common address of the ASDU */
	__u32 object; /* address of the first information object */
};

/* As tl_frame_length() says. */
__u32 tl_iec104_length(const struct tl_message *message);

/* False: it is no whole APDU of that length. */
bool tl_iec104_dissect(const struct tl_message *frame, struct tl_iec104_facts *facts);

#endif
