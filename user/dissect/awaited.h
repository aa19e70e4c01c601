/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Conversations that another one has agreed upon and that do not tell by themselves what they are: FTP's data (RFC 959 3.2), what follows
 * a request of TFTP (RFC 1350 4). The latest ones of all conversations.
 */
#ifndef TAPLESS_DISSECT_AWAITED_H
#define TAPLESS_DISSECT_AWAITED_H

#include "message.h"

#define TL_AWAITED_MOST	     256 /* older ones are forgotten */
#define TL_AWAITED_TEXT_SIZE 128

enum tl_awaited_kind {
	TL_AWAITED_NOTHING,
	TL_AWAITED_FTP_DATA,
	TL_AWAITED_TFTP,
};

/* Where it comes to, and what its dissector wants to know of it. */
struct tl_awaited {
	__u8 address[16]; /* as in a flow's key */
	__u16 port; /* host order */
	__u8 kind; /* enum tl_awaited_kind */
	__u64 since; /* the samples' clock */
	__u16 number;
	char text[TL_AWAITED_TEXT_SIZE];
};

/* Zeros hold nothing. */
struct tl_awaits {
	struct tl_awaited *ring; /* NULL until there is one */
	unsigned int next;
};

/* In the place of one of that kind at the same address and port. Without memory it is not remembered. */
void tl_awaits_add(struct tl_awaits *awaits, const struct tl_awaited *awaited);

/* That of the conversation whose first message this is, sent by either end; it is not awaited any more then. False: there is none. */
bool tl_awaits_take(struct tl_awaits *awaits, enum tl_awaited_kind kind, const struct tl_message *message,
		    struct tl_awaited *found);

void tl_awaits_free(struct tl_awaits *awaits);

#endif
