// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "encode_plan.h"

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

enum step_kind {
	STEP_COPY, /* octets as they are */
	STEP_COPY_1,
	STEP_COPY_4,
	STEP_INTEGER_2, /* one or several, as those of 4 and 8 octets */
	STEP_INTEGER_4,
	STEP_INTEGER_8,
	STEP_HIGH, /* upper octet of 16 bits */
	STEP_LOW,
	STEP_IP_VERSION, /* from an EtherType */
	STEP_MILLISECONDS,
	STEP_NANOSECONDS,
	STEP_TEXT,
	STEP_COUNTED,
	STEP_LIST,
};

static enum step_kind kind_of_integer(const struct tl_element *element)
{
	switch (element->part) {
	case TL_PART_HIGH:
		return STEP_HIGH;
	case TL_PART_LOW:
		return STEP_LOW;
	case TL_PART_IP_VERSION:
		return STEP_IP_VERSION;
	default:
		return element->length == 1   ? STEP_COPY
		       : element->length == 2 ? STEP_INTEGER_2
		       : element->length == 4 ? STEP_INTEGER_4
					      : STEP_INTEGER_8;
	}
}

/* Of a value, or of an item in a list. */
static enum step_kind kind_of(const struct tl_element *element)
{
	switch (element->type) {
	case TL_TYPE_STRING:
		return STEP_TEXT;
	case TL_TYPE_DATE_TIME_MILLISECONDS:
		return STEP_MILLISECONDS;
	case TL_TYPE_DATE_TIME_NANOSECONDS:
		return STEP_NANOSECONDS;
	case TL_TYPE_OCTET_ARRAY:
		return element->part == TL_PART_COUNTED ? STEP_COUNTED : STEP_COPY;
	case TL_TYPE_MAC_ADDRESS:
	case TL_TYPE_IPV4_ADDRESS:
	case TL_TYPE_IPV6_ADDRESS:
		return STEP_COPY;
	default:
		return kind_of_integer(element);
	}
}

static struct tl_encode_step step_of(unsigned int field)
{
	const struct tl_element *element = tl_field_element(field);
	struct tl_encode_step step = {
		.offset = tl_field_is_reverse(field) ? element->reverse_offset : element->offset,
		.size = element->type == TL_TYPE_STRING ? element->size : element->length,
		.kind = kind_of(element),
		.of_facts = element->facts,
	};

	if (element->part == TL_PART_LIST) {
		step.kind = STEP_LIST;
		step.size = (__u16)(field % TL_ELEMENT__COUNT);
	}
	return step;
}

/* Members that lie side by side, as source and destination or least and greatest do, are one step. */
static bool joins(struct tl_encode_step *last, const struct tl_encode_step *step)
{
	if (last->kind != step->kind || last->kind > STEP_INTEGER_8 || last->of_facts != step->of_facts ||
	    last->offset + last->size != step->offset)
		return false;
	last->size += step->size;
	return true;
}

static void shorten_copies(struct tl_encode_plan *plan)
{
	for (unsigned int i = 0; i < plan->count; i++) {
		struct tl_encode_step *step = &plan->steps[i];

		if (step->kind == STEP_COPY && step->size == 1)
			step->kind = STEP_COPY_1;
		else if (step->kind == STEP_COPY && step->size == 4)
			step->kind = STEP_COPY_4;
	}
}

void tl_encode_plan_make(struct tl_encode_plan *plan, const struct tl_shape *shape)
{
	memset(plan, 0, offsetof(struct tl_encode_plan, steps));
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		struct tl_encode_step step;

		if (!tl_shape_has(shape, field))
			continue;
		step = step_of(field);
		tl_field_set_add(&plan->fields, field);
		if (!plan->count || !joins(&plan->steps[plan->count - 1], &step))
			plan->steps[plan->count++] = step;
	}
	shorten_copies(plan);
}

static __u64 load_8(const void *member)
{
	return *(const __u64 *)member;
}

