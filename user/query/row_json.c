// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "row_json.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "../export/json_render.h"
#include "../lib/octets.h"
#include "text.h"

static void put_name(struct tl_buffer *out, const struct tl_element *element, bool reverse)
{
	if (reverse)
		tl_buffer_print(out, "\"reverse%c%s\":", toupper((unsigned char)element->name[0]), element->name + 1);
	else
		tl_buffer_print(out, "\"%s\":", element->name);
}

/* In the unit of the element, as on the wire. */
static __u64 in_unit(const struct tl_element *element, __u64 number)
{
	switch (element->type) {
	case TL_TYPE_DATE_TIME_SECONDS:
		return number / TL_SECOND;
	case TL_TYPE_DATE_TIME_MILLISECONDS:
		return number / 1000000;
	case TL_TYPE_DATE_TIME_MICROSECONDS:
		return number / 1000;
	default:
		return number;
	}
}

static void put_octets(struct tl_buffer *out, const struct tl_element *element, const struct tl_datum *datum)
{
	static const struct tl_text_style style = {.exact = true};
	char text[4 * TL_VALUE_SIZE];
	size_t length = datum->length;

	if (element->type == TL_TYPE_STRING) {
		while (length && !datum->octets[length - 1])
			length--;
		tl_json_string(out, datum->octets, length);
		return;
	}
	tl_value_text(text, sizeof(text), tl_meaning_of(element), datum, &style);
	tl_buffer_print(out, "\"%s\"", text);
}

static void put_value(struct tl_buffer *out, const struct tl_element *element, const struct tl_datum *datum)
{
	switch (tl_form_of(element->type)) {
	case TL_FORM_OCTETS:
		put_octets(out, element, datum);
		return;
	case TL_FORM_REAL:
		if (isfinite(datum->real))
			tl_buffer_print(out, "%.17g", datum->real);
		else
			tl_buffer_text(out, "null"); /* JSON has no infinity */
		return;
	case TL_FORM_SIGNED:
		tl_buffer_print(out, "%lld", (long long)datum->number);
		return;
	default:
		if (element->type == TL_TYPE_BOOLEAN)
			tl_buffer_text(out, datum->number ? "true" : "false");
		else
			tl_buffer_print(out, "%llu", in_unit(element, datum->number));
	}
}

void tl_row_json(struct tl_buffer *out, const struct tl_row *row)
{
	const char *separator = "{";

	for (int reverse = 0; reverse < 2; reverse++) { /* people look for the forward direction first */
		for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++) {
			unsigned int field = reverse ? i : TL_ELEMENT__COUNT + i;

			if (!row->data[field].is_present)
				continue;
			tl_buffer_text(out, separator);
			put_name(out, &tl_elements[i], reverse);
			put_value(out, &tl_elements[i], &row->data[field]);
			separator = ",";
		}
	}
	tl_buffer_text(out, separator[0] == '{' ? "{}\n" : "}\n");
}
