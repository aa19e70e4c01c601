// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Any text as a filter. What is refused says where and why; what is taken can be asked of rows, and its opposite says the
 * opposite.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query/filter.h"
#include "store/archive.h"
#include "unit/query_support.h"
#include "fuzz.h"

#define INPUT_MAX 512

static const struct tl_window_words clock_words = {.utc = true, .now = QUERY_TIME};

static void ask(const struct tl_filter *filter, const struct tl_filter *opposite)
{
	static void (*const makers[])(struct tl_row * row) = {put_web, put_dns};
	static struct tl_row row;

	for (unsigned int i = 0; i < 2; i++) {
		bool met;

		tl_row_clear(&row);
		makers[i](&row);
		met = tl_filter_match(filter, &row);
		expect(!opposite || tl_filter_match(opposite, &row) != met);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_condition_error error = {.at = SIZE_MAX};
	char text[INPUT_MAX + 1], opposite_text[INPUT_MAX + 16];
	struct tl_filter *filter, *opposite;
	struct tl_field_set fields = {0};
	__u8 hosts[TL_HOSTS_MAX][16];

	if (size > INPUT_MAX)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	filter = tl_filter_parse(text, &clock_words, &error);
	if (!filter) {
		expect(error.at <= strlen(text) && error.text[0]);
		return 0;
	}
	snprintf(opposite_text, sizeof(opposite_text), "not (%s)", strlen(text) ? text : "any");
	opposite = tl_filter_parse(opposite_text, &clock_words, &error); /* NULL: blank, or as deep as can be */
	ask(filter, opposite);
	tl_filter_fields(filter, &fields);
	expect(tl_filter_hosts(filter, hosts, TL_HOSTS_MAX) <= TL_HOSTS_MAX);
	tl_filter_free(opposite);
	tl_filter_free(filter);
	return 0;
}
