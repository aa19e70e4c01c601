/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * S7comm, of Siemens' controllers, in ISO's transport over TCP (RFC 1006, ITU-T X.224 class 0). Known from what is on
 * wires.
 */
#ifndef TAPLESS_DISSECT_S7COMM_H
#define TAPLESS_DISSECT_S7COMM_H

#include "message.h"

enum tl_s7comm_kind {
	TL_S7COMM_JOB = 1,
	TL_S7COMM_ACKNOWLEDGEMENT = 2,
	TL_S7COMM_ANSWER = 3,
	TL_S7COMM_USER_DATA = 7,
};

/* One message. Integers in host order. */
struct tl_s7comm_facts {
	bool is_message; /* else it only opens the transport's connection */
	__u8 kind; /* enum tl_s7comm_kind */
	bool is_answer;
	bool has_function; /* not of user data */
	__u8 function;
	__u16 reference; /* pairs a job with its answer */
	__u16 error; /* class above, code */
	__u16 user_function; /* of user data: group above, function in it; 0: none */
};

/* As tl_frame_length() says. */
__u32 tl_s7comm_length(const struct tl_message *message);

/* False: it is no whole packet of that length, or of another protocol over the same transport. */
bool tl_s7comm_dissect(const struct tl_message *frame, struct tl_s7comm_facts *facts);

#endif
