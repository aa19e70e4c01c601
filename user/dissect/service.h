/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Protocols of which it is enough to know them and what they begin with: a file and a row each, whose reader is given here. */
#ifndef TAPLESS_DISSECT_SERVICE_H
#define TAPLESS_DISSECT_SERVICE_H

#include "../flow/record_facts.h"
#include "dissector.h"
#include "lines.h"
#include "message.h"
#include "transactions.h"

/*
 * What a message says: as in the record; and where in a stream TLS, or of a carrier any conversation, may begin behind it, 0 in
 * protocols that do not go over to it.
 */
struct tl_service_said {
	char version[TL_SERVICE_WORD];
	char request[TL_SERVICE_WORD];
	char subject[TL_RECORD_TEXT];
	char status[TL_SERVICE_WORD];
	__u32 behind;
	bool is_carrier;
};

/* WHOLE: it is certain, and what `said` (before: no texts, no octets behind) says is true; else nothing of it counts. */
typedef enum tl_dissection tl_service_read(const struct tl_message *message, struct tl_service_said *said);

/* A dissector's take(), for a protocol over IPPROTO_TCP, IPPROTO_UDP or (0) both: one transaction, to which both ends add. */
enum tl_dissection tl_service_take(struct tl_transactions *transactions, const struct tl_message *message,
				   __u8 protocol, tl_service_read *read);

#define TL_SERVICE_DISSECTOR_OF(symbol, text, number, reader, octets, count)                                           \
	static enum tl_dissection take_##symbol(struct tl_transactions *transactions,                                  \
						const struct tl_message *message)                                      \
	{                                                                                                              \
		return tl_service_take(transactions, message, number, reader);                                         \
	}                                                                                                              \
                                                                                                                       \
	const struct tl_dissector tl_dissector_##symbol = {                                                            \
		.name = (text),                                                                                        \
		.protocol = (number),                                                                                  \
		.facts = TL_FACTS_service,                                                                             \
		.firsts = (octets),                                                                                    \
		.first_count = (count),                                                                                \
		.take = take_##symbol,                                                                                 \
	}

/* The dissector of dissectors.c's row SYMBOL, whose messages READER reads: such a file's last line, or lines. */
#define TL_SERVICE_DISSECTOR(symbol, text, number, reader)                                                             \
	TL_SERVICE_DISSECTOR_OF(symbol, text, number, reader, NULL, 0)

/* Of one whose sides can begin with these octets alone, a literal text. */
#define TL_SERVICE_DISSECTOR_FROM(symbol, text, number, reader, octets)                                                \
	TL_SERVICE_DISSECTOR_OF(symbol, text, number, reader, octets, sizeof(octets) - 1)

/* Does the message begin with these octets? CUT: it does as far as it was captured. */
enum tl_dissection tl_service_begins(const struct tl_message *message, const void *octets, __u32 count);

/* One of the two ports is this. */
static inline bool tl_service_at(const struct tl_message *message, __u16 port)
{
	return message->source_port == port || message->destination_port == port;
}

/* A text of so many octets of the message, at `at`, as far as it was captured and is readable. */
void tl_service_text(char *to, size_t room, const struct tl_message *message, __u32 at, __u32 length);

#endif
