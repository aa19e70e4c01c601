// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Most fields are of protocols that a record is none of: these are not even asked whether they are present. */
#include <pthread.h>

#include "element.h"

#define WITHOUT_FACTS TL_FACTS__MAX /* those with facts of no kind have some beside them */

struct candidates {
	__u16 fields[TL_FIELD__COUNT]; /* the reverse forms first, as in a record */
	unsigned int reverse_count, count;
};

static struct candidates candidates[TL_FACTS__MAX + 1];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool may_have(unsigned int kind, unsigned int field)
{
	const struct tl_element *element = tl_field_element(field);

	if (tl_field_is_reverse(field))
		return element->reverse_offset && !element->facts;
	return !element->facts || (kind != WITHOUT_FACTS && (element->is_beside || element->facts == kind));
}

static void fill(void)
{
	for (unsigned int kind = 0; kind <= WITHOUT_FACTS; kind++)
		for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
			if (!may_have(kind, field))
				continue;
			candidates[kind].fields[candidates[kind].count++] = (__u16)field;
			candidates[kind].reverse_count += tl_field_is_reverse(field);
		}
}

const __u16 *tl_element_candidates(const struct tl_record *record, unsigned int *count)
{
	const struct candidates *table = &candidates[record->facts ? record->facts->kind : WITHOUT_FACTS];
	unsigned int left_out;

	pthread_once(&once, fill);
	left_out = record->reverse.packets ? 0 : table->reverse_count;
	*count = table->count - left_out;
	return table->fields + left_out;
}
