// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* FTP's control connection: how it is told from others, commands, and where data goes to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "dissect/ftp.h"
#include "unit/lines_support.h"

static void test_recognise(void **state)
{
	(void)state;
	recognise_truncated(tl_ftp_recognise, "220 (vsFTPd 3.0.3)\r\n");
	recognise_truncated(tl_ftp_recognise, "220-hello\r\n220 you\r\n331 password?\r\n");
	recognise_truncated(tl_ftp_recognise, "220 hello\r\n234 TLS it is\r\n");
	recognise_truncated(tl_ftp_recognise, "USER a\r\nPASS b\r\nSYST\r\n");
	recognise_truncated(tl_ftp_recognise, "AUTH TLS\r\n");
	recognise_truncated(tl_ftp_recognise, "USER anonymous\r\n");
	assert_int_equal(recognise(tl_ftp_recognise, "USER a\r\nPASS b\r\n"), TL_DISSECT_CUT);
	assert_int_equal(recognise(tl_ftp_recognise, "220 hello\r\n"), TL_DISSECT_CUT);
	assert_int_equal(recognise_at(tl_ftp_recognise, "220 hello\r\n", 21, 40000), TL_DISSECT_WHOLE);
	assert_int_equal(recognise_at(tl_ftp_recognise, "USER a\r\n", 40000, 21), TL_DISSECT_WHOLE);
}

static void test_others(void **state)
{
	(void)state;
	assert_int_equal(recognise(tl_ftp_recognise, ""), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_ftp_recognise, "220 ftp.example.org ESMTP\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_ftp_recognise, "220 hello\r\n250 client\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise_at(tl_ftp_recognise, "220 hello\r\n", 25, 40000), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_ftp_recognise, "EHLO x\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_ftp_recognise, "USER x 0 * :real name\r\nNICK x\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_ftp_recognise, "USER a\r\nPASS b\r\nCAPA\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_ftp_recognise, "AUTH PLAIN\r\n"), TL_DISSECT_CUT);
	assert_int_equal(recognise(tl_ftp_recognise, "220\1\r\n"), TL_DISSECT_FOREIGN);
}

static void test_commands(void **state)
{
	static const char text[] = "USER a b\r\nPASS secret\r\nsecret\r\nRETR a file\r\n\xff\xf4\xff\xf2"
				   "ABOR\r\nQUI";
	struct tl_message message = make_message(text, strlen(text), 40000, 21);
	struct tl_ftp_step step;
	__u32 at = 0;

	(void)state;
	assert_true(tl_ftp_read(&message, &at, &step));
	assert_int_equal(step.command, TL_FTP_USER);
	assert_int_equal(step.argument.length, 3);
	assert_true(tl_ftp_read(&message, &at, &step));
	assert_int_equal(step.command, TL_FTP_PASS);
	assert_int_equal(step.argument.length, 0);
	assert_true(tl_ftp_read(&message, &at, &step));
	assert_int_equal(step.command, TL_FTP_UNKNOWN);
	assert_int_equal(step.argument.length, 0);
	assert_true(tl_ftp_read(&message, &at, &step));
	assert_int_equal(step.command, TL_FTP_RETR);
	assert_int_equal(step.argument.length, 6);
	assert_true(tl_ftp_read(&message, &at, &step));
	assert_string_equal(tl_ftp_commands[step.command], "ABOR");
	assert_false(tl_ftp_read(&message, &at, &step));
	give_back(&message);
}

/* What is read of a text: "address:port", or "" */
static void expect_place(bool (*read)(const struct tl_text *, struct tl_ftp_place *), const char *said,
			 const char *wanted)
{
	struct tl_message message = make_message(said, strlen(said), 0, 0);
	struct tl_text text = {(const char *)message.octets, message.captured};
	struct tl_ftp_place place = {};
	char found[32] = "";

	if (read(&text, &place))
		snprintf(found, sizeof(found), "%u.%u.%u.%u:%u", place.address[0], place.address[1], place.address[2],
			 place.address[3], place.port);
	assert_string_equal(found, wanted);
	give_back(&message);
}

static void test_places(void **state)
{
	(void)state;
	expect_place(tl_ftp_read_place, "192,0,2,1,4,1", "192.0.2.1:1025");
	expect_place(tl_ftp_read_place, "Entering Passive Mode (192,0,2,1,4,1).", "192.0.2.1:1025");
	expect_place(tl_ftp_read_place, "mode 1 = 192,0,2,1,4,1", "192.0.2.1:1025");
	expect_place(tl_ftp_read_place, "192,0,2,1,4", "");
	expect_place(tl_ftp_read_place, "192,0,256,1,4,1", "");
	expect_place(tl_ftp_read_place, "", "");
	expect_place(tl_ftp_read_extended_place, "|1|192.0.2.1|1025|", "192.0.2.1:1025");
	expect_place(tl_ftp_read_extended_place, "!1!192.0.2.1!1025!", "192.0.2.1:1025");
	expect_place(tl_ftp_read_extended_place, "|2|2001:db8::1|1025|", "0.0.0.0:1025");
	expect_place(tl_ftp_read_extended_place, "Entering Extended Passive Mode (|||1025|)", "0.0.0.0:1025");
	expect_place(tl_ftp_read_extended_place, "(|||99999|)", "");
	expect_place(tl_ftp_read_extended_place, "|1|192.0.2.1|10", "");
	expect_place(tl_ftp_read_extended_place, "|", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recognise),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
