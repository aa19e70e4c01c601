// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "template.h"

#include <errno.h>
#include <stdlib.h>

#include "../lib/octets.h"

#define LONG_LENGTH 255 /* RFC 7011 7: announces a length of two octets */

struct tl_template *tl_template_create(__u16 id, unsigned int field_count, unsigned int scope_count)
{
	struct tl_template *template = calloc(1, sizeof(*template) + field_count * sizeof(template->fields[0]));

	if (!template)
		return NULL;
	template->id = id;
	template->field_count = field_count;
	template->scope_count = (__u16)scope_count;
	return template;
}

void tl_template_set(struct tl_template *template, unsigned int at, __u32 enterprise, __u16 id, __u16 length)
{
	struct tl_template_field *field = &template->fields[at];

	field->enterprise = enterprise;
	field->id = id;
	field->length = length;
	field->element = tl_element_find(enterprise, id, &field->reverse);
}

size_t tl_template_size(const struct tl_template *template)
{
	size_t size = template->scope_count ? 6 : 4;

	for (unsigned int i = 0; i < template->field_count; i++)
		size += template->fields[i].enterprise ? 8 : 4;
	return size;
}

size_t tl_template_least(const struct tl_template *template)
{
	size_t least = 0;

	for (unsigned int i = 0; i < template->field_count; i++)
		least += template->fields[i].length == TL_VARIABLE_LENGTH ? 1 : template->fields[i].length;
	return least;
}

void tl_values_begin(struct tl_values *values, const struct tl_template *template, const __u8 *bytes, size_t length)
{
	*values = (struct tl_values){.template = template, .at = bytes, .left = length};
}

int tl_values_take_length(const __u8 **at, size_t *left, size_t *length)
{
	size_t octets = 1;

	if (*left < 1)
		return -EBADMSG;
	*length = (*at)[0];
	if (*length == LONG_LENGTH) {
		octets = 3;
		if (*left < octets)
			return -EBADMSG;
		*length = tl_octets_get(*at + 1, 2);
	}
	*at += octets;
	*left -= octets;
	return 0;
}

int tl_values_next(struct tl_values *values, struct tl_value *value)
{
	const struct tl_template_field *field;
	size_t length;

	if (values->next == values->template->field_count)
		return 0;
	field = &values->template->fields[values->next];
	length = field->length;
	if (field->length == TL_VARIABLE_LENGTH && tl_values_take_length(&values->at, &values->left, &length))
		return -EBADMSG;
	if (values->left < length)
		return -EBADMSG;
	*value = (struct tl_value){.field = field, .bytes = values->at, .length = length};
	values->at += length;
	values->left -= length;
	values->next++;
	return 1;
}
