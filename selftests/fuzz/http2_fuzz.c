// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * HTTP/2 on any octets, by prior knowledge or behind HTTP/1, in two streams that become known in any pieces: never reads outside, texts
 * end, memory of tables stays bounded and is given back.
 *
 * Input: [1: behind HTTP/1], then steps of [what][length][octets…]. `what`: side, and that a gap is before it.
 */
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/dissector.h"
#include "dissect/http2_fields.h"
#include "fuzz.h"

extern const struct tl_dissector tl_dissector_http, tl_dissector_http2;

#define SIDE   1
#define GAP    2
#define GAPS   300
#define STREAM 8192

static struct {
	uint8_t octets[STREAM];
	__u32 size;
	__u32 apart; /* octets before what is offered behind a gap */
} streams[2];

/* In memory of exactly that size, so that ASan sees what is read outside. */
static void offer(const struct tl_dissector *dissector, struct tl_transactions *transactions, struct tl_message message,
		  const uint8_t *octets)
{
	uint8_t *copy = malloc(message.captured ? message.captured : 1);

	expect(copy);
	memcpy(copy, octets, message.captured);
	message.octets = copy;
	if (message.captured)
		dissector->take(transactions, &message);
	free(copy);
}

static void step(const struct tl_dissector *dissector, struct tl_transactions *transactions, uint8_t what,
		 const uint8_t *octets, __u32 count, __u64 time)
{
	__u8 side = what & SIDE;
	struct tl_message message = {.protocol = IPPROTO_TCP, .side = side, .time = time};

	if (what & GAP) {
		message.is_apart = true;
		message.offset = streams[side].size + (streams[side].apart += GAPS);
		message.captured = message.length = count;
		offer(dissector, transactions, message, octets);
		return;
	}
	if (count > STREAM - streams[side].size)
		count = STREAM - streams[side].size;
	memcpy(streams[side].octets + streams[side].size, octets, count);
	message.captured = message.length = streams[side].size += count;
	offer(dissector, transactions, message, streams[side].octets);
}

#define expect_text(text) expect(memchr(text, 0, sizeof(text)))

static void check(const struct tl_transactions *transactions)
{
	const struct tl_transaction *transaction;
	__u32 last = 0;

	TAILQ_FOREACH(transaction, &transactions->queue, queue)
	{
		const struct tl_record_http *http = &transaction->facts.http;

		expect(transaction->number > last && transaction->start <= transaction->end);
		last = transaction->number;
		expect_text(http->method);
		expect_text(http->host);
		expect_text(http->target);
		expect_text(http->user_agent);
		expect_text(http->content_type);
		expect_text(http->server);
		expect(http->status < 1000);
	}
	expect(transactions->room->field_octets <= TL_HTTP2_OCTETS);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const struct tl_dissector *dissector = size && bytes[0] & 1 ? &tl_dissector_http : &tl_dissector_http2;
	struct tl_transactions_room room = {.most = 50};
	struct tl_transactions transactions;
	__u64 time = 1000000;

	memset(streams, 0, sizeof(streams));
	tl_transactions_init(&transactions, &room);
	transactions.kind = TL_FACTS_http;
	for (bytes += !!size, size -= !!size; size > 2; time += 1000000) {
		__u32 count = bytes[1] < size - 2 ? bytes[1] : (__u32)size - 2;

		step(dissector, &transactions, bytes[0], bytes + 2, count, time);
		check(&transactions);
		bytes += 2 + count;
		size -= 2 + count;
	}
	tl_transactions_free(&transactions);
	expect(!room.field_octets && !room.taken);
	return 0;
}
