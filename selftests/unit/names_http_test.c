// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Finding the Host of an HTTP/1 request, and what starts like one. */
#include "names_support.h"

static char long_name[300];

static void expect_host(const char *request, const char *host)
{
	if (host)
		expect_name(request, strlen(request), TL_NAME_HTTP_HOST, host);
	else
		assert_int_equal(look(request, strlen(request)), TL_NAME_ABSENT);
}

static void test_requests(void **state)
{
	(void)state;
	expect_host("GET / HTTP/1.1\r\nHost: " NAME "\r\n\r\n", NAME);
	expect_host("GET / HTTP/1.1\r\nhost:" NAME "\r\n\r\n", NAME);
	expect_host("POST /x HTTP/1.0\r\nA: b\r\nHOST: \t " NAME ":8080 \t \r\n\r\nbody", NAME ":8080");
	expect_host("GET / HTTP/1.1\nA: b\nHost: " NAME "\n\n", NAME);
	expect_host("HEAD / HTTP/1.1\r\nX-Host: no\r\nHost: [2001:db8::1]:80\r\n\r\n", "[2001:db8::1]:80");
	expect_host("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "a:443");
	expect_host("PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n", "a");
	expect_host("UNSUBSCRIBE / HTTP/1.1\r\nHost: a b\r\n\r\n", "a b");
	expect_host("OPTIONS * HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "a");
}

static void test_requests_without_host(void **state)
{
	(void)state;
	expect_host("GET / HTTP/1.0\r\n\r\n", NULL);
	expect_host("GET / HTTP/1.0\n\nHost: a\n\n", NULL);
	expect_host("GET / HTTP/1.0\r\nHost : a\r\n\r\nHost: a\r\n", NULL);
	expect_host("GET / HTTP/1.1\r\nHost:\r\n\r\n", NULL);
	expect_host("GET / HTTP/1.1\r\nHost: \t \r\n folded\r\n\r\n", NULL);
	expect_host("GET / HTTP/1.1\r\nHostess: a\r\n\r\n", NULL);
	expect_host("GET / HTTP/1.1\r\nX: Host: a\r\n\r\n", NULL);
}

static void test_not_http(void **state)
{
	(void)state;
	expect_host("GET rtsp://a/ RTSP/1.0\r\nHost: a\r\n\r\n", NULL);
	expect_host("GET /HTTP/1.1\r\nHost: a\r\n\r\n", NULL);
	expect_host("GET / HTTP/2.0\r\nHost: a\r\n\r\n", NULL);
	expect_host("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", NULL);
	expect_host("GET \n HTTP/1.1\r\nHost: a\r\n\r\n", NULL);
	expect_host("HTTP/1.1 200 OK\r\nHost: a\r\n\r\n", NULL);
	expect_host("QUIT\r\n", NULL);
}

static void test_every_truncation_of_requests(void **state)
{
	static const char request[] =
		"GET /a HTTP/1.1\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\nHost:  " NAME " \r\n\r\n";
	static const char no_host[] = "DELETE /a HTTP/1.1\r\nAccept: */*\r\nX-Forwarded-Host: b\r\n\r\n";

	(void)state;
	expect_name_from(request, sizeof(request) - 1, sizeof(request) - 3, TL_NAME_HTTP_HOST, NAME);
	expect_absent_from(no_host, sizeof(no_host) - 1, sizeof(no_host) - 1);
}

/* Host at each offset: the words that lines are looked for in begin anywhere. */
static void test_host_at_each_offset(void **state)
{
	static char request[TL_NAME_PREFIX + 64];

	(void)state;
	for (int padding = 0; padding < TL_NAME_PREFIX; padding++) {
		int length = sprintf(request, "GET /%0*d HTTP/1.1\r\nHost: " NAME "\r\n", padding, 0);

		if (length <= TL_NAME_PREFIX)
			expect_name(request, length, TL_NAME_HTTP_HOST, NAME);
		else
			assert_int_equal(look(request, length), TL_NAME_ABSENT);
	}
}

static void test_host_lengths(void **state)
{
	char request[700];

	(void)state;
	for (int length = 1; length <= 300; length++) {
		memset(long_name, 0, sizeof(long_name));
		memset(long_name, 'h', length < 299 ? length : 299);
		sprintf(request, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", long_name);
		expect_host(request, length < TL_NAME_SIZE ? long_name : NULL);
		sprintf(request, "GET / HTTP/1.1\r\nHost:%*s%*s\r\n\r\n", length, "a", length / 3, "");
		expect_host(request, length - 1 + length / 3 < TL_HTTP_SPACES_MAX ? "a" : NULL);
	}
}

static void test_many_lines(void **state)
{
	static char request[TL_NAME_PREFIX];
	size_t length;

	(void)state;
	for (int lines = 0; lines < 1300; lines++) {
		length = sprintf(request, "GET / HTTP/1.1\n");
		for (int i = 0; i < lines; i++)
			length += sprintf(request + length, "a\n");
		length += sprintf(request + length, "Host: " NAME "\n");
		/* a line of two bytes takes a turn as a step of 16 bytes does */
		if (lines <= TL_HTTP_LINES_MAX)
			expect_name(request, length, TL_NAME_HTTP_HOST, NAME);
		else
			assert_int_not_equal(look(request, length), TL_NAME_CUT);
	}
}

static void test_starts(void **state)
{
	(void)state;
	assert_true(tl_name_starts(0x16030102));
	assert_true(tl_name_starts(0x16030304));
	assert_false(tl_name_starts(0x16030102 | 0xff));
	assert_false(tl_name_starts(0x17030102));
	assert_false(tl_name_starts(0x16fe0102));
	assert_true(tl_name_starts(0x47455420)); /* "GET " */
	assert_true(tl_name_starts(0x504f5354)); /* "POST" */
	assert_false(tl_name_starts(0x48545450)); /* "HTTP" */
	assert_false(tl_name_starts(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_requests_without_host),
		cmocka_unit_test(test_not_http),
		cmocka_unit_test(test_every_truncation_of_requests),
		cmocka_unit_test(test_host_at_each_offset),
		cmocka_unit_test(test_host_lengths),
		cmocka_unit_test(test_many_lines),
		cmocka_unit_test(test_starts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
