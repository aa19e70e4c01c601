// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* POP3's two directions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/pop3.h"
#include "unit/lines_support.h"

static struct tl_message message;
static struct tl_sasl sasl;
static __u32 at;

static void expect_step(enum tl_pop3_command command, const char *user)
{
	struct tl_pop3_step step;

	assert_true(tl_pop3_read_step(&sasl, &message, &at, &step));
	assert_int_equal(step.command, command);
	assert_string_equal(step.user, user);
}

static void test_recognise(void **state)
{
	(void)state;
	recognise_truncated(tl_pop3_recognise, "+OK POP3 server ready\r\n");
	recognise_truncated(tl_pop3_recognise, "+OK\r\n+OK who are you?\r\n");
	recognise_truncated(tl_pop3_recognise, "CAPA\r\n");
	recognise_truncated(tl_pop3_recognise, "USER a\r\nPASS b\r\nSTAT\r\nUIDL\r\n");
	assert_int_equal(recognise(tl_pop3_recognise, "USER a\r\n"), TL_DISSECT_CUT);
	assert_int_equal(recognise_at(tl_pop3_recognise, "USER a\r\n", 40000, 110), TL_DISSECT_WHOLE);
	assert_int_equal(recognise_at(tl_pop3_recognise, "+OK\r\n", 110, 40000), TL_DISSECT_WHOLE);
	assert_int_equal(recognise(tl_pop3_recognise, "+OK\r\n"), TL_DISSECT_CUT);
}

static void test_others(void **state)
{
	(void)state;
	assert_int_equal(recognise(tl_pop3_recognise, ""), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_pop3_recognise, "+OK\r\n$1\r\nb\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_pop3_recognise, "-ERR unknown command\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_pop3_recognise, "+PONG\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_pop3_recognise, "USER a\r\nPASS b\r\nSYST\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_pop3_recognise, "EHLO a\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_pop3_recognise, "\r\n"), TL_DISSECT_FOREIGN);
}

static void test_client(void **state)
{
	static const char text[] =
		"USER two words\r\nPASS secret\r\nAPOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n"
		"AUTH\r\nAUTH PLAIN\r\nAGJvYgBodW50ZXIy\r\nauth plain AGJvYgBodW50ZXIy\r\nsecret\r\nstls\r\nQUI";

	(void)state;
	memset(&sasl, 0, sizeof(sasl));
	message = make_message(text, strlen(text), 40000, 110);
	at = 0;
	expect_step(TL_POP3_USER, "two words");
	expect_step(TL_POP3_PASS, "");
	expect_step(TL_POP3_APOP, "mrose");
	expect_step(TL_POP3_AUTH, "");
	expect_step(TL_POP3_AUTH, "");
	expect_step(TL_POP3_RESPONSE, "bob");
	expect_step(TL_POP3_AUTH, "bob");
	expect_step(TL_POP3_UNKNOWN, "");
	expect_step(TL_POP3_STLS, "");
	assert_false(tl_pop3_read_step(&sasl, &message, &at, &(struct tl_pop3_step){}));
	give_back(&message);
}

static void test_server(void **state)
{
	static const char text[] = "+OK ready\r\n+OK\r\nUIDL\r\n+OK is no reply here\r\n.\r\n+ YQ==\r\n-ERR no\r\n+O";
	struct tl_pop3_reply reply;
	bool is_in_body = false;

	(void)state;
	message = make_message(text, strlen(text), 110, 40000);
	at = 0;
	assert_true(tl_pop3_read_reply(&is_in_body, &message, &at, &reply));
	assert_int_equal(reply.status, TL_POP3_OK);
	assert_int_equal(reply.text.length, 5);
	assert_true(tl_pop3_read_reply(&is_in_body, &message, &at, &reply));
	assert_int_equal(reply.text.length, 0);
	assert_true(tl_pop3_read_reply(&is_in_body, &message, &at, &reply));
	assert_int_equal(reply.status, TL_POP3_CHALLENGE);
	assert_true(tl_pop3_read_reply(&is_in_body, &message, &at, &reply));
	assert_int_equal(reply.status, TL_POP3_ERROR);
	assert_false(tl_pop3_read_reply(&is_in_body, &message, &at, &reply));
	give_back(&message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recognise),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_client),
		cmocka_unit_test(test_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
