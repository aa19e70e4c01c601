// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* SMTP's two directions: how they are told from others, what a client says, who logs in, replies of several lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/smtp.h"
#include "unit/lines_support.h"

static struct tl_smtp_client client;
static struct tl_message message;
static struct tl_smtp_step step;
static __u32 at;

static void begin(const char *text)
{
	memset(&client, 0, sizeof(client));
	message = make_message(text, strlen(text), 40000, 25);
	at = 0;
}

static void expect(__u32 command, const char *argument, const char *user)
{
	assert_true(tl_smtp_read(&client, &message, &at, &step));
	assert_int_equal(step.command, command);
	assert_int_equal(step.argument.length, strlen(argument));
	assert_memory_equal(step.argument.at ? step.argument.at : "", argument, strlen(argument));
	assert_string_equal(step.user, user);
}

static void end(void)
{
	assert_false(tl_smtp_read(&client, &message, &at, &step));
	give_back(&message);
}

static void test_recognise(void **state)
{
	(void)state;
	recognise_truncated(tl_smtp_recognise, "220 mx.example.org ESMTP Postfix\r\n");
	recognise_truncated(tl_smtp_recognise, "220-hello\r\n220 you\r\n250 client\r\n");
	recognise_truncated(tl_smtp_recognise, "EHLO client.example.org\r\n");
	recognise_truncated(tl_smtp_recognise, "mail from:<a@b>\r\n");
	assert_int_equal(recognise(tl_smtp_recognise, "220 hello\r\n"), TL_DISSECT_CUT);
	assert_int_equal(recognise(tl_smtp_recognise, "QUIT\r\n"), TL_DISSECT_CUT);
	assert_int_equal(recognise_at(tl_smtp_recognise, "220 hello\r\n", 25, 40000), TL_DISSECT_WHOLE);
	assert_int_equal(recognise_at(tl_smtp_recognise, "554 no service\r\n", 587, 40000), TL_DISSECT_WHOLE);
}

