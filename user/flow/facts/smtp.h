/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_SMTP_H
#define TAPLESS_FLOW_FACTS_SMTP_H

#include "text.h"

/* A mail, and what it takes from the conversation that it is sent in; never a password. */
struct tl_record_smtp {
	__u64 asked_at; /* of its first command */
	__u32 response_time; /* microseconds, valid if is_timed */
	__u32 commands; /* enum tl_smtp_command */
	__u32 recipients;
	__u16 last_reply;
	__u16 first_error;
	bool is_asked;
	bool is_timed;
	char greeting[TL_RECORD_TEXT];
	char client[TL_RECORD_TEXT];
	char sender[TL_RECORD_TEXT];
	char recipient[TL_RECORD_TEXT];
	char user[TL_RECORD_TEXT];
	char mechanism[24];
};

/* clang-format off */
#define TL_SMTP_FIELDS(ROW) \
	ROW(smtp, smtpCommandFlags, CESNET, 810, UNSIGNED32, FLAGS, NONE, 4, \
		commands, commands, "bits: 1 EHLO, 2 HELO, 4 MAIL, 8 RCPT, 16 DATA, 32 RSET, 1024 QUIT, 2048 STARTTLS, 4096 AUTH, ...") \
	ROW(smtp, smtpRcptCommandCount, CESNET, 812, UNSIGNED32, QUANTITY, NONE, 4, \
		recipients, recipients, "number of the mail's recipients") \
	ROW(smtp, smtpFirstSender, CESNET, 813, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		sender, sender, "whom the mail is from, by its envelope; <> if nobody is to answer") \
	ROW(smtp, smtpFirstRecipient, CESNET, 814, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		recipient, recipient, "the first one whom it is to") \
	ROW(smtp, smtpDomain, CESNET, 820, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		client, client, "what the client calls itself, by EHLO or HELO") \
	ROW(smtp, smtpGreeting, TAPLESS, 120, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		greeting, greeting, "what the server begins with: its name and what it likes to say of itself") \
	ROW(smtp, smtpAuthenticationMechanism, TAPLESS, 121, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		mechanism, mechanism, "how the client logs in: PLAIN, LOGIN, CRAM-MD5, ...") \
	ROW(smtp, smtpUser, TAPLESS, 122, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		user, user, "as whom") \
	ROW(smtp, smtpLastReply, TAPLESS, 123, UNSIGNED16, IDENTIFIER, NONE, 2, \
		last_reply, last_reply, "code of the server's last reply") \
	ROW(smtp, smtpFirstError, TAPLESS, 124, UNSIGNED16, IDENTIFIER, NONE, 2, \
		first_error, first_error, "code of its first one of 400 and above") \
	ROW(smtp, smtpResponseTime, TAPLESS, 125, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from the client's first command, or else the mail's, to its reply")
/* clang-format on */

#endif
