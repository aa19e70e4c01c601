// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Conversations of MySQL: real ones in pieces, out of order and cut; refused logins; what is none. */
#include "mysql_vectors.h"

#define GREETING                                                                                                       \
	"\x1d\0\0\0\x0a"                                                                                               \
	"8.0.1\0"                                                                                                      \
	"\1\0\0\0"                                                                                                     \
	"abcdefgh"                                                                                                     \
	"\0"                                                                                                           \
	"\xff\xf7\x21\2\0\0\0\x15\0"
#define TOLD_SESSION                                                                                                   \
	"login/-/-/- query/SHOW/-/- query/CREATE/0/- query/INSERT/2/- query/UPDATE/2/- query/SELECT/-/- "              \
	"query/DELETE/2/- quit/-/-/-"

extern const struct tl_dissector tl_dissector_mysql;

static void test_session(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 200; piece += 13) {
		play(&tl_dissector_mysql, session, COUNT(session), piece);
		assert_string_equal(told(), TOLD_SESSION);
	}
	for (unsigned int number = 1; number <= 8; number++) {
		assert_string_equal(facts_of(number)->sql.user, "meter");
		assert_string_equal(facts_of(number)->sql.database, "shop");
		assert_string_equal(facts_of(number)->sql.program, "mysql");
		assert_non_null(strstr(facts_of(number)->sql.server_version, "MariaDB"));
		assert_string_equal(facts_of(number)->sql.statement, "");
		assert_true(number == 8 || facts_of(number)->sql.response_time == 1);
	}
	assert_string_equal(facts_of(1)->sql.authentication, "mysql_native_password");
}

static void test_one_side_first(void **state)
{
	(void)state;
	expect_told_from_either_side(&tl_dissector_mysql, session, COUNT(session), TOLD_SESSION);
}

static void test_every_truncation(void **state)
{
	(void)state;
	play_cut(&tl_dissector_mysql, session, COUNT(session));
	play_cut(&tl_dissector_mysql, tls, COUNT(tls));
}

static void test_prepared(void **state)
{
	(void)state;
	play(&tl_dissector_mysql, prepared, COUNT(prepared), SIDE_MOST);
	assert_string_equal(told(), "login/-/-/- query/SET/0/- query/SET/0/- query/SET/0/- query/SET/0/- "
				    "prepare/INSERT/-/- execute/INSERT/1/- execute/INSERT/1/- execute/INSERT/1/- "
				    "prepare/SELECT/-/-");
}

static void test_tls(void **state)
{
	const struct tl_record_tls *handshake;

	(void)state;
	play(&tl_dissector_mysql, tls, COUNT(tls), 100);
	assert_string_equal(told(), "login/-/-/-");
	handshake = &facts_of(1)->tls;
	assert_true(handshake->has_client && handshake->has_ja3 && handshake->has_server);
	assert_int_equal(handshake->server_version, 0x0304);
	assert_string_equal(facts_of(1)->sql.user, "");
}

static void test_statement_text(void **state)
{
	(void)state;
	begin(&tl_dissector_mysql);
	played.room.keeps_statements = true;
	for (size_t i = 0; i < COUNT(session); i++)
		say(&session[i], SIDE_MOST);
	assert_string_equal(facts_of(4)->sql.statement, "INSERT INTO t VALUES (1,'a'),(2,'b')");
}

static void test_refused(void **state)
{
	static const struct turn by_address[] = {{1, OF("\x1e\0\0\0\xff\x6a\4"
							"Host '10.0.0.1' is not allo")}};
	static const struct turn by_proof[] = {
		{1, OF(GREETING)},
		{0, OF("\x2a\0\0\1\5\xa2\0\0\0\0\0\1\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		       "user\0"
		       "\4"
		       "abcd")},
		{1, OF("\x17\0\0\2\xff\x15\4#28000Access denied ")},
	};

	(void)state;
	play(&tl_dissector_mysql, by_address, COUNT(by_address), SIDE_MOST);
	assert_string_equal(told(), "login/-/-/1130");
	play(&tl_dissector_mysql, by_proof, COUNT(by_proof), SIDE_MOST);
	assert_string_equal(told(), "login/-/-/104528000");
	assert_string_equal(facts_of(1)->sql.user, "user");
	assert_string_equal(facts_of(1)->sql.server_version, "8.0.1");
}

/* Compressed packets are not looked into: nothing is taken for a command. */
static void test_compressed(void **state)
{
	static const struct turn turns[] = {
		{1, OF(GREETING)},
		{0, OF("\x2a\0\0\1\x25\xa2\0\0\0\0\0\1\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		       "user\0"
		       "\4"
		       "abcd")},
		{1, OF("\7\0\0\2\0\0\0\2\0\0\0")},
		{0, OF("\x0d\0\0\0\0\0\0\x09\0\0\0\3SELECT 1")},
		{1, OF("\7\0\0\1\0\0\0\1\0\0\1\0\0\0")},
	};

	(void)state;
	play(&tl_dissector_mysql, turns, COUNT(turns), SIDE_MOST);
	assert_string_equal(told(), "login/-/-/-");
	assert_true(TAILQ_FIRST(&played.transactions.queue)->is_complete);
}

