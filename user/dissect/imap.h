/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The two directions of IMAP (RFC 3501, RFC 9051). */
#ifndef TAPLESS_DISSECT_IMAP_H
#define TAPLESS_DISSECT_IMAP_H

#include "lines.h"
#include "sasl.h"

#define TL_IMAP_USER_SIZE 128

enum tl_imap_command {
	TL_IMAP_CAPABILITY,
	TL_IMAP_LOGIN,
	TL_IMAP_AUTHENTICATE,
	TL_IMAP_STARTTLS,
	TL_IMAP_ID,
	TL_IMAP_ENABLE,
	TL_IMAP_NAMESPACE,
	TL_IMAP_SELECT,
	TL_IMAP_EXAMINE,
	TL_IMAP_LIST,
	TL_IMAP_LSUB,
	TL_IMAP_XLIST,
	TL_IMAP_STATUS,
	TL_IMAP_FETCH,
	TL_IMAP_SEARCH,
	TL_IMAP_STORE,
	TL_IMAP_COPY,
	TL_IMAP_MOVE,
	TL_IMAP_SORT,
	TL_IMAP_THREAD,
	TL_IMAP_APPEND,
	TL_IMAP_CREATE,
	TL_IMAP_DELETE,
	TL_IMAP_RENAME,
	TL_IMAP_SUBSCRIBE,
	TL_IMAP_UNSUBSCRIBE,
	TL_IMAP_CHECK,
	TL_IMAP_CLOSE,
	TL_IMAP_UNSELECT,
	TL_IMAP_EXPUNGE,
	TL_IMAP_IDLE,
	TL_IMAP_NOOP,
	TL_IMAP_COMPRESS,
	TL_IMAP_GETQUOTA,
	TL_IMAP_GETQUOTAROOT,
	TL_IMAP_GETACL,
	TL_IMAP_MYRIGHTS,
	TL_IMAP_LOGOUT,
	TL_IMAP_UNKNOWN,
	TL_IMAP_RESPONSE, /* no command: what one before goes on with */
};

extern const char *const tl_imap_commands[TL_IMAP_UNKNOWN]; /* their words */

/* What of a direction's stream depends on what came before. Zeros: its beginning. */
struct tl_imap_stream {
	struct tl_sasl sasl; /* the client's */
	__u64 literal; /* octets of one (RFC 9051 4.3) that are still to come */
	bool is_in_literal;
	bool is_user; /* the literal says who logs in */
	bool is_in_line; /* behind a literal the line goes on */
};

struct tl_imap_step {
	enum tl_imap_command command;
	struct tl_text tag;
	char user[TL_IMAP_USER_SIZE]; /* LOGIN, AUTHENTICATE, a response: who; else "" */
};

struct tl_imap_reply {
	struct tl_text tag; /* "*": it is no command's, but about the connection */
	struct tl_text status; /* OK, NO, BAD, PREAUTH, BYE */
	struct tl_text text;
};

/* WHOLE: it is IMAP. `is_client`: which of the two directions this is. */
enum tl_dissection tl_imap_recognise(const struct tl_message *message, bool *is_client);

/* The client's next command or response, from `at` on, which moves behind it. False: nothing more was captured. */
bool tl_imap_read_step(struct tl_imap_stream *stream, const struct tl_message *message, __u32 *at,
		       struct tl_imap_step *step);

/* The server's next status, likewise; what else it says is passed over. */
bool tl_imap_read_reply(struct tl_imap_stream *stream, const struct tl_message *message, __u32 *at,
			struct tl_imap_reply *reply);

#endif
