// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* IMAP's two directions, with literals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/imap.h"
#include "unit/lines_support.h"

static struct tl_imap_stream stream;
static struct tl_message message;
static __u32 at;

static void begin(const char *text)
{
	memset(&stream, 0, sizeof(stream));
	message = make_message(text, strlen(text), 40000, 143);
	at = 0;
}

static void expect_step(enum tl_imap_command command, const char *tag, const char *user)
{
	struct tl_imap_step step;

	assert_true(tl_imap_read_step(&stream, &message, &at, &step));
	assert_int_equal(step.command, command);
	assert_int_equal(step.tag.length, strlen(tag));
	assert_memory_equal(step.tag.at ? step.tag.at : "", tag, strlen(tag));
	assert_string_equal(step.user, user);
}

static void expect_response(const char *user)
{
	struct tl_imap_step step;

	assert_true(tl_imap_read_step(&stream, &message, &at, &step));
	assert_int_equal(step.command, TL_IMAP_RESPONSE);
	assert_string_equal(step.user, user);
}

static void end(void)
{
	assert_false(tl_imap_read_step(&stream, &message, &at, &(struct tl_imap_step){}));
	give_back(&message);
}

static void test_recognise(void **state)
{
	(void)state;
	recognise_truncated(tl_imap_recognise, "* OK [CAPABILITY IMAP4rev1] ready\r\n");
	recognise_truncated(tl_imap_recognise, "* PREAUTH hello\r\n");
	recognise_truncated(tl_imap_recognise, "a001 LOGIN a b\r\n");
	recognise_truncated(tl_imap_recognise, "A1 capability\r\n");
	assert_int_equal(recognise_at(tl_imap_recognise, "abc LOGIN a b\r\n", 40000, 143), TL_DISSECT_WHOLE);
	assert_int_equal(recognise(tl_imap_recognise, "USER list\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_imap_recognise, "* 1 EXISTS\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_imap_recognise, "GET /1 HTTP/1.1\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_imap_recognise, "220 LOGIN\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_imap_recognise, "+OK\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_imap_recognise, ""), TL_DISSECT_FOREIGN);
}

static void test_names(void **state)
{
	(void)state;
	begin("a LOGIN smith secret\r\nb login \"a \\\"b\" \"secret\"\r\nc LOGIN {5}\r\nfrank {6}\r\nsecret\r\n"
	      "d LOGIN {4+}\r\nx\r\ny \"secret\"\r\ne LOGIN joe {6+}\r\nsecret\r\nf NOOP\r\nh uid fetch 1 ALL\r\ng");
	expect_step(TL_IMAP_LOGIN, "a", "smith");
	expect_step(TL_IMAP_LOGIN, "b", "a \"b");
	expect_step(TL_IMAP_LOGIN, "c", "");
	expect_response("frank");
	expect_step(TL_IMAP_LOGIN, "d", "");
	expect_response("x\r\ny");
	expect_step(TL_IMAP_LOGIN, "e", "joe");
	expect_step(TL_IMAP_NOOP, "f", "");
	expect_step(TL_IMAP_FETCH, "h", "");
	end();
}

static void test_mechanisms(void **state)
{
	(void)state;
	begin("1 AUTHENTICATE PLAIN\r\nAGJvYgBodW50ZXIy\r\n2 authenticate LOGIN\r\nY2Fyb2w=\r\nc2VjcmV0\r\n"
	      "3 AUTHENTICATE PLAIN AGJvYgBodW50ZXIy\r\n4 XYZ\r\nDONE\r\n5 LOGOUT\r\n");
	expect_step(TL_IMAP_AUTHENTICATE, "1", "");
	assert_string_equal(stream.sasl.mechanism, "PLAIN");
	expect_response("bob");
	expect_step(TL_IMAP_AUTHENTICATE, "2", "");
	expect_response("carol");
	expect_response("");
	expect_step(TL_IMAP_AUTHENTICATE, "3", "bob");
	expect_step(TL_IMAP_UNKNOWN, "4", "");
	expect_step(TL_IMAP_UNKNOWN, "DONE", "");
	expect_step(TL_IMAP_LOGOUT, "5", "");
	end();
}

static void expect_reply(const char *tag, const char *status)
{
	struct tl_imap_reply reply;

	assert_true(tl_imap_read_reply(&stream, &message, &at, &reply));
	assert_true(tl_text_is(&reply.tag, tag));
	assert_true(tl_text_is(&reply.status, status));
}

static void test_replies(void **state)
{
	(void)state;
	begin("* OK hello\r\n+ go on\r\n* 3 EXISTS\r\na1 OK in\r\n* 1 FETCH (BODY[] {12}\r\na9 OK hello\r\n)\r\n"
	      "a2 NO {x}\r\na3 BAD what?\r\n* 2 FETCH (BODY[] {99}\r\na4 OK");
	expect_reply("*", "OK");
	expect_reply("a1", "OK");
	expect_reply("a2", "NO");
	expect_reply("a3", "BAD");
	assert_false(tl_imap_read_reply(&stream, &message, &at, &(struct tl_imap_reply){}));
	assert_int_equal(stream.literal, 99 - 5);
	give_back(&message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recognise),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_mechanisms),
		cmocka_unit_test(test_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
