// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "text.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../export/utf8.h"
#include "../lib/octets.h"
#include "../view/text.h"
#include "naming.h"

static const struct {
	unsigned int number;
	const char *name;
} protocols[] = {
	{1, "icmp"},  {2, "igmp"},   {4, "ipip"},   {6, "tcp"},	   {17, "udp"},	     {33, "dccp"},  {41, "ipv6"},
	{46, "rsvp"}, {47, "gre"},   {50, "esp"},   {51, "ah"},	   {58, "icmp6"},    {88, "eigrp"}, {89, "ospf"},
	{103, "pim"}, {112, "vrrp"}, {115, "l2tp"}, {132, "sctp"}, {136, "udplite"}, {137, "mpls"},
};

#define PROTOCOLS (sizeof(protocols) / sizeof(protocols[0]))

const char *tl_protocol_name(unsigned int protocol)
{
	for (unsigned int i = 0; i < PROTOCOLS; i++)
		if (protocols[i].number == protocol)
			return protocols[i].name;
	return NULL;
}

int tl_protocol_by_name(const char *name, size_t length)
{
	for (unsigned int i = 0; i < PROTOCOLS; i++)
		if (strlen(protocols[i].name) == length && !strncasecmp(protocols[i].name, name, length))
			return (int)protocols[i].number;
	return length == 6 && !strncasecmp(name, "icmpv6", 6) ? IPPROTO_ICMPV6 : -1;
}

static void exact_duration(char *text, size_t size, __u64 nanoseconds)
{
	size_t length;

	snprintf(text, size, "%llu.%09llu", nanoseconds / TL_SECOND, nanoseconds % TL_SECOND);
	length = strlen(text);
	while (text[length - 1] == '0')
		length--;
	text[text[length - 1] == '.' ? length - 1 : length] = '\0';
}

void tl_time_text(char *text, size_t size, __u64 nanoseconds, const struct tl_text_style *style)
{
	time_t seconds = (time_t)(nanoseconds / TL_SECOND);
	unsigned int rest = (unsigned int)(nanoseconds % TL_SECOND);
	char zone[8] = "Z", clock[32];
	struct tm parts;

	if (style->utc)
		gmtime_r(&seconds, &parts);
	else
		localtime_r(&seconds, &parts);
	if (!style->exact) {
		bool with_fraction = style->with_all || !style->with_date;

		strftime(clock, sizeof(clock), style->with_date || style->with_all ? "%Y-%m-%d %H:%M:%S" : "%H:%M:%S",
			 &parts);
		snprintf(text, size, with_fraction ? "%s.%03u" : "%s", clock, rest / 1000000);
		return;
	}
	strftime(clock, sizeof(clock), "%Y-%m-%dT%H:%M:%S", &parts);
	if (!style->utc) {
		strftime(zone, sizeof(zone), "%z", &parts); /* +0100; ISO 8601's extended form has a colon */
		memmove(zone + 4, zone + 3, 3);
		zone[3] = ':';
	}
	snprintf(text, size, "%s.%09u%s", clock, rest, zone);
}

void tl_address_text(char *text, size_t size, const __u8 *octets, size_t length)
{
	text[0] = '\0';
	if (length == 4)
		inet_ntop(AF_INET, octets, text, (socklen_t)size);
	else if (length == 16)
		inet_ntop(AF_INET6, octets, text, (socklen_t)size);
}

static void flags_text(char *text, size_t size, __u64 flags)
{
	size_t used = 0;

	for (unsigned int bit = 0; bit < 8 && used + 1 < size; bit++)
		if (flags >> bit & 1)
			text[used++] = TL_FLAG_LETTERS[bit];
	if (!used)
		text[used++] = '.';
	text[used] = '\0';
}

static void hex_text(char *text, size_t size, const __u8 *octets, size_t length, const char *separator)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < length && used + 4 < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%02x", i ? separator : "", octets[i]);
}

static bool is_control(const __u8 *bytes, size_t octets)
{
	return octets == 1 ? bytes[0] < 0x20 || bytes[0] == 0x7f : octets == 2 && bytes[0] == 0xc2 && bytes[1] < 0xa0;
}

/* Strings of others may end in NULs. The octets as they are, but controls and what is no UTF-8. */
static void exact_string(char *text, size_t size, const __u8 *octets, size_t length)
{
	size_t used = 0;

	while (length && !octets[length - 1])
		length--;
	for (size_t at = 0; at < length && used + 5 < size;) {
		size_t character = tl_utf8_character(octets + at, length - at);

		if (!character || is_control(octets + at, character)) {
			used += (size_t)snprintf(text + used, size - used, "\\x%02x", octets[at++]);
			continue;
		}
		memcpy(text + used, octets + at, character);
		used += character;
		at += character;
	}
	text[used] = '\0';
}

static void string_text(char *text, size_t size, const struct tl_datum *value, bool exact)
{
	char copy[TL_VALUE_SIZE];

	exact_string(copy, sizeof(copy), value->octets, value->length);
	if (exact)
		snprintf(text, size, "%s", copy);
	else
		tl_text_clean(text, size, copy);
}

static void mac_text(char *text, size_t size, const struct tl_datum *value, const struct tl_text_style *style)
{
	const char *vendor = NULL;

	hex_text(text, size, value->octets, value->length, ":");
	if (!style->exact && value->length == 6)
		vendor = tl_naming_vendor(style->naming, value->octets);
	if (vendor)
		snprintf(text + strlen(text), size - strlen(text), " %s", vendor);
}

static void number_text(char *text, size_t size, enum tl_meaning meaning, __u64 number,
			const struct tl_text_style *style)
{
	const char *name = meaning == TL_MEANING_PROTOCOL ? tl_protocol_name((unsigned int)number) : NULL;

	if (name)
		snprintf(text, size, "%s", name);
	else if (meaning == TL_MEANING_NUMBER && !style->exact)
		tl_text_amount(text, size, number);
	else if (meaning == TL_MEANING_SIGNED)
		snprintf(text, size, "%lld", (long long)number);
	else if (meaning == TL_MEANING_BOOLEAN)
		snprintf(text, size, "%s", number ? "true" : "false");
	else
		snprintf(text, size, "%llu", number);
}

void tl_value_text(char *text, size_t size, enum tl_meaning meaning, const struct tl_datum *value,
		   const struct tl_text_style *style)
{
	switch (meaning) {
	case TL_MEANING_REAL:
		snprintf(text, size, style->exact ? "%.17g" : "%.3g", value->real);
		break;
	case TL_MEANING_DURATION:
		(style->exact ? exact_duration : tl_text_duration)(text, size, value->number);
		break;
	case TL_MEANING_TIME:
		tl_time_text(text, size, value->number, style);
		break;
	case TL_MEANING_FLAGS:
		flags_text(text, size, value->number);
		break;
	case TL_MEANING_TEXT:
		string_text(text, size, value, style->exact);
		break;
	case TL_MEANING_ADDRESS:
		tl_address_text(text, size, value->octets, value->length);
		break;
	case TL_MEANING_MAC:
		mac_text(text, size, value, style);
		break;
	case TL_MEANING_HEX:
		hex_text(text, size, value->octets, value->length, "");
		break;
	default:
		number_text(text, size, meaning, value->number, style);
	}
}
