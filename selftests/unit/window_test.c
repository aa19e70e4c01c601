// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Times, durations and windows of questions; values as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "query/text.h"
#include "query/window.h"

#define SECOND 1000000000ull
#define NOW    (1795170600ull * SECOND) /* 2026-11-20 10:30:00 UTC, a Friday; 11:30 in Berlin */

static __u64 read_time(const char *text, const char *date, bool utc)
{
	const struct tl_window_words words = {.date = date, .utc = utc, .now = NOW};
	__u64 time;

	return tl_time_read(text, strlen(text), &words, &time) ? 1 : time;
}

static void times_are_read(void **state)
{
	static const struct {
		const char *text, *date;
		__u64 berlin, utc; /* seconds */
	} times[] = {
		{"2026-11-20", NULL, 1795129200, 1795132800},
		{"today", NULL, 1795129200, 1795132800},
		{"yesterday", NULL, 1795042800, 1795046400},
		{"now", NULL, 1795170600, 1795170600},
		{"@1795170600", NULL, 1795170600, 1795170600},
		{"11:00", NULL, 1795168800, 1795086000}, /* 11:00 UTC is to come today */
		{"9:00", "2026-07-01", 1782889200, 1782896400},
		{"09:00", "2026-07-01", 1782889200, 1782896400}, /* summer time */
		{"2026-11-20T10:30", NULL, 1795167000, 1795170600},
		{"2026-11-20 10:30:00", NULL, 1795167000, 1795170600},
		{"2026-11-20T10:30:00Z", NULL, 1795170600, 1795170600},
		{"2026-11-20T11:30:00+01:00", NULL, 1795170600, 1795170600},
		{"2026-11-20T07:00:00-0330", NULL, 1795170600, 1795170600},
		{"24:00", "2026-11-20", 1795215600, 1795219200},
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		assert_int_equal(read_time(times[i].text, times[i].date, false) / SECOND, times[i].berlin);
		assert_int_equal(read_time(times[i].text, times[i].date, true) / SECOND, times[i].utc);
	}
	assert_int_equal(read_time("2026-11-20T10:30:00.250Z", NULL, true), NOW + SECOND / 4);
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const texts[] = {"",
					    "9:0",
					    "x:00",
					    "25:00",
					    "09:60",
					    "09:00x",
					    "2026-13-01",
					    "2026-11-20T",
					    "2026-11-20Tx",
					    "tomorrow",
					    "2026-11-201",
					    "2026-11-20T10:30+9999",
					    "@",
					    "@-1",
					    "1/2/2026",
					    "2026-11-20T10:30:00ZZ"};

	(void)state;
	for (unsigned int i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (read_time(texts[i], NULL, true) != 1)
			fail_msg("`%s` was taken for a time", texts[i]);
}

static void durations_are_read(void **state)
{
	static const struct {
		const char *text;
		__u64 nanoseconds;
	} durations[] = {
		{"90", 90 * SECOND},
		{"1.5h", 5400 * SECOND},
		{"2h30m", 9000 * SECOND},
		{"300ms", 300000000ull},
		{"7d", 604800 * SECOND},
		{"50us", 50000},
		{"3ns", 3},
		{"2min", 120 * SECOND},
	};
	static const char *const wrong[] = {"", "h", "-1s", "1x", "1h-", "inf", "1e400s", "99999999999999999999d"};
	__u64 nanoseconds;

	(void)state;
	for (unsigned int i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
		assert_int_equal(tl_duration_read(durations[i].text, strlen(durations[i].text), &nanoseconds), 0);
		assert_int_equal(nanoseconds, durations[i].nanoseconds);
	}
	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (!tl_duration_read(wrong[i], strlen(wrong[i]), &nanoseconds))
			fail_msg("`%s` was taken for a duration", wrong[i]);
}

static void windows_are_read(void **state)
{
	static const struct {
		const char *from, *to, *date, *last;
		__u64 begin, end; /* seconds; 0: refused */
	} windows[] = {
		{NULL, NULL, NULL, NULL, 0, UINT64_MAX / SECOND},
		{"09:00", "10:00", NULL, NULL, 1795165200, 1795168800},
		{"09:00", "10:00", "yesterday", NULL, 1795078800, 1795082400},
		{"23:00", "01:00", NULL, NULL, 1795129200, 1795136400},
		{"23:00", "01:00", "2026-11-18", NULL, 1795042800, 1795050000},
		{NULL, NULL, "2026-11-19", NULL, 1795046400, 1795132800},
		{"22:00", NULL, "2026-11-19", NULL, 1795125600, 1795132800},
		{NULL, NULL, NULL, "1h", 1795167000, 1795170600},
		{NULL, "10:00", NULL, "30m", 1795167000, 1795168800},
		{"10:00", NULL, NULL, "1h", 0, 0},
		{"10:00", "2026-11-20T09:00", NULL, NULL, 0, 0},
		{"never", NULL, NULL, NULL, 0, 0},
		{NULL, NULL, "friday", NULL, 0, 0},
		{NULL, NULL, NULL, "long", 0, 0},
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		const struct tl_window_words words = {windows[i].from, windows[i].to, windows[i].date,
						      windows[i].last, true,	      NOW};
		struct tl_window window;
		int status = tl_window_read(&window, &words);

		assert_int_equal(status != 0, !windows[i].end);
		if (status)
			continue;
		if (window.from / SECOND != windows[i].begin || window.to / SECOND != windows[i].end)
			fail_msg("window %u is %llu to %llu", i, window.from / SECOND, window.to / SECOND);
	}
}

static const char *text_of(enum tl_meaning meaning, __u64 number, bool exact)
{
	static char text[TL_VALUE_SIZE];
	const struct tl_text_style style = {.exact = exact};

	tl_value_text(text, sizeof(text), meaning, &(struct tl_datum){.is_present = true, .number = number}, &style);
	return text;
}

static void numbers_are_written(void **state)
{
	(void)state;
	assert_string_equal(text_of(TL_MEANING_NUMBER, 9999, false), "9999");
	assert_string_equal(text_of(TL_MEANING_NUMBER, 1234567, false), "1.2M");
	assert_string_equal(text_of(TL_MEANING_NUMBER, 999960, false), "1.0M");
	assert_string_equal(text_of(TL_MEANING_NUMBER, UINT64_MAX, false), "18.4E");
	assert_string_equal(text_of(TL_MEANING_NUMBER, 1234567, true), "1234567");
	assert_string_equal(text_of(TL_MEANING_IDENTIFIER, 65535, false), "65535");
	assert_string_equal(text_of(TL_MEANING_DURATION, 0, false), "0 s");
	assert_string_equal(text_of(TL_MEANING_DURATION, 870, false), "870 ns");
	assert_string_equal(text_of(TL_MEANING_DURATION, 12345678, false), "12.3 ms");
	assert_string_equal(text_of(TL_MEANING_DURATION, 59900000000, false), "59.9 s");
	assert_string_equal(text_of(TL_MEANING_DURATION, 750 * SECOND, false), "12m30");
	assert_string_equal(text_of(TL_MEANING_DURATION, 11100 * SECOND, false), "3h05");
	assert_string_equal(text_of(TL_MEANING_DURATION, 52 * 3600 * SECOND, false), "52h00");
	assert_string_equal(text_of(TL_MEANING_DURATION, 1500000000, true), "1.5");
	assert_string_equal(text_of(TL_MEANING_DURATION, 0, true), "0");
	assert_string_equal(text_of(TL_MEANING_PROTOCOL, 6, false), "tcp");
	assert_string_equal(text_of(TL_MEANING_PROTOCOL, 200, false), "200");
	assert_string_equal(text_of(TL_MEANING_FLAGS, 0x12, false), "SA");
	assert_string_equal(text_of(TL_MEANING_FLAGS, 0, false), ".");
	assert_string_equal(text_of(TL_MEANING_BOOLEAN, 1, false), "true");
	assert_string_equal(text_of(TL_MEANING_SIGNED, (__u64)-5, false), "-5");
	assert_string_equal(text_of(TL_MEANING_TIME, NOW + 123456789, false), "11:30:00.123");
	assert_string_equal(text_of(TL_MEANING_TIME, NOW + 123456789, true), "2026-11-20T11:30:00.123456789+01:00");
}

static void octets_are_written(void **state)
{
	static const struct {
		enum tl_meaning meaning;
		const char *octets;
		__u32 length;
		const char *exact, *human;
	} values[] = {
		{TL_MEANING_TEXT, "example.org", 11, "example.org", "example.org"},
		{TL_MEANING_TEXT, "nul\0\0", 5, "nul", "nul"},
		{TL_MEANING_TEXT, "\x1b[31m\xff", 6, "\\x1b[31m\\xff", "\\x1b[31m\\xff"},
		{TL_MEANING_TEXT,
		 "a\xe2\x80\xae"
		 "b",
		 5,
		 "a\xe2\x80\xae"
		 "b",
		 "a?b"}, /* turns the writing around */
		{TL_MEANING_ADDRESS, "\x0a\0\0\5", 4, "10.0.0.5", "10.0.0.5"},
		{TL_MEANING_ADDRESS, "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16, "2001:db8::1", "2001:db8::1"},
		{TL_MEANING_ADDRESS, "abc", 3, "", ""},
		{TL_MEANING_MAC, "\2\0\0\0\0\xff", 6, "02:00:00:00:00:ff", "02:00:00:00:00:ff"},
		{TL_MEANING_HEX, "\xde\xad", 2, "dead", "dead"},
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const struct tl_datum value = {
			.is_present = true, .length = values[i].length, .octets = (const __u8 *)values[i].octets};
		char text[TL_VALUE_SIZE];

		tl_value_text(text, sizeof(text), values[i].meaning, &value, &(struct tl_text_style){.exact = true});
		assert_string_equal(text, values[i].exact);
		tl_value_text(text, sizeof(text), values[i].meaning, &value, &(struct tl_text_style){.exact = false});
		assert_string_equal(text, values[i].human);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_read),      cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(durations_are_read),  cmocka_unit_test(windows_are_read),
		cmocka_unit_test(numbers_are_written), cmocka_unit_test(octets_are_written),
	};

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
