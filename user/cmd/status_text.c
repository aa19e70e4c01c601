// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "status_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../export/utf8.h"

/* U+0080 to U+009F are control characters. */
static bool stands_for_itself(const unsigned char *character, size_t octets)
{
	if (octets == 1)
		return *character >= ' ' && *character != 0x7f && *character != '"' && *character != '\\';
	return octets > 1 && !(character[0] == 0xc2 && character[1] < 0xa0);
}

void tl_status_json_text(const char *text)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + strlen(text);

	putchar('"');
	while (at < end) {
		size_t octets = tl_utf8_character(at, end - at);

		if (stands_for_itself(at, octets)) {
			fwrite(at, 1, octets, stdout);
			at += octets;
		} else {
			printf("\\u%04x", *at++);
		}
	}
	putchar('"');
}

const char *tl_status_clean(const char *text)
{
	static __u8 clean[4][2048]; /* so that one printf may have four */
	static unsigned int turn;
	__u8 *own = clean[turn++ % 4];

	own[tl_utf8_escape(own, sizeof(clean[0]) - 1, (const __u8 *)text, strlen(text))] = 0;
	return (const char *)own;
}
