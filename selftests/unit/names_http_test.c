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

/* What servers refuse, or need not take, tells all the same who was asked for. */
static void test_requests_with_errors(void **state)
{
	(void)state;
	expect_host("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "a");
	expect_host("GET / HTTP/1.1\r\nhost \t \t \t :a\r\n\r\n", "a");
	expect_host("GET / HTTP/1.1\r\nHost x: no\r\nHost: a\r\n\r\n", "a");
	expect_host("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "a");
	expect_host("GET / HTTP/1.1\r\nHost:\r\nHost: \t\r\nHost: a\r\n\r\n", "a");
}

static void test_methods(void **state)
{
#define METHOD(method) method,
	static const char *const methods[] = {TL_HTTP_METHOD_LIST(METHOD)};
#undef METHOD
	char request[128];

	(void)state;
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		sprintf(request, "%s / HTTP/1.1\r\nHost: a\r\n\r\n", methods[i]);
		memcpy(search.bytes, request, sizeof(__u32));
		assert_true(tl_name_starts(tl_name_read32(&search, 0), false));
		expect_host(request, "a");
	}
	expect_host("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "a");
	expect_host("M-OWN / HTTP/1.1\r\nHost: a\r\n\r\n", "a");
	expect_host("brew / HTTP/1.1\r\nHost: a\r\n\r\n", NULL);
}

/* An unknown word is waited for when its line was a request's. */
static void test_awaited(void **state)
{
	static const char request[] = "BREW / HTTP/1.1\r\nA: b\r\n";

	(void)state;
	for (__u32 length = 0; length < sizeof(request); length++) {
		assert_int_equal(look(request, length), TL_NAME_CUT);
		assert_int_equal(tl_name_is_awaited(&search, length), length < 4 || length >= 17);
	}
	assert_int_equal(look("GET ", 4), TL_NAME_CUT);
	assert_true(tl_name_is_awaited(&search, 4));
}

static void test_requests_without_host(void **state)
{
	(void)state;
	expect_host("GET / HTTP/1.0\r\n\r\n", NULL);
	expect_host("GET / HTTP/1.0\n\nHost: a\n\n", NULL);
	expect_host("GET / HTTP/1.0\r\nHost a: b\r\n\r\nHost: a\r\n", NULL);
	expect_host("GET / HTTP/1.0\r\nHost        : eight blanks\r\n\r\n", NULL);
	expect_host("GET / HTTP/1.0\r\nHost \r\n: a\r\n\r\n", NULL);
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
	expect_host("GET / HTTP/1.1  \r\nHost: a\r\n\r\n", NULL);
	expect_host("BREW / HTCPCP/1.0\r\nHost: a\r\n\r\n", NULL);
	expect_host("SSH-2.0-a\r\nHost: a\r\n\r\n", NULL);
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
	assert_true(tl_name_starts(0x16030102, false));
	assert_true(tl_name_starts(0x16030304, false));
	assert_false(tl_name_starts(0x16030102 | 0xff, false));
	assert_false(tl_name_starts(0x17030102, false));
	assert_false(tl_name_starts(0x16fe0102, false));
	assert_true(tl_name_starts(0x47455420, false)); /* "GET " */
	assert_true(tl_name_starts(0x504f5354, false)); /* "POST" */
	assert_false(tl_name_starts(0x48545450, false)); /* "HTTP" */
	assert_false(tl_name_starts(0, false));
	assert_false(tl_name_starts(0x42524557, false)); /* "BREW" */
	assert_true(tl_name_starts(0x42524557, true));
	assert_true(tl_name_starts(0x4d2d5820, true)); /* "M-X " */
	assert_false(tl_name_starts(0x48545450, true)); /* "HTTP" */
	assert_false(tl_name_starts(0x41420001, true));
	assert_false(tl_name_starts(0x41424380, true));
	assert_false(tl_name_starts(0x41202020, true));
	assert_false(tl_name_starts(0x61626364, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_requests_with_errors),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_awaited),
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
