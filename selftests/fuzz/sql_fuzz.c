// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The dissectors of databases on whatever two sides say: never read outside; texts end; what is known is not told twice. */
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/dissector.h"
#include "fuzz.h"

#define STREAM_MOST 16384
#define APART	    64
#define SIDE	    128

extern const struct tl_dissector tl_dissector_mysql, tl_dissector_postgresql, tl_dissector_tds;
static const struct tl_dissector *const dissectors[] = {&tl_dissector_mysql, &tl_dissector_postgresql,
							&tl_dissector_tds};

struct stream {
	size_t length;
	uint8_t octets[STREAM_MOST];
};

static void ends(const char *text, size_t size)
{
	expect(memchr(text, 0, size));
}

/* In memory of exactly that size, so that ASan sees what is read outside. */
static void offer(const struct tl_dissector *dissector, struct tl_transactions *transactions, struct tl_message message,
		  const uint8_t *octets, size_t count)
{
	__u8 *copy = malloc(count ? count : 1);

	expect(copy);
	memcpy(copy, octets, count);
	message.octets = copy;
	message.captured = message.length = (__u32)count;
	dissector->take(transactions, &message);
	free(copy);
}

static void check(const struct tl_transactions *transactions)
{
	const struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);
	__u32 number = 0;

	for (; transaction; transaction = TAILQ_NEXT(transaction, queue)) {
		const struct tl_record_sql *sql = &transaction->facts.sql;
		const struct tl_transaction *other = TAILQ_NEXT(transaction, queue);

		expect(transaction->number > number && transaction->start <= transaction->end);
		number = transaction->number;
		expect(!other || other->facts.sql.place > sql->place);
		ends(sql->command, sizeof(sql->command));
		ends(sql->verb, sizeof(sql->verb));
		ends(sql->state, sizeof(sql->state));
		ends(sql->authentication, sizeof(sql->authentication));
		ends(sql->procedure, sizeof(sql->procedure));
		ends(sql->server_version, sizeof(sql->server_version));
		ends(sql->user, sizeof(sql->user));
		ends(sql->database, sizeof(sql->database));
		ends(sql->program, sizeof(sql->program));
		ends(sql->statement, sizeof(sql->statement));
	}
}

/* The first octet says which; then turns: an octet for side, whether behind a gap, and a sixth of the length; then what is said. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct stream streams[2];
	struct tl_transactions_room room = {.most = 64, .keeps_statements = true};
	struct tl_transactions transactions;
	const struct tl_dissector *dissector;

	if (!size)
		return 0;
	dissector = dissectors[*bytes % (sizeof(dissectors) / sizeof(dissectors[0]))];
	streams[0].length = streams[1].length = 0;
	tl_transactions_init(&transactions, &room);
	transactions.kind = dissector->facts;
	for (size_t at = 1, count; at < size; at += count) {
		struct stream *stream = &streams[!!(bytes[at] & SIDE)];
		struct tl_message message = {.protocol = IPPROTO_TCP, .side = !!(bytes[at] & SIDE), .time = at};

		message.is_apart = bytes[at] & APART;
		count = 6 * (bytes[at++] & (APART - 1)) + 1u;
		count = count < size - at ? count : size - at;
		message.offset = message.is_apart ? (__u32)(stream->length + 100) : 0;
		if (message.is_apart) {
			offer(dissector, &transactions, message, bytes + at, count);
			continue;
		}
		if (count > STREAM_MOST - stream->length)
			break;
		memcpy(stream->octets + stream->length, bytes + at, count);
		stream->length += count;
		offer(dissector, &transactions, message, stream->octets, stream->length);
	}
	check(&transactions);
	tl_transactions_free(&transactions);
	return 0;
}
