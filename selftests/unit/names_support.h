/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Looking for names in tests: each look is repeated with other bytes behind the message, which must not matter. */
#ifndef TAPLESS_SELFTESTS_NAMES_SUPPORT_H
#define TAPLESS_SELFTESTS_NAMES_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <tapless/names.h>

#define NAME "www.example.org"

static struct tl_name_search search;

static inline enum tl_name_result look_with(const void *bytes, size_t length, int filler)
{
	memset(&search, filler, sizeof(search));
	memcpy(search.bytes, bytes, length < TL_NAME_PREFIX ? length : TL_NAME_PREFIX);
	return tl_name_find(&search, (__u32)length);
}

static inline enum tl_name_result look(const void *bytes, size_t length)
{
	static const int fillers[] = {0, '\n', 0xff};
	enum tl_name_result result = look_with(bytes, length, 'h');

	for (size_t i = 0; i < sizeof(fillers) / sizeof(*fillers); i++)
		assert_int_equal(look_with(bytes, length, fillers[i]), result);
	return result;
}

static inline void expect_name(const void *bytes, size_t length, enum tl_name_kind kind, const char *name)
{
	size_t name_length = strlen(name);

	assert_int_equal(look(bytes, length), TL_NAME_FOUND);
	assert_int_equal(search.kind, kind);
	assert_int_equal(search.length, name_length);
	assert_memory_equal(search.name, name, name_length);
	for (size_t i = name_length; i < TL_NAME_SIZE; i++)
		assert_int_equal(search.name[i], 0);
}

/* Until its last byte has come a message with a name is cut, then the name is found, whatever follows. */
static inline void expect_name_from(const void *bytes, size_t length, size_t found_from, enum tl_name_kind kind,
				    const char *name)
{
	for (size_t cut = 0; cut < found_from; cut++)
		assert_int_equal(look(bytes, cut), TL_NAME_CUT);
	for (size_t cut = found_from; cut <= length; cut++)
		expect_name(bytes, cut, kind, name);
}

/*
 * Cut until all bytes that matter are there, absent from then on: not before `earliest` (a message may tell by its own
 * lengths that nothing more can come), at the latest with its last byte.
 */
static inline void expect_absent_from(const void *bytes, size_t length, size_t earliest)
{
	bool absent = false;

	for (size_t cut = 0; cut <= length; cut++) {
		enum tl_name_result result = look(bytes, cut);

		assert_int_not_equal(result, TL_NAME_FOUND);
		if (absent || cut == length)
			assert_int_equal(result, TL_NAME_ABSENT);
		if (cut < earliest)
			assert_int_equal(result, TL_NAME_CUT);
		absent = result == TL_NAME_ABSENT;
	}
}

#endif
