// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "said.h"

#include <stdlib.h>
#include <string.h>

/* Of the memory, what is in front of the log. Offsets grow without end; the log is used round and round. */
struct header {
	__u64 layout;
	__u64 tail; /* of the oldest entry */
	__u64 head; /* behind the last one that is whole */
	__u64 last_sample;
};

/* Entries lie in one piece: where none fits before the log's end, one that fills it up stands there. */
struct entry {
	__u64 sequence;
	__u32 size; /* octets, this included */
	__u32 records; /* FILLER: none is meant */
};

#define UNIT sizeof(struct entry) /* sizes are multiples of it: there is room for one wherever the log goes on */

/* What of a record is written in any case; names and facts stand behind it, those that there are. */
struct core {
	__u64 start, end;
	__u32 transaction;
	char protocol[TL_PROTOCOL_SIZE];
	__u8 is_interrupted; /* as these no bool: whatever stands in the log */
	__u8 has_name[2]; /* of the source, of the destination */
	__u8 has_facts; /* then their head, the kind's own part, and those beside it */
};

#define FORMAT	     3 /* another one is not read */
#define FILLER	     (~0u)
#define WORD	     sizeof(__u64)
#define WORDS(type)  ((sizeof(type) + WORD - 1) / WORD)
#define PACKED(type) (WORDS(type) + WORDS(type) / 2 + 2)
#define PACKED_MOST  (PACKED(struct core) + 2 * PACKED(struct tl_record_name) + PACKED(struct tl_record_facts) + 3 * 4)
#define FACTS_HEAD   offsetof(struct tl_record_facts, own) /* which kind, and what is beside it */
#define LOG_START    ((sizeof(struct header) + UNIT - 1) / UNIT * UNIT)

/* Where the entry of an earlier process is. */
struct place {
	__u64 sequence;
	__u64 offset;
};

struct tl_said {
	struct header *header;
	__u8 *log;
	__u64 size;
	struct place *places; /* by sequence */
	size_t place_count;
	__u64 interrupted_at;
	__u64 begun; /* offset of the entry that is being written */
	struct entry *entry; /* NULL: there was no room for it */
};

static struct entry *entry_at(const struct tl_said *said, __u64 offset)
{
	return (struct entry *)(void *)(said->log + offset % said->size);
}

