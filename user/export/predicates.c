// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "predicates.h"

#include <netinet/in.h>
#include <pthread.h>
#include <string.h>

#include "element.h"

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd

#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif
#ifndef IPPROTO_DCCP
#define IPPROTO_DCCP 33
#endif

/* Anything but NULs: a name may begin with one, in a hostile client's hello. */
static bool is_text(const char *text, size_t size)
{
	return text[0] || memcmp(text, text + 1, size - 1) != 0;
}

static bool any(const __u8 mac[6])
{
	static const __u8 none[6];

	return memcmp(mac, none, sizeof(none));
}

static bool is_of_ports(__u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_SCTP:
	case IPPROTO_UDPLITE:
	case IPPROTO_DCCP:
		return true;
	default:
		return false;
	}
}

static inline const struct tl_details *details_of(const struct tl_record *record, const struct tl_record_side *side)
{
	return side == &record->reverse ? &record->reverse_details : &record->details;
}

static inline bool is_kind(const struct tl_record *record, const struct tl_record_side *side, unsigned int kind)
{
	return details_of(record, side)->tunnel.kind == kind;
}

static inline const struct tl_record_metrics *metrics_of(const struct tl_record *record,
							 const struct tl_record_side *side)
{
	return side == &record->reverse ? &record->reverse_metrics : &record->metrics;
}

static bool is_troubled(const struct tl_record_metrics *metrics)
{
	return metrics->duplicated || metrics->duplicate_acknowledgements || metrics->zero_windows || metrics->resets;
}

#define INLINE static inline __attribute__((always_inline))

#define X(name, condition)                                                                                             \
	INLINE bool name(const struct tl_record *record, const struct tl_record_side *side)                            \
	{                                                                                                              \
		(void)record;                                                                                          \
		(void)side;                                                                                            \
		return condition;                                                                                      \
	}
TL_PREDICATE_LIST(X)
#undef X

bool tl_predicate_holds(enum tl_predicate predicate, const struct tl_record *record, const struct tl_record_side *side)
{
	switch (predicate) {
#define X(name, condition)                                                                                             \
	case TL_PREDICATE_##name:                                                                                      \
		return name(record, side);
		TL_PREDICATE_LIST(X)
#undef X
	case TL_PREDICATE__COUNT:
		break;
	}
	return false;
}

