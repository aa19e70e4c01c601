// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "view/keys.h"

static const struct {
	const char *octets;
	bool more;
	int key;
	size_t used;
} cases[] = {
	{"q", true, 'q', 1},
	{"qx", true, 'q', 1},
	{"\r", true, TL_KEY_ENTER, 1},
	{"\033[A", true, TL_KEY_UP, 3},
	{"\033OB", true, TL_KEY_DOWN, 3},
	{"\033[5~q", true, TL_KEY_PAGE_UP, 4},
	{"\033[6~", true, TL_KEY_PAGE_DOWN, 4},
	{"\033[1~", true, TL_KEY_HOME, 4},
	{"\033[F", true, TL_KEY_END, 3},
	/* a slow line: the rest may be on its way, or not come at all */
	{"\033", true, TL_KEY_NONE, 0},
	{"\033", false, TL_KEY_ESCAPE, 1},
	{"\033[", true, TL_KEY_NONE, 0},
	{"\033[5", true, TL_KEY_NONE, 0},
	{"\033[5", false, TL_KEY_NONE, 3},
	/* Alt and a letter, or ESC and a letter soon behind it */
	{"\033q", true, TL_KEY_ESCAPE, 1},
	/* what nobody knows is no sequence of letters */
	{"\033[1;5Aq", true, TL_KEY_NONE, 6},
	{"\033[200~", true, TL_KEY_NONE, 6},
	{"\033[Z", true, TL_KEY_NONE, 3},
	{"\xc3\xa9", true, 0xc3, 1},
};

static void sequences_are_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t used = 99;

		assert_int_equal(tl_key_decode(cases[i].octets, strlen(cases[i].octets), cases[i].more, &used),
				 cases[i].key);
		assert_int_equal(used, cases[i].used);
	}
}

/* Anything typed is used up in the end, and nothing is read behind it. */
static void any_octets_come_to_an_end(void **state)
{
	unsigned int seed = 1;

	(void)state;
	for (unsigned int turn = 0; turn < 20000; turn++) {
		char octets[8];
		size_t count = turn % sizeof(octets) + 1, used;

		for (size_t i = 0; i < count; i++) {
			seed = seed * 1103515245 + 12345;
			octets[i] = "\033[O;5~Aq\xff"[seed >> 16 & 7];
		}
		tl_key_decode(octets, count, turn & 1, &used);
		assert_true(used <= count && (used || turn & 1));
	}
}

static void each_key_does_one_thing(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < tl_binding_count; i++) {
		assert_true(tl_bindings[i].shown[0] && tl_bindings[i].help[0]);
		for (unsigned int j = 0; j < 3 && tl_bindings[i].keys[j]; j++)
			assert_ptr_equal(tl_binding_of(tl_bindings[i].keys[j]), &tl_bindings[i]);
	}
	assert_null(tl_binding_of('x'));
	assert_null(tl_binding_of(TL_KEY_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sequences_are_keys),
		cmocka_unit_test(any_octets_come_to_an_end),
		cmocka_unit_test(each_key_does_one_thing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
