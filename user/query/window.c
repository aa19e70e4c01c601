// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "window.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../lib/log.h"
#include "../lib/octets.h"

#define DAY (86400 * TL_SECOND)

#define FORMS "09:00, 2026-11-20, 2026-11-20T09:00:30, today, yesterday or now"

struct moment {
	struct tm parts;
	__u64 fraction; /* nanoseconds */
	bool has_zone;
	long zone; /* seconds east of Greenwich */
};

static bool take_digits(const char **at, unsigned int count, int *number)
{
	*number = 0;
	for (unsigned int i = 0; i < count; i++, (*at)++) {
		if (!isdigit((unsigned char)**at))
			return false;
		*number = *number * 10 + **at - '0';
	}
	return !isdigit((unsigned char)**at);
}

static bool take_mark(const char **at, char mark)
{
	return **at == mark ? (*at)++, true : false;
}

static bool take_date(const char **at, struct tm *parts)
{
	int year, month, day;

	if (!take_digits(at, 4, &year) || !take_mark(at, '-') || !take_digits(at, 2, &month) || !take_mark(at, '-') ||
	    !take_digits(at, 2, &day) || year < 1970 || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	parts->tm_year = year - 1900;
	parts->tm_mon = month - 1;
	parts->tm_mday = day;
	return true;
}

static void take_fraction(const char **at, __u64 *nanoseconds)
{
	__u64 unit = TL_SECOND / 10;

	for (; isdigit((unsigned char)**at); (*at)++, unit /= 10)
		*nanoseconds += (__u64)(**at - '0') * unit;
}

/* "9:00", which people type for 09:00 */
static bool is_short_clock(const char *at)
{
	return at[0] && at[1] == ':';
}

static bool take_clock(const char **at, struct moment *moment)
{
	struct tm *parts = &moment->parts;

	if (!take_digits(at, is_short_clock(*at) ? 1 : 2, &parts->tm_hour) || !take_mark(at, ':') ||
	    !take_digits(at, 2, &parts->tm_min))
		return false;
	if (take_mark(at, ':') && !take_digits(at, 2, &parts->tm_sec))
		return false;
	if (take_mark(at, '.'))
		take_fraction(at, &moment->fraction);
	return parts->tm_hour <= 24 && parts->tm_min < 60 && parts->tm_sec <= 60;
}

/* "Z", "+01:00", "-0330" */
static bool take_zone(const char **at, struct moment *moment)
{
	bool is_west = **at == '-';
	int hours, minutes = 0;

	if (take_mark(at, 'Z')) {
		moment->has_zone = true;
		return true;
	}
	if (!take_mark(at, '+') && !take_mark(at, '-'))
		return true;
	for (hours = 0; isdigit((unsigned char)**at) && hours < 10000; (*at)++)
		hours = hours * 10 + **at - '0';
	if (take_mark(at, ':')) {
		if (!take_digits(at, 2, &minutes))
			return false;
	} else if (hours > 99) {
		minutes = hours % 100;
		hours /= 100;
	}
	moment->has_zone = true;
	moment->zone = (is_west ? -1 : 1) * (hours * 3600L + minutes * 60L);
	return hours < 24 && minutes < 60;
}

static __u64 time_of(const struct moment *moment, bool utc)
{
	struct tm parts = moment->parts;
	time_t seconds;

	parts.tm_isdst = -1;
	seconds = utc || moment->has_zone ? timegm(&parts) - moment->zone : mktime(&parts);
	return seconds < 0 ? 0 : (__u64)seconds * TL_SECOND + moment->fraction;
}

static void split(struct tm *parts, __u64 time, bool utc)
{
	time_t seconds = (time_t)(time / TL_SECOND);

	if (utc)
		gmtime_r(&seconds, parts);
	else
		localtime_r(&seconds, parts);
}

/* Midnight of the day, or the day before. */
static void set_day(struct moment *moment, __u64 time, bool utc, int days_before)
{
	*moment = (struct moment){0};
	split(&moment->parts, time, utc);
	moment->parts.tm_hour = moment->parts.tm_min = moment->parts.tm_sec = 0;
	moment->parts.tm_mday -= days_before;
}

static bool take_day(const char **at, struct moment *moment, const struct tl_window_words *words)
{
	static const char *const days[] = {"today", "yesterday"};

	for (int i = 0; i < 2; i++) {
		if (strcmp(*at, days[i]) != 0)
			continue;
		set_day(moment, words->now, words->utc, i);
		*at += strlen(days[i]);
		return true;
	}
	*moment = (struct moment){0};
	return take_date(at, &moment->parts);
}

/* A time of a day that is not told: the last one. */
static int read_clock(const char *at, const struct tl_window_words *words, __u64 *time)
{
	const char *date = words->date;
	struct moment moment;

	if (date && (!take_day(&date, &moment, words) || *date))
		return -EINVAL;
	if (!date)
		set_day(&moment, words->now, words->utc, 0);
	if (!take_clock(&at, &moment) || *at)
		return -EINVAL;
	*time = time_of(&moment, words->utc);
	if (date || *time <= words->now)
		return 0;
	moment.parts.tm_mday--;
	*time = time_of(&moment, words->utc);
	return 0;
}

static int read_seconds(const char *text, __u64 *time)
{
	unsigned long long seconds;
	char *end;

	errno = 0;
	seconds = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)text[0]) || *end || errno || seconds > UINT64_MAX / TL_SECOND)
		return -EINVAL;
	*time = seconds * TL_SECOND;
	return 0;
}

