// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Heads of HTTP messages, whole, at every truncation, and wrong; where their bodies end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/http.h"
#include "unit/exact_message.h"

#define REQUEST                                                                                                        \
	"POST /form?a=b HTTP/1.1\r\nHost: example.com:8080\r\nuser-agent:\tprobe/1.0 (test)  \r\n"                     \
	"Referer: http://example.org/\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nX: y\r\n\r\n"
#define RESPONSE                                                                                                       \
	"HTTP/1.0 404 Not Here\r\nServer: thing/2\r\nContent-Type: text/html; charset=utf-8\r\n"                       \
	"Transfer-Encoding: gzip, chunked\r\n\r\n"
#define CHUNKS "5;ext=1\r\nhello\r\n0A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"

static struct tl_http_request request;
static struct tl_http_response response;
static __u64 end;

static enum tl_dissection ask_of(const char *text, size_t length)
{
	struct tl_message message = exact_message(text, length, length);
	enum tl_dissection result;

	memset(&request, 0xa5, sizeof(request));
	result = tl_http_dissect_request(&message, &request);
	give_back(&message);
	return result;
}

static enum tl_dissection ask(const char *text)
{
	return ask_of(text, strlen(text));
}

static enum tl_dissection answer_of(const char *text, size_t length, const char *method)
{
	struct tl_message message = exact_message(text, length, length);
	enum tl_dissection result;

	memset(&response, 0xa5, sizeof(response));
	result = tl_http_dissect_response(&message, method, &response);
	give_back(&message);
	return result;
}

static enum tl_dissection answer(const char *text, const char *method)
{
	return answer_of(text, strlen(text), method);
}

/* Of what was asked or answered last. */
static enum tl_dissection find_end_of(const char *text, size_t length, const struct tl_http_body *body)
{
	struct tl_message message = exact_message(text, length, length);
	enum tl_dissection result = tl_http_find_end(&message, body, &end);

	give_back(&message);
	return result;
}

static void expect_request(void)
{
	assert_string_equal(request.method, "POST");
	assert_string_equal(request.target, "/form?a=b");
	assert_string_equal(request.version, "1.1");
	assert_string_equal(request.host, "example.com:8080");
	assert_string_equal(request.user_agent, "probe/1.0 (test)");
	assert_string_equal(request.referer, "http://example.org/");
	assert_string_equal(request.content_type, "text/plain");
	assert_int_equal(request.body.start, sizeof(REQUEST) - 1);
	assert_int_equal(request.body.framing, TL_HTTP_LENGTH);
	assert_int_equal(request.body.length, 5);
}

static void test_request(void **state)
{
	(void)state;
	assert_int_equal(ask(REQUEST), TL_DISSECT_WHOLE);
	expect_request();
	assert_int_equal(ask(REQUEST "helloGET / HTTP/1.1\r\n"), TL_DISSECT_WHOLE);
	expect_request();
	assert_int_equal(find_end_of(REQUEST, sizeof(REQUEST) - 1, &request.body), TL_DISSECT_WHOLE);
	assert_int_equal(end, sizeof(REQUEST) - 1 + 5);
}

static void test_response(void **state)
{
	(void)state;
	assert_int_equal(answer(RESPONSE, NULL), TL_DISSECT_WHOLE);
	assert_int_equal(response.status, 404);
	assert_string_equal(response.reason, "Not Here");
	assert_string_equal(response.version, "1.0");
	assert_string_equal(response.server, "thing/2");
	assert_string_equal(response.content_type, "text/html; charset=utf-8");
	assert_int_equal(response.body.framing, TL_HTTP_CHUNKED);
	assert_int_equal(response.body.start, sizeof(RESPONSE) - 1);
	assert_int_equal(answer("HTTP/1.1 200\r\n\r\n", NULL), TL_DISSECT_WHOLE);
	assert_int_equal(response.status, 200);
	assert_string_equal(response.reason, "");
}

/* What a beginning says is what the whole says, or nothing. */
static void expect_beginning(const char *text, const char *whole)
{
	assert_true(!text[0] || !strcmp(text, whole));
}

static void test_every_truncation(void **state)
{
	(void)state;
	for (size_t captured = 0; captured < sizeof(REQUEST) - 1; captured++) {
		assert_int_equal(ask_of(REQUEST, captured), captured ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN);
		assert_int_equal(request.body.start, 0);
		assert_int_equal(request.body.framing, TL_HTTP_UNKNOWN);
		assert_string_equal(request.method, captured > 4 ? "POST" : "");
		assert_string_equal(request.target, captured > 24 ? "/form?a=b" : "");
		assert_string_equal(request.host, captured > 49 ? "example.com:8080" : "");
		expect_beginning(request.user_agent, "probe/1.0 (test)");
		expect_beginning(request.referer, "http://example.org/");
		expect_beginning(request.content_type, "text/plain");
	}
	for (size_t captured = 0; captured < sizeof(RESPONSE) - 1; captured++) {
		assert_int_equal(answer_of(RESPONSE, captured, NULL), captured ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN);
		assert_int_equal(response.status, captured >= 12 ? 404 : 0);
		assert_string_equal(response.version, captured > 7 ? "1.0" : "");
		assert_string_equal(response.reason, captured >= 23 ? "Not Here" : "");
		expect_beginning(response.server, "thing/2");
		expect_beginning(response.content_type, "text/html; charset=utf-8");
		assert_int_equal(response.body.framing, TL_HTTP_UNKNOWN);
	}
}

