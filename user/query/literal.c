// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "literal.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/octets.h"
#include "text.h"

#define LONGEST 64

static const struct {
	const char *suffix;
	double factor;
} sizes[] = {
	{"", 1},	   {"K", 1e3},		 {"M", 1e6},
	{"G", 1e9},	   {"T", 1e12},		 {"Ki", 1024.0},
	{"Mi", 1048576.0}, {"Gi", 1073741824.0}, {"Ti", 1099511627776.0},
};

/* "0x303", "80", "1.5M" */
static tl_literal_error read_number(const char *text, bool has_sizes, __u64 *number)
{
	const char *what =
		has_sizes ? "a number is wanted, as 80, 1.5K, 10M or 1Gi" : "a whole number is wanted, as 80 or 0x50";
	bool is_hex = text[0] == '0' && (text[1] | 32) == 'x';
	double value;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return what;
	errno = 0;
	*number = strtoull(text, &end, is_hex ? 16 : 10);
	if (!*end)
		return errno ? "the number is too large" : NULL;
	value = strtod(text, &end);
	for (unsigned int i = 0; has_sizes && i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (strcasecmp(end, sizes[i].suffix) != 0)
			continue;
		value *= sizes[i].factor;
		*number = (__u64)value;
		return value < 18446744073709549568.0 ? NULL : "the number is too large";
	}
	return what;
}

static tl_literal_error read_flags(const char *text, __u64 *flags)
{
	if (isdigit((unsigned char)text[0]))
		return read_number(text, false, flags);
	*flags = 0;
	for (; *text; text++) {
		const char *letter = strchr(TL_FLAG_LETTERS, toupper((unsigned char)*text));

		if (!letter)
			return "TCP flags are these letters: F S R P A U E C";
		*flags |= 1ull << (letter - TL_FLAG_LETTERS);
	}
	return NULL;
}

static tl_literal_error read_protocol(const char *text, __u64 *protocol)
{
	int known = tl_protocol_by_name(text, strlen(text));

	if (known >= 0) {
		*protocol = (__u64)known;
		return NULL;
	}
	return read_number(text, false, protocol) ? "no protocol of this name is known; its number is taken too" : NULL;
}

static tl_literal_error read_signed(const char *text, __u64 *number)
{
	char *end;

	errno = 0;
	*number = (__u64)strtoll(text, &end, 10);
	return end == text || *end || errno ? "a whole number is wanted" : NULL;
}

static tl_literal_error read_boolean(const char *text, __u64 *number)
{
	static const char *const words[] = {"false", "true", "no", "yes", "0", "1"};

	for (unsigned int i = 0; i < 6; i++) {
		if (strcasecmp(text, words[i]) != 0)
			continue;
		*number = i % 2;
		return NULL;
	}
	return "true or false is wanted";
}

static tl_literal_error read_one(const char *text, enum tl_meaning meaning, const struct tl_window_words *clock,
				 __u64 *number)
{
	switch (meaning) {
	case TL_MEANING_DURATION:
		return tl_duration_read(text, strlen(text), number) ? "a duration is wanted, as 300ms, 10s or 1h30m"
								    : NULL;
	case TL_MEANING_TIME:
		return tl_time_read(text, strlen(text), clock, number)
			       ? "a time is wanted, as 09:00, 2026-11-20 or 2026-11-20T09:00:30"
			       : NULL;
	case TL_MEANING_PROTOCOL:
		return read_protocol(text, number);
	case TL_MEANING_FLAGS:
		return read_flags(text, number);
	case TL_MEANING_SIGNED:
		return read_signed(text, number);
	case TL_MEANING_BOOLEAN:
		return read_boolean(text, number);
	case TL_MEANING_NUMBER:
		return read_number(text, true, number);
	default:
		return read_number(text, false, number);
	}
}

static bool has_ranges(enum tl_meaning meaning)
{
	return meaning == TL_MEANING_NUMBER || meaning == TL_MEANING_IDENTIFIER || meaning == TL_MEANING_PROTOCOL;
}

