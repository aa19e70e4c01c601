/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_MAILBOX_H
#define TAPLESS_FLOW_FACTS_MAILBOX_H

#include "text.h"

/* A conversation of IMAP or POP3; never a password. */
struct tl_record_mailbox {
	__u64 asked_at; /* of the client's first command */
	__u32 response_time; /* microseconds, valid if is_timed */
	bool is_asked;
	bool is_timed;
	char greeting[TL_RECORD_TEXT];
	char commands[TL_RECORD_TEXT];
	char user[TL_RECORD_TEXT];
	char mechanism[24];
	char login[12];
};

/* clang-format off */
#define TL_MAILBOX_FIELDS(ROW) \
	ROW(mailbox, mailboxGreeting, TAPLESS, 126, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		greeting, greeting, "what an IMAP or POP3 server begins with") \
	ROW(mailbox, mailboxCommands, TAPLESS, 127, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		commands, commands, "the client's commands, each once, in their order, with commas between") \
	ROW(mailbox, mailboxUser, TAPLESS, 128, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		user, user, "as whom it logs in") \
	ROW(mailbox, mailboxMechanism, TAPLESS, 129, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		mechanism, mechanism, "how, if by SASL: PLAIN, LOGIN, CRAM-MD5, ...") \
	ROW(mailbox, mailboxLoginStatus, TAPLESS, 130, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		login, login, "what the server says to that: OK, NO, BAD, PREAUTH; of POP3 +OK, -ERR") \
	ROW(mailbox, mailboxResponseTime, TAPLESS, 131, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from the client's first command to the reply to it")
/* clang-format on */

#endif