/* Which predicates the reverse forms need: known to the compiler, which leaves the others out. */
#define NONE_OF(...)
#define BIT(predicate, word) ((predicate) / 64 == (word) ? 1ull << ((predicate) % 64) : 0)
#define BOTH_0(name, enterprise, id, type, semantics, units, length, member, reverse, present, text)                   \
	| BIT(TL_PREDICATE_##present, 0)
#define BOTH_1(name, enterprise, id, type, semantics, units, length, member, reverse, present, text)                   \
	| BIT(TL_PREDICATE_##present, 1)
static const __u64 reversible[] = {
	0 TL_ELEMENT_LIST(NONE_OF, BOTH_0, NONE_OF),
	0 TL_ELEMENT_LIST(NONE_OF, BOTH_1, NONE_OF),
};
TL_STATIC_ASSERT(sizeof(reversible) / sizeof(reversible[0]) == TL_PREDICATE_WORDS);
#undef BOTH_0
#undef BOTH_1

static void ask_forward(__u64 words[TL_PREDICATE_WORDS], const struct tl_record *record)
{
#define X(name, condition)                                                                                             \
	words[TL_PREDICATE_##name / 64] |= (__u64)name(record, &record->forward) << TL_PREDICATE_##name % 64;
	TL_PREDICATE_LIST(X)
#undef X
}

static void ask_reverse(__u64 words[TL_PREDICATE_WORDS], const struct tl_record *record)
{
#define X(name, condition)                                                                                             \
	if (reversible[TL_PREDICATE_##name / 64] >> TL_PREDICATE_##name % 64 & 1)                                      \
		words[TL_PREDICATE_##name / 64] |= (__u64)name(record, &record->reverse) << TL_PREDICATE_##name % 64;
	TL_PREDICATE_LIST(X)
#undef X
}

/* --- facts: several fields may depend on one member */

#define SAID_MOST (TL_SAID_WORDS * 64)

struct member {
	__u16 offset, size;
};

struct members {
	struct member list[SAID_MOST];
	unsigned int count;
	unsigned int first; /* place of the first one in a shape's `said` */
};

#define FACT(...) +1
enum { BESIDE = 0 TL_FACTS_BESIDE_LIST(TL_FIELDS_OF, FACT) };
#define X(name, ...) TL_STATIC_ASSERT(BESIDE TL_FIELDS_OF(name, __VA_ARGS__) <= SAID_MOST);
TL_FACTS_LIST(X, FACT)
#undef X
#undef FACT

static struct members
	members[TL_FACTS__MAX]; /* by kind; first the places of those beside the union, then of the one in it */
static __u16 places[TL_ELEMENT__COUNT]; /* of a row of facts: its member's */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static unsigned int place_of(struct members *of, const struct tl_element *element)
{
	for (unsigned int i = 0; i < of->count; i++)
		if (of->list[i].offset == element->when && of->list[i].size == element->when_size)
			return i;
	of->list[of->count] = (struct member){element->when, element->when_size};
	return of->count++;
}

static void fill(void)
{
	unsigned int first = 0;

	for (unsigned int row = 0; row < TL_ELEMENT__COUNT; row++)
		if (tl_elements[row].facts)
			places[row] = (__u16)place_of(&members[tl_elements[row].facts], &tl_elements[row]);
#define X(name, ...)                                                                                                   \
	members[TL_FACTS_##name].first = first;                                                                        \
	first += members[TL_FACTS_##name].count;
	TL_FACTS_BESIDE_LIST(X, )
#undef X
#define X(name, ...) members[TL_FACTS_##name].first = first;
	TL_FACTS_LIST(X, )
#undef X
}

/* Is anything of it not zero? */
static bool is_said(const char *member, size_t size)
{
	return member[0] || memcmp(member, member + 1, size - 1) != 0;
}

static void ask_kind(struct tl_shape *shape, const struct tl_record_facts *facts, unsigned int kind)
{
	const struct members *of = &members[kind];

	for (unsigned int i = 0; i < of->count; i++) {
		unsigned int place = of->first + i;

		shape->said[place / 64] |= (__u64)is_said((const char *)facts + of->list[i].offset, of->list[i].size)
					   << place % 64;
	}
}

static void ask_facts(struct tl_shape *shape, const struct tl_record_facts *facts)
{
	shape->kind = facts->kind + 1u;
#define X(name, ...)                                                                                                   \
	if (facts->has.name)                                                                                           \
		ask_kind(shape, facts, TL_FACTS_##name);
	TL_FACTS_BESIDE_LIST(X, )
#undef X
	if (tl_facts_own_size(facts->kind))
		ask_kind(shape, facts, facts->kind);
}

void tl_shape_of(struct tl_shape *shape, const struct tl_record *record)
{
	memset(shape, 0, sizeof(*shape)); /* shapes are compared whole */
	ask_forward(shape->forward, record);
	if (record->reverse.packets)
		ask_reverse(shape->reverse, record);
	if (!record->facts)
		return;
	pthread_once(&once, fill);
	ask_facts(shape, record->facts);
}

static bool is_set(const __u64 *words, unsigned int bit)
{
	return words[bit / 64] >> bit % 64 & 1;
}

bool tl_shape_has(const struct tl_shape *shape, unsigned int field)
{
	const struct tl_element *element = tl_field_element(field);

	if (element->facts)
		return !tl_field_is_reverse(field) && shape->kind &&
		       (element->is_beside || element->facts + 1u == shape->kind) &&
		       is_set(shape->said, members[element->facts].first + places[field % TL_ELEMENT__COUNT]);
	if (!tl_field_is_reverse(field))
		return is_set(shape->forward, element->present);
	return element->reverse_offset && is_set(shape->reverse, element->present);
}
