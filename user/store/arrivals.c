// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "arrivals.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "segment_reader.h"

#define LATEST	    300000 /* records: more than half of a flow ring has room for */
#define ROOM	    (1u << 20)
#define FNV_OFFSET  0xcbf29ce484222325ull
#define FNV_PRIME   0x100000001b3ull
#define FIELD(name) (TL_ELEMENT__COUNT + TL_ELEMENT_##name)

/* As in export/duplicates.c; the two uniflows of one biflow have the same flow id and sequence. */
static const __u16 identity[] = {
	FIELD(flowId),
	FIELD(recordSequence),
	FIELD(transactionNumber),
	FIELD(sourceIPv4Address),
	FIELD(sourceIPv6Address),
	FIELD(sourceTransportPort),
	FIELD(destinationTransportPort),
	FIELD(sourceMacAddress),
	FIELD(flowDirection),
};

#define IDENTITY (sizeof(identity) / sizeof(identity[0]))

static __u64 mix(__u64 hash, __u64 value)
{
	hash = (hash ^ value) * FNV_PRIME;
	return hash ^ hash >> 29;
}

static __u64 identity_of(const struct tl_row *row)
{
	__u64 hash = FNV_OFFSET;

	for (size_t i = 0; i < IDENTITY; i++) {
		const struct tl_datum *datum = tl_row_get(row, identity[i]);

		hash = mix(hash, i);
		if (!datum)
			continue;
		if (tl_form_of(tl_field_element(identity[i])->type) == TL_FORM_NUMBER)
			hash = mix(hash, datum->number);
		for (__u32 at = 0;
		     tl_form_of(tl_field_element(identity[i])->type) == TL_FORM_OCTETS && at < datum->length; at++)
			hash = mix(hash, datum->octets[at]);
	}
	return hash ? hash : 1;
}

static size_t find(const struct tl_arrivals *arrivals, __u64 id)
{
	size_t at = id & (arrivals->room - 1);

	while (arrivals->seen[at] && arrivals->seen[at] != id)
		at = (at + 1) & (arrivals->room - 1);
	return at;
}

static bool take(void *context, const struct tl_row *row)
{
	struct tl_arrivals *arrivals = context;
	__u64 id = identity_of(row);
	size_t at = find(arrivals, id);

	arrivals->count += !arrivals->seen[at];
	arrivals->seen[at] = id;
	return arrivals->count < LATEST;
}

static void take_segment(struct tl_arrivals *arrivals, const char *folder, const struct tl_segment_name *name)
{
	const struct tl_question question = {.to = UINT64_MAX, .fields = identity, .field_count = IDENTITY};
	const struct tl_archive_visitor visitor = {.row = take, .context = arrivals};
	struct tl_segment_reader *reader;
	char path[PATH_MAX];
	int error;

	tl_segment_path(path, folder, name);
	reader = tl_segment_reader_open(path, name->is_sealed, &error);
	if (reader)
		tl_segment_reader_latest(reader, &question, &visitor, LATEST);
	tl_segment_reader_close(reader);
}

int tl_arrivals_open(struct tl_arrivals *arrivals, const char *folder, const struct tl_segment_list *list)
{
	*arrivals = (struct tl_arrivals){0};
	if (!list->count)
		return 0;
	arrivals->seen = calloc(ROOM, sizeof(__u64));
	if (!arrivals->seen)
		return -ENOMEM;
	arrivals->room = ROOM;
	for (unsigned int i = list->count; i && arrivals->count < LATEST; i--)
		take_segment(arrivals, folder, &list->names[i - 1]);
	return 0;
}

void tl_arrivals_close(struct tl_arrivals *arrivals)
{
	free(arrivals->seen);
	*arrivals = (struct tl_arrivals){0};
}

bool tl_arrivals_has(const struct tl_arrivals *arrivals, const struct tl_row *row)
{
	return arrivals->count && arrivals->seen[find(arrivals, identity_of(row))];
}