/* Bare line feeds, empty lines before, folded lines, spaces before the colon: RFC 9112 2.2, 5.1, 5.2. */
static void test_lenient_lines(void **state)
{
	(void)state;
	assert_int_equal(ask("\r\n\nGET / HTTP/1.1\nHost : a\nUser-Agent: b  \n \t c\r\n\td\rx\n"
			     "no field\n: no name\nReferer:\n\n"),
			 TL_DISSECT_WHOLE);
	assert_string_equal(request.method, "GET");
	assert_string_equal(request.host, "a");
	assert_string_equal(request.user_agent, "b c d x");
	assert_string_equal(request.referer, "");
	assert_int_equal(request.body.framing, TL_HTTP_NO_BODY);
	assert_int_equal(ask_of("GET / HTTP/1.1\nHost: a\0b\n\n", 27), TL_DISSECT_WHOLE);
	assert_string_equal(request.host, "a b");
	/* it may be continued */
	assert_int_equal(ask("GET / HTTP/1.1\nHost: a\n"), TL_DISSECT_CUT);
	assert_string_equal(request.host, "");
	assert_int_equal(ask("GET / HTTP/1.1\nHost: a\n \n"), TL_DISSECT_CUT);
	assert_string_equal(request.host, "");
	assert_int_equal(ask("GET / HTTP/1.1\nHost: a\nX"), TL_DISSECT_CUT);
	assert_string_equal(request.host, "a");
}

static void test_methods_and_targets(void **state)
{
	char url[TL_HTTP_URL_SIZE];

	(void)state;
	assert_int_equal(ask("X-Own /a b HTTP/1.1\r\nHost: h\r\nHost: second\r\n\r\n"), TL_DISSECT_WHOLE);
	assert_string_equal(request.method, "X-Own");
	assert_string_equal(request.target, "/a b");
	tl_http_url(&request, url);
	assert_string_equal(url, "http://h/a b");
	assert_int_equal(ask("OPTIONS * HTTP/1.1\r\nHost: h:81\r\n\r\n"), TL_DISSECT_WHOLE);
	tl_http_url(&request, url);
	assert_string_equal(url, "http://h:81");
	assert_int_equal(ask("GET http://a/b HTTP/1.1\r\nHost: h\r\n\r\n"), TL_DISSECT_WHOLE);
	tl_http_url(&request, url);
	assert_string_equal(url, "http://a/b");
	assert_int_equal(ask("CONNECT a:443 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"), TL_DISSECT_WHOLE);
	tl_http_url(&request, url);
	assert_string_equal(url, "a:443");
	assert_int_equal(request.body.framing, TL_HTTP_NO_BODY);
	assert_int_equal(ask("GET /old HTTP/1.0\r\n\r\n"), TL_DISSECT_WHOLE);
	tl_http_url(&request, url);
	assert_string_equal(url, "/old");
	assert_int_equal(ask("CONNECT exam"), TL_DISSECT_CUT);
	assert_string_equal(request.method, "CONNECT");
}

