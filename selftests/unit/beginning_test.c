// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Streams of which the beginning says nothing: a proxy's preface, the end of a message, a keep-alive; then a protocol begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/talks.h"
#include "unit/hello.h"
#include "unit/sampled.h"

#define FIRST	 1000 /* sequence number of either side */
#define OF(text) (text), sizeof(text) - 1
#define GET	 "GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n"
#define OK	 "HTTP/1.1 204 No\r\n\r\n"

static struct sampled_connection connection;
static struct hello hello;
static char protocol[TL_PROTOCOL_SIZE], second_protocol[TL_PROTOCOL_SIZE];
static struct tl_record_facts said, second;

static int set_up(void **state)
{
	const struct tl_talks_limits limits = {.talks = 4, .stream_octets = 65536, .transactions = 100};
	const struct hello_options options = {.name = "www.example.net"};

	(void)state;
	connection = (struct sampled_connection){
		.talks = tl_talks_create(&limits), .server_port = 7777, .next = {FIRST, FIRST}, .now = 1000000};
	memset(second_protocol, 0, sizeof(second_protocol));
	second = (struct tl_record_facts){};
	hello_build(&hello, &options);
	return connection.talks ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	tl_talks_destroy(connection.talks);
	return 0;
}

static void say(unsigned int side, const void *octets, size_t count)
{
	say_sampled(&connection, side, octets, count);
}

static void keep(void *context, struct tl_record *record)
{
	(void)context;
	if (record->transaction) {
		assert_int_equal(record->transaction, 2);
		memcpy(second_protocol, record->protocol, sizeof(second_protocol));
		second = *record->facts;
		return;
	}
	memcpy(protocol, record->protocol, sizeof(protocol));
	said = record->facts ? *record->facts : (struct tl_record_facts){};
}

static void end(void)
{
	struct tl_record record = {
		.key = sampled_key(&connection, 0), .end_reason = TL_END_IDLE, .end = connection.now};

	tl_talks_emit(connection.talks, &record, 0, keep, NULL);
}

/* `of`: what the conversation is called */
static void expect_hello(const char *of)
{
	say(0, hello.bytes, hello.length);
	end();
	assert_string_equal(protocol, of);
	assert_string_equal(said.tls.server_name, "www.example.net");
	assert_true(said.tls.has_ja3);
}

static void behind_socks(void **state)
{
	(void)state;
	say(0, OF("\5\1\0"));
	say(1, OF("\5\0"));
	say(0, OF("\5\1\0\1\xc0\0\2\7\1\xbb"));
	say(1, OF("\5\0\0\1\0\0\0\0\0\0"));
	expect_hello("socks");
}

#define SOCKS_ASKED   "\5\1\0\3\13example.org\0\x50"
#define SOCKS_GRANTED "\5\0\0\1\0\0\0\0\0\0"

static void expect_http(const char *carrier)
{
	end();
	assert_string_equal(protocol, carrier);
	assert_string_equal(second_protocol, "http");
	assert_string_equal(second.http.host, "www.example.org");
	assert_int_equal(second.http.status, 204);
	assert_true(second.http.is_timed);
}

/* A transaction of its own; the flow's record is that of SOCKS. */
static void http_behind_socks(void **state)
{
	(void)state;
	say(0, OF("\5\1\0"));
	say(1, OF("\5\0"));
	say(0, OF(SOCKS_ASKED));
	say(1, OF(SOCKS_GRANTED));
	say(0, OF("GET / HTTP/1.1\r\n"));
	say(0, OF("Host: www.example.org\r\n\r\n"));
	say(1, OF(OK));
	expect_http("socks");
	assert_string_equal(said.service.subject, "example.org");
}

/* With a password, which nobody is told; all at once, as far as the proxy lets one. */
static void http_behind_socks_in_one(void **state)
{
	(void)state;
	say(0, OF("\5\2\0\2"));
	say(1, OF("\5\2"));
	say(0, OF("\1\3bob\6secret" SOCKS_ASKED GET));
	say(1, OF("\1\0" SOCKS_GRANTED OK));
	expect_http("socks");
}

