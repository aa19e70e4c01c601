/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The control connection of FTP (RFC 959, and the commands of RFC 2228, 2389, 2428, 3659, 4217, 7151). */
#ifndef TAPLESS_DISSECT_FTP_H
#define TAPLESS_DISSECT_FTP_H

#include "reply.h"

/* Those that something depends on; all others are told by their words alone. */
enum tl_ftp_command {
	TL_FTP_USER,
	TL_FTP_PASS,
	TL_FTP_AUTH,
	TL_FTP_PORT,
	TL_FTP_PASV,
	TL_FTP_EPRT,
	TL_FTP_EPSV,
	TL_FTP_RETR,
	TL_FTP_STOR,
	TL_FTP_APPE,
	TL_FTP_OTHER, /* the first of many */
	TL_FTP_UNKNOWN = 63,
};

extern const char *const tl_ftp_commands[TL_FTP_UNKNOWN]; /* their words */

/* A line of the client's, each of which is replied to. */
struct tl_ftp_step {
	__u32 command; /* index of tl_ftp_commands, or TL_FTP_UNKNOWN */
	struct tl_text argument; /* of PASS: none, ever */
};

/* Where data goes to. Network order; zeros if not said. */
struct tl_ftp_place {
	__u8 address[4];
	__u16 port; /* host order */
};

/* WHOLE: it is FTP. `is_client`: which of the two directions this is. */
enum tl_dissection tl_ftp_recognise(const struct tl_message *message, bool *is_client);

/* The client's next line, from `at` on, which moves behind it. False: nothing more was captured. */
bool tl_ftp_read(const struct tl_message *message, __u32 *at, struct tl_ftp_step *step);

/* "192,0,2,1,4,1", of PORT and, with words around it, of the reply to PASV (RFC 959 4.1.2, RFC 1123 4.1.2.6). */
bool tl_ftp_read_place(const struct tl_text *text, struct tl_ftp_place *place);

/* "|1|192.0.2.1|1025|" of EPRT, "|||1025|" in the reply to EPSV (RFC 2428); an IPv6 address is not read. */
bool tl_ftp_read_extended_place(const struct tl_text *text, struct tl_ftp_place *place);

#endif
