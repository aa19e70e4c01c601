/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The identification string that both sides of SSH begin with (RFC 4253 4.2). */
#ifndef TAPLESS_DISSECT_SSH_H
#define TAPLESS_DISSECT_SSH_H

#include "message.h"

#define TL_SSH_TEXT_SIZE 256 /* the line has 255 octets at most, here with a NUL instead of its end */

/* Printable octets; "" if the line's end was not captured. */
struct tl_ssh_facts {
	char protocol[TL_SSH_TEXT_SIZE]; /* "2.0", or "1.99" of a server that knows older ones, too (RFC 4253 5.1) */
	char software[TL_SSH_TEXT_SIZE];
	char comments[TL_SSH_TEXT_SIZE]; /* behind a space */
	__u32 behind; /* octets up to the line's end */
};

/* Lines that a server sends before it are passed over, if the identification was captured. */
enum tl_dissection tl_ssh_dissect(const struct tl_message *message, struct tl_ssh_facts *facts);

#endif
