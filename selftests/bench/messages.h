/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages of each protocol that has a dissector, for what is measured with payload. */
#ifndef TAPLESS_SELFTESTS_MESSAGES_H
#define TAPLESS_SELFTESTS_MESSAGES_H

#include <stddef.h>

#include <tapless/sample.h>

struct message {
	const char *octets;
	size_t length; /* 0: there is none */
};

struct conversation {
	const char *name; /* the dissector's, or "unknown": every one of them is asked about it */
	__u8 protocol;
	__u16 port, client_port; /* 0 of a client: 40000 */
	struct message messages[2]; /* there and back */
	unsigned int packets; /* of each side; 0: one */
	unsigned int counts; /* which octet of the message is counted up from packet to packet; 0: none */
};

/* The end is a row without a name. */
extern struct conversation conversations[];

/* Makes what is not in the table, and fills in what is usual; once, before all else. */
void conversations_make(void);

const struct conversation *conversation_named(const char *name); /* there is one */

/*
 * A message of one side as a sample of client `number`'s conversation with one server; the time is that of the ring. Its length
 * in the ring.
 */
__u32 conversation_sample(struct tl_sample *sample, const struct conversation *conversation, __u32 number,
			  unsigned int side);

#endif
