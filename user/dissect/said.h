/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What dissectors said on records that are not handed over for good yet. Payload samples are gone once they have been read; this
 * is a log in memory that outlives the process (the pinned map `said`), and so a record that is exported again after a crash is
 * the same as it was (I3).
 *
 * An entry for each record of the join, by its sequence, written before the record goes out; forgotten when the flow ring is
 * committed. When there is no room the oldest entries go: such a record, and those of flows that were open when the process
 * ended, say that something may be missing (`is_interrupted`).
 */
#ifndef TAPLESS_DISSECT_SAID_H
#define TAPLESS_DISSECT_SAID_H

#include <stddef.h>

#include "../flow/record.h"

struct tl_said;

/* What one record was given: that of the flow first, then those of transactions. */
struct tl_said_record {
	__u64 start, end; /* of a transaction; nanoseconds since 1970 */
	__u32 transaction; /* its number; 0: the flow's own record */
	bool is_interrupted;
	char protocol[TL_PROTOCOL_SIZE];
	const struct tl_record_name *source_name,
		*destination_name; /* as learned, which a later process has not; NULL: none */
	const struct tl_record_facts *facts; /* NULL: none */
};

/*
 * `memory`: zeros, or what an earlier process left, its content then known by `layout`: another one is not read. It stays the
 * caller's and must outlive this. `committed`: position of the flow ring where records begin. NULL without memory.
 */
struct tl_said *tl_said_open(void *memory, size_t size, __u64 layout, __u64 committed);

void tl_said_close(struct tl_said *said); /* NULL is fine */

/* One record with its transactions, as a whole: it counts from tl_said_end() on. */
void tl_said_begin(struct tl_said *said, __u64 sequence);
void tl_said_add(struct tl_said *said, const struct tl_said_record *record);
void tl_said_end(struct tl_said *said);

struct tl_said_reading {
	const __u8 *at, *end;
	__u32 left; /* records */
	struct tl_record_name names[2]; /* of the last one, as */
	struct tl_record_facts facts;
};

/* Did an earlier process export the record with this sequence? Then `reading` is what it said. */
bool tl_said_find(const struct tl_said *said, __u64 sequence, struct tl_said_reading *reading);
bool tl_said_next(struct tl_said_reading *reading,
		  struct tl_said_record *record); /* false: no more; names and facts until the next */

/* Records before this position of the flow ring will not be asked for again. */
void tl_said_commit(struct tl_said *said, __u64 position);

/* A sample of this time was read, and is gone. */
void tl_said_sample(struct tl_said *said, __u64 time);

/* Time of the last sample that an earlier process has read; 0: there was none. */
__u64 tl_said_interrupted_at(const struct tl_said *said);

#endif