static void test_other_protocols(void **state)
{
	static const char *const others[] = {
		"",
		"\r\n",
		"X-Own / HT", /* perhaps, but too little to tell */
		"GET / SIP/2.0\r\n\r\n",
		"ET / HTTP/1.1\r\n\r\n", /* behind a beginning that was not seen */
		"OST / HTTP/1.1\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"OPTIONS sip:a SIP/2.",
		"GET /\r\n",
		"GET  HTTP/1.1\r\n",
		"GET / HTTP/1.x\r\n",
		"GET / HTTP/1.10\r\n",
		"G\1T / HTTP/1.1\r\n",
		"GET /\1 HTTP/1.1\r\n",
		"GET /\1",
		"EHLO example.com\r\n",
		"AMETHODTHATISTOOLONGTOKEEP / HTTP/1.1\r\n\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(ask(others[i]), TL_DISSECT_FOREIGN);
	assert_int_equal(ask("GET   /x y  HTTP/1.1 \r\nHost: a\r\n\r\n"), TL_DISSECT_WHOLE);
	assert_string_equal(request.method, "GET");
	assert_string_equal(request.target, "/x y");
	assert_int_equal(ask("GET   /x"), TL_DISSECT_CUT);
	assert_int_equal(ask("GET   x"), TL_DISSECT_FOREIGN);
	assert_int_equal(answer("HTTP/2 200\r\n", NULL), TL_DISSECT_FOREIGN);
	assert_int_equal(answer("HTTP/1.1 20\r\n", NULL), TL_DISSECT_FOREIGN);
	assert_int_equal(answer("HTTP/1.1 099 x\r\n", NULL), TL_DISSECT_FOREIGN);
	assert_int_equal(answer("HTTP/1.1 2000\r\n", NULL), TL_DISSECT_FOREIGN);
	assert_int_equal(answer("SSH-2.0-x\r\n", NULL), TL_DISSECT_FOREIGN);
}

static enum tl_http_framing framing(const char *fields)
{
	char text[512] = "HTTP/1.1 200 OK\r\n";

	strcat(text, fields);
	strcat(text, "\r\n");
	assert_int_equal(answer(text, "GET"), TL_DISSECT_WHOLE);
	return response.body.framing;
}

/* RFC 9112 6.3. */
static void test_framing(void **state)
{
	(void)state;
	assert_int_equal(framing(""), TL_HTTP_UNTIL_CLOSE);
	assert_int_equal(framing("Content-Length: 7, 7\r\nContent-Length: 7\r\n"), TL_HTTP_LENGTH);
	assert_int_equal(response.body.length, 7);
	assert_int_equal(framing("Content-Length: 7\r\nContent-Length: 8\r\n"), TL_HTTP_UNKNOWN);
	assert_int_equal(framing("Content-Length: -7\r\n"), TL_HTTP_UNKNOWN);
	assert_int_equal(framing("Content-Length:\r\n"), TL_HTTP_UNKNOWN);
	assert_int_equal(framing("Content-Length: 99999999999999999999999\r\n"), TL_HTTP_UNKNOWN);
	assert_int_equal(framing("Content-Length: 7\r\nTransfer-Encoding: CHUNKED\r\n"), TL_HTTP_CHUNKED);
	assert_int_equal(framing("Transfer-Encoding: chunked, gzip\r\n"), TL_HTTP_UNTIL_CLOSE);
	assert_int_equal(ask("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n"), TL_DISSECT_WHOLE);
	assert_int_equal(request.body.framing, TL_HTTP_UNKNOWN);
	assert_int_equal(answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "HEAD"), TL_DISSECT_WHOLE);
	assert_int_equal(response.body.framing, TL_HTTP_NO_BODY);
	assert_int_equal(answer("HTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\n", NULL), TL_DISSECT_WHOLE);
	assert_int_equal(response.body.framing, TL_HTTP_NO_BODY);
	assert_int_equal(answer("HTTP/1.1 100 Continue\r\n\r\n", NULL), TL_DISSECT_WHOLE);
	assert_true(response.is_interim && response.body.framing == TL_HTTP_NO_BODY);
	assert_int_equal(answer("HTTP/1.1 101 Switching\r\n\r\n", NULL), TL_DISSECT_WHOLE);
	assert_true(response.is_handover && !response.is_interim);
	assert_int_equal(answer("HTTP/1.1 200 Go\r\n\r\n", "CONNECT"), TL_DISSECT_WHOLE);
	assert_true(response.is_handover && response.body.framing == TL_HTTP_NO_BODY);
}

static void test_chunks(void **state)
{
	static const char *const wrong[] = {"x\r\n", "\r\n", "1000000000000000\r\n", "1\r\nab\r\n", "1x\r\n"};
	static const char whole[] = RESPONSE CHUNKS "HTTP/1.1 200 OK\r\n";
	const size_t length = sizeof(RESPONSE CHUNKS) - 1;
	char text[sizeof(RESPONSE) + 32];

	(void)state;
	assert_int_equal(answer(RESPONSE, NULL), TL_DISSECT_WHOLE);
	assert_int_equal(find_end_of(whole, sizeof(whole) - 1, &response.body), TL_DISSECT_WHOLE);
	assert_int_equal(end, length);
	for (size_t captured = response.body.start; captured < length; captured++)
		assert_int_equal(find_end_of(whole, captured, &response.body), TL_DISSECT_CUT);
	strcpy(text, RESPONSE "FFFFFFF4\r\n0\r\n\r\n"); /* one so long that an offset of 32 bits would come back */
	assert_int_equal(find_end_of(text, strlen(text), &response.body), TL_DISSECT_CUT);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		strcpy(text, RESPONSE);
		strcat(text, wrong[i]);
		assert_int_equal(find_end_of(text, strlen(text), &response.body), TL_DISSECT_FOREIGN);
	}
}

/* A text that is too long keeps its beginning. */
static void test_long_texts(void **state)
{
	static char text[8192];
	size_t length;

	(void)state;
	strcpy(text, "GET /");
	memset(text + 5, 'a', 3000);
	strcpy(text + 3005, " HTTP/1.1\r\nHost: ");
	length = strlen(text);
	memset(text + length, 'b', 300);
	strcpy(text + length + 300, "\r\n\r\n");
	assert_int_equal(ask(text), TL_DISSECT_WHOLE);
	assert_int_equal(strlen(request.target), TL_HTTP_TARGET_SIZE - 1);
	assert_int_equal(strlen(request.host), TL_HTTP_HOST_SIZE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_response),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_lenient_lines),
		cmocka_unit_test(test_methods_and_targets),
		cmocka_unit_test(test_other_protocols),
		cmocka_unit_test(test_framing),
		cmocka_unit_test(test_chunks),
		cmocka_unit_test(test_long_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
