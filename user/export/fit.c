// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "fit.h"

#include <string.h>

#include "../lib/octets.h"

#define TEMPLATE_HEADER 4
#define SHORT_LENGTH	254 /* the longest whose length takes one octet (RFC 7011 7) */
#define OWN_FIELD	(TL_FIELD__COUNT - 1)
#define OWN_LENGTH	2

/* It is written behind all others. */
TL_STATIC_ASSERT(TL_ELEMENT_textOctetsCut == TL_ELEMENT__COUNT - 1);

static size_t specifier_size(unsigned int sent, unsigned int field)
{
	if (tl_field_element(field)->part == TL_PART_LIST)
		return 4;
	return tl_dialect_form(sent, field).enterprise ? 8 : 4;
}

static size_t template_size(const struct tl_field_set *fields, unsigned int sent)
{
	size_t size = TEMPLATE_HEADER;

	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++)
		if (tl_field_set_has(fields, field))
			size += specifier_size(sent, field);
	return size;
}

bool tl_template_fits(const struct tl_field_set *fields, unsigned int sent, const struct tl_room *room)
{
	/* No specifier has more than eight octets: most records need no closer look. */
	return TEMPLATE_HEADER + 8 * tl_field_set_count(fields) <= room->template ||
	       template_size(fields, sent) <= room->template;
}

bool tl_encoded_fits(const struct tl_encoded *encoded, unsigned int sent, const struct tl_room *room)
{
	return encoded->length <= room->record && tl_template_fits(tl_encoded_fields(encoded), sent, room);
}

static size_t value_size(unsigned int sent, unsigned int field, const __u8 *at)
{
	const struct tl_element *element = tl_field_element(field);

	if (element->length == TL_VARIABLE_LENGTH || element->part == TL_PART_LIST)
		return tl_encoded_value_size(element, at);
	return tl_dialect_form(sent, field).length;
}

static void add_if_there_is_room(struct tl_field_set *kept, const struct tl_field_set *fields, unsigned int field,
				 unsigned int sent, size_t *room)
{
	size_t size = specifier_size(sent, field);

	if (!tl_field_set_has(fields, field) || *room < size)
		return;
	tl_field_set_add(kept, field);
	*room -= size;
}

/* Row by row, both directions of each: the table begins with what a flow is and what it counts. */
static void choose(struct tl_field_set *kept, const struct tl_field_set *fields, unsigned int sent, size_t room)
{
	room -= TEMPLATE_HEADER;
	for (unsigned int row = 0; row < TL_ELEMENT__COUNT; row++) {
		add_if_there_is_room(kept, fields, TL_ELEMENT__COUNT + row, sent, &room);
		add_if_there_is_room(kept, fields, row, sent, &room);
	}
}

/* Leaves out fields until the template fits. */
static void leave_out(struct tl_encoded *encoded, struct tl_field_set *fields, unsigned int sent, size_t room)
{
	const __u8 *at = encoded->bytes;
	struct tl_field_set kept = {{0}};
	size_t used = 0;

	if (template_size(fields, sent) <= room)
		return;
	choose(&kept, fields, sent, room);
	TL_FOR_EACH_FIELD(field, fields)
	{
		size_t size = value_size(sent, field, at);

		if (tl_field_set_has(&kept, field)) {
			memmove(encoded->bytes + used, at, size);
			used += size;
		}
		at += size;
	}
	*fields = kept;
	encoded->length = (__u16)used;
}

static bool is_text(unsigned int field)
{
	return tl_field_element(field)->type == TL_TYPE_STRING;
}

/* Octets of the text that begins here, and where they are. */
static size_t text_at(const __u8 *at, const __u8 **text)
{
	*text = at + (at[0] > SHORT_LENGTH ? 3 : 1);
	return at[0] > SHORT_LENGTH ? tl_octets_get(at + 1, 2) : at[0];
}

/* No character is cut in two. */
static size_t cut_length(const __u8 *text, size_t length, size_t longest)
{
	if (length <= longest)
		return length;
	while (longest && (text[longest] & 0xc0) == 0x80)
		longest--;
	return longest;
}

/* Octets that the record has if no text is longer than this; `write`: makes it so. */
static size_t cut_texts(struct tl_encoded *encoded, const struct tl_field_set *fields, unsigned int sent,
			size_t longest, bool write)
{
	const __u8 *at = encoded->bytes;
	size_t used = 0;

	TL_FOR_EACH_FIELD(field, fields)
	{
		size_t size = value_size(sent, field, at), length;
		const __u8 *text;

		length = is_text(field) ? text_at(at, &text) : 0;
		if (length > longest) {
			length = cut_length(text, length, longest);
			if (write) {
				encoded->bytes[used] = (__u8)length;
				memmove(encoded->bytes + used + 1, text, length);
			}
			used += 1 + length;
		} else {
			if (write)
				memmove(encoded->bytes + used, at, size);
			used += size;
		}
		at += size;
	}
	return used;
}

static void tell(struct tl_encoded *encoded, struct tl_field_set *fields, size_t lost)
{
	tl_field_set_add(fields, OWN_FIELD);
	tl_octets_put(encoded->bytes + encoded->length, lost, OWN_LENGTH);
	encoded->length += OWN_LENGTH;
}

bool tl_encoded_fit(struct tl_encoded *encoded, unsigned int sent, const struct tl_room *room)
{
	bool tells = sent != TL_ELEMENTS_STANDARD;
	size_t own_specifier = tells ? 8 : 0, own_length = tells ? OWN_LENGTH : 0, before = encoded->length;
	struct tl_field_set fields = *tl_encoded_fields(encoded);
	size_t longest = SHORT_LENGTH;

	if (TEMPLATE_HEADER + own_specifier > room->template || own_length > room->record)
		return false;
	leave_out(encoded, &fields, sent, room->template - own_specifier);
	while (longest && cut_texts(encoded, &fields, sent, longest, false) + own_length > room->record)
		longest--;
	encoded->length = (__u16)cut_texts(encoded, &fields, sent, longest, true);
	if (tells)
		tell(encoded, &fields, before - encoded->length);
	tl_encoded_set_own_fields(encoded, &fields);
	return encoded->length && encoded->length <= room->record;
}
