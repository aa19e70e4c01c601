// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "reduce.h"

#include <string.h>

#include "../lib/octets.h"

#define COUNTER_LENGTH	4
#define DURATION_LENGTH 4
#define TIME_LENGTH	8

const char *const tl_sizes_names[] = {"full", "reduced", "least", NULL};

/* What is smaller than its type for another reason than that it counts. One octet of TCP flags is RFC 7125's reduced form. */
static const struct {
	__u16 row;
	__u8 length;
} small[] = {
	{TL_ELEMENT_ingressInterface, 2},
	{TL_ELEMENT_egressInterface, 2},
	{TL_ELEMENT_tcpControlBits, 1},
	{TL_ELEMENT_initialTCPFlags, 1},
};

/* A duration is told from the octets before it: the end's field follows the start's. */
TL_STATIC_ASSERT(TL_ELEMENT_flowEndMilliseconds == TL_ELEMENT_flowStartMilliseconds + 1);

static __u8 shorter_length(unsigned int row)
{
	const struct tl_element *element = &tl_elements[row];

	for (unsigned int i = 0; i < sizeof(small) / sizeof(small[0]); i++)
		if (small[i].row == row)
			return small[i].length;
	if (element->type == TL_TYPE_UNSIGNED64 && element->length == 8 && element->part == TL_PART_WHOLE &&
	    (element->semantics == TL_SEMANTICS_DELTA_COUNTER || element->semantics == TL_SEMANTICS_QUANTITY))
		return COUNTER_LENGTH;
	return 0;
}

void tl_reduction_init(struct tl_reduction *reduction, unsigned int sizes, unsigned int sent)
{
	reduction->sizes = sizes;
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		bool is_list = tl_field_element(field)->part == TL_PART_LIST;
		__u16 length = is_list ? TL_VARIABLE_LENGTH : tl_dialect_form(sent, field).length;
		__u8 shorter = shorter_length(field % TL_ELEMENT__COUNT);

		reduction->lengths[field] = length;
		reduction->shorter[field] = shorter < length ? shorter : 0;
	}
}

static bool is_duration(const struct tl_reduction *reduction, const struct tl_field_set *fields, unsigned int field)
{
	return reduction->sizes == TL_SIZES_LEAST && field % TL_ELEMENT__COUNT == TL_ELEMENT_flowEndMilliseconds &&
	       tl_field_set_has(fields, field - 1);
}

static bool put_shorter(struct tl_encoded *reduced, __u64 value, size_t length)
{
	if (value >> 8 * length)
		return false;
	tl_octets_put(reduced->bytes + reduced->length, value, length);
	reduced->length += length;
	return true;
}

/* Octets from the start to the end; an end before it is no duration, and does not fit. */
static __u64 duration_at(const __u8 *end)
{
	return tl_octets_get(end, TIME_LENGTH) - tl_octets_get(end - TIME_LENGTH, TIME_LENGTH);
}

bool tl_reduce(const struct tl_reduction *reduction, struct tl_encoded *reduced, const struct tl_encoded *encoded)
{
	const struct tl_field_set *fields = &encoded->fields;
	const __u8 *at = encoded->bytes;

	memcpy(reduced, encoded, offsetof(struct tl_encoded, bytes));
	reduced->length = 0;
	TL_FOR_EACH_FIELD(field, fields)
	{
		size_t size = reduction->lengths[field], length = reduction->shorter[field];
		bool fits = true;

		if (size == TL_VARIABLE_LENGTH)
			size = tl_encoded_value_size(tl_field_element(field), at);
		if (is_duration(reduction, fields, field)) {
			fits = put_shorter(reduced, duration_at(at), DURATION_LENGTH);
		} else if (length) {
			fits = put_shorter(reduced, tl_octets_get(at, size), length);
		} else {
			memcpy(reduced->bytes + reduced->length, at, size);
			reduced->length += size;
		}
		if (!fits)
			return false;
		at += size;
	}
	return true;
}

void tl_reduce_template(const struct tl_reduction *reduction, const struct tl_field_set *fields,
			struct tl_template *template)
{
	unsigned int place = 0;

	TL_FOR_EACH_FIELD(field, fields)
	{
		struct tl_template_field *specifier = &template->fields[place++];

		if (is_duration(reduction, fields, field))
			tl_template_set(template, place - 1, specifier->enterprise, TL_DURATION_ID, DURATION_LENGTH);
		else if (reduction->shorter[field])
			specifier->length = reduction->shorter[field];
	}
}
