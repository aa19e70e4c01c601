// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table that element_list.h makes, and what it says of a record. */
#include "dialect.h"

#include <stdlib.h>
#include <string.h>

#define FNV_PRIME   0x100000001b3ull
#define REVERSE_BIT 0x4000 /* in an enterprise's own ids, as CERT and libfixbuf have it */

static bool is_said(const struct tl_element *element, const struct tl_record_facts *facts)
{
	const char *when;

	if (!facts || !tl_facts_have(facts, element->facts))
		return false;
	when = (const char *)facts + element->when;
	return when[0] || memcmp(when, when + 1, element->when_size - 1u) != 0;
}

bool tl_element_is_present(const struct tl_element *element, const struct tl_record *record, bool reverse)
{
	if (element->facts)
		return !reverse && is_said(element, record->facts);
	if (!reverse)
		return tl_predicate_holds(element->present, record, &record->forward);
	return record->reverse.packets && element->reverse_offset &&
	       tl_predicate_holds(element->present, record, &record->reverse);
}

const void *tl_element_value(const struct tl_element *element, const struct tl_record *record, bool reverse)
{
	if (element->facts)
		return (const char *)record->facts + element->offset;
	return (const char *)record + (reverse ? element->reverse_offset : element->offset);
}

#define SIZE(member)	   sizeof(((struct tl_record *)0)->member)
#define FACT_SIZE(member)  sizeof(((struct tl_record_facts *)0)->member)
#define FACT_PLACE(member) offsetof(struct tl_record_facts, member)
#define COMMON(name_, enterprise_, id_, type_, semantics_, units_, length_, text_)                                     \
	.name = #name_, .enterprise = TL_PEN_##enterprise_, .id = id_, .type = TL_TYPE_##type_,                        \
	.semantics = TL_SEMANTICS_##semantics_, .units = TL_UNITS_##units_, .length = length_, .text = text_

/* The length on the wire is the member's, but for strings, parts, and IPv4 addresses (the end of a mapped one). */
#define ONE(name, enterprise, id, type, semantics, units, length, member, part, present, text)                         \
	TL_STATIC_ASSERT(TL_TYPE_##type == TL_TYPE_STRING	  ? length == TL_VARIABLE_LENGTH                       \
			 : TL_TYPE_##type == TL_TYPE_IPV4_ADDRESS ? length == 4                                        \
			 : TL_PART_##part == TL_PART_COUNTED	  ? length == TL_VARIABLE_LENGTH                       \
			 : TL_PART_##part == TL_PART_WHOLE	  ? length == SIZE(member)                             \
			 : TL_PART_##part == TL_PART_LIST	  ? length * TL_FIRST_PACKETS == SIZE(member)          \
								  : length == 1 && SIZE(member) == 2);
#define BOTH(name, enterprise, id, type, semantics, units, length, member, reverse, present, text)                     \
	TL_STATIC_ASSERT(TL_TYPE_##type == TL_TYPE_STRING ? length == TL_VARIABLE_LENGTH                               \
							  : SIZE(member) == length && SIZE(reverse) == length);
#define FACT(facts, name, enterprise, id, type, semantics, units, length, member, when, text)                          \
	TL_STATIC_ASSERT(TL_TYPE_##type == TL_TYPE_STRING ? length == TL_VARIABLE_LENGTH                               \
							  : length == FACT_SIZE(facts.member));                        \
	TL_STATIC_ASSERT(FACT_SIZE(facts.when) <= 0xffff);
TL_ELEMENT_LIST(ONE, BOTH, FACT)
#undef ONE
#undef BOTH
#undef FACT

#define X(name, ...) IS_BESIDE_##name = false,
enum { TL_FACTS_LIST(X, ) };
#undef X
#define X(name, ...) IS_BESIDE_##name = true,
enum { TL_FACTS_BESIDE_LIST(X, ) };
#undef X

