/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages of some protocols, for what is measured with payload. */
#ifndef TAPLESS_SELFTESTS_MESSAGES_H
#define TAPLESS_SELFTESTS_MESSAGES_H

#include <stddef.h>

#include <tapless/sample.h>

struct message {
	char octets[600];
	size_t length; /* 0: there is none */
};

struct conversation {
	const char *name;
	__u8 protocol;
	__u16 port;
	struct message messages[2]; /* there and back */
};

enum conversation_kind {
	CONVERSATION_DNS,
	CONVERSATION_HTTP,
	CONVERSATION_TLS,
	CONVERSATION_SIP,
	CONVERSATION_UNKNOWN, /* every dissector is asked about it */
	CONVERSATION__MAX,
};

/* Made at the first call. */
const struct conversation *conversation_of(enum conversation_kind kind);

/*
 * The message of one side as a sample of client `number`'s conversation with one server; the time is that of the ring. Its length
 * in the ring.
 */
__u32 conversation_sample(struct tl_sample *sample, const struct conversation *conversation, __u32 number,
			  unsigned int side);

#endif
