// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "text.h"

#include <stdio.h>
#include <string.h>

#define SECOND 1000000000ULL

void tl_text_number(char *text, size_t size, double number)
{
	static const char units[] = " kMGTPE";
	unsigned int unit = 0;

	/* what would be printed as 1000 belongs to the next unit */
	while (unit + 2 < sizeof(units) && number >= 999.5) {
		number /= 1000;
		unit++;
	}
	if (!unit)
		snprintf(text, size, "%.0f", number);
	else
		snprintf(text, size, number < 99.95 ? "%.1f%c" : "%.0f%c", number, units[unit]);
}

void tl_text_amount(char *text, size_t size, __u64 number)
{
	if (number < 10000)
		snprintf(text, size, "%llu", (unsigned long long)number);
	else
		tl_text_number(text, size, (double)number);
}

/* A unit is left for the next one where three digits would round up to 1000 of it. */
void tl_text_duration(char *text, size_t size, __u64 nanoseconds)
{
	static const struct {
		__u64 below, nanoseconds;
		const char *name;
	} units[] = {{999500, 1000, "µs"}, {999500000, 1000000, "ms"}, {100 * SECOND, SECOND, "s"}};
	unsigned int unit = 0;
	double amount;

	if (nanoseconds < 1000 || nanoseconds >= 100 * SECOND) {
		if (nanoseconds >= 1000)
			tl_text_age(text, size, nanoseconds);
		else
			snprintf(text, size, nanoseconds ? "%llu ns" : "0 s", (unsigned long long)nanoseconds);
		return;
	}
	while (nanoseconds >= units[unit].below)
		unit++;
	amount = (double)nanoseconds / (double)units[unit].nanoseconds;
	snprintf(text, size, "%.*f %s", amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0, amount, units[unit].name);
}

void tl_text_age(char *text, size_t size, __u64 nanoseconds)
{
	__u64 seconds = nanoseconds / SECOND;

	if (seconds < 60)
		snprintf(text, size, "%us", (unsigned int)seconds);
	else if (seconds < 3600)
		snprintf(text, size, "%um%02u", (unsigned int)(seconds / 60), (unsigned int)(seconds % 60));
	else if (seconds < 100 * 3600)
		snprintf(text, size, "%uh%02u", (unsigned int)(seconds / 3600), (unsigned int)(seconds / 60 % 60));
	else
		snprintf(text, size, "%llud", (unsigned long long)(seconds / 86400));
}

/*
 * One code point of UTF-8 (RFC 3629): its length, 0 if the bytes are none. No overlong forms, surrogates or code points
 * above 10FFFF.
 */
static unsigned int decode(const char *text, __u32 *point)
{
	static const __u32 least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *bytes = (const unsigned char *)text;
	unsigned int length = bytes[0] < 0x80	    ? 1
			      : bytes[0] >> 5 == 6  ? 2
			      : bytes[0] >> 4 == 14 ? 3
			      : bytes[0] >> 3 == 30 ? 4
						    : 0;

	if (!length)
		return 0;
	*point = length == 1 ? bytes[0] : bytes[0] & (0x7f >> length);
	for (unsigned int i = 1; i < length; i++) {
		if (bytes[i] >> 6 != 2) /* the NUL at the end is none either */
			return 0;
		*point = *point << 6 | (bytes[i] & 0x3f);
	}
	return *point < least[length] || *point > 0x10ffff || (*point >= 0xd800 && *point <= 0xdfff) ? 0 : length;
}

struct range {
	__u32 first, last;
};

static bool within(const struct range *ranges, unsigned int count, __u32 point)
{
	for (unsigned int i = 0; i < count; i++)
		if (point >= ranges[i].first && point <= ranges[i].last)
			return true;
	return false;
}

#define WITHIN(ranges, point) within(ranges, sizeof(ranges) / sizeof(ranges[0]), point)

/* C0, DEL, C1, soft hyphen; invisible characters and marks that turn the writing direction around. */
static bool harmful(__u32 point)
{
	static const struct range ranges[] = {{0, 0x1f},	{0x7f, 0x9f},	  {0xad, 0xad},	      {0x61c, 0x61c},
					      {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},   {0xfe00, 0xfe0f},
					      {0xfeff, 0xfeff}, {0xfff0, 0xffff}, {0xe0000, 0x10ffff}};

	return WITHIN(ranges, point);
}