/* The server speaks first; whatever the client sent is behind SOCKS, too. */
static void ssh_behind_socks(void **state)
{
	(void)state;
	say(0, OF("\5\1\0"));
	say(1, OF("\5\0"));
	say(0, OF(SOCKS_ASKED));
	say(1, OF(SOCKS_GRANTED "SSH-2.0-there\r\n"));
	say(0, OF("SSH-2.0-here\r\n"));
	end();
	assert_string_equal(protocol, "socks");
	assert_string_equal(second_protocol, "ssh");
	assert_string_equal(second.ssh.server, "SSH-2.0-there");
	assert_string_equal(second.ssh.client, "SSH-2.0-here");
}

static void ssh_behind_connect(void **state)
{
	(void)state;
	say(0, OF("CONNECT ssh.example.org:22 HTTP/1.1\r\n\r\n"));
	say(1, OF("HTTP/1.1 200 Yes\r\n\r\n"));
	say(1, OF("SSH-2.0-there\r\n"));
	say(0, OF("SSH-2.0-here\r\n"));
	end();
	assert_string_equal(protocol, "http");
	assert_string_equal(said.http.target, "ssh.example.org:22");
	assert_string_equal(second_protocol, "ssh");
	assert_string_equal(second.ssh.server, "SSH-2.0-there");
	assert_string_equal(second.ssh.client, "SSH-2.0-here");
}

/* What was handed on, and comes once more, is not looked at. */
static void socks_sent_again(void **state)
{
	(void)state;
	say(0, OF("\5\1\0" SOCKS_ASKED GET));
	connection.next[0] = FIRST;
	say(0, OF("\5\1\0" SOCKS_ASKED GET));
	say(1, OF("\5\0" SOCKS_GRANTED OK));
	expect_http("socks");
}

/* Both versions of it, in one segment with what follows. */
static void behind_proxy_in_one(void **state)
{
	(void)state;
	say(0, OF("PROXY TCP4 192.0.2.1 192.0.2.2 1111 80\r\n" GET));
	say(1, OF(OK));
	end();
	assert_string_equal(protocol, "http");
	assert_string_equal(said.http.host, "www.example.org");
	assert_int_equal(said.http.status, 204);
}

static void behind_proxy_of_version_2(void **state)
{
	(void)state;
	say(0, OF("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\2\1\xc0\0\2\2\4\x57\0\x50" GET));
	say(1, OF(OK));
	end();
	assert_string_equal(protocol, "http");
	assert_int_equal(said.http.status, 204);
}

static void behind_a_line_of_proxy(void **state)
{
	(void)state;
	say(0, OF("PROXY TCP4 192.0.2.1 192.0.2.2 1111 443\r\n"));
	expect_hello("tls");
}

static void behind_keep_alive(void **state)
{
	(void)state;
	say(0, OF("\0"));
	expect_hello("tls");
}

/* A capture that begins in the middle of a body: requests and responses are those behind it. */
static void behind_a_body(void **state)
{
	(void)state;
	say(1, OF("...the rest of a page</html>"));
	say(0, OF(GET));
	say(1, OF(OK));
	end();
	assert_string_equal(protocol, "http");
	assert_string_equal(said.http.host, "www.example.org");
	assert_int_equal(said.http.status, 204);
}

/* What began before is not taken for a beginning. */
static void nothing_begins(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 8; i++)
		say(0, OF("\x17\3\3\0\x20 data of something that began before"));
	end();
	assert_string_equal(protocol, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(behind_socks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(http_behind_socks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(http_behind_socks_in_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ssh_behind_socks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ssh_behind_connect, set_up, tear_down),
		cmocka_unit_test_setup_teardown(socks_sent_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(behind_proxy_in_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(behind_proxy_of_version_2, set_up, tear_down),
		cmocka_unit_test_setup_teardown(behind_a_line_of_proxy, set_up, tear_down),
		cmocka_unit_test_setup_teardown(behind_keep_alive, set_up, tear_down),
		cmocka_unit_test_setup_teardown(behind_a_body, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_begins, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