static void test_others(void **state)
{
	(void)state;
	assert_int_equal(recognise(tl_smtp_recognise, ""), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_smtp_recognise, "220 FTP server\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_smtp_recognise, "220 hello\r\n331 password\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise_at(tl_smtp_recognise, "220 hello\r\n", 21, 40000), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_smtp_recognise, "554 no service\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_smtp_recognise, "200 news\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_smtp_recognise, "220\1\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_smtp_recognise, "USER somebody\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_smtp_recognise, "GET / HTTP/1.1\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(recognise(tl_smtp_recognise, "EHLOHELO\r\n"), TL_DISSECT_FOREIGN);
}

/* RFC 5321 4.1.2: a quoted local part may hold spaces and brackets. */
static void test_quoted(void **state)
{
	(void)state;
	begin("MAIL FROM:<\"a b>c\\\"d\"@e> SIZE=3\r\nRCPT TO:<\"open@e>\r\nMAIL FROM:a@b AUTH=<>\r\n");
	expect(TL_SMTP_MAIL, "\"a b>c\\\"d\"@e", "");
	expect(TL_SMTP_RCPT, "<\"open@e>", "");
	expect(TL_SMTP_MAIL, "a@b", "");
	end();
}

static void test_mail(void **state)
{
	(void)state;
	begin("EHLO me\r\nMAIL FROM:<a@b> SIZE=3\r\nRCPT TO: <c@d>\r\nRCPT TO:e@f\r\nDATA\r\nTo: "
	      "x\r\n\r\nQUIT\r\n..\r\n.\r\n"
	      "MAIL FROM:<>\r\nRSET\r\nXYZ\r\nQUIT\r\nNO");
	expect(TL_SMTP_EHLO, "me", "");
	expect(TL_SMTP_MAIL, "a@b", "");
	expect(TL_SMTP_RCPT, "c@d", "");
	expect(TL_SMTP_RCPT, "e@f", "");
	expect(TL_SMTP_DATA, "", "");
	expect(TL_SMTP_END, "", "");
	expect(TL_SMTP_MAIL, "<>", "");
	expect(TL_SMTP_RSET, "", "");
	expect(TL_SMTP_UNKNOWN, "", "");
	expect(TL_SMTP_QUIT, "", "");
	end();
}

static void test_no_mail(void **state)
{
	(void)state;
	begin("DATA\r\nQUIT\r\n");
	expect(TL_SMTP_DATA, "", "");
	expect(TL_SMTP_QUIT, "", "");
	end();
	begin("MAIL FROM:<a@b>\r\n");
	assert_true(tl_smtp_follows_mail(&message));
	give_back(&message);
	begin("mail from:\r\nit begins so\r\n");
	message.captured = 5;
	assert_false(tl_smtp_follows_mail(&message));
	give_back(&message);
	begin("BDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nRSET\r\nQUIT\r\n");
	expect(TL_SMTP_DATA, "", "");
	expect(TL_SMTP_DATA, "", "");
	expect(TL_SMTP_QUIT, "", "");
	end();
}

static void test_login(void **state)
{
	(void)state;
	begin("AUTH PLAIN AGJvYgBodW50ZXIy\r\nauth plain\r\nYm9zcwBhbGljZQBzZWNyZXQ=\r\n"
	      "AUTH LOGIN\r\nY2Fyb2w=\r\nc2VjcmV0\r\nAUTH LOGIN ZGF2ZQ==\r\nc2VjcmV0\r\nc2VjcmV0\r\n"
	      "AUTH CRAM-MD5\r\ndGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\r\n");
	expect(TL_SMTP_AUTH, "", "bob");
	expect(TL_SMTP_AUTH, "", "");
	expect(TL_SMTP_RESPONSE, "", "alice");
	expect(TL_SMTP_AUTH, "", "");
	expect(TL_SMTP_RESPONSE, "", "carol");
	expect(TL_SMTP_RESPONSE, "", "");
	expect(TL_SMTP_AUTH, "", "dave");
	expect(TL_SMTP_RESPONSE, "", "");
	expect(TL_SMTP_UNKNOWN, "", ""); /* there is no third one */
	expect(TL_SMTP_AUTH, "", "");
	assert_string_equal(client.sasl.mechanism, "CRAM-MD5");
	expect(TL_SMTP_RESPONSE, "", "tim");
	end();
}

static void test_other_mechanisms(void **state)
{
	(void)state;
	/* RFC 5802 5, RFC 7628 4.1, and what Google says of XOAUTH2 */
	begin("AUTH SCRAM-SHA-1 biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM\r\n"
	      "AUTH XOAUTH2 dXNlcj11QHgBYXV0aD1CZWFyZXIgdG9rAQE=\r\n*\r\n"
	      "AUTH GSSAPI =\r\nAUTH EXTERNAL\r\n=\r\nAUTH \1\r\nAUTH\r\n");
	expect(TL_SMTP_AUTH, "", "user");
	expect(TL_SMTP_AUTH, "", "u@x");
	expect(TL_SMTP_RESPONSE, "", "");
	assert_false(client.sasl.is_open);
	expect(TL_SMTP_AUTH, "", "");
	expect(TL_SMTP_AUTH, "", "");
	expect(TL_SMTP_RESPONSE, "", "");
	expect(TL_SMTP_AUTH, "", "");
	assert_string_equal(client.sasl.mechanism, "");
	expect(TL_SMTP_AUTH, "", "");
	end();
}

static void test_replies(void **state)
{
	static const char text[] = "220-one\r\n220 two\r\n250-\r\n250-x\r\n250 y\r\nnothing\r\n354\r\n";
	struct tl_reply reply;

	(void)state;
	begin(text);
	assert_int_equal(tl_reply_read(&message, at, &reply, &at), TL_DISSECT_WHOLE);
	assert_int_equal(reply.code, 220);
	assert_memory_equal(reply.text.at, "one", reply.text.length);
	assert_int_equal(tl_reply_read(&message, at, &reply, &at), TL_DISSECT_WHOLE);
	assert_int_equal(reply.code, 250);
	assert_memory_equal(reply.text.at, "x", reply.text.length);
	assert_int_equal(tl_reply_read(&message, at, &reply, &at), TL_DISSECT_FOREIGN);
	assert_int_equal(tl_reply_read(&message, at, &reply, &at), TL_DISSECT_WHOLE);
	assert_int_equal(reply.code, 354);
	assert_int_equal(at, strlen(text));
	assert_int_equal(tl_reply_read(&message, at, &reply, &at), TL_DISSECT_CUT);
	give_back(&message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recognise),	 cmocka_unit_test(test_others),	 cmocka_unit_test(test_mail),
		cmocka_unit_test(test_quoted),		 cmocka_unit_test(test_no_mail), cmocka_unit_test(test_login),
		cmocka_unit_test(test_other_mechanisms), cmocka_unit_test(test_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
