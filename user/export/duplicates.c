// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "duplicates.h"

#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/*
 * What tells records apart; the two uniflows of one biflow have the same flow id and sequence. Elements that enrichment adds
 * are not among them: a database may have been replaced between the two exports.
 */
static const enum tl_element_row identity[] = {
	TL_ELEMENT_flowId,
	TL_ELEMENT_recordSequence,
	TL_ELEMENT_transactionNumber,
	TL_ELEMENT_sourceIPv4Address,
	TL_ELEMENT_destinationIPv4Address,
	TL_ELEMENT_sourceIPv6Address,
	TL_ELEMENT_destinationIPv6Address,
	TL_ELEMENT_sourceTransportPort,
	TL_ELEMENT_destinationTransportPort,
	TL_ELEMENT_sourceMacAddress,
	TL_ELEMENT_flowDirection,
};

#define IDENTITY	(sizeof(identity) / sizeof(identity[0]))
#define IDENTITY_NEEDED 3 /* bits of the first two: without these a record has no identity */
#define VALUE_SIZE	16

struct key {
	__u32 domain;
	__u32 present; /* a bit for each element of `identity` */
	__u8 values[IDENTITY][VALUE_SIZE];
};

struct seen {
	struct key key;
	UT_hash_handle hh;
};

struct tl_duplicates {
	struct seen *seen;
};

struct tl_duplicates *tl_duplicates_create(void)
{
	return calloc(1, sizeof(struct tl_duplicates));
}

static void take(struct key *key, const struct tl_value *value)
{
	for (unsigned int i = 0; i < IDENTITY; i++) {
		if (value->field->element != &tl_elements[identity[i]] || value->field->reverse ||
		    value->length > VALUE_SIZE)
			continue;
		memcpy(key->values[i], value->bytes, value->length);
		key->present |= 1u << i;
	}
}

bool tl_duplicates_seen(struct tl_duplicates *duplicates, const struct tl_reader_record *record)
{
	struct seen *found, *added;
	struct tl_values values;
	struct tl_value value;
	struct key key;

	memset(&key, 0, sizeof(key));
	key.domain = record->domain;
	tl_values_begin(&values, record->template, record->bytes, record->length);
	while (tl_values_next(&values, &value) > 0)
		take(&key, &value);
	if ((key.present & IDENTITY_NEEDED) != IDENTITY_NEEDED)
		return false;
	HASH_FIND(hh, duplicates->seen, &key, sizeof(key), found);
	if (found)
		return true;
	added = calloc(1, sizeof(*added));
	if (!added)
		return false;
	added->key = key;
	HASH_ADD(hh, duplicates->seen, key, sizeof(added->key), added);
	if (!added->hh.tbl)
		free(added);
	return false;
}

void tl_duplicates_destroy(struct tl_duplicates *duplicates)
{
	struct seen *seen, *next;

	if (!duplicates)
		return;
	HASH_ITER (hh, duplicates->seen, seen, next) {
		HASH_DEL(duplicates->seen, seen);
		free(seen);
	}
	free(duplicates);
}
