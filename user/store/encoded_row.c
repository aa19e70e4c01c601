// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "encoded_row.h"

static void take(struct tl_row *row, unsigned int field, const __u8 *at, size_t size)
{
	const struct tl_element *element = tl_field_element(field);
	struct tl_datum datum = {0};

	if (element->length == TL_VARIABLE_LENGTH) { /* RFC 7011 7: the length in front has one octet or three */
		size_t front = at[0] < 255 ? 1 : 3;

		at += front;
		size -= front;
	}
	if (!tl_datum_take(&datum, element->type, at, size))
		tl_row_put(row, field, &datum);
}

void tl_row_take_encoded(struct tl_row *row, const struct tl_encoded *encoded, const struct tl_field_set *kept)
{
	const __u8 *at = encoded->bytes;

	tl_row_clear(row);
	for (unsigned int word = 0; word < TL_FIELD_WORDS; word++) {
		for (__u64 left = tl_encoded_fields(encoded)->words[word]; left; left &= left - 1) {
			unsigned int field = word * 64 + (unsigned int)__builtin_ctzll(left);
			const struct tl_element *element = tl_field_element(field);
			size_t size = tl_encoded_value_size(element, at);

			if (element->part != TL_PART_LIST && tl_field_set_has(kept, field))
				take(row, field, at, size);
			at += size;
		}
	}
}
