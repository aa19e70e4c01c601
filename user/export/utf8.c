// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "utf8.h"

#include <string.h>

static bool continues(const __u8 *bytes, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if ((bytes[i] & 0xc0) != 0x80)
			return false;
	return true;
}

size_t tl_utf8_character(const __u8 *bytes, size_t left)
{
	if (!left)
		return 0;
	if (bytes[0] < 0x80)
		return 1;
	if (bytes[0] >= 0xc2 && bytes[0] <= 0xdf) /* 0xc0, 0xc1 would be overlong */
		return left >= 2 && continues(bytes, 2) ? 2 : 0;
	if ((bytes[0] & 0xf0) == 0xe0) {
		if (left < 3 || !continues(bytes, 3))
			return 0;
		if ((bytes[0] == 0xe0 && bytes[1] < 0xa0) || (bytes[0] == 0xed && bytes[1] > 0x9f))
			return 0; /* overlong; surrogates */
		return 3;
	}
	if (bytes[0] < 0xf0 || bytes[0] > 0xf4 || left < 4 || !continues(bytes, 4))
		return 0;
	if ((bytes[0] == 0xf0 && bytes[1] < 0x90) || (bytes[0] == 0xf4 && bytes[1] > 0x8f))
		return 0; /* overlong; above U+10FFFF */
	return 4;
}

static bool is_hex(__u8 byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
}

/* A backslash does, as Windows's paths have many, but where an escape would be read instead. */
static bool stands_for_itself(const __u8 *raw, size_t left)
{
	if (raw[0] == '\\' && left >= 4)
		return raw[1] != 'x' || !is_hex(raw[2]) || !is_hex(raw[3]);
	return raw[0] >= 0x20 && raw[0] != 0x7f;
}

/* A bit in each octet of the word, the highest, that is not between blank and tilde, or is a backslash. */
static __u64 odd_octets(__u64 word)
{
	const __u64 ones = 0x0101010101010101ull, tops = 0x8080808080808080ull;
	__u64 backslash = word ^ ones * '\\', rest = word & ~tops;

	backslash = ~(((backslash & ~tops) + ~tops) | backslash);
	return (word | backslash | ~(rest + ones * (0x80 - 0x20)) | (rest + ones)) & tops;
}

bool tl_utf8_copy_plain(__u8 *to, const __u8 *text, size_t length)
{
	__u64 word = 0x2020202020202020ull, odd = 0;
	size_t at = 0;

	if (length < sizeof(word)) {
		memcpy(&word, text, length);
		memcpy(to, text, length);
		return !odd_octets(word);
	}
	for (; at + sizeof(word) < length; at += sizeof(word)) {
		memcpy(&word, text + at, sizeof(word));
		memcpy(to + at, &word, sizeof(word));
		odd |= odd_octets(word);
	}
	at = length - sizeof(word); /* the last ones, some of them again */
	memcpy(&word, text + at, sizeof(word));
	memcpy(to + at, &word, sizeof(word));
	return !(odd | odd_octets(word));
}

size_t tl_utf8_escape(__u8 *text, size_t size, const __u8 *raw, size_t length)
{
	static const char hex[] = "0123456789abcdef";
	size_t at = 0, used = 0;

	while (at < length) {
		size_t octets = tl_utf8_character(raw + at, length - at);
		const __u8 escaped[4] = {'\\', 'x', hex[raw[at] >> 4], hex[raw[at] & 15]};
		const __u8 *from = raw + at;
		size_t put = octets;

		if (!octets || !stands_for_itself(raw + at, length - at)) {
			from = escaped;
			put = sizeof(escaped);
			octets = 1;
		}
		if (size - used < put)
			break;
		memcpy(text + used, from, put);
		used += put;
		at += octets;
	}
	return used;
}

void tl_utf8_fixed(__u8 *to, size_t length, const char *text)
{
	memset(to, 0, length);
	tl_utf8_escape(to, length, (const __u8 *)text, strlen(text));
}
