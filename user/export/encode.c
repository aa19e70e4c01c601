// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "encode.h"

#include <string.h>

#include "basic_list.h"
#include "../lib/octets.h"
#include "utf8.h"

/* No record can be longer than the room for it: a string takes its limit and three octets of length, as a list may. */
#define LIST_ROOM(length) (3 + TL_BASIC_LIST_HEADER + TL_FIRST_PACKETS * (length))
#define ROOM(length)	  ((length) == TL_VARIABLE_LENGTH ? TL_STRING_LIMIT + 3 : (length))
#define ONE(n, e, i, t, s, u, length, member, part, ...)                                                               \
	+(TL_PART_##part == TL_PART_LIST ? LIST_ROOM(length) : ROOM(length))
#define BOTH(n, e, i, t, s, u, length, ...) +2 * ROOM(length)
#define NONE_OF(...)
#define FACT(facts, n, e, i, t, s, u, length, ...) +ROOM(length)
enum { ALWAYS = 0 TL_ELEMENT_LIST(ONE, BOTH, NONE_OF) TL_FACTS_BESIDE_LIST(TL_FIELDS_OF, FACT) };
#define X(name, ...) TL_STATIC_ASSERT(ALWAYS TL_FIELDS_OF(name, __VA_ARGS__) <= TL_ENCODED_SIZE);
TL_FACTS_LIST(X, FACT)
#undef X
#undef NONE_OF
#undef ONE
#undef BOTH
#undef FACT

static __u64 load(const void *member, size_t size)
{
	switch (size) {
	case 1:
		return *(const __u8 *)member;
	case 2:
		return *(const __u16 *)member;
	case 4:
		return *(const __u32 *)member;
	default:
		return *(const __u64 *)member;
	}
}

static __u64 integer(const struct tl_element *element, const void *member)
{
	switch (element->part) {
	case TL_PART_HIGH:
		return load(member, 2) >> 8;
	case TL_PART_LOW:
		return load(member, 2) & 0xff;
	case TL_PART_IP_VERSION:
		return load(member, 2) == 0x86dd ? 6 : 4;
	default:
		return load(member, element->length);
	}
}

/* RFC 7011 7: lengths below 255 take one octet, others three. Moves what stands behind room for three. */
static size_t put_length(__u8 *at, size_t length)
{
	if (length < 255) {
		at[0] = (__u8)length;
		memmove(at + 1, at + 3, length);
		return length + 1;
	}
	at[0] = 255;
	tl_octets_put(at + 1, length, 2);
	return length + 3;
}

/* A NUL within the text is a part of it: what a client sends behind one must not be hidden by it. */
static size_t put_string(__u8 *at, const char *text, size_t length)
{
	while (length && !text[length - 1])
		length--;
	return put_length(at, tl_utf8_escape(at + 3, TL_STRING_LIMIT, (const __u8 *)text, length));
}

static size_t put_value(__u8 *at, const struct tl_element *element, const void *member)
{
	switch (element->type) {
	case TL_TYPE_STRING:
		return put_string(at, member, element->size);
	case TL_TYPE_DATE_TIME_MILLISECONDS:
		tl_octets_put(at, load(member, 8) / 1000000, 8);
		return 8;
	case TL_TYPE_DATE_TIME_NANOSECONDS:
		tl_octets_put(at, tl_ntp_from_unix(load(member, 8)), 8);
		return 8;
	case TL_TYPE_OCTET_ARRAY:
		if (element->part == TL_PART_COUNTED) { /* as a length is on the wire (RFC 7011 7) */
			memcpy(at, member, 1 + (size_t) * (const __u8 *)member);
			return 1 + (size_t)at[0];
		}
		memcpy(at, member, element->length);
		return element->length;
	case TL_TYPE_MAC_ADDRESS:
	case TL_TYPE_IPV4_ADDRESS:
	case TL_TYPE_IPV6_ADDRESS:
		memcpy(at, member, element->length);
		return element->length;
	default:
		tl_octets_put(at, integer(element, member), element->length);
		return element->length;
	}
}

size_t tl_encoded_value_size(const struct tl_element *element, const __u8 *at)
{
	if (element->length != TL_VARIABLE_LENGTH && element->part != TL_PART_LIST)
		return element->length;
	return at[0] < 255 ? 1 + (size_t)at[0] : 3 + (size_t)tl_octets_get(at + 1, 2);
}

static size_t put_list(__u8 *at, const struct tl_element *element, const char *items, unsigned int count)
{
	size_t length = tl_basic_list_put_header(at + 3, element->enterprise, element->id, element->length, count);

	for (unsigned int i = 0; i < count; i++)
		length += put_value(at + 3 + length, element, items + (size_t)i * element->length);
	return put_length(at, length);
}

static void add_field(struct tl_encoded *encoded, const struct tl_record *record, unsigned int field)
{
	const struct tl_element *element = tl_field_element(field);
	const void *member = tl_element_value(element, record, tl_field_is_reverse(field));
	__u8 *at = encoded->bytes + encoded->length;

	tl_field_set_add(&encoded->fields, field);
	encoded->length += element->part == TL_PART_LIST ? put_list(at, element, member, record->first_packets.count)
							 : put_value(at, element, member);
}

void tl_encode(struct tl_encoded *encoded, const struct tl_record *record)
{
	const __u16 *fields;
	unsigned int count;

	memset(encoded, 0, offsetof(struct tl_encoded, bytes));
	encoded->amount.records = 1;
	encoded->amount.packets = record->forward.packets + record->reverse.packets;
	encoded->amount.octets = record->forward.octets + record->reverse.octets;
	encoded->end = record->end;
	encoded->interfaces[0] = record->ingress_interface;
	encoded->interfaces[1] = record->egress_interface;
	fields = tl_element_candidates(record, &count);
	for (unsigned int i = 0; i < count; i++)
		if (tl_element_is_present(tl_field_element(fields[i]), record, tl_field_is_reverse(fields[i])))
			add_field(encoded, record, fields[i]);
}

void tl_encode_select(struct tl_encoded *selected, const struct tl_encoded *encoded, const struct tl_field_set *kept)
{
	const __u8 *at = encoded->bytes;

	memcpy(selected, encoded, offsetof(struct tl_encoded, bytes));
	memset(&selected->fields, 0, sizeof(selected->fields));
	selected->length = 0;
	TL_FOR_EACH_FIELD(field, &encoded->fields)
	{
		size_t size = tl_encoded_value_size(tl_field_element(field), at);

		if (tl_field_set_has(kept, field)) {
			tl_field_set_add(&selected->fields, field);
			memcpy(selected->bytes + selected->length, at, size);
			selected->length += size;
		}
		at += size;
	}
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
	const __u8 *at = encoded->bytes;

	memcpy(converted, encoded, offsetof(struct tl_encoded, bytes));
	converted->length = 0;
	TL_FOR_EACH_FIELD(field, &encoded->fields)
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
