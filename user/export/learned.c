// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learned.h"

#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "../lib/octets.h"

#define LEARNED_MAX 4096

/* IANA ids in a type record */
#define ENTERPRISE_NUMBER 346
#define ELEMENT_ID	  303
#define ELEMENT_TYPE	  339
#define ELEMENT_NAME	  341
#define ENTERPRISE_FLAG	  0x8000

struct number {
	__u32 enterprise;
	__u32 id;
};

struct learned_element {
	struct number number; /* the key */
	struct tl_element element;
	UT_hash_handle hh;
	char name[];
};

struct tl_learned {
	struct learned_element *elements;
};

struct tl_learned *tl_learned_create(void)
{
	return calloc(1, sizeof(struct tl_learned));
}

static struct learned_element *find(const struct tl_learned *learned, const struct number *number)
{
	struct learned_element *found;

	HASH_FIND(hh, learned->elements, number, sizeof(*number), found);
	return found;
}

static void add(struct tl_learned *learned, const struct number *number, __u8 type, const struct tl_value *name)
{
	struct learned_element *added;

	if (HASH_COUNT(learned->elements) >= LEARNED_MAX || find(learned, number))
		return;
	added = calloc(1, sizeof(*added) + name->length + 1);
	if (!added)
		return;
	memcpy(added->name, name->bytes, name->length);
	added->number = *number;
	added->element.name = added->name;
	added->element.enterprise = number->enterprise;
	added->element.id = (__u16)number->id;
	added->element.type = type;
	HASH_ADD(hh, learned->elements, number, sizeof(added->number), added);
	if (!added->hh.tbl)
		free(added);
}

void tl_learned_add(struct tl_learned *learned, const struct tl_reader_record *record)
{
	struct number number = {0};
	struct tl_value value, name = {0};
	struct tl_values values;
	__u64 type = TL_TYPE_OCTET_ARRAY;

	tl_values_begin(&values, record->template, record->bytes, record->length);
	while (tl_values_next(&values, &value) > 0) {
		if (value.field->enterprise || value.length > 0xffff)
			continue;
		if (value.field->id == ELEMENT_NAME)
			name = value;
		if (value.length > 8)
			continue;
		if (value.field->id == ENTERPRISE_NUMBER)
			number.enterprise = (__u32)tl_octets_get(value.bytes, value.length);
		else if (value.field->id == ELEMENT_ID)
			number.id = tl_octets_get(value.bytes, value.length) & ~ENTERPRISE_FLAG & 0xffff;
		else if (value.field->id == ELEMENT_TYPE)
			type = tl_octets_get(value.bytes, value.length);
	}
	if (number.id && name.length && !memchr(name.bytes, 0, name.length))
		add(learned, &number, type < TL_TYPE__MAX ? (__u8)type : TL_TYPE_OCTET_ARRAY, &name);
}

const struct tl_element *tl_learned_describe(void *learned, __u32 enterprise, __u16 id)
{
	const struct number number = {.enterprise = enterprise, .id = id};
	const struct learned_element *found = find(learned, &number);

	return found ? &found->element : NULL;
}

void tl_learned_destroy(struct tl_learned *learned)
{
	struct learned_element *element, *next;

	if (!learned)
		return;
	HASH_ITER (hh, learned->elements, element, next) {
		HASH_DEL(learned->elements, element);
		free(element);
	}
	free(learned);
}
