// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Conversations of PostgreSQL: real ones in pieces, out of order and cut; pipelined requests; what is none. */
#include "postgresql_vectors.h"

#define TOLD_SESSION "login/-/-/- query/SELECT/20/- query/BEGIN/-/- query/BOGUS/-/42601 query/-/-/- quit/-/-/-"
#define STARTUP	     "\0\0\0\x11\0\3\0\0user\0me\0\0"
#define WELCOME	     "R\0\0\0\x08\0\0\0\0Z\0\0\0\5I"

extern const struct tl_dissector tl_dissector_postgresql;

static void test_session(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 200; piece += 13) {
		play(&tl_dissector_postgresql, session, COUNT(session), piece);
		assert_string_equal(told(), TOLD_SESSION);
	}
	for (unsigned int number = 1; number <= 6; number++) {
		assert_string_equal(facts_of(number)->sql.user, "meter");
		assert_string_equal(facts_of(number)->sql.database, "postgres");
		assert_string_equal(facts_of(number)->sql.program, "psql");
		assert_string_equal(facts_of(number)->sql.server_version, "15.18 (Debian 15.18-0+deb12u1)");
		assert_true(number == 6 || facts_of(number)->sql.response_time == 1);
	}
	assert_string_equal(facts_of(1)->sql.authentication, "md5");
}

static void test_one_side_first(void **state)
{
	(void)state;
	expect_told_from_either_side(&tl_dissector_postgresql, session, COUNT(session), TOLD_SESSION);
}

static void test_every_truncation(void **state)
{
	(void)state;
	play_cut(&tl_dissector_postgresql, session, COUNT(session));
	play_cut(&tl_dissector_postgresql, prepared, COUNT(prepared));
}

static void test_extended(void **state)
{
	(void)state;
	play(&tl_dissector_postgresql, extended, COUNT(extended), SIDE_MOST);
	assert_string_equal(told(), "login/-/-/- execute/BEGIN/-/- execute/UPDATE/1/-");
	play(&tl_dissector_postgresql, prepared, COUNT(prepared), SIDE_MOST);
	assert_string_equal(told(), "login/-/-/- prepare/BEGIN/-/- execute/BEGIN/-/- prepare/UPDATE/-/-");
	play(&tl_dissector_postgresql, cancel, COUNT(cancel), SIDE_MOST);
	assert_string_equal(told(), "cancel/-/-/-");
}

/* Several executions before one Sync, the second of which fails. */
static void test_pipelined(void **state)
{
	static const struct turn turns[] = {
		{0, OF(STARTUP)},
		{1, OF(WELCOME)},
		{0, OF("P\0\0\0\x0e"
		       "a\0begin\0\0\0"
		       "B\0\0\0\x0d\0a\0\0\0\0\0\0\0"
		       "E\0\0\0\x09\0\0\0\0\0"
		       "P\0\0\0\x10"
		       "b\0delete \0\0\0"
		       "B\0\0\0\x0d\0b\0\0\0\0\0\0\0"
		       "E\0\0\0\x09\0\0\0\0\0"
		       "E\0\0\0\x09\0\0\0\0\0"
		       "S\0\0\0\4")},
		{1, OF("1\0\0\0\4"
		       "2\0\0\0\4"
		       "C\0\0\0\x0a"
		       "BEGIN\0"
		       "1\0\0\0\4"
		       "2\0\0\0\4"
		       "E\0\0\0\x13SERROR\0C57014\0\0"
		       "Z\0\0\0\5I")},
		{0, OF("Q\0\0\0\x0aSHOW \0")},
		{1, OF("C\0\0\0\x09SHOW\0"
		       "Z\0\0\0\5I")},
	};

	(void)state;
	play(&tl_dissector_postgresql, turns, COUNT(turns), SIDE_MOST);
	assert_string_equal(told(), "login/-/-/- execute/BEGIN/-/- execute/DELETE/-/57014 execute/DELETE/-/- "
				    "query/SHOW/-/-");
}

