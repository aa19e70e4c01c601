// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "row.h"

#include <errno.h>
#include <string.h>

#include "../lib/octets.h"

enum tl_datum_form tl_form_of(unsigned int type)
{
	switch (type) {
	case TL_TYPE_SIGNED8:
	case TL_TYPE_SIGNED16:
	case TL_TYPE_SIGNED32:
	case TL_TYPE_SIGNED64:
		return TL_FORM_SIGNED;
	case TL_TYPE_FLOAT32:
	case TL_TYPE_FLOAT64:
		return TL_FORM_REAL;
	case TL_TYPE_UNSIGNED8:
	case TL_TYPE_UNSIGNED16:
	case TL_TYPE_UNSIGNED32:
	case TL_TYPE_UNSIGNED64:
	case TL_TYPE_BOOLEAN:
	case TL_TYPE_DATE_TIME_SECONDS:
	case TL_TYPE_DATE_TIME_MILLISECONDS:
	case TL_TYPE_DATE_TIME_MICROSECONDS:
	case TL_TYPE_DATE_TIME_NANOSECONDS:
		return TL_FORM_NUMBER;
	default:
		return TL_FORM_OCTETS;
	}
}

void tl_row_clear(struct tl_row *row)
{
	for (unsigned int i = 0; i < row->present_count; i++)
		row->data[row->present[i]].is_present = false;
	row->present_count = 0;
	row->octets = 0;
}

static __u64 number_of(unsigned int type, __u64 value, size_t length)
{
	switch (type) {
	case TL_TYPE_DATE_TIME_SECONDS:
		return value * TL_SECOND;
	case TL_TYPE_DATE_TIME_MILLISECONDS:
		return value * (TL_SECOND / 1000);
	case TL_TYPE_DATE_TIME_MICROSECONDS:
	case TL_TYPE_DATE_TIME_NANOSECONDS:
		return tl_ntp_to_unix(value);
	case TL_TYPE_BOOLEAN:
		return value == 1; /* RFC 7011 6.1.5: 1 true, 2 false */
	case TL_TYPE_SIGNED8:
	case TL_TYPE_SIGNED16:
	case TL_TYPE_SIGNED32:
	case TL_TYPE_SIGNED64:
		return (__u64)((__s64)(value << (64 - 8 * length)) >> (64 - 8 * length));
	default:
		return value;
	}
}

static double real_of(__u64 value, size_t length)
{
	__u32 half = (__u32)value;
	float single;
	double whole;

	memcpy(&single, &half, sizeof(single));
	memcpy(&whole, &value, sizeof(whole));
	return length == sizeof(single) ? (double)single : whole;
}

int tl_datum_take(struct tl_datum *datum, unsigned int type, const __u8 *bytes, size_t length)
{
	enum tl_datum_form form = tl_form_of(type);

	if (form == TL_FORM_OCTETS) {
		*datum = (struct tl_datum){.octets = bytes, .length = (__u32)length};
		return 0;
	}
	/* RFC 7011 6.2: fewer octets than the type has are allowed */
	if (!length || length > 8 || (form == TL_FORM_REAL && length != 4 && length != 8))
		return -EBADMSG;
	if (form == TL_FORM_REAL)
		datum->real = real_of(tl_octets_get(bytes, length), length);
	else
		datum->number = number_of(type, tl_octets_get(bytes, length), length);
	return 0;
}

static bool is_ours(const struct tl_element *element)
{
	return element >= tl_elements && element < tl_elements + TL_ELEMENT__COUNT;
}

/* Who sends few octets (`?sizes=least`) has a duration behind the start, and no end. */
static void take_duration(struct tl_row *row, const struct tl_value *value)
{
	bool reverse = value->field->reverse;
	unsigned int end = reverse ? tl_field_reverse_of(TL_ELEMENT_flowEndMilliseconds)
				   : tl_field_of(TL_ELEMENT_flowEndMilliseconds);
	const struct tl_datum *start = tl_row_get(row, end - 1);
	struct tl_datum datum = {0};

	if (value->field->element->id != TL_DURATION_ID || !start || tl_row_get(row, end) || value->length > 8)
		return;
	datum.number = start->number + tl_octets_get(value->bytes, value->length) * (TL_SECOND / 1000);
	tl_row_put(row, end, &datum);
}

int tl_row_take(struct tl_row *row, const struct tl_template *template, const __u8 *bytes, size_t length)
{
	struct tl_values values;
	struct tl_value value;
	int more;

	row->octets += (__u32)length;
	tl_values_begin(&values, template, bytes, length);
	while ((more = tl_values_next(&values, &value)) > 0) {
		const struct tl_element *element = value.field->element;
		struct tl_datum datum = {0};
		unsigned int field;

		if (!element)
			continue;
		if (!is_ours(element)) {
			take_duration(row, &value);
			continue;
		}
		field = (unsigned int)(element - tl_elements) + (value.field->reverse ? 0 : TL_ELEMENT__COUNT);
		if (tl_datum_take(&datum, element->type, value.bytes, value.length))
			return -EBADMSG;
		tl_row_put(row, field, &datum);
	}
	return more;
}
