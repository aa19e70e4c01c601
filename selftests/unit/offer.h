/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* For tests of dissectors: a conversation, to which messages are offered in hexadecimal, and what it says then. */
#ifndef TAPLESS_SELFTESTS_UNIT_OFFER_H
#define TAPLESS_SELFTESTS_UNIT_OFFER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <netinet/in.h>

#include "dissect/dissector.h"
#include "exact_message.h"

#define OFFERED_MOST 4096
#define CLIENT_PORT  40000

struct conversation {
	const struct tl_dissector *dissector;
	struct tl_transactions transactions;
	struct tl_transactions_room room;
	__u16 port; /* the server's */
	__u8 protocol;
	__u32 sent[2]; /* octets of each side's stream */
	__u64 time;
};

static inline void converse(struct conversation *conversation, const struct tl_dissector *dissector, __u8 protocol,
			    __u16 port)
{
	memset(conversation, 0, sizeof(*conversation));
	conversation->dissector = dissector;
	conversation->protocol = protocol;
	conversation->port = port;
	conversation->room.most = 100;
	conversation->time = 1000000000;
	tl_transactions_init(&conversation->transactions, &conversation->room);
	conversation->transactions.kind = dissector->facts;
}

static inline void part(struct conversation *conversation)
{
	tl_transactions_free(&conversation->transactions);
}

static inline __u32 octets_of(const char *text, __u8 octets[OFFERED_MOST])
{
	__u32 count = 0;
	char digits[3] = "";

	for (; *text; text += 2) {
		assert_true(count < OFFERED_MOST && text[1]);
		memcpy(digits, text, 2);
		octets[count++] = (__u8)strtoul(digits, NULL, 16);
	}
	return count;
}

/* A millisecond later than what was before. */
static inline enum tl_dissection offer_octets(struct conversation *conversation, __u8 side, const __u8 *octets,
					      __u32 captured, __u32 length)
{
	struct tl_message message = exact_message(octets, captured, length);
	enum tl_dissection result;

	message.source_port = side ? conversation->port : CLIENT_PORT;
	message.destination_port = side ? CLIENT_PORT : conversation->port;
	message.protocol = conversation->protocol;
	message.side = side;
	message.offset = conversation->sent[side];
	message.time = conversation->time += 1000000;
	result = conversation->dissector->take(&conversation->transactions, &message);
	give_back(&message);
	return result;
}

/* The whole message: the next datagram, or the next octets of that side's stream. */
static inline enum tl_dissection offer(struct conversation *conversation, __u8 side, const char *text)
{
	__u8 octets[OFFERED_MOST];
	__u32 length = octets_of(text, octets);
	enum tl_dissection result = offer_octets(conversation, side, octets, length, length);

	if (conversation->protocol == IPPROTO_TCP)
		conversation->sent[side] += length;
	return result;
}

/* What is said of the transaction with that number; it must be there. */
static inline const struct tl_record_facts *said(const struct conversation *conversation, __u32 number)
{
	const struct tl_transaction *transaction = TAILQ_FIRST(&conversation->transactions.queue);

	while (transaction && transaction->number != number)
		transaction = TAILQ_NEXT(transaction, queue);
	assert_non_null(transaction);
	return &transaction->facts;
}

/* A message that this dissector must refuse, as the first one of a conversation. */
static inline void expect_foreign(const struct tl_dissector *dissector, __u8 protocol, __u16 port, const char *text)
{
	struct conversation conversation;

	converse(&conversation, dissector, protocol, port);
	assert_int_equal(offer(&conversation, 0, text), TL_DISSECT_FOREIGN);
	assert_int_equal(conversation.transactions.begun, 0);
	part(&conversation);
}

/* As the first message of a conversation, cut at each octet: ASan looks on. Of a datagram the length stays. */
static inline void cut_everywhere(const struct tl_dissector *dissector, __u8 protocol, __u16 port, const char *text)
{
	struct conversation conversation;
	__u8 octets[OFFERED_MOST];
	__u32 length = octets_of(text, octets);

	for (__u32 captured = 1; captured < length; captured++) {
		converse(&conversation, dissector, protocol, port);
		offer_octets(&conversation, 0, octets, captured, protocol == IPPROTO_TCP ? captured : length);
		if (protocol == IPPROTO_TCP)
			assert_int_equal(conversation.transactions.begun, 0);
		part(&conversation);
	}
}

#endif
