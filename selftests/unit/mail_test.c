// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Conversations of SMTP, IMAP, POP3 and FTP, both sides of them, and what flow records and those of transactions then say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/talks.h"
#include "unit/hello.h"
#include "unit/sampled.h"

#define MILLISECOND 1000000ull

static const struct tl_talks_limits limits = {.talks = 4, .stream_octets = 65536, .transactions = 100};
static struct sampled_connection connection;

static int set_up(void **state)
{
	(void)state;
	connection =
		(struct sampled_connection){.talks = tl_talks_create(&limits),
					    .server_port = connection.server_port, /* of a test that begins again */
					    .now = MILLISECOND};
	return connection.talks ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	tl_talks_destroy(connection.talks);
	return 0;
}

/* Lines of either side: "C:" or "S:" and what it says in one packet, up to NULL. */
static void say(const char *const *lines)
{
	char packet[512];

	for (; *lines; lines++)
		say_sampled(&connection, (*lines)[0] == 'S', packet,
			    (size_t)snprintf(packet, sizeof(packet), "%s\r\n", *lines + 2));
}

static struct tl_record emitted[4];
static struct tl_record_facts facts[4];
static unsigned int emitted_count;

static void keep(void *context, struct tl_record *record)
{
	(void)context;
	assert_true(emitted_count < 4);
	emitted[emitted_count] = *record;
	facts[emitted_count++] = record->facts ? *record->facts : (struct tl_record_facts){};
}

static void end(const char *application, unsigned int records)
{
	struct tl_record record = {
		.key = sampled_key(&connection, 0), .end_reason = TL_END_IDLE, .end = connection.now};

	emitted_count = 0;
	tl_talks_emit(connection.talks, &record, 0, keep, NULL);
	assert_int_equal(emitted_count, records);
	assert_string_equal(emitted[0].protocol, application);
}

static void test_two_mails(void **state)
{
	static const char *const lines[] = {"S:220 mx.example.org ESMTP",
					    "C:EHLO me",
					    "S:250-mx\r\n250 AUTH",
					    "C:AUTH PLAIN AGJvYgBodW50ZXIy",
					    "S:235 in",
					    "C:MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA",
					    "S:250 a\r\n250 b\r\n550 c\r\n354 go",
					    "C:To: x\r\n\r\nhello\r\n.",
					    "S:250 queued",
					    "C:MAIL FROM:<>",
					    "S:250 d",
					    "C:RCPT TO:<g@h>",
					    "S:451 later",
					    "C:QUIT",
					    "S:221 bye",
					    NULL};
	const struct tl_record_smtp *first = &facts[0].smtp, *second = &facts[1].smtp;

	(void)state;
	connection.server_port = 25;
	say(lines);
	end("smtp", 2);
	assert_string_equal(first->greeting, "mx.example.org ESMTP");
	assert_string_equal(first->sender, "a@b");
	assert_string_equal(first->recipient, "c@d");
	assert_int_equal(first->recipients, 2);
	assert_int_equal(first->first_error, 550);
	assert_int_equal(first->last_reply, 250);
	assert_int_equal(first->commands, 0x101d);
	assert_int_equal(first->response_time, 1000);
	assert_int_equal(emitted[1].transaction, 2);
	assert_string_equal(second->client, "me");
	assert_string_equal(second->user, "bob");
	assert_string_equal(second->mechanism, "PLAIN");
	assert_string_equal(second->sender, "<>");
	assert_int_equal(second->first_error, 451);
	assert_int_equal(second->last_reply, 221);
	assert_int_equal(second->commands, 0x40c);
}

/* Of a long mail the end is not sampled; the next one begins behind a gap. */
static void test_long_mail(void **state)
{
	static const char *const before[] = {"S:220 x ESMTP", "C:HELO me",	 "S:250 x", "C:MAIL FROM:<a@b>",
					     "S:250 a",	      "C:RCPT TO:<c@d>", "S:250 b", "C:DATA",
					     "S:354 go",      "C:To: x",	 NULL};
	static const char *const behind[] = {
		"S:250 queued", "C:MAIL FROM:<e@f>", "S:250 d", "C:RCPT TO:<g@h>", "S:250 e",
		"C:QUIT",	"S:221 f",	     NULL};

	(void)state;
	connection.server_port = 2526;
	say(before);
	connection.next[0] += 5000;
	say(behind);
	end("smtp", 2);
	assert_string_equal(facts[0].smtp.recipient, "c@d");
	assert_int_equal(facts[0].smtp.last_reply, 250);
	assert_string_equal(facts[1].smtp.sender, "e@f");
	assert_string_equal(facts[1].smtp.recipient, "g@h");
	assert_int_equal(facts[1].smtp.last_reply, 221);
}

