/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Replies of three digits, of one line or of several (RFC 959 4.2, RFC 5321 4.2). */
#ifndef TAPLESS_DISSECT_REPLY_H
#define TAPLESS_DISSECT_REPLY_H

#include "lines.h"

struct tl_reply {
	__u16 code;
	struct tl_text text; /* of the first line that says something */
};

/* A line's code; 0: it is no reply's. `text`: what is behind it. */
__u16 tl_reply_code(const struct tl_text *line, struct tl_text *text);

/* The reply that begins at `at`. CUT: it goes on behind what was captured. FOREIGN: there is none, `behind` is that of the line. */
enum tl_dissection tl_reply_read(const struct tl_message *message, __u32 at, struct tl_reply *reply, __u32 *behind);

#endif
