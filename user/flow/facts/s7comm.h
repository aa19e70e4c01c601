/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_S7COMM_H
#define TAPLESS_FLOW_FACTS_S7COMM_H

#include "text.h"

/* A job, or a question for user data, and its answer. Integers in host order. */
struct tl_record_s7comm {
	__u64 asked_at;
	__u64 answered_at;
	__u32 response_time; /* microseconds, valid if is_timed */
	__u16 reference;
	__u16 error;
	__u16 user_function;
	__u8 kind; /* 0: not S7comm */
	__u8 function;
	__u8 asker; /* side that asks */
	bool has_function;
	bool is_user_data;
	bool has_question;
	bool has_answer;
	bool is_timed;
};

/* clang-format off */
#define TL_S7COMM_FIELDS(ROW) \
	ROW(s7comm, s7commKind, TAPLESS, 302, UNSIGNED8, IDENTIFIER, NONE, 1, \
		kind, kind, "message of S7comm: 1 job, 7 user data; 2 and 3 answers to what was not seen") \
	ROW(s7comm, s7commFunction, TAPLESS, 303, UNSIGNED8, IDENTIFIER, NONE, 1, \
		function, has_function, "4 read, 5 write, 26 to 28 download, 29 to 31 upload, 40 start, 41 stop, 240 set up") \
	ROW(s7comm, s7commError, TAPLESS, 304, UNSIGNED16, IDENTIFIER, NONE, 2, \
		error, error, "error of the answer: class above, code below") \
	ROW(s7comm, s7commUserFunction, TAPLESS, 305, UNSIGNED16, IDENTIFIER, NONE, 2, \
		user_function, user_function, "of user data: group above (3 blocks, 4 CPU, 5 security, 7 clock), function below") \
	ROW(s7comm, s7commResponseTime, TAPLESS, 306, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from question to answer")
/* clang-format on */

#endif
