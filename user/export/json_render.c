// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "json_render.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "basic_list.h"
#include "../lib/decimal.h"
#include "../lib/octets.h"
#include "utf8.h"

/* C0, DEL and C1 (U+0080 to U+009F): a terminal may obey them. The code point, or -1. */
static int control(const __u8 *bytes, size_t octets)
{
	if (octets == 2)
		return bytes[0] == 0xc2 && bytes[1] < 0xa0 ? bytes[1] : -1;
	return octets == 1 && (bytes[0] < 0x20 || bytes[0] == 0x7f) ? bytes[0] : -1;
}

#define PLAIN_MOST 256

/* Most strings need no closer look. */
static bool put_plain(struct tl_buffer *out, const __u8 *bytes, size_t length)
{
	__u8 quoted[PLAIN_MOST + 2];

	if (!length || length > PLAIN_MOST || !tl_utf8_copy_plain(quoted + 1, bytes, length) ||
	    memchr(bytes, '"', length))
		return false;
	quoted[0] = quoted[length + 1] = '"';
	tl_buffer_put(out, quoted, length + 2);
	return true;
}

void tl_json_string(struct tl_buffer *out, const __u8 *bytes, size_t length)
{
	size_t plain = 0; /* octets before `at` that are not written yet */

	if (put_plain(out, bytes, length))
		return;
	tl_buffer_text(out, "\"");
	for (size_t at = 0; at < length;) {
		size_t octets = tl_utf8_character(bytes + at, length - at);
		int point = control(bytes + at, octets);

		if (octets && point < 0 && bytes[at] != '"' && bytes[at] != '\\') {
			at += octets;
			plain += octets;
			continue;
		}
		tl_buffer_put(out, bytes + at - plain, plain);
		plain = 0;
		if (!octets)
			tl_buffer_print(out, "\\\\x%02x", bytes[at]);
		else if (point >= 0)
			tl_buffer_print(out, "\\u%04x", point);
		else
			tl_buffer_print(out, "\\%c", bytes[at]);
		at += octets ? octets : 1;
	}
	tl_buffer_put(out, bytes + length - plain, plain);
	tl_buffer_text(out, "\"");
}

/* Two digits for each octet, a separator between two if there is one. */
static void put_digits(struct tl_buffer *out, const __u8 *bytes, size_t length, char separator)
{
	static const char hex[] = "0123456789abcdef";

	tl_buffer_put(out, "\"", 1);
	for (size_t i = 0; i < length; i++) {
		const char digits[] = {separator, hex[bytes[i] >> 4], hex[bytes[i] & 15]};
		size_t skipped = separator && i ? 0 : 1;

		tl_buffer_put(out, digits + skipped, sizeof(digits) - skipped);
	}
	tl_buffer_put(out, "\"", 1);
}

static void put_number(struct tl_buffer *out, __u64 number)
{
	char digits[TL_DECIMAL_DIGITS];

	tl_buffer_put(out, digits, (size_t)(tl_decimal_put(digits, number) - digits));
}

static void put_signed(struct tl_buffer *out, const __u8 *bytes, size_t length)
{
	__u64 value = tl_octets_get(bytes, length);

	if (length < 8 && value >> (8 * length - 1))
		value |= ~0ull << (8 * length);
	tl_buffer_print(out, "%lld", (long long)value);
}

/* 17 digits tell any double from its neighbours; JSON has no infinity. */
static void put_float(struct tl_buffer *out, const __u8 *bytes, size_t length)
{
	double value;

	if (length == 4) {
		__u32 bits = (__u32)tl_octets_get(bytes, 4);
		float single;

		memcpy(&single, &bits, sizeof(single));
		value = single;
	} else {
		__u64 bits = tl_octets_get(bytes, 8);

		memcpy(&value, &bits, sizeof(value));
	}
	if (isfinite(value))
		tl_buffer_print(out, "%.17g", value);
	else
		tl_buffer_text(out, "null");
}

