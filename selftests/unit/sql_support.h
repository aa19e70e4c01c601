/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Plays what two sides said to a dissector of a database's protocol, and tells in one line what it makes of that. */
#ifndef TAPLESS_SELFTESTS_UNIT_SQL_SUPPORT_H
#define TAPLESS_SELFTESTS_UNIT_SQL_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <netinet/in.h>

#include "dissect/dissector.h"
#include "exact_message.h"

#define OF(text)     text, sizeof(text) - 1
#define COUNT(turns) (sizeof(turns) / sizeof((turns)[0]))
#define SIDE_MOST    65536
#define MICROSECOND  1000
#define TOLD_SIZE    2048

struct turn {
	unsigned int side; /* 0: the client */
	const char *octets;
	size_t count;
};

/* A conversation so far. */
struct played {
	const struct tl_dissector *dissector;
	struct tl_transactions_room room;
	struct tl_transactions transactions;
	__u64 time;
	size_t length[2];
	char octets[2][SIDE_MOST];
	char told[TOLD_SIZE];
};

static struct played played;

static void begin(const struct tl_dissector *dissector)
{
	if (played.transactions.room)
		tl_transactions_free(&played.transactions);
	memset(&played, 0, offsetof(struct played, octets));
	played.dissector = dissector;
	played.room.most = 100;
	played.time = MICROSECOND;
	tl_transactions_init(&played.transactions, &played.room);
	played.transactions.kind = dissector->facts;
}

/* What is known of that side's stream. */
static enum tl_dissection offer(unsigned int side)
{
	size_t length = played.length[side];
	struct tl_message message = exact_message(played.octets[side], length, length);
	enum tl_dissection dissection;

	message.protocol = IPPROTO_TCP;
	message.side = (__u8)side;
	message.time = played.time;
	dissection = played.dissector->take(&played.transactions, &message);
	give_back(&message);
	return dissection;
}

/* A segment that stands behind a gap, `skipped` octets behind what is known of that side. */
static inline void say_apart(const struct turn *turn, __u32 skipped)
{
	struct tl_message message = {.protocol = IPPROTO_TCP, .side = (__u8)turn->side, .time = played.time};

	message.octets = (const __u8 *)turn->octets;
	message.captured = message.length = (__u32)turn->count;
	message.is_apart = true;
	message.offset = (__u32)played.length[turn->side] + skipped;
	played.dissector->take(&played.transactions, &message);
	played.time += MICROSECOND;
}

/* In pieces of at most `piece` octets, a microsecond after the turn before. */
static void say(const struct turn *turn, size_t piece)
{
	for (size_t done = 0, count; done < turn->count; done += count) {
		count = turn->count - done < piece ? turn->count - done : piece;
		assert_true(played.length[turn->side] + count <= SIDE_MOST);
		memcpy(played.octets[turn->side] + played.length[turn->side], turn->octets + done, count);
		played.length[turn->side] += count;
		offer(turn->side);
	}
	played.time += MICROSECOND;
}

static inline void play(const struct tl_dissector *dissector, const struct turn *turns, size_t count, size_t piece)
{
	begin(dissector);
	for (size_t i = 0; i < count; i++)
		say(&turns[i], piece);
}

/* Each time cut further ahead: nothing but that nothing is read outside. */
static inline void play_cut(const struct tl_dissector *dissector, const struct turn *turns, size_t count)
{
	for (size_t last = 0; last < count; last++) {
		struct turn cut = turns[last];

		for (size_t left = 1; left <= turns[last].count; left++) {
			play(dissector, turns, last, SIDE_MOST);
			cut.count = left;
			say(&cut, SIDE_MOST);
		}
	}
}

static const char *or_none(const char *text)
{
	return text[0] ? text : "-";
}

/* command/verb/rows/error of each transaction, in their order; an error is a number, a state or both. */
static inline const char *told(void)
{
	const struct tl_transaction *transaction = TAILQ_FIRST(&played.transactions.queue);
	size_t length = 0;

	played.told[0] = 0;
	for (; transaction; transaction = TAILQ_NEXT(transaction, queue)) {
		const struct tl_record_sql *sql = &transaction->facts.sql;
		char rows[24] = "-", error[24] = "";

		if (sql->has_rows)
			snprintf(rows, sizeof(rows), "%llu", sql->rows);
		if (sql->error_code)
			snprintf(error, sizeof(error), "%u", sql->error_code);
		length += (size_t)snprintf(played.told + length, sizeof(played.told) - length, "%s%s/%s/%s/%s%s",
					   length ? " " : "", or_none(sql->command), or_none(sql->verb), rows, error,
					   error[0] && !sql->state[0] ? "" : or_none(sql->state));
		assert_true(length < sizeof(played.told));
	}
	return played.told;
}

static inline const struct tl_record_facts *facts_of(unsigned int number)
{
	const struct tl_transaction *transaction = TAILQ_FIRST(&played.transactions.queue);

	while (transaction && transaction->number != number)
		transaction = TAILQ_NEXT(transaction, queue);
	assert_non_null(transaction);
	return &transaction->facts;
}

/* The same is told, whichever side is seen first, all that it says before what the other one does. */
static inline void expect_told_from_either_side(const struct tl_dissector *dissector, const struct turn *turns,
						size_t count, const char *wanted)
{
	for (unsigned int first = 0; first < 2; first++) {
		begin(dissector);
		for (size_t i = 0; i < 2 * count; i++)
			if (turns[i % count].side == (first ^ (i >= count)))
				say(&turns[i % count], SIDE_MOST);
		assert_string_equal(told(), wanted);
	}
}

/* Behind four turns, told as `before`, three times: a query behind a gap deletes five rows, its answer is behind another; each seen twice. */
static inline void expect_told_behind_gaps(const struct tl_dissector *dissector, const struct turn *turns,
					   const char *before, const struct turn *query, const struct turn *answer)
{
	char wanted[TOLD_SIZE];

	play(dissector, turns, 4, SIDE_MOST);
	for (unsigned int i = 1; i < 4; i++) {
		say_apart(query, i * 100);
		say_apart(query, i * 100);
		say_apart(answer, i * 5000);
		say_apart(answer, i * 5000);
	}
	snprintf(wanted, sizeof(wanted), "%s query/DELETE/5/- query/DELETE/5/- query/DELETE/5/-", before);
	assert_string_equal(told(), wanted);
	assert_int_equal(facts_of(played.transactions.begun)->sql.response_time, 2);
	assert_string_equal(facts_of(played.transactions.begun)->sql.user, "meter");
}

/* Each turn, as the first one of a conversation, is of another protocol. */
static inline void expect_foreign(const struct tl_dissector *dissector, const struct turn *turns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		begin(dissector);
		say(&turns[i], SIDE_MOST);
		assert_int_equal(offer(turns[i].side), TL_DISSECT_FOREIGN);
		assert_string_equal(told(), "");
	}
}

#endif