static __u64 load(const __u64 *at)
{
	return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

/* What was written before is there for whoever sees the new value: the process may end between any two instructions. */
static void store(__u64 *at, __u64 value) /* NOLINT(readability-non-const-parameter): it writes there */
{
	__atomic_store_n(at, value, __ATOMIC_RELEASE);
}

static bool is_entry(const struct tl_said *said, __u64 offset)
{
	__u64 left = said->size - offset % said->size;
	const struct entry *entry = entry_at(said, offset);

	return entry->size >= UNIT && entry->size <= left && !(entry->size % UNIT);
}

static bool is_log(const struct tl_said *said, __u64 layout)
{
	__u64 offset = said->header->tail;

	if (said->header->layout != layout || offset % UNIT || said->header->head - offset > said->size)
		return false;
	while (offset < said->header->head && is_entry(said, offset))
		offset += entry_at(said, offset)->size;
	return offset == said->header->head;
}

static int by_sequence(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

static int find_places(struct tl_said *said)
{
	size_t count = 0;

	for (__u64 at = said->header->tail; at < said->header->head; at += entry_at(said, at)->size)
		count++;
	said->places = count ? calloc(count, sizeof(*said->places)) : NULL;
	if (count && !said->places)
		return -1;
	for (__u64 at = said->header->tail; at < said->header->head; at += entry_at(said, at)->size)
		if (entry_at(said, at)->records != FILLER)
			said->places[said->place_count++] = (struct place){entry_at(said, at)->sequence, at};
	if (said->place_count)
		qsort(said->places, said->place_count, sizeof(*said->places), by_sequence);
	return 0;
}

struct tl_said *tl_said_open(void *memory, size_t size, __u64 layout, __u64 committed)
{
	struct tl_said *said = calloc(1, sizeof(*said));

	if (!said)
		return NULL;
	layout += FORMAT;
	said->header = memory;
	said->log = (__u8 *)memory + LOG_START;
	said->size = (size - LOG_START) / UNIT * UNIT;
	said->interrupted_at = load(&said->header->last_sample);
	if (!is_log(said, layout)) {
		store(&said->header->layout, 0);
		said->header->tail = said->header->head = 0;
		store(&said->header->layout, layout);
	}
	tl_said_commit(said, committed);
	if (find_places(said)) {
		free(said);
		return NULL;
	}
	return said;
}

void tl_said_close(struct tl_said *said)
{
	if (!said)
		return;
	free(said->places);
	free(said);
}

/* --- writing */

static void forget_oldest(struct tl_said *said)
{
	store(&said->header->tail, said->header->tail + entry_at(said, said->header->tail)->size);
}

/* Makes room behind `offset`, where nothing is whole yet; false if there is not that much at all. */
static bool make_room(struct tl_said *said, __u64 offset, size_t octets)
{
	while (offset + octets - said->header->tail > said->size && said->header->tail < said->header->head)
		forget_oldest(said);
	return offset + octets - said->header->tail <= said->size;
}

void tl_said_begin(struct tl_said *said, __u64 sequence)
{
	said->begun = said->header->head;
	said->entry = make_room(said, said->begun, UNIT) ? entry_at(said, said->begun) : NULL;
	if (said->entry)
		*said->entry = (struct entry){.sequence = sequence, .size = UNIT};
}

/* Most of it is zeros: words of them are counted, [zeros][others] and then the others, again and again. Where it goes on. */
static __u64 *pack(__u64 *at, const void *from, size_t octets)
{
	union {
		struct tl_record_facts largest;
		__u64 words[WORDS(struct tl_record_facts)];
	} whole;
	size_t count = (octets + WORD - 1) / WORD;

	whole.words[count - 1] = 0;
	memcpy(whole.words, from, octets);
	for (size_t i = 0; i < count;) {
		__u64 *counts = at++;
		size_t zeros = i, others;

		while (i < count && !whole.words[i])
			i++;
		zeros = i - zeros;
		others = i;
		while (i < count && whole.words[i])
			*at++ = whole.words[i++];
		*counts = (__u64)zeros << 32 | (i - others);
	}
	return at;
}

static __u64 *pack_facts(__u64 *at, const struct tl_record_facts *facts)
{
	at = pack(at, facts, FACTS_HEAD);
	if (tl_facts_own_size(facts->kind))
		at = pack(at, facts->own, tl_facts_own_size(facts->kind));
#define X(name, ...)                                                                                                   \
	if (facts->has.name)                                                                                           \
		at = pack(at, &facts->name, sizeof(facts->name));
	TL_FACTS_BESIDE_LIST(X, )
#undef X
	return at;
}

static size_t pack_record(__u64 *to, const struct tl_said_record *record)
{
	const struct tl_record_name *names[2] = {record->source_name, record->destination_name};
	struct core core;
	__u64 *at;

	memset(&core, 0, sizeof(core)); /* what is between members too */
	core.start = record->start;
	core.end = record->end;
	core.transaction = record->transaction;
	core.is_interrupted = record->is_interrupted;
	memcpy(core.protocol, record->protocol, sizeof(core.protocol));
	for (unsigned int i = 0; i < 2; i++)
		core.has_name[i] = !!names[i];
	core.has_facts = !!record->facts;
	at = pack(to, &core, sizeof(core));
	for (unsigned int i = 0; i < 2; i++)
		if (names[i])
			at = pack(at, names[i], sizeof(*names[i]));
	if (record->facts)
		at = pack_facts(at, record->facts);
	return (size_t)(at - to) * WORD;
}

/* The entry is in one piece: one that grows over the log's end begins again at its start. */
static bool move_to_start(struct tl_said *said)
{
	struct entry *old = said->entry;
	__u64 head = said->header->head, left = said->size - head % said->size;
	__u32 size = old->size;

	if (!make_room(said, head, left + size) || size > head % said->size)
		return false;
	memcpy(said->log, old, size);
	*old = (struct entry){.size = (__u32)left, .records = FILLER};
	store(&said->header->head, head + left);
	said->begun = head + left;
	said->entry = entry_at(said, said->begun);
	return true;
}

void tl_said_add(struct tl_said *said, const struct tl_said_record *record)
{
	__u64 packed[PACKED_MOST];
	size_t size;

	if (!said->entry)
		return;
	size = pack_record(packed, record);
	size = (size + UNIT - 1) / UNIT * UNIT;
	if ((said->begun % said->size + said->entry->size + size > said->size && !move_to_start(said)) ||
	    !make_room(said, said->begun, said->entry->size + size)) {
		said->entry = NULL;
		return;
	}
	memcpy((__u8 *)said->entry + said->entry->size, packed, size);
	said->entry->size += (__u32)size;
	said->entry->records++;
}

void tl_said_end(struct tl_said *said)
{
	if (said->entry)
		store(&said->header->head, said->begun + said->entry->size);
	said->entry = NULL;
}

void tl_said_commit(struct tl_said *said, __u64 position)
{
	while (said->header->tail < said->header->head) {
		const struct entry *entry = entry_at(said, said->header->tail);

		if (entry->records != FILLER && entry->sequence >= position)
			break;
		forget_oldest(said);
	}
}

void tl_said_sample(struct tl_said *said, __u64 time)
{
	if (time > said->header->last_sample)
		store(&said->header->last_sample, time);
}

/* --- reading */

__u64 tl_said_interrupted_at(const struct tl_said *said)
{
	return said->interrupted_at;
}

bool tl_said_find(const struct tl_said *said, __u64 sequence, struct tl_said_reading *reading)
{
	const struct place wanted = {.sequence = sequence};
	const struct place *place =
		said->place_count ? bsearch(&wanted, said->places, said->place_count, sizeof(wanted), by_sequence)
				  : NULL;

	if (!place || place->offset < said->header->tail) /* it had to go since */
		return false;
	reading->at = (const __u8 *)(entry_at(said, place->offset) + 1);
	reading->end = (const __u8 *)entry_at(said, place->offset) + entry_at(said, place->offset)->size;
	reading->left = entry_at(said, place->offset)->records;
	return true;
}

/* NULL: that is not what pack() makes. */
static const __u64 *unpack(const __u64 *at, const __u64 *end, void *to, size_t octets)
{
	union {
		struct tl_record_facts largest;
		__u64 words[WORDS(struct tl_record_facts)];
	} whole;
	size_t count = (octets + WORD - 1) / WORD;

	for (size_t i = 0; i < count;) {
		size_t zeros = at < end ? *at >> 32 : 0, others = at < end ? *at & 0xffffffff : 0;

		if (!(zeros + others) || zeros + others > count - i || others > (size_t)(end - at) - 1)
			return NULL;
		memset(whole.words + i, 0, zeros * WORD);
		memcpy(whole.words + i + zeros, at + 1, others * WORD);
		i += zeros + others;
		at += 1 + others;
	}
	memcpy(to, whole.words, octets);
	return at;
}

/* As pack_facts() has made them: whoever wrote the log had the same `layout`. */
static const __u64 *unpack_facts(const __u64 *at, const __u64 *end, struct tl_record_facts *facts)
{
	memset(facts, 0, sizeof(*facts));
	at = unpack(at, end, facts, FACTS_HEAD);
	if (at && facts->kind >= TL_FACTS__MAX)
		return NULL;
	if (at && tl_facts_own_size(facts->kind))
		at = unpack(at, end, facts->own, tl_facts_own_size(facts->kind));
#define X(name, ...)                                                                                                   \
	if (at && facts->has.name)                                                                                     \
		at = unpack(at, end, &facts->name, sizeof(facts->name));
	TL_FACTS_BESIDE_LIST(X, )
#undef X
	return at;
}

bool tl_said_next(struct tl_said_reading *reading, struct tl_said_record *record)
{
	const __u64 *at = (const __u64 *)(const void *)reading->at;
	const __u64 *end = (const __u64 *)(const void *)reading->end;
	struct core core;
	size_t octets;

	if (!reading->left || !(at = unpack(at, end, &core, sizeof(core))))
		return false;
	for (unsigned int i = 0; i < 2; i++)
		if (core.has_name[i] && !(at = unpack(at, end, &reading->names[i], sizeof(reading->names[i]))))
			return false;
	if (core.has_facts && !(at = unpack_facts(at, end, &reading->facts)))
		return false;
	*record = (struct tl_said_record){
		.start = core.start,
		.end = core.end,
		.transaction = core.transaction,
		.is_interrupted = core.is_interrupted,
		.source_name = core.has_name[0] ? &reading->names[0] : NULL,
		.destination_name = core.has_name[1] ? &reading->names[1] : NULL,
		.facts = core.has_facts ? &reading->facts : NULL,
	};
	memcpy(record->protocol, core.protocol, sizeof(record->protocol));
	octets = (size_t)((const __u8 *)at - reading->at);
	reading->at += (octets + UNIT - 1) / UNIT * UNIT;
	reading->left--;
	return true;
}
