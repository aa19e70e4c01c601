// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What stands in front of a message with a name. */
#include "names_support.h"

static const __u8 proxy_2[] = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n', 0x21, 0x11, 0,
			       12,   1,	   2,	 3,    4, 5,	6,    7,   8,	9,   10,  11,	12,   'G'};

/* The octets that are passed over; what stands behind the payload must not matter. */
static __u32 preface(const void *bytes, __u32 length)
{
	static const int fillers[] = {'\n', '\r', 0, 0xff};
	__u32 found = 0;

	for (size_t i = 0; i < sizeof(fillers) / sizeof(*fillers); i++) {
		memset(&search, fillers[i], sizeof(search));
		memcpy(search.bytes, bytes, length < TL_PREFACE_MOST ? length : TL_PREFACE_MOST);
		tl_name_preface(&search, length);
		assert_true(!i || search.position == found);
		found = search.position;
	}
	memcpy(search.bytes, bytes, sizeof(__u32));
	assert_true(!found || length < sizeof(__u32) || tl_preface_starts(tl_name_read32(&search, 0)));
	return found;
}

/* Cut before its end it is none. */
static void expect_preface(const void *bytes, __u32 length, __u32 size)
{
	for (__u32 cut = 4; cut <= length; cut++)
		assert_int_equal(preface(bytes, cut), cut < size ? 0 : size);
}

static void test_records(void **state)
{
	(void)state;
	expect_preface("\x14\3\3\0\1\1\x16\3\1", 9, 6);
	expect_preface("\x15\3\1\0\2\1\x70\x16\3\1", 10, 7);
	assert_int_equal(preface("\x15\3\1\0\2\2\x70\x16\3\1", 10), 0); /* fatal */
	assert_int_equal(preface("\x15\3\3\0\x1a\1\x70\x16\3\1", 10), 0); /* encrypted */
	assert_int_equal(preface("\x14\3\3\0\2\1\1\x16\3\1", 10), 0);
	assert_int_equal(preface("\x17\3\3\0\1\1\x16\3\1", 9), 0);
}

static void test_empty_lines(void **state)
{
	(void)state;
	assert_int_equal(preface("\r\nGET ", 6), 2);
	assert_int_equal(preface("\nGET ", 5), 1);
	assert_int_equal(preface("\r\n\r\n\r\nGET ", 10), 6);
	assert_int_equal(preface("\r\n\r\n", 4), 4);
	assert_int_equal(preface("\r\n\r\n\r\n\r\nGET ", 12), 0);
}

static void test_proxy(void **state)
{
	static char line[200] = "PROXY TCP4 192.0.2.1 192.0.2.2 1111 443\r\nGET ";

	(void)state;
	expect_preface(line, 46, 41);
	assert_int_equal(preface("PROXIES\r\n", 9), 0);
	memset(line + 6, 'a', sizeof(line) - 6);
	for (__u32 end = 8; end < sizeof(line) - 1; end++) {
		memcpy(line + end, "\nG", 2);
		assert_int_equal(preface(line, sizeof(line)), end < TL_PREFACE_MOST ? end + 1 : 0);
		line[end] = 'a';
	}
}

static void test_proxy_2(void **state)
{
	__u8 other[sizeof(proxy_2)];

	(void)state;
	assert_int_equal(preface(proxy_2, sizeof(proxy_2)), sizeof(proxy_2) - 1);
	assert_int_equal(preface(proxy_2, sizeof(proxy_2) - 1), sizeof(proxy_2) - 1);
	assert_int_equal(preface(proxy_2, sizeof(proxy_2) - 2), 0);
	memcpy(other, proxy_2, sizeof(other));
	other[12] = 0x11; /* another version: what it begins with ends lines */
	assert_int_equal(preface(other, sizeof(other)), 4);
	other[12] = 0x21;
	other[14] = 0xff;
	assert_int_equal(preface(other, sizeof(other)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_empty_lines),
		cmocka_unit_test(test_proxy),
		cmocka_unit_test(test_proxy_2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
