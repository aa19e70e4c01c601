// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "utf16.h"

#define REPLACEMENT 0xfffdu

static __u32 unit(const __u8 *octets)
{
	return octets[0] | (__u32)octets[1] << 8;
}

/* One character, of one unit or two; `from` moves behind it. */
static __u32 next_character(const __u8 **from, const __u8 *end)
{
	__u32 first = unit(*from), second;

	*from += 2;
	if (first < 0xd800 || first > 0xdfff)
		return first;
	second = first < 0xdc00 && end - *from >= 2 ? unit(*from) : 0;
	if (second < 0xdc00 || second > 0xdfff)
		return REPLACEMENT;
	*from += 2;
	return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

static size_t write_character(char *to, __u32 character)
{
	if (character < 0x80) {
		to[0] = (char)character;
		return 1;
	}
	if (character < 0x800) {
		to[0] = (char)(0xc0 | character >> 6);
		to[1] = (char)(0x80 | (character & 0x3f));
		return 2;
	}
	if (character < 0x10000) {
		to[0] = (char)(0xe0 | character >> 12);
		to[1] = (char)(0x80 | (character >> 6 & 0x3f));
		to[2] = (char)(0x80 | (character & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | character >> 18);
	to[1] = (char)(0x80 | (character >> 12 & 0x3f));
	to[2] = (char)(0x80 | (character >> 6 & 0x3f));
	to[3] = (char)(0x80 | (character & 0x3f));
	return 4;
}

void tl_utf16_keep(char *to, size_t room, const __u8 *from, size_t octets)
{
	const __u8 *end = from + octets;
	size_t used = 0;

	while (end - from >= 2) {
		char written[4];
		__u32 character = next_character(&from, end);
		size_t length = write_character(written, character);

		if (!character || used + length >= room)
			break;
		for (size_t i = 0; i < length; i++)
			to[used++] = written[i];
	}
	to[used] = 0;
}
