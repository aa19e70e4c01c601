/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How records of one shape are encoded: their set of fields, and a step for each. A plan is made once for a shape, by going through
 * all fields; most records then are a short list of copies.
 */
#ifndef TAPLESS_EXPORT_ENCODE_PLAN_H
#define TAPLESS_EXPORT_ENCODE_PLAN_H

#include "encode.h"

struct tl_encode_step {
	__u16 offset; /* of the member in struct tl_record, or in struct tl_record_facts */
	__u16 size; /* octets of the member, or of several; of a list: its row */
	__u8 kind; /* enum step_kind of encode_plan.c */
	bool of_facts;
};

struct tl_encode_plan {
	struct tl_field_set fields;
	unsigned int count;
	struct tl_encode_step steps[TL_FIELD__COUNT]; /* as many of them as `count` says are there */
};

/* Octets that a plan of so many steps takes. */
static inline size_t tl_encode_plan_size(unsigned int count)
{
	return offsetof(struct tl_encode_plan, steps) + count * sizeof(struct tl_encode_step);
}

void tl_encode_plan_make(struct tl_encode_plan *plan, const struct tl_shape *shape);

/* Octets that it has written. */
size_t tl_encode_plan_follow(const struct tl_encode_plan *plan, const struct tl_record *record, __u8 *bytes);

#endif