/* A Query of several statements is one transaction, whichever of them fails. */
static void test_several_statements(void **state)
{
	static const struct turn turns[] = {
		{0, OF(STARTUP)},
		{1, OF(WELCOME)},
		{0, OF("Q\0\0\0\x0bSET a;\0")},
		{1, OF("C\0\0\0\x08SET\0"
		       "C\0\0\0\x08SET\0"
		       "C\0\0\0\x08SET\0"
		       "E\0\0\0\x13SERROR\0C25001\0\0"
		       "Z\0\0\0\5I")},
	};

	(void)state;
	play(&tl_dissector_postgresql, turns, COUNT(turns), SIDE_MOST);
	assert_string_equal(told(), "login/-/-/- query/SET/-/25001");
}

static void test_encryption(void **state)
{
	static const struct turn refused[] = {
		{0, OF("\0\0\0\x08\4\xd2\x16\x30")},
		{1, OF("N")},
		{0, OF("\0\0\0\x08\4\xd2\x16\x2f")},
		{1, OF("N")},
		{0, OF(STARTUP)},
		{1, OF(WELCOME)},
	};
	static const struct turn granted[] = {
		{0, OF("\0\0\0\x08\4\xd2\x16\x2f")},
		{1, OF("S")},
		{0, OF("\x16\3\1\0\x2f\1\0\0\x2b\3\3"
		       "01234567890123456789012345678901"
		       "\0\0\2\x13\1\1\0\0\0")},
		{1, OF("\x15\3\3\0\2\2\x28")},
	};

	(void)state;
	play(&tl_dissector_postgresql, refused, COUNT(refused), SIDE_MOST);
	assert_string_equal(told(), "login/-/-/-");
	assert_string_equal(facts_of(1)->sql.user, "me");
	assert_true(facts_of(1)->sql.is_timed);
	play(&tl_dissector_postgresql, granted, COUNT(granted), 7);
	assert_string_equal(told(), "login/-/-/-");
	assert_true(facts_of(1)->tls.has_client);
}

static void test_refused(void **state)
{
	static const struct turn turns[] = {
		{0, OF(STARTUP)},
		{1, OF("E\0\0\0\x13SFATAL\0C28P01\0\0")},
	};

	(void)state;
	play(&tl_dissector_postgresql, turns, COUNT(turns), SIDE_MOST);
	assert_string_equal(told(), "login/-/-/28P01");
	assert_true(TAILQ_FIRST(&played.transactions.queue)->is_complete);
}

static void test_beginning_not_seen(void **state)
{
	static const struct turn turns[] = {
		{0, OF("Q\0\0\0\x0dSELECT 1\0")},
		{1, OF("T\0\0\0\6\0\0"
		       "C\0\0\0\x0dSELECT 1\0"
		       "Z\0\0\0\5I")},
	};

	(void)state;
	play(&tl_dissector_postgresql, turns, COUNT(turns), SIDE_MOST);
	assert_string_equal(told(), "query/SELECT/1/-");
	assert_true(facts_of(1)->sql.is_timed);
}

/* What follows an answer of which a part is missing. */
static void test_behind_gap(void **state)
{
	static const struct turn query = {0, OF("Q\0\0\0\x0d"
						"DELETE f\0")};
	static const struct turn answer = {1, OF("C\0\0\0\x0d"
						 "DELETE 5\0"
						 "Z\0\0\0\5I")};

	(void)state;
	expect_told_behind_gaps(&tl_dissector_postgresql, session, "login/-/-/-", &query, &answer);
}

static void test_foreign(void **state)
{
	static const struct turn others[] = {
		{0, OF("GET / HTTP/1.1\r\n")},
		{0, OF("\0\0\0\x08\4\xd2\x16\x2e")},
		{0, OF("\0\0\0\x11\0\4\0\0user\0me\0\0")},
		{0, OF("\0\0\0\x11\0\3\0\0name\0me\0\0")},
		{0, OF("Q\0\0\0\x0dhello wo\0")},
		{1, OF("R\0\0\0\x08\0\0\1\0")},
		{1, OF("EHLO example.org\r\n")},
		{1, OF("Server\r\n")},
	};

	(void)state;
	expect_foreign(&tl_dissector_postgresql, others, COUNT(others));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_one_side_first),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_extended),
		cmocka_unit_test(test_pipelined),
		cmocka_unit_test(test_encryption),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_beginning_not_seen),
		cmocka_unit_test(test_behind_gap),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_several_statements),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tl_transactions_free(&played.transactions);
	return failed;
}
