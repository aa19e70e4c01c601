/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Integers in fewer octets than their type has (RFC 7011 6.2), if a destination wants it (`?sizes=`): each set of fields then has two
 * templates, and a record with a value that needs all its octets takes the full one. Nothing is ever cut.
 */
#ifndef TAPLESS_EXPORT_REDUCE_H
#define TAPLESS_EXPORT_REDUCE_H

#include "encode.h"

enum tl_sizes {
	TL_SIZES_FULL,
	TL_SIZES_REDUCED, /* counters and quantities in 4 octets, interfaces in 2, TCP flags in 1 */
	TL_SIZES_LEAST, /* and flowDurationMilliseconds, 4 octets, in the place of flowEndMilliseconds: not every collector knows it */
};

extern const char *const tl_sizes_names[]; /* by the above; up to NULL */

/* What is made of each field. */
struct tl_reduction {
	unsigned int sizes; /* enum tl_sizes */
	__u16 lengths[TL_FIELD__COUNT]; /* in full, as the dialect has it */
	__u8 shorter[TL_FIELD__COUNT]; /* 0: stays as it is */
};

void tl_reduction_init(struct tl_reduction *reduction, unsigned int sizes, unsigned int sent);

/* What is done to records with one set of fields. */
struct tl_reduction_plan;

/* NULL without memory; the caller frees it. */
struct tl_reduction_plan *tl_reduction_plan_create(const struct tl_reduction *reduction,
						   const struct tl_field_set *fields);

/* False: a value does not fit, the record goes out in full. */
bool tl_reduce(const struct tl_reduction_plan *plan, struct tl_encoded *reduced, const struct tl_encoded *encoded);

/* The template of the full records with these fields becomes that of the reduced ones. */
void tl_reduce_template(const struct tl_reduction *reduction, const struct tl_field_set *fields,
			struct tl_template *template);

#endif
