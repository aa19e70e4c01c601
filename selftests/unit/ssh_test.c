// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// uses: user/dissect/ssh.c
/* Identification strings of SSH, whole, at every truncation, and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/ssh.h"

static struct tl_ssh_facts facts;

/* In memory of exactly that size, so that ASan sees what is read outside. */
static enum tl_dissection look_at(const char *text, size_t length)
{
	__u8 *copy = malloc(length ? length : 1);
	struct tl_message message = {.octets = copy, .captured = (__u32)length, .length = (__u32)length};
	enum tl_dissection result;

	assert_non_null(copy);
	memcpy(copy, text, length);
	memset(&facts, 0xa5, sizeof(facts));
	result = tl_ssh_dissect(&message, &facts);
	free(copy);
	return result;
}

static enum tl_dissection look(const char *text)
{
	return look_at(text, strlen(text));
}

static void test_banners(void **state)
{
	(void)state;
	assert_int_equal(look("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n\0\0\5"), TL_DISSECT_WHOLE);
	assert_string_equal(facts.protocol, "2.0");
	assert_string_equal(facts.software, "OpenSSH_9.2p1");
	assert_string_equal(facts.comments, "Debian-2+deb12u3");
	assert_int_equal(look("SSH-1.99-a-b\n"), TL_DISSECT_WHOLE);
	assert_string_equal(facts.protocol, "1.99");
	assert_string_equal(facts.software, "a-b");
	assert_string_equal(facts.comments, "");
	assert_int_equal(look("Welcome\r\nnobody\r\nSSH-2.0-x\r\n"), TL_DISSECT_WHOLE);
	assert_string_equal(facts.software, "x");
}

static void test_every_truncation(void **state)
{
	static const char whole[] = "SSH-2.0-thing 1\r\n";

	(void)state;
	for (size_t length = 0; length < sizeof(whole) - 1; length++) {
		assert_int_equal(look_at(whole, length), length ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN);
		assert_string_equal(facts.software, "");
	}
}

static void test_wrong(void **state)
{
	char text[300] = "SSH-2.0-";

	(void)state;
	assert_int_equal(look("SSH-2.0\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("SSH--x\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("SSH-2.0-a\1\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("SSH-2.0-a\1"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("220 mail\r\n"), TL_DISSECT_FOREIGN);
	memset(text + 8, 'a', 280);
	assert_int_equal(look(text), TL_DISSECT_FOREIGN);
	text[280] = '\n';
	assert_int_equal(look(text), TL_DISSECT_FOREIGN);
	text[255] = '\n';
	assert_int_equal(look(text), TL_DISSECT_WHOLE);
	assert_int_equal(strlen(facts.software), 247);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_banners),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