tl_literal_error tl_literal_range(const struct tl_text *given, enum tl_meaning meaning,
				  const struct tl_window_words *clock, struct tl_range *range)
{
	char text[LONGEST], *dash;
	tl_literal_error error;

	if (given->length >= sizeof(text))
		return "this is too long";
	snprintf(text, sizeof(text), "%.*s", (int)given->length, given->text);
	dash = has_ranges(meaning) ? strchr(text, '-') : NULL;
	if (dash)
		*dash = '\0';
	error = read_one(text, meaning, clock, &range->low);
	if (error)
		return error;
	range->high = range->low;
	if (dash)
		error = read_one(dash + 1, meaning, clock, &range->high);
	return error || range->low <= range->high ? error : "the range ends before it begins";
}

void tl_address_bits(const __u8 *octets, size_t length, __u64 bits[2])
{
	if (length == 4) {
		bits[0] = 0;
		bits[1] = 0xffff00000000ull | tl_octets_get32(octets);
		return;
	}
	bits[0] = tl_octets_get(octets, 8);
	bits[1] = tl_octets_get(octets + 8, 8);
}

static __u64 mask_of(unsigned int ones)
{
	return !ones ? 0 : ones >= 64 ? ~0ull : ~0ull << (64 - ones);
}

tl_literal_error tl_literal_prefix(const struct tl_text *given, struct tl_prefix *prefix)
{
	char text[LONGEST], *slash;
	unsigned int length = 128, shift;
	__u64 number;
	__u8 octets[16];

	if (given->length >= sizeof(text))
		return "an address is wanted";
	snprintf(text, sizeof(text), "%.*s", (int)given->length, given->text);
	slash = strchr(text, '/');
	if (slash)
		*slash = '\0';
	if (inet_pton(AF_INET, text, octets) == 1)
		tl_address_bits(octets, 4, prefix->bits);
	else if (inet_pton(AF_INET6, text, octets) == 1)
		tl_address_bits(octets, 16, prefix->bits);
	else
		return "an address or a network is wanted, as 10.0.0.5, 10.0.0.0/8, 2001:db8::/32; for names: name, "
		       "sni";
	prefix->is_ipv4 = !prefix->bits[0] && prefix->bits[1] >> 32 == 0xffff;
	shift = prefix->is_ipv4 && !strchr(text, ':') ? 96 : 0;
	if (slash) {
		if (read_number(slash + 1, false, &number) || number > 128 - shift)
			return shift ? "behind the slash a number from 0 to 32 is wanted"
				     : "behind the slash a number from 0 to 128 is wanted";
		length = (unsigned int)number + shift;
	}
	prefix->is_ipv4 = prefix->is_ipv4 && length >= 96;
	prefix->is_host = length == 128;
	prefix->mask[0] = mask_of(length);
	prefix->mask[1] = mask_of(length > 64 ? length - 64 : 0);
	prefix->bits[0] &= prefix->mask[0];
	prefix->bits[1] &= prefix->mask[1];
	return NULL;
}

static int digit_of(char letter)
{
	return isdigit((unsigned char)letter)		      ? letter - '0'
	       : (letter | 32) >= 'a' && (letter | 32) <= 'f' ? (letter | 32) - 'a' + 10
							      : -1;
}

tl_literal_error tl_literal_octets(const struct tl_text *text, enum tl_meaning meaning, __u8 *octets, size_t *length)
{
	const bool is_mac = meaning == TL_MEANING_MAC;
	const char *what =
		is_mac ? "a MAC address is wanted, as 02:00:00:00:00:01" : "an even number of hex digits is wanted";
	size_t room = *length, at = 0;

	*length = 0;
	while (at < text->length) {
		int high = digit_of(text->text[at]), low = at + 1 < text->length ? digit_of(text->text[at + 1]) : -1;

		if (high < 0 || low < 0 || *length == room)
			return what;
		octets[(*length)++] = (__u8)(high << 4 | low);
		at += 2;
		if (at < text->length && is_mac && (text->text[at] == ':' || text->text[at] == '-'))
			at++;
	}
	return !*length || (is_mac && *length != 6) ? what : NULL;
}
