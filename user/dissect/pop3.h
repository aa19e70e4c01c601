/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The two directions of POP3 (RFC 1939, RFC 2449, RFC 5034). */
#ifndef TAPLESS_DISSECT_POP3_H
#define TAPLESS_DISSECT_POP3_H

#include "lines.h"
#include "sasl.h"

#define TL_POP3_USER_SIZE 128

enum tl_pop3_command {
	TL_POP3_USER,
	TL_POP3_PASS,
	TL_POP3_APOP,
	TL_POP3_AUTH,
	TL_POP3_STLS,
	TL_POP3_CAPA,
	TL_POP3_STAT,
	TL_POP3_LIST,
	TL_POP3_UIDL,
	TL_POP3_RETR,
	TL_POP3_TOP,
	TL_POP3_DELE,
	TL_POP3_NOOP,
	TL_POP3_RSET,
	TL_POP3_QUIT,
	TL_POP3_UTF8,
	TL_POP3_LANG,
	TL_POP3_UNKNOWN,
	TL_POP3_RESPONSE, /* no command: what AUTH goes on with */
};

extern const char *const tl_pop3_commands[TL_POP3_UNKNOWN]; /* their words */

/* A line of the client's, each of which is replied to. */
struct tl_pop3_step {
	enum tl_pop3_command command;
	char user[TL_POP3_USER_SIZE]; /* USER, APOP, AUTH, a response: who; else "" */
};

enum tl_pop3_status {
	TL_POP3_OK,
	TL_POP3_ERROR,
	TL_POP3_CHALLENGE,
};

struct tl_pop3_reply {
	enum tl_pop3_status status;
	struct tl_text text;
};

/* WHOLE: it is POP3. `is_client`: which of the two directions this is. */
enum tl_dissection tl_pop3_recognise(const struct tl_message *message, bool *is_client);

/* The client's next line, from `at` on, which moves behind it. False: nothing more was captured. */
bool tl_pop3_read_step(struct tl_sasl *sasl, const struct tl_message *message, __u32 *at, struct tl_pop3_step *step);

/* The server's next reply, likewise. `is_in_body`: of the stream so far; lines behind a reply are what was asked for, up to ".". */
bool tl_pop3_read_reply(bool *is_in_body, const struct tl_message *message, __u32 *at, struct tl_pop3_reply *reply);

#endif
