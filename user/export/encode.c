// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "encode.h"

#include <string.h>

#include "basic_list.h"
#include "../lib/octets.h"

size_t tl_encoded_variable_size(const __u8 *at)
{
	return at[0] < 255 ? 1 + (size_t)at[0] : 3 + (size_t)tl_octets_get(at + 1, 2);
}

size_t tl_encoded_value_size(const struct tl_element *element, const __u8 *at)
{
	if (element->length != TL_VARIABLE_LENGTH && element->part != TL_PART_LIST)
		return element->length;
	return tl_encoded_variable_size(at);
}

void tl_encode_select(struct tl_encoded *selected, const struct tl_encoded *encoded, const struct tl_field_set *kept)
{
	const __u8 *at = encoded->bytes;
	struct tl_field_set fields = {{0}};

	memcpy(selected, encoded, offsetof(struct tl_encoded, bytes));
	selected->length = 0;
	TL_FOR_EACH_FIELD(field, tl_encoded_fields(encoded))
	{
		size_t size = tl_encoded_value_size(tl_field_element(field), at);

		if (tl_field_set_has(kept, field)) {
			tl_field_set_add(&fields, field);
			memcpy(selected->bytes + selected->length, at, size);
			selected->length += size;
		}
		at += size;
	}
	tl_encoded_set_own_fields(selected, &fields);
}

/* What is more than fits becomes the most that fits. */
static void put_shorter(__u8 *to, size_t length, const __u8 *at, size_t size)
{
	__u64 value = tl_octets_get(at, size), most = (1ull << 8 * length) - 1;

	tl_octets_put(to, value > most ? most : value, length);
}

void tl_encode_convert(struct tl_encoded *converted, const struct tl_encoded *encoded,
		       const struct tl_field_set *shorter, unsigned int sent)
{
	const struct tl_field_set *fields = tl_encoded_fields(encoded);
	const __u8 *at = encoded->bytes;

	memcpy(converted, encoded, offsetof(struct tl_encoded, bytes));
	converted->length = 0;
	TL_FOR_EACH_FIELD(field, fields)
	{
		size_t size, length;

		size = length = tl_encoded_value_size(tl_field_element(field), at);
		if (tl_field_set_has(shorter, field)) {
			length = tl_dialect_form(sent, field).length;
			put_shorter(converted->bytes + converted->length, length, at, size);
		} else {
			memcpy(converted->bytes + converted->length, at, size);
		}
		converted->length += length;
		at += size;
	}
	if (!converted->shape_fields)
		tl_encoded_set_own_fields(converted, fields);
}

struct tl_template *tl_encode_template(const struct tl_field_set *fields, unsigned int sent, __u16 id)
{
	struct tl_template *template;
	unsigned int count = 0;

	template = tl_template_create(id, tl_field_set_count(fields), 0);
	if (!template)
		return NULL;
	TL_FOR_EACH_FIELD(field, fields)
	{
		struct tl_form form = tl_dialect_form(sent, field);

		if (tl_field_element(field)->part == TL_PART_LIST)
			form = (struct tl_form){TL_PEN_IANA, TL_BASIC_LIST_ID, TL_VARIABLE_LENGTH, TL_TYPE_BASIC_LIST};
		tl_template_set(template, count++, form.enterprise, form.id, form.length);
	}
	return template;
}