#define ONE(name, enterprise, id, type, semantics, units, length, member, part_, present_, text)                       \
	{COMMON(name, enterprise, id, type, semantics, units, length, text), .present = TL_PREDICATE_##present_,       \
	 .offset = offsetof(struct tl_record, member), .size = SIZE(member), .part = TL_PART_##part_},
#define BOTH(name, enterprise, id, type, semantics, units, length, member, reverse_member, present_, text)             \
	{COMMON(name, enterprise, id, type, semantics, units, length, text), .present = TL_PREDICATE_##present_,       \
	 .offset = offsetof(struct tl_record, member), .size = SIZE(member),                                           \
	 .reverse_offset = offsetof(struct tl_record, reverse_member)},
#define FACT(facts_, name, enterprise, id, type, semantics, units, length, member, when_, text)                        \
	{COMMON(name, enterprise, id, type, semantics, units, length, text),                                           \
	 .facts = TL_FACTS_##facts_,                                                                                   \
	 .is_beside = IS_BESIDE_##facts_,                                                                              \
	 .offset = FACT_PLACE(facts_.member),                                                                          \
	 .size = FACT_SIZE(facts_.member),                                                                             \
	 .when = FACT_PLACE(facts_.when_),                                                                             \
	 .when_size = FACT_SIZE(facts_.when_)},
const struct tl_element tl_elements[TL_ELEMENT__COUNT] = {TL_ELEMENT_LIST(ONE, BOTH, FACT)};
#undef ONE
#undef BOTH
#undef FACT

static const char *const type_names[] = {
#define X(symbol, name) name,
	TL_TYPE_LIST(X)
#undef X
};

static const char *const semantics_names[] = {
#define X(symbol, name) name,
	TL_SEMANTICS_LIST(X)
#undef X
};

const char *tl_type_name(unsigned int type)
{
	return type < TL_TYPE__MAX ? type_names[type] : "unknown";
}

const char *tl_semantics_name(unsigned int semantics)
{
	return semantics < TL_SEMANTICS__MAX ? semantics_names[semantics] : "unknown";
}

const char *tl_units_name(unsigned int units)
{
	switch (units) {
	case TL_UNITS_OCTETS:
		return "octets";
	case TL_UNITS_PACKETS:
		return "packets";
	case TL_UNITS_SECONDS:
		return "seconds";
	case TL_UNITS_MILLISECONDS:
		return "milliseconds";
	case TL_UNITS_MICROSECONDS:
		return "microseconds";
	case TL_UNITS_NANOSECONDS:
		return "nanoseconds";
	case TL_UNITS_HOPS:
		return "hops";
	default:
		return "";
	}
}

__u64 tl_elements_layout(void)
{
	__u64 layout = sizeof(struct tl_record_facts) + sizeof(struct tl_record_name) * FNV_PRIME;

	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++)
		if (tl_elements[i].facts)
			layout = (layout ^ tl_elements[i].offset) * FNV_PRIME ^ tl_elements[i].id;
	return layout;
}

void tl_element_reverse_number(const struct tl_element *element, __u32 *enterprise, __u16 *id)
{
	*enterprise = element->enterprise == TL_PEN_IANA ? TL_PEN_REVERSE : element->enterprise;
	*id = element->enterprise == TL_PEN_IANA ? element->id : element->id | REVERSE_BIT;
}

static int by_id(const void *id, const void *element)
{
	return *(const __u16 *)id - ((const struct tl_element *)element)->id;
}

static const struct tl_element *find_forward(__u32 enterprise, __u16 id)
{
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++)
		if (tl_elements[i].enterprise == enterprise && tl_elements[i].id == id)
			return &tl_elements[i];
	if (enterprise != TL_PEN_IANA)
		return NULL;
	return bsearch(&id, tl_known_elements, tl_known_element_count, sizeof(tl_known_elements[0]), by_id);
}

const struct tl_element *tl_element_find(__u32 enterprise, __u16 id, bool *reverse)
{
	const struct tl_element *element;

	*reverse = enterprise == TL_PEN_REVERSE;
	if (*reverse)
		return find_forward(TL_PEN_IANA, id);
	element = find_forward(enterprise, id);
	if (!element)
		element = tl_dialect_find(enterprise, id, reverse);
	if (element || enterprise == TL_PEN_IANA || !(id & REVERSE_BIT))
		return element;
	element = find_forward(enterprise, id & ~REVERSE_BIT);
	*reverse = element && (element->reverse_offset || enterprise == TL_PEN_CERT);
	return *reverse ? element : NULL;
}
