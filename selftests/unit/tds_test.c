// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Conversations of TDS: in pieces, out of order and cut; calls of procedures; TLS inside; what is none. */
#include "tds_vectors.h"

#define TOLD_SESSION "login/-/-/- query/SELECT/1/- query/DROP/-/3701"
#define HEADERS	     "\x16\0\0\0\x12\0\0\0\2\0\0\0\0\0\0\0\0\0\1\0\0\0"
#define PRELOGIN                                                                                                       \
	"\x12\1\0\x14\0\0\0\0"                                                                                         \
	"\0\0\6\0\6\xff\x0f\0\7\xd0\0\0"
#define ANSWERED                                                                                                       \
	"\4\1\0\x14\0\0\1\0"                                                                                           \
	"\0\0\6\0\6\xff\x0f\0\7\xd0\0\0"

extern const struct tl_dissector tl_dissector_tds;

static void test_session(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 200; piece += 13) {
		play(&tl_dissector_tds, session, COUNT(session), piece);
		assert_string_equal(told(), TOLD_SESSION);
	}
	for (unsigned int number = 1; number <= 3; number++) {
		assert_string_equal(facts_of(number)->sql.user, "meter");
		assert_string_equal(facts_of(number)->sql.database, "shop");
		assert_string_equal(facts_of(number)->sql.program, "TSQL");
		assert_string_equal(facts_of(number)->sql.server_version, "15.0.2000");
		assert_int_equal(facts_of(number)->sql.response_time, 1);
	}
	play(&tl_dissector_tds, session_71, COUNT(session_71), SIDE_MOST);
	assert_string_equal(told(), TOLD_SESSION);
}

static void test_one_side_first(void **state)
{
	(void)state;
	expect_told_from_either_side(&tl_dissector_tds, session, COUNT(session), TOLD_SESSION);
}

static void test_every_truncation(void **state)
{
	(void)state;
	play_cut(&tl_dissector_tds, session, COUNT(session));
}

/* By number with a text of unlimited length, by name with one of limited length behind a handle and types, by another name. */
static void test_calls(void **state)
{
	static const struct turn turns[] = {
		{0, OF(PRELOGIN)},
		{1, OF(ANSWERED)},
		{0, OF("\x17\3\3\0\2ab")}, /* the login, encrypted alone */
		{1, OF("\4\1\0\x15\0\0\1\0"
		       "\xfd\0\0\0\0\0\0\0\0\0\0\0\0")},
		{0, OF("\3\1\0\x53\0\0\1\0" HEADERS "\xff\xff\x0a\0\0\0"
		       "\0\0\xe7\xff\xff\0\0\0\0\0"
		       "\x10\0\0\0\0\0\0\0"
		       "\x10\0\0\0U\0P\0D\0A\0T\0E\0 \0t\0\0\0\0\0"
		       "\0\0\x26\4\0")},
		{1, OF("\4\1\0\x27\0\0\1\0"
		       "\xff\x10\0\0\0\7\0\0\0\0\0\0\0"
		       "\x79\0\0\0\0"
		       "\xfe\0\0\0\0\0\0\0\0\0\0\0\0")},
		{0, OF("\3\1\0\x55\0\0\1\0"
		       "\x0b\0s\0p\0_\0p\0r\0e\0p\0"
		       "e\0x\0e\0c\0\0\0"
		       "\0\1\x26\4\0"
		       "\0\0\xe7\x40\x1f\0\0\0\0\0\2\0@\0"
		       "\0\0\xe7\x40\x1f\0\0\0\0\0\x14\0S\0E\0L\0E\0C\0T\0 \0@\0+\0"
		       "1\0")},
		{0, OF("\3\1\0\x14\0\0\1\0"
		       "\4\0m\0i\0n\0e\0\0\0")},
	};

	(void)state;
	play(&tl_dissector_tds, turns, COUNT(turns), SIDE_MOST);
	assert_string_equal(told(), "login/-/-/- call/UPDATE/7/- call/SELECT/-/- call/-/-/-");
	assert_string_equal(facts_of(2)->sql.procedure, "sp_executesql");
	assert_string_equal(facts_of(3)->sql.procedure, "sp_prepexec");
	assert_string_equal(facts_of(4)->sql.procedure, "mine");
}

static void test_tls(void **state)
{
	static const struct turn turns[] = {
		{0, OF(PRELOGIN)},
		{1, OF(ANSWERED)},
		{0, OF("\x12\1\0\x3c\0\0\0\0"
		       "\x16\3\1\0\x2f\1\0\0\x2b\3\3"
		       "01234567890123456789012345678901"
		       "\0\0\2\x13\1\1\0\0\0")},
		{1, OF("\x12\1\0\x0f\0\0\0\0"
		       "\x15\3\3\0\2\2\x28")},
	};

	(void)state;
	play(&tl_dissector_tds, turns, COUNT(turns), 9);
	assert_string_equal(told(), "login/-/-/-");
	assert_true(facts_of(1)->tls.has_client);
	assert_string_equal(facts_of(1)->sql.server_version, "15.0.2000");
}