static __u16 load_2(const void *member)
{
	return *(const __u16 *)member;
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
static size_t text_length(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	if (length + 1 >= size || !memcmp(text + length, text + length + 1, size - length - 1))
		return length;
	length = size;
	while (!text[length - 1])
		length--;
	return length;
}

static size_t put_text(__u8 *at, const char *text, size_t size)
{
	size_t length = text_length(text, size);

	if (length < 255 && tl_utf8_copy_plain(at + 1, (const __u8 *)text, length)) {
		at[0] = (__u8)length;
		return length + 1;
	}
	return put_length(at, tl_utf8_escape(at + 3, TL_STRING_LIMIT, (const __u8 *)text, length));
}

static size_t put_integer(__u8 *at, __u64 value, size_t length)
{
	tl_octets_put(at, value, length);
	return length;
}

/* As it is on the wire (RFC 7011 7): its first octet is the number of the others. */
static size_t put_counted(__u8 *at, const __u8 *member)
{
	memcpy(at, member, 1 + (size_t)member[0]);
	return 1 + (size_t)member[0];
}

#define INLINE static inline __attribute__((always_inline)) /* a record has some seventy values */

/* `length` is known to the compiler. */
INLINE size_t put_integers(__u8 *at, const char *members, size_t size, size_t length)
{
	for (size_t done = 0; done < size; done += length) {
		__u64 value = length == 2   ? load_2(members + done)
			      : length == 4 ? *(const __u32 *)(const void *)(members + done)
					    : load_8(members + done);

		tl_octets_put(at + done, value, length);
	}
	return size;
}

static size_t put_octet(__u8 *at, unsigned int octet)
{
	at[0] = (__u8)octet;
	return 1;
}

static size_t put_list(__u8 *at, const struct tl_element *element, const char *items, unsigned int count);

/* `count`: of the items, if it is a list. */
INLINE size_t put_value(__u8 *at, enum step_kind kind, const void *member, size_t size, unsigned int count)
{
	switch (kind) {
	case STEP_COPY:
		memcpy(at, member, size);
		return size;
	case STEP_COPY_1:
		return put_octet(at, *(const __u8 *)member);
	case STEP_COPY_4:
		memcpy(at, member, 4);
		return 4;
	case STEP_INTEGER_2:
		return put_integers(at, member, size, 2);
	case STEP_INTEGER_4:
		return put_integers(at, member, size, 4);
	case STEP_INTEGER_8:
		return put_integers(at, member, size, 8);
	case STEP_HIGH:
		return put_octet(at, load_2(member) >> 8);
	case STEP_LOW:
		return put_octet(at, load_2(member) & 0xff);
	case STEP_IP_VERSION:
		return put_octet(at, load_2(member) == 0x86dd ? 6 : 4);
	case STEP_MILLISECONDS:
		return put_integer(at, load_8(member) / 1000000, 8);
	case STEP_NANOSECONDS:
		return put_integer(at, tl_ntp_from_unix(load_8(member)), 8);
	case STEP_TEXT:
		return put_text(at, member, size);
	case STEP_COUNTED:
		return put_counted(at, member);
	case STEP_LIST:
		return put_list(at, &tl_elements[size], member, count);
	}
	return 0;
}

static size_t put_item(__u8 *at, enum step_kind kind, const void *item, size_t size)
{
	return put_value(at, kind, item, size, 0);
}

static size_t put_list(__u8 *at, const struct tl_element *element, const char *items, unsigned int count)
{
	size_t length = tl_basic_list_put_header(at + 3, element->enterprise, element->id, element->length, count);
	enum step_kind kind = kind_of(element);

	for (unsigned int i = 0; i < count; i++)
		length += put_item(at + 3 + length, kind, items + (size_t)i * element->length, element->length);
	return put_length(at, length);
}

size_t tl_encode_plan_follow(const struct tl_encode_plan *plan, const struct tl_record *record, __u8 *bytes)
{
	const char *const parts[] = {(const char *)record, (const char *)record->facts};
	const struct tl_encode_step *end = plan->steps + plan->count;
	__u8 *at = bytes;

	for (const struct tl_encode_step *step = plan->steps; step < end; step++)
		at += put_value(at, step->kind, parts[step->of_facts] + step->offset, step->size,
				record->first_packets.count);
	return (size_t)(at - bytes);
}