/* Attributes of a statement, as those that tell whose trace it belongs to, are none of its text (MySQL 8, COM_QUERY). */
static void test_attributes(void **state)
{
	static const struct turn turns[] = {
		{1, OF(GREETING)},
		{0, OF("\x2a\0\0\1\5\xa2\0\0\0\0\0\1\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		       "user\0"
		       "\4"
		       "abcd")},
		{1, OF("\7\0\0\2\0\0\0\2\0\0\0")},
		/* a text, a NULL, four octets */
		{0, OF("\x2b\0\0\0\3\3\1\2\1\xfe\0\5trace\6\0\1n\3\0\1i\4"
		       "00-1"
		       "\x41\x42\x43\x44"
		       "DELETE FROM t")},
		{1, OF("\7\0\0\1\0\0\0\2\0\0\0")},
		{0, OF("\x0d\0\0\0\3\1\1\0\1\xfe\0\1q\x40SEL")}, /* a value that is longer than the packet */
	};

	(void)state;
	begin(&tl_dissector_mysql);
	played.room.keeps_statements = true;
	for (size_t i = 0; i < COUNT(turns); i++)
		say(&turns[i], SIDE_MOST);
	assert_string_equal(facts_of(2)->sql.verb, "DELETE");
	assert_string_equal(facts_of(2)->sql.statement, "DELETE FROM t");
	assert_string_equal(facts_of(3)->sql.verb, "");
}

/* MySQL 8 sends how many attributes there are before the text; its own comments are carried out. */
static void test_beginning_not_seen(void **state)
{
	static const struct turn turns[] = {
		{0, OF("\x0c\0\0\0\3\0\1 select 1")},
		{1, OF("\1\0\0\1\1")},
		{0, OF("\x18\0\0\0\3/*!40101 SET NAMES u */")},
	};

	(void)state;
	play(&tl_dissector_mysql, turns, COUNT(turns), SIDE_MOST);
	assert_string_equal(told(), "query/SELECT/-/- query/SET/-/-");
	assert_true(facts_of(1)->sql.is_timed);
}

/* What follows an answer of which a part is missing. */
static void test_behind_gap(void **state)
{
	static const struct turn query = {0, OF("\x09\0\0\0\3DELETE f")}, answer = {1, OF("\7\0\0\1\0\5\0\2\0\0\0")};

	(void)state;
	expect_told_behind_gaps(&tl_dissector_mysql, session, "login/-/-/- query/SHOW/-/-", &query, &answer);
}

/* An empty packet ends the file that the client sends: the next command is behind it. */
static void test_file_of_client(void **state)
{
	static const struct turn turns[] = {
		{0, OF("\x10\0\0\0\3LOAD DATA LOCAL")}, {1, OF("\2\0\0\1\xfb\x66")}, {0, OF("\3\0\0\2vm\n\0\0\0\3")},
		{1, OF("\7\0\0\4\0\1\0\2\0\0\0")},	{0, OF("\7\0\0\0\3DROP t")}, {1, OF("\7\0\0\1\0\0\0\2\0\0\0")},
	};

	(void)state;
	play(&tl_dissector_mysql, session, 4, SIDE_MOST);
	for (unsigned int i = 0; i < COUNT(turns); i++)
		say(&turns[i], SIDE_MOST);
	assert_string_equal(told(), "login/-/-/- query/SHOW/-/- query/LOAD/0/- query/DROP/-/-");
}

static void test_foreign(void **state)
{
	static const struct turn others[] = {
		{0, OF("GET / HTTP/1.1\r\n")},
		{0, OF("\x16\3\1\0\x05\1\0\0\1\3")},
		{0, OF("\x0d\0\0\0\3hello, there")},
		{1, OF("\x0b\0\0\0\x0a"
		       "8.0.1\0\1\0\0\0")},
		{1, OF("SSH-2.0-OpenSSH_9.2\r\n")},
		{0, OF("\x0a\0\0\1\0\0\0\0\0user\0")}, /* a login of before 4.1: too little to be sure */
	};

	(void)state;
	expect_foreign(&tl_dissector_mysql, others, COUNT(others));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_one_side_first),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_prepared),
		cmocka_unit_test(test_tls),
		cmocka_unit_test(test_statement_text),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_compressed),
		cmocka_unit_test(test_beginning_not_seen),
		cmocka_unit_test(test_behind_gap),
		cmocka_unit_test(test_file_of_client),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_attributes),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tl_transactions_free(&played.transactions);
	return failed;
}