int tl_time_read(const char *given, size_t length, const struct tl_window_words *words, __u64 *time)
{
	struct moment moment;
	char text[64];
	const char *at = text;

	if (length >= sizeof(text))
		return -EINVAL;
	snprintf(text, sizeof(text), "%.*s", (int)length, given);
	if (text[0] == '@')
		return read_seconds(text + 1, time);
	if (!strcmp(text, "now")) {
		*time = words->now;
		return 0;
	}
	if (is_short_clock(text) || (length > 2 && text[2] == ':'))
		return read_clock(text, words, time);
	if (!take_day(&at, &moment, words))
		return -EINVAL;
	if ((take_mark(&at, 'T') || take_mark(&at, ' ')) && (!take_clock(&at, &moment) || !take_zone(&at, &moment)))
		return -EINVAL;
	*time = time_of(&moment, words->utc);
	return *at ? -EINVAL : 0;
}

int tl_duration_read(const char *given, size_t length, __u64 *nanoseconds)
{
	static const struct {
		const char *name;
		double nanoseconds;
	} units[] = {{"ns", 1},	    {"us", 1e3},   {"ms", 1e6},	   {"s", 1e9},	       {"sec", 1e9}, {"m", 60e9},
		     {"min", 60e9}, {"h", 3600e9}, {"d", 86400e9}, {"w", 7 * 86400e9}, {"", 1e9}};
	double sum = 0;
	char text[64], *at = text;

	if (!length || length >= sizeof(text))
		return -EINVAL;
	snprintf(text, sizeof(text), "%.*s", (int)length, given);
	while (*at) {
		size_t letters = 0;
		unsigned int unit;
		double number;

		if (!isdigit((unsigned char)*at))
			return -EINVAL; /* strtod() would take " 1", "-1", "inf" */
		number = strtod(at, &at);
		while (isalpha((unsigned char)at[letters]))
			letters++;
		for (unit = 0; unit < sizeof(units) / sizeof(units[0]); unit++)
			if (strlen(units[unit].name) == letters && !strncmp(units[unit].name, at, letters))
				break;
		if (unit == sizeof(units) / sizeof(units[0]))
			return -EINVAL;
		sum += number * units[unit].nanoseconds;
		at += letters;
	}
	if (!(sum < 1.8e19))
		return -EINVAL;
	*nanoseconds = (__u64)(sum + 0.5);
	return 0;
}

static int read_time(const char *option, const char *text, const struct tl_window_words *words, __u64 *time)
{
	if (!text)
		return 0;
	if (!tl_time_read(text, strlen(text), words, time))
		return 0;
	tl_error("--%s %s: not a time; it looks like " FORMS, option, text);
	return -EINVAL;
}

/* The whole day of --date, where --from and --to do not say otherwise. */
static int read_date(struct tl_window *window, const struct tl_window_words *words)
{
	const char *at = words->date;
	struct moment moment;

	if (!take_day(&at, &moment, words) || *at) {
		tl_error("--date %s: not a date; it looks like 2026-11-20, today or yesterday", words->date);
		return -EINVAL;
	}
	window->from = time_of(&moment, words->utc);
	moment.parts.tm_mday++;
	window->to = time_of(&moment, words->utc);
	return 0;
}

static int read_last(struct tl_window *window, const struct tl_window_words *words)
{
	__u64 length;

	if (words->from || words->date) {
		tl_error("--last %s: tells when it begins, and so does --%s; leave out one of them", words->last,
			 words->from ? "from" : "date");
		return -EINVAL;
	}
	if (tl_duration_read(words->last, strlen(words->last), &length)) {
		tl_error("--last %s: not a duration; it looks like 30m, 1h, 1h30m or 7d", words->last);
		return -EINVAL;
	}
	if (window->to == UINT64_MAX)
		window->to = words->now;
	window->from = window->to > length ? window->to - length : 0;
	return 0;
}

int tl_window_read(struct tl_window *window, const struct tl_window_words *words)
{
	bool is_last;

	*window = (struct tl_window){.to = UINT64_MAX};
	if (words->date && read_date(window, words))
		return -EINVAL;
	if (read_time("from", words->from, words, &window->from) || read_time("to", words->to, words, &window->to))
		return -EINVAL;
	is_last = words->last && !read_last(window, words);
	if (words->last && !is_last)
		return -EINVAL;
	/* "--from 23:00 --to 01:00": over midnight; the last such night, or the one that begins on --date */
	if (words->from && words->to && window->to <= window->from && words->from[2] == ':' && words->to[2] == ':') {
		if (words->date || window->to + DAY <= words->now)
			window->to += DAY;
		else
			window->from -= DAY;
	}
	if (window->from < window->to)
		return 0;
	tl_error("the end (--to) is not behind the beginning (--from)");
	return -EINVAL;
}