static void test_beginning_not_seen(void **state)
{
	static const struct turn turns[] = {
		{0, OF("\1\1\0\x16\0\0\1\0"
		       "D\0E\0L\0E\0T\0E\0 \0")},
		{1, OF("\4\1\0\x15\0\0\1\0"
		       "\xfd\x10\0\0\0\5\0\0\0\0\0\0\0")},
		{0, OF("\6\1\0\x08\0\0\1\0")}, /* attention, which has an answer that is none */
		{1, OF("\4\1\0\x15\0\0\1\0"
		       "\xfd\x20\0\0\0\0\0\0\0\0\0\0\0")},
		{0, OF("\1\1\0\x16\0\0\1\0"
		       "S\0E\0L\0E\0C\0T\0 \0")},
		{1, OF("\4\1\0\x15\0\0\1\0"
		       "\xfd\x10\0\0\0\6\0\0\0\0\0\0\0")},
	};

	(void)state;
	play(&tl_dissector_tds, turns, COUNT(turns), SIDE_MOST);
	assert_string_equal(told(), "query/DELETE/5/- query/SELECT/6/-");
}

/* By what stands first: a procedure's own name, or headers before a statement of whatever kind. */
static void test_beginning_not_seen_of_others(void **state)
{
	static const struct turn by_name[] = {
		{0, OF("\3\1\0\x1c\0\0\1\0"
		       "\x08\0d\0b\0o\0.\0m\0i\0n\0e\0\2\0")},
		{1, OF("\4\1\0\x15\0\0\1\0"
		       "\xfd\x10\0\0\0\5\0\0\0\0\0\0\0")},
	};
	static const struct turn with_headers[] = {
		{0, OF("\1\1\0\x26\0\0\1\0" HEADERS "W\0A\0I\0T\0")},
		{1, OF("\4\1\0\x15\0\0\1\0"
		       "\xfd\x10\0\0\0\6\0\0\0\0\0\0\0")},
	};

	(void)state;
	play(&tl_dissector_tds, by_name, COUNT(by_name), SIDE_MOST);
	assert_string_equal(told(), "call/-/5/-");
	assert_string_equal(facts_of(1)->sql.procedure, "dbo.mine");
	play(&tl_dissector_tds, with_headers, COUNT(with_headers), SIDE_MOST);
	assert_string_equal(told(), "query/WAIT/6/-");
}

/* What follows an answer of which a part is missing. */
static void test_behind_gap(void **state)
{
	static const struct turn query = {0, OF("\1\1\0\x16\0\0\1\0"
						"D\0E\0L\0E\0T\0E\0 \0")};
	static const struct turn answer = {1, OF("\4\1\0\x15\0\0\1\0"
						 "\xfd\x10\0\0\0\5\0\0\0\0\0\0\0")};

	(void)state;
	expect_told_behind_gaps(&tl_dissector_tds, session, "login/-/-/-", &query, &answer);
}

static void test_foreign(void **state)
{
	static const struct turn others[] = {
		{0, OF("GET / HTTP/1.1\r\n")},
		{0, OF("\x12\1\0\x10\0\0\0\0\1\0\6\0\1\xff\x0f\0")},
		{0, OF("\1\1\0\x10\0\0\1\0h\0e\0l\0l\0")},
		{0, OF("\x12\1\0\x10\0\0\0\1\0\0\6\0\1\xff\x0f\0")},
		{1, OF("\4\1\0\x0a\0\0\1\0ab")},
		{0, OF("\1\1\0\x10\0\0\1\0W\0A\0I\0T\0")},
		{0, OF("\3\1\0\x14\0\0\1\0\4\0m\0i\0n\0e\0\0\1")}, /* options */
		{0, OF("\3\1\0\x14\0\0\1\0\4\0m\0i\0=\0e\0\0\0")},
		{0, OF("\3\1\0\x14\0\0\1\0\4\0m\0i\0n\1e\0\0\0")},
		{0, OF("\x16\3\1\0\5\1\0\0\1\3")},
	};

	(void)state;
	expect_foreign(&tl_dissector_tds, others, COUNT(others));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_one_side_first),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_tls),
		cmocka_unit_test(test_beginning_not_seen),
		cmocka_unit_test(test_beginning_not_seen_of_others),
		cmocka_unit_test(test_behind_gap),
		cmocka_unit_test(test_foreign),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tl_transactions_free(&played.transactions);
	return failed;
}
