// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "reduce.h"

#include <stdlib.h>
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

enum action {
	ACTION_COPY, /* one value or many */
	ACTION_VARIABLE, /* a value with its length in front */
	ACTION_SHORTER,
	ACTION_DURATION, /* from the octets before it */
};

struct step {
	__u16 size; /* octets in full */
	__u8 length; /* octets of what is made shorter */
	__u8 action;
};

struct tl_reduction_plan {
	unsigned int count;
	struct step steps[];
};

static struct step step_of(const struct tl_reduction *reduction, const struct tl_field_set *fields, unsigned int field)
{
	struct step step = {.size = reduction->lengths[field], .length = reduction->shorter[field]};

	if (is_duration(reduction, fields, field))
		return (struct step){TIME_LENGTH, DURATION_LENGTH, ACTION_DURATION};
	if (step.size == TL_VARIABLE_LENGTH)
		step.action = ACTION_VARIABLE;
	else
		step.action = step.length ? ACTION_SHORTER : ACTION_COPY;
	return step;
}

struct tl_reduction_plan *tl_reduction_plan_create(const struct tl_reduction *reduction,
						   const struct tl_field_set *fields)
{
	struct tl_reduction_plan *plan = malloc(sizeof(*plan) + tl_field_set_count(fields) * sizeof(plan->steps[0]));

	if (!plan)
		return NULL;
	plan->count = 0;
	TL_FOR_EACH_FIELD(field, fields)
	{
		struct step step = step_of(reduction, fields, field);
		struct step *last = plan->count ? &plan->steps[plan->count - 1] : NULL;

		if (last && last->action == ACTION_COPY && step.action == ACTION_COPY)
			last->size += step.size;
		else
			plan->steps[plan->count++] = step;
	}
	return plan;
}

/* Octets from the start to the end; an end before it is no duration, and does not fit. */
static __u64 duration_at(const __u8 *end)
{
	return tl_octets_get(end, TIME_LENGTH) - tl_octets_get(end - TIME_LENGTH, TIME_LENGTH);
}

bool tl_reduce(const struct tl_reduction_plan *plan, struct tl_encoded *reduced, const struct tl_encoded *encoded)
{
	const __u8 *at = encoded->bytes;
	__u8 *to = reduced->bytes;

	memcpy(reduced, encoded, offsetof(struct tl_encoded, bytes));
	for (unsigned int i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];
		size_t size = step->action == ACTION_VARIABLE ? tl_encoded_variable_size(at) : step->size;

		if (step->length) {
			__u64 value = step->action == ACTION_DURATION ? duration_at(at) : tl_octets_get(at, size);

			if (value >> 8 * step->length)
				return false;
			tl_octets_put(to, value, step->length);
			to += step->length;
		} else {
			memcpy(to, at, size);
			to += size;
		}
		at += size;
	}
	reduced->length = (__u16)(to - reduced->bytes);
	if (!reduced->shape_fields)
		tl_encoded_set_own_fields(reduced, tl_encoded_fields(encoded));
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
