// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From a connection's two streams, as they are put together, to transactions. */
#include "hello.h"
#include "offer.h"

extern const struct tl_dissector tl_dissector_http;

#define GET(path) "GET " path " HTTP/1.1\r\nHost: www.example.org\r\n\r\n"
#define OK	  "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 2\r\n\r\nhi"

static struct conversation conversation;

static int set_up(void **state)
{
	(void)state;
	converse(&conversation, &tl_dissector_http, IPPROTO_TCP, 80);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	part(&conversation);
	return 0;
}

static const struct tl_record_http *http_of(__u32 number)
{
	return &said(&conversation, number)->http;
}

/* The side's stream is known that far. */
static enum tl_dissection known(__u8 side, const char *text)
{
	__u32 size = (__u32)strlen(text);

	return offer_octets(&conversation, side, (const __u8 *)text, size, size);
}

/* A response is read once, with the request that it answers: later ones do not change what is behind it. */
static void head_then_get(void **state)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n";

	(void)state;
	known(0, "HEAD /h HTTP/1.1\r\nHost: www.example.org\r\n\r\n");
	known(1, head);
	known(0, "HEAD /h HTTP/1.1\r\nHost: www.example.org\r\n\r\n" GET("/g"));
	known(1, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nHTTP/1.1 404 No\r\n");
	assert_int_equal(conversation.transactions.begun, 2);
	assert_int_equal(http_of(1)->status, 200);
	assert_int_equal(http_of(2)->status, 404);
	assert_string_equal(http_of(2)->target, "/g");
}

/* What follows in the header may never be sampled; if it is, it is added. */
static void header_that_goes_on(void **state)
{
	(void)state;
	assert_int_equal(known(0, "GET /long HTTP/1.1\r\nCookie: 1"), TL_DISSECT_CUT);
	assert_int_equal(conversation.transactions.begun, 1);
	assert_string_equal(http_of(1)->target, "/long");
	assert_int_equal(known(1, "HTTP/1.1 200 OK\r\nSet-Cookie: 2"), TL_DISSECT_CUT);
	assert_int_equal(http_of(1)->status, 200);
	known(0, "GET /long HTTP/1.1\r\nCookie: 1\r\nHost: www.example.org\r\nUser-Agent: curl\r\n\r\n");
	known(1, "HTTP/1.1 200 OK\r\nSet-Cookie: 2\r\nServer: nginx\r\nContent-Type: text/css\r\nContent-Length: "
		 "0\r\n\r\n" OK);
	assert_int_equal(conversation.transactions.begun, 2); /* the second is a response to what was not seen */
	assert_string_equal(http_of(1)->host, "www.example.org");
	assert_string_equal(http_of(1)->user_agent, "curl");
	assert_string_equal(http_of(1)->server, "nginx");
	assert_string_equal(http_of(1)->content_type, "text/css");
	assert_true(http_of(1)->is_timed);
	assert_int_equal(http_of(2)->status, 200);
}

/* The end of a very long request line may never be sampled either: what is kept of it is all there. */
static void line_that_goes_on(void **state)
{
	static const char end[] = " HTTP/1.0\r\nHost: www.example.org\r\n\r\n";
	static char text[5000];
	const __u32 least = sizeof("POST ") - 1 + sizeof(http_of(1)->target), line = sizeof(text) - sizeof(end);

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text, "POST /", sizeof("POST /") - 1);
	memcpy(text + line, end, sizeof(end));
	assert_int_equal(offer_octets(&conversation, 0, (const __u8 *)text, 100, 100), TL_DISSECT_CUT);
	assert_int_equal(conversation.transactions.begun, 0);
	assert_int_equal(offer_octets(&conversation, 0, (const __u8 *)text, line, line), TL_DISSECT_CUT);
	assert_int_equal(conversation.transactions.begun, 1);
	assert_string_equal(http_of(1)->method, "POST");
	assert_int_equal(strlen(http_of(1)->target), sizeof(http_of(1)->target) - 1);
	assert_memory_equal(http_of(1)->target, text + least - sizeof(http_of(1)->target),
			    sizeof(http_of(1)->target) - 1);
	known(1, "HTTP/1.1 414 Too long\r\nContent-Length: 0\r\n\r\n");
	assert_int_equal(http_of(1)->status, 414);
	assert_string_equal(http_of(1)->version, "1.1");
	known(0, text);
	assert_int_equal(conversation.transactions.begun, 1);
	assert_string_equal(http_of(1)->host, "www.example.org");
}

static void whole_at_each_octet(void **state)
{
	static const char requests[] = GET("/1") GET("/2"), responses[] = OK OK;

	(void)state;
	for (__u32 captured = 1; captured < sizeof(requests); captured++)
		offer_octets(&conversation, 0, (const __u8 *)requests, captured, captured);
	for (__u32 captured = 1; captured < sizeof(responses); captured++)
		offer_octets(&conversation, 1, (const __u8 *)responses, captured, captured);
	assert_int_equal(conversation.transactions.begun, 2);
	for (__u32 number = 1; number <= 2; number++) {
		assert_string_equal(http_of(number)->host, "www.example.org");
		assert_string_equal(http_of(number)->server, "nginx");
	}
}

/* A proxy that wants a password first; then TLS goes through it, both ways. */
static void tls_by_connect(void **state)
{
	static const char asked[] = "CONNECT www.example.org:443 HTTP/1.1\r\n\r\n";
	static const char granted[] = "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 Yes\r\n\r\n";
	struct hello_options options = {.name = "www.example.net"};
	__u8 stream[2 * sizeof(asked) + HELLO_ROOM];
	size_t length = 2 * (sizeof(asked) - 1);
	static struct hello hello;

	(void)state;
	memcpy(stream, asked, sizeof(asked));
	memcpy(stream + sizeof(asked) - 1, asked, sizeof(asked));
	assert_int_equal(offer_octets(&conversation, 0, stream, (__u32)length, (__u32)length), TL_DISSECT_CUT);
	assert_int_equal(known(1, granted), TL_DISSECT_CUT);
	assert_int_equal(http_of(2)->status, 200);
	hello_build(&hello, &options);
	memcpy(stream + length, hello.bytes, hello.length);
	length += hello.length;
	assert_int_equal(offer_octets(&conversation, 0, stream, (__u32)length - 1, (__u32)length - 1), TL_DISSECT_CUT);
	assert_int_equal(offer_octets(&conversation, 0, stream, (__u32)length, (__u32)length), TL_DISSECT_WHOLE);
	assert_string_equal(said(&conversation, 1)->tls.server_name, "www.example.net");
	assert_int_equal(known(1, "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 Yes\r\n\r\nSSH-2.0-"),
			 TL_DISSECT_CUT);
	assert_int_equal(conversation.transactions.begun, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(head_then_get, set_up, tear_down),
		cmocka_unit_test_setup_teardown(header_that_goes_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(line_that_goes_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(whole_at_each_octet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tls_by_connect, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