/* Commands that nobody asks for are not sampled, and the end comes behind that gap. */
static void test_unsampled_commands(void **state)
{
	static const char *const before[] = {"S:220 x ESMTP", "C:EHLO me", "S:250 x", NULL};
	static const char *const behind[] = {"C:QUIT", "S:221 f", NULL};

	(void)state;
	connection.server_port = 25;
	say(before);
	connection.next[0] += strlen("NOOP\r\n");
	say(behind);
	end("smtp", 1);
	assert_int_equal(facts[0].smtp.commands, 0x401);
}

static void say_hello(void)
{
	static struct hello hello;
	const struct hello_options options = {.name = "mail.example.net"};

	memset(&hello, 0, sizeof(hello));
	hello_build(&hello, &options);
	say_sampled(&connection, 0, hello.bytes, hello.length);
}

static void expect_handover(const char *application)
{
	say_hello();
	end(application, 1);
	assert_true(facts[0].tls.has_client);
	assert_string_equal(facts[0].tls.server_name, "mail.example.net");
	assert_string_equal(emitted[0].server_name, "mail.example.net");
}

static void test_handovers(void **state)
{
	static const char *const smtp[] = {"S:220 x ESMTP", "C:EHLO me", "S:250 STARTTLS",
					   "C:STARTTLS",    "S:220 go",	 NULL};
	static const char *const imap[] = {"S:* OK ready", "C:a1 STARTTLS", "S:a1 OK go", NULL};
	static const char *const pop3[] = {"S:+OK ready", "C:STLS", "S:+OK go", NULL};
	static const char *const ftp[] = {"S:220 hello", "C:AUTH TLS", "S:234 go", NULL};

	connection.server_port = 5000;
	say(smtp);
	expect_handover("smtp");
	assert_int_equal(facts[0].smtp.commands, 0x801);
	tear_down(state);
	set_up(state);
	say(imap);
	expect_handover("imap");
	tear_down(state);
	set_up(state);
	say(pop3);
	expect_handover("pop3");
	tear_down(state);
	set_up(state);
	say(ftp);
	expect_handover("ftp");
}

static void test_mailboxes(void **state)
{
	static const char *const imap[] = {"S:* OK ready", "C:a1 LOGIN smith secret", "S:a1 NO never",
					   "C:a2 LOGOUT",  "S:* BYE\r\na2 OK x",      NULL};
	static const char *const pop3[] = {"S:+OK ready", "C:USER smith", "S:+OK",     "C:PASS secret",
					   "S:+OK in",	  "C:STAT",	  "S:+OK 0 0", NULL};

	connection.server_port = 5000;
	say(imap);
	end("imap", 1);
	assert_string_equal(facts[0].mailbox.user, "smith");
	assert_string_equal(facts[0].mailbox.login, "NO");
	assert_string_equal(facts[0].mailbox.commands, "LOGIN,LOGOUT");
	assert_int_equal(facts[0].mailbox.response_time, 1000);
	tear_down(state);
	set_up(state);
	say(pop3);
	end("pop3", 1);
	assert_string_equal(facts[0].mailbox.greeting, "ready");
	assert_string_equal(facts[0].mailbox.user, "smith");
	assert_string_equal(facts[0].mailbox.login, "+OK");
	assert_string_equal(facts[0].mailbox.commands, "USER,PASS,STAT");
}

/* A greeting that may be of SMTP or FTP, at a port that says nothing. */
static void test_greetings(void **state)
{
	static const char *const ftp[] = {"S:220 hello",
					  "C:USER joe",
					  "S:331 password?",
					  "C:PASS secret",
					  "S:230 in",
					  "C:PASV",
					  "S:227 Entering (192,0,2,2,4,1)",
					  "C:RETR a file",
					  "S:150 go",
					  "S:226 done",
					  NULL};
	static const char *const smtp[] = {"S:220 hello", "C:HELO me", "S:250 you", NULL};

	connection.server_port = 5000;
	say(ftp);
	end("ftp", 1);
	assert_string_equal(facts[0].ftp.greeting, "hello");
	assert_string_equal(facts[0].ftp.user, "joe");
	assert_string_equal(facts[0].ftp.file, "a file");
	assert_int_equal(facts[0].ftp.data_port, 1025);
	assert_int_equal(facts[0].ftp.last_reply, 226);
	tear_down(state);
	set_up(state);
	say(smtp);
	end("smtp", 1);
	assert_string_equal(facts[0].smtp.greeting, "hello");
	assert_string_equal(facts[0].smtp.client, "me");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_two_mails, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_long_mail, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_unsampled_commands, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_handovers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_mailboxes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_greetings, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
