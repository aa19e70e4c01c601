/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The two directions of SMTP (RFC 5321): what a client's lines say, and how a conversation of that begins. */
#ifndef TAPLESS_DISSECT_SMTP_H
#define TAPLESS_DISSECT_SMTP_H

#include "reply.h"
#include "sasl.h"

#define TL_SMTP_USER_SIZE 128

/* Bits, those of CESNET's element; it has none of STARTTLS and AUTH. */
enum tl_smtp_command {
	TL_SMTP_EHLO = 0x0001,
	TL_SMTP_HELO = 0x0002,
	TL_SMTP_MAIL = 0x0004,
	TL_SMTP_RCPT = 0x0008,
	TL_SMTP_DATA = 0x0010, /* or BDAT (RFC 3030) */
	TL_SMTP_RSET = 0x0020,
	TL_SMTP_VRFY = 0x0040,
	TL_SMTP_EXPN = 0x0080,
	TL_SMTP_HELP = 0x0100,
	TL_SMTP_NOOP = 0x0200,
	TL_SMTP_QUIT = 0x0400,
	TL_SMTP_STARTTLS = 0x0800,
	TL_SMTP_AUTH = 0x1000,
	TL_SMTP_UNKNOWN = 0x8000,
	TL_SMTP_END = 0x10000, /* no command: a mail's end, which is replied to as well */
	TL_SMTP_RESPONSE = 0x20000, /* nor this: what AUTH goes on with */
};

/* What of a client's stream depends on what came before. Zeros: its beginning. */
struct tl_smtp_client {
	struct tl_sasl sasl;
	bool is_in_mail; /* behind DATA */
	bool may_be_refused; /* nothing of the mail has been seen yet */
	__u64 skipped; /* octets of a BDAT's that are still to come */
};

struct tl_smtp_step {
	__u32 command; /* one of enum tl_smtp_command */
	struct tl_text argument; /* EHLO, HELO: name; MAIL, RCPT: address, "<>" if there is none */
	char user[TL_SMTP_USER_SIZE]; /* AUTH, or a response: who; else "" */
};

/* WHOLE: it is SMTP. `is_client`: which of the two directions this is. */
enum tl_dissection tl_smtp_recognise(const struct tl_message *message, bool *is_client);

/* What next expects a reply, from `at` on, which moves behind it. False: nothing more was captured. */
bool tl_smtp_read(struct tl_smtp_client *client, const struct tl_message *message, __u32 *at,
		  struct tl_smtp_step *step);

/* Does it begin with what can follow a mail, or a DATA that was refused, and no mail begins with (RFC 5322 2.1)? */
bool tl_smtp_follows_mail(const struct tl_message *message);

#endif