static void put_ipv4(struct tl_buffer *out, const __u8 *bytes)
{
	char text[1 + TL_IPV4_DIGITS + 1] = "\"", *end = tl_ipv4_put(text + 1, bytes);

	*end++ = '"';
	tl_buffer_put(out, text, (size_t)(end - text));
}

static void put_ipv6(struct tl_buffer *out, const __u8 *bytes)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(AF_INET6, bytes, text, sizeof(text));
	tl_buffer_print(out, "\"%s\"", text);
}

/* Fixed-length strings of others end in NULs. */
static void put_string(struct tl_buffer *out, const __u8 *bytes, size_t length)
{
	while (length && !bytes[length - 1])
		length--;
	tl_json_string(out, bytes, length);
}

/* Octets that a value of this type may have: 0 if `length` is not one of them. Integers may be shortened (RFC 7011 6.2). */
static bool fits(unsigned int type, size_t length)
{
	switch (type) {
	case TL_TYPE_UNSIGNED8:
	case TL_TYPE_UNSIGNED16:
	case TL_TYPE_UNSIGNED32:
	case TL_TYPE_UNSIGNED64:
	case TL_TYPE_SIGNED8:
	case TL_TYPE_SIGNED16:
	case TL_TYPE_SIGNED32:
	case TL_TYPE_SIGNED64:
		return length >= 1 && length <= 8;
	case TL_TYPE_FLOAT32:
	case TL_TYPE_FLOAT64:
		return length == 4 || length == 8;
	case TL_TYPE_BOOLEAN:
		return length == 1;
	case TL_TYPE_MAC_ADDRESS:
		return length == 6;
	case TL_TYPE_DATE_TIME_SECONDS:
	case TL_TYPE_IPV4_ADDRESS:
		return length == 4;
	case TL_TYPE_DATE_TIME_MILLISECONDS:
	case TL_TYPE_DATE_TIME_MICROSECONDS:
	case TL_TYPE_DATE_TIME_NANOSECONDS:
		return length == 8;
	case TL_TYPE_IPV6_ADDRESS:
		return length == 16;
	default:
		return true;
	}
}

static void put_scalar(struct tl_buffer *out, unsigned int type, const __u8 *bytes, size_t length)
{
	switch (type) {
	case TL_TYPE_SIGNED8:
	case TL_TYPE_SIGNED16:
	case TL_TYPE_SIGNED32:
	case TL_TYPE_SIGNED64:
		put_signed(out, bytes, length);
		return;
	case TL_TYPE_FLOAT32:
	case TL_TYPE_FLOAT64:
		put_float(out, bytes, length);
		return;
	case TL_TYPE_BOOLEAN: /* RFC 7011 6.1.5: 1 is true, 2 is false */
		tl_buffer_text(out, bytes[0] == 1 ? "true" : bytes[0] == 2 ? "false" : "null");
		return;
	case TL_TYPE_DATE_TIME_MICROSECONDS:
		put_number(out, tl_ntp_to_unix(tl_octets_get(bytes, 8)) / 1000);
		return;
	case TL_TYPE_DATE_TIME_NANOSECONDS:
		put_number(out, tl_ntp_to_unix(tl_octets_get(bytes, 8)));
		return;
	default:
		put_number(out, tl_octets_get(bytes, length));
	}
}

static void put_value(struct tl_buffer *out, unsigned int type, const __u8 *bytes, size_t length)
{
	if (!fits(type, length))
		type = TL_TYPE_OCTET_ARRAY;
	switch (type) {
	case TL_TYPE_OCTET_ARRAY:
	case TL_TYPE_BASIC_LIST:
	case TL_TYPE_SUB_TEMPLATE_LIST:
	case TL_TYPE_SUB_TEMPLATE_MULTI_LIST:
		put_digits(out, bytes, length, 0);
		return;
	case TL_TYPE_STRING:
		put_string(out, bytes, length);
		return;
	case TL_TYPE_MAC_ADDRESS:
		put_digits(out, bytes, length, ':');
		return;
	case TL_TYPE_IPV4_ADDRESS:
		put_ipv4(out, bytes);
		return;
	case TL_TYPE_IPV6_ADDRESS:
		put_ipv6(out, bytes);
		return;
	default:
		put_scalar(out, type, bytes, length);
	}
}