/* East Asian Wide and Fullwidth (UAX #11), and emoji, in broad strokes. */
static bool is_wide(__u32 point)
{
	static const struct range ranges[] = {{0x1100, 0x115f}, {0x2e80, 0xa4cf},   {0xac00, 0xd7a3},
					      {0xf900, 0xfaff}, {0xfe30, 0xfe6f},   {0xff00, 0xff60},
					      {0xffe0, 0xffe6}, {0x1f300, 0x1f9ff}, {0x20000, 0x3fffd}};

	return WITHIN(ranges, point);
}

static bool is_combining(__u32 point)
{
	static const struct range ranges[] = {{0x300, 0x36f},	{0x483, 0x489},	  {0x591, 0x5bd},  {0x1ab0, 0x1aff},
					      {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f}};

	return WITHIN(ranges, point);
}

void tl_text_clean(char *text, size_t size, const char *raw)
{
	size_t used = 0;

	while (*raw) {
		__u32 point = 0;
		unsigned int length;
		bool good;

		if (*raw >= ' ' && *raw <= '~' && used + 1 < size) { /* nearly all that comes */
			text[used++] = *raw++;
			continue;
		}
		length = decode(raw, &point);
		good = length && !harmful(point);
		if (used + (good ? length : 1) >= size)
			break;
		if (good)
			memcpy(text + used, raw, length);
		else
			text[used] = '?';
		used += good ? length : 1;
		raw += length ? length : 1;
	}
	text[used] = '\0';
}

static unsigned int point_width(__u32 point)
{
	return is_combining(point) ? 0 : is_wide(point) ? 2 : 1;
}

/* Bytes of `text` that take at most `columns`; *width: the columns they take. */
static size_t prefix(const char *text, unsigned int columns, unsigned int *width)
{
	size_t bytes = 0;

	*width = 0;
	while (text[bytes]) {
		__u32 point = '?';
		unsigned int length = decode(text + bytes, &point);

		if (*width + point_width(point) > columns)
			break;
		*width += point_width(point);
		bytes += length ? length : 1;
	}
	return bytes;
}

size_t tl_text_cell(const char *text, unsigned int *width)
{
	size_t bytes = 0;

	*width = 0;
	while (text[bytes]) {
		__u32 point = '?';
		unsigned int length = decode(text + bytes, &point);

		if (bytes && !is_combining(point))
			break;
		*width += point_width(point);
		bytes += length ? length : 1;
	}
	return bytes;
}

void tl_text_ascii(char *text)
{
	static const struct {
		const char *mark, *letter;
	} ours[] = {{"…", "~"}, {"▼", "v"}, {"▲", "^"}, {"→", ">"}, {"←", "<"}, {"·", "-"}, {"─", "-"}};
	char *to = text;

	while (*text) {
		unsigned int width;
		size_t bytes = tl_text_cell(text, &width);
		char letter = bytes == 1 ? *text : '?';

		for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
			if (bytes == strlen(ours[i].mark) && !memcmp(text, ours[i].mark, bytes))
				letter = ours[i].letter[0];
		text += bytes;
		for (unsigned int i = 0; i < width; i++) /* a wide one has three octets */
			*to++ = letter;
	}
	*to = '\0';
}

unsigned int tl_text_width(const char *text)
{
	unsigned int width;

	prefix(text, ~0u >> 1, &width);
	return width;
}

void tl_text_fit(char *fitted, size_t size, const char *text, unsigned int columns, bool right)
{
	unsigned int width = tl_text_width(text);
	const char *mark = "";
	size_t bytes;

	if (width > columns && columns) {
		bytes = prefix(text, columns - 1, &width);
		width++;
		mark = "…";
	} else {
		bytes = prefix(text, columns, &width);
	}
	snprintf(fitted, size, "%*s%.*s%s%*s", right ? (int)(columns - width) : 0, "", (int)bytes, text, mark,
		 right ? 0 : (int)(columns - width), "");
}
