/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A client's commands and a server's replies to them, in their order, by a stream that may become TLS's. */
#ifndef TAPLESS_DISSECT_DIALOGUE_H
#define TAPLESS_DISSECT_DIALOGUE_H

#include "transactions.h"
#include "message.h"
#include "reply.h"

#define TL_DIALOGUE_STEPS 32 /* that wait for their replies */

/* What asks for a reply. */
struct tl_dialogue_step {
	__u64 time;
	__u32 transaction; /* its number */
	__u32 command; /* which, as the protocol numbers them */
};

struct tl_dialogue {
	__u8 client; /* its side */
	__u32 at[2]; /* octets of each side's stream that have been read */
	__u32 asked, answered;
	struct tl_dialogue_step steps[TL_DIALOGUE_STEPS];
};

/*
 * What the dissector at work remembers of the conversation, of `size` octets, with the dialogue at its beginning; made when it is
 * first asked for, with `client` the side that commands. NULL without memory.
 */
struct tl_dialogue *tl_dialogue_remember(struct tl_transactions *transactions, size_t size, __u8 client);

/* A protocol in which the whole conversation is one transaction. */
struct tl_dialogue_protocol {
	size_t size; /* of what it remembers */
	enum tl_dissection (*recognise)(const struct tl_message *message, bool *is_client); /* WHOLE: it is certain */
	void (*read_client)(struct tl_transaction *transaction, void *conversation, const struct tl_message *message);
	void (*read_server)(struct tl_transaction *transaction, void *conversation, const struct tl_message *message);
};

/* A dissector's take() for it. */
enum tl_dissection tl_dialogue_take(struct tl_transactions *transactions, const struct tl_message *message,
				    const struct tl_dialogue_protocol *protocol);

/* The next whole reply of the sender, with numbers (reply.h); false: there is none yet, or TLS begins. */
bool tl_dialogue_read_reply(struct tl_dialogue *dialogue, const struct tl_message *message, struct tl_reply *reply);

void tl_dialogue_ask(struct tl_dialogue *dialogue, __u32 command, __u32 transaction, __u64 time);

/* What the next reply answers; NULL if that was not seen. */
const struct tl_dialogue_step *tl_dialogue_answer(struct tl_dialogue *dialogue);

/* Behind what was read: does TLS begin there? No line begins with such an octet. */
bool tl_dialogue_is_handover(const struct tl_dialogue *dialogue, const struct tl_message *message);

/* What is to be said of a side's stream once all its lines have been read: CUT, or what TLS says if it has been handed over. */
enum tl_dissection tl_dialogue_rest(struct tl_transactions *transactions, const struct tl_dialogue *dialogue,
				    const struct tl_message *message);

#endif