/* "packetDeltaCount", "reversePacketDeltaCount", "9.4315" */
static void put_key(struct tl_buffer *out, const struct tl_template_field *field, const struct tl_element *element)
{
	char first[2] = "";

	if (!element) {
		tl_buffer_print(out, "\"%u.%u\"", field->enterprise, field->id);
		return;
	}
	if (!field->reverse) {
		tl_json_string(out, (const __u8 *)element->name, strlen(element->name));
		return;
	}
	first[0] = (char)toupper((unsigned char)element->name[0]);
	tl_buffer_text(out, "\"reverse");
	tl_buffer_text(out, first);
	tl_buffer_text(out, element->name + 1);
	tl_buffer_text(out, "\"");
}

struct rendering {
	struct tl_buffer *out;
	tl_json_describe *describe;
	void *context;
	bool begun; /* a value has been written */
};

static const struct tl_element *find_element(const struct rendering *rendering, const struct tl_template_field *field)
{
	if (!field->element && rendering->describe)
		return rendering->describe(rendering->context, field->enterprise, field->id);
	return field->element;
}

/* "packetLength":[517,1400]: by the name of what it is a list of, which a record may have several of. */
static void put_list(struct rendering *rendering, struct tl_basic_list *list)
{
	struct tl_template_field items = {.enterprise = list->enterprise, .id = list->id};
	const struct tl_element *element;
	const char *separator = "";
	const __u8 *value;
	size_t length;

	items.element = tl_element_find(items.enterprise, items.id, &items.reverse);
	element = find_element(rendering, &items);
	put_key(rendering->out, &items, element);
	tl_buffer_text(rendering->out, ":[");
	while (tl_basic_list_next(list, &value, &length) > 0) {
		tl_buffer_text(rendering->out, separator);
		put_value(rendering->out, element ? element->type : TL_TYPE_OCTET_ARRAY, value, length);
		separator = ",";
	}
	tl_buffer_text(rendering->out, "]");
}

static void put_member(struct rendering *rendering, const struct tl_value *value)
{
	const struct tl_element *element = find_element(rendering, value->field);
	struct tl_basic_list list;

	if (rendering->begun)
		tl_buffer_text(rendering->out, ",");
	rendering->begun = true;
	if (element && element->type == TL_TYPE_BASIC_LIST && !tl_basic_list_open(&list, value->bytes, value->length)) {
		put_list(rendering, &list);
		return;
	}
	put_key(rendering->out, value->field, element);
	tl_buffer_text(rendering->out, ":");
	put_value(rendering->out, element ? element->type : TL_TYPE_OCTET_ARRAY, value->bytes, value->length);
}

/* Of an element that was learned, its name tells: there is no other sign of it (RFC 5103 6.2). */
static bool is_reverse(const struct rendering *rendering, const struct tl_template_field *field)
{
	const struct tl_element *learned = field->element ? NULL : find_element(rendering, field);

	return field->reverse || (learned && !strncmp(learned->name, "reverse", 7));
}

int tl_json_record(struct tl_buffer *out, const struct tl_template *template, const __u8 *bytes, size_t length,
		   tl_json_describe *describe, void *context)
{
	struct rendering rendering = {.out = out, .describe = describe, .context = context};
	int status = 0;

	tl_buffer_text(out, "{");
	for (int reverse = 0; reverse < 2 && !status; reverse++) { /* people look for the forward direction first */
		struct tl_values values;
		struct tl_value value;

		tl_values_begin(&values, template, bytes, length);
		while ((status = tl_values_next(&values, &value)) > 0)
			if (is_reverse(&rendering, value.field) == reverse)
				put_member(&rendering, &value);
	}
	tl_buffer_text(out, "}\n");
	if (!status && out->failed)
		return -ENOMEM;
	return status;
}
