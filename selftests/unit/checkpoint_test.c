// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A daemon that dies between any two system calls of a commit: whoever continues makes the same records, byte for byte, as
 * one that never died. Maps and ring are fakes; after its death nothing that the process does has an effect any more.
 */
#include <bpf/bpf.h>
#include <errno.h>

#include "join_support.h"
#include "kernel/checkpoint.h"

#define ENTRIES	    512
#define LOG_RECORDS 900
#define RUNS	    150
#define FLOWS	    6 /* that went on: some are pushed out */

enum { FLOW_MAP, BRIEF_MAP, NAME_MAP, CHECKPOINT_MAP, MAPS };

static struct fake_map {
	size_t key_size, value_size;
	size_t count;
	char keys[ENTRIES][sizeof(struct tl_open_flow_key)];
	char values[ENTRIES][sizeof(struct tl_brief_page)];
} maps[MAPS];

struct tl_ring {
	__u64 cursor, consumer;
};

/* What the kernel wrote. */
static struct logged {
	__u64 position;
	__u32 size;
	union {
		struct tl_flow_record flow;
		struct tl_name_record name;
		struct tl_mark_record mark;
	} record;
} log_records[LOG_RECORDS];

static struct tl_ring ring;
static unsigned int calls_left; /* system calls until the daemon dies */

static bool lives(void)
{
	return calls_left && calls_left--;
}

static size_t find(const struct fake_map *map, const void *key)
{
	size_t i = 0;

	while (i < map->count && memcmp(map->keys[i], key, map->key_size))
		i++;
	return i;
}

int bpf_map_lookup_elem(int number, const void *key, void *value)
{
	const struct fake_map *map = &maps[number];
	size_t at = find(map, key);

	if (at == map->count && number != CHECKPOINT_MAP)
		return -ENOENT;
	memcpy(value, map->values[at], map->value_size);
	return 0;
}

int bpf_map_update_elem(int number, const void *key, const void *value, __u64 flags)
{
	struct fake_map *map = &maps[number];
	size_t at = find(map, key);

	(void)flags;
	if (!lives())
		return 0;
	assert_true(at < ENTRIES);
	map->count += at == map->count;
	memcpy(map->keys[at], key, map->key_size);
	memcpy(map->values[at], value, map->value_size);
	return 0;
}

int bpf_map_delete_elem(int number, const void *key)
{
	struct fake_map *map = &maps[number];
	size_t at = find(map, key);

	if (!lives())
		return 0;
	if (at == map->count)
		return -ENOENT;
	map->count--;
	memcpy(map->keys[at], map->keys[map->count], map->key_size);
	memcpy(map->values[at], map->values[map->count], map->value_size);
	return 0;
}

/* One by one, so that the daemon can die between two of a batch as well. */
int bpf_map_update_batch(int number, const void *keys, const void *values, __u32 *count,
			 const struct bpf_map_batch_opts *options)
{
	const struct fake_map *map = &maps[number];

	(void)options;
	for (__u32 i = 0; i < *count; i++)
		bpf_map_update_elem(number, (const char *)keys + i * map->key_size,
				    (const char *)values + i * map->value_size, BPF_ANY);
	return 0;
}

int bpf_map_delete_batch(int number, const void *keys, __u32 *count, const struct bpf_map_batch_opts *options)
{
	(void)options;
	for (__u32 i = 0; i < *count; i++)
		if (bpf_map_delete_elem(number, (const char *)keys + i * maps[number].key_size)) {
			*count = i;
			return -ENOENT;
		}
	return 0;
}

int bpf_map_get_next_key(int number, const void *key, void *next)
{
	const struct fake_map *map = &maps[number];
	size_t at = key ? find(map, key) : map->count;

	at = at == map->count ? 0 : at + 1;
	if (at >= map->count)
		return -ENOENT;
	memcpy(next, map->keys[at], map->key_size);
	return 0;
}

__u64 tl_ring_cursor(const struct tl_ring *at)
{
	return at->cursor;
}

__u64 tl_ring_end(const struct tl_ring *at)
{
	const struct logged *last = &log_records[LOG_RECORDS - 1];

	(void)at;
	return tl_ring_position_after(last->position, last->size);
}

void tl_ring_commit(struct tl_ring *at, __u64 position)
{
	if (!lives())
		return;
	assert_true(position >= at->consumer);
	at->consumer = position;
}

void tl_ring_begin_at(struct tl_ring *at, __u64 position)
{
	at->cursor = position;
	tl_ring_commit(at, position);
}

/* --- what the kernel wrote */

static __u32 write_flow(struct tl_flow_record *record, __u64 now)
{
	__u64 start = now - SECOND + (unsigned int)rand() % SECOND;

	*record = part(rand() % 2, rand() % 3, start, start + (unsigned int)rand() % SECOND / 2, 1 + rand() % 5);
	record->key = tcp_key(40000 + rand() % 12, record->key.direction == TL_EGRESS);
	record->flow_start -= rand() % 3 * SECOND;
	if (rand() % 6 == 0)
		record->end_reason = rand() % 2 ? TL_END_OF_FLOW : TL_END_FORCED;
	else if (rand() % 4)
		record->end_reason = TL_END_ACTIVE;
	if (rand() % 8 == 0) {
		record->has_syn = true;
		record->syn_sequence = rand() % 3;
		record->initial_tcp_flags = SYN;
	}
	return sizeof(*record);
}

/* A few stray ones: not that of the flow record behind it, or of none. */
static __u32 write_name(struct tl_name_record *record, __u64 now)
{
	*record = (struct tl_name_record){
		.kind = TL_RING_NAME, .name_kind = 1 + rand() % 2, .key = tcp_key(40000 + rand() % 12, false)};
	record->time = now - (unsigned int)rand() % SECOND;
	record->length = 1 + rand() % 20;
	memset(record->name, 'a' + rand() % 26, record->length);
	return sizeof(*record);
}

static __u32 write_mark(struct tl_mark_record *record, __u64 *now)
{
	/* now and then a gap in which flows are forgotten; the wall clock steps as it likes */
	*now += rand() % 20 ? SECOND : 100 * SECOND;
	*record = (struct tl_mark_record){
		.kind = TL_RING_MARK,
		.promises = (unsigned int)rand() % 4, /* kept or not: flows come back either way */
		.time = *now,
		.realtime_offset = rand() % 7200 * (__s64)SECOND,
	};
	return sizeof(*record);
}

static void write_log(unsigned int seed)
{
	__u64 position = 64, now = 1000 * SECOND;

	srand(seed);
	memset(log_records, 0, sizeof(log_records));
	for (unsigned int i = 0; i < LOG_RECORDS; i++) {
		struct logged *at = &log_records[i];
		int kind = rand() % 24 ? 2 + rand() % 10 : 1;

		at->position = position;
		if (kind == 2 || i == LOG_RECORDS - 1)
			at->size = write_mark(&at->record.mark, &now);
		else
			at->size = kind == 1 ? write_name(&at->record.name, now) : write_flow(&at->record.flow, now);
		position = tl_ring_position_after(position, at->size);
	}
}

/* --- one that never dies, and those that do */

static struct output wanted;
static size_t *times; /* each wanted record was made */

static void compare(void *context, struct tl_record *record)
{
	(void)context;
	for (size_t i = 0; i < wanted.count; i++)
		if (wanted.records[i].sequence == record->sequence) {
			assert_memory_equal(&wanted.records[i], record, sizeof(*record));
			times[i]++;
			return;
		}
	fail_msg("a record of sequence %llu, which was never made before", record->sequence);
}

static void make_wanted(void)
{
	memset(&wanted, 0, sizeof(wanted));
	wanted.join = tl_join_create(collect, &wanted);
	tl_join_keep(wanted.join, FLOWS);
	for (unsigned int i = 0; i < LOG_RECORDS; i++)
		tl_join_add(wanted.join, &log_records[i].record, log_records[i].size, log_records[i].position);
	times = calloc(wanted.count, sizeof(*times));
}

static void forget_maps(void)
{
	memset(maps, 0, sizeof(maps));
	maps[FLOW_MAP].key_size = sizeof(struct tl_open_flow_key);
	maps[FLOW_MAP].value_size = sizeof(struct tl_open_flow);
	maps[BRIEF_MAP].key_size = sizeof(__u64);
	maps[BRIEF_MAP].value_size = sizeof(struct tl_brief_page);
	maps[NAME_MAP].key_size = sizeof(struct tl_open_name_key);
	maps[NAME_MAP].value_size = sizeof(struct tl_open_name);
	maps[CHECKPOINT_MAP].key_size = sizeof(__u32);
	maps[CHECKPOINT_MAP].value_size = sizeof(struct tl_checkpoint);
	ring = (struct tl_ring){.cursor = 64, .consumer = 64};
}

/* A daemon from its start until it dies, or until the log is committed to its end: then true. */
static bool live_once(void)
{
	const struct tl_checkpoint_maps descriptors = {FLOW_MAP, BRIEF_MAP, NAME_MAP, CHECKPOINT_MAP};
	struct tl_checkpoints checkpoints;
	struct tl_join *join = tl_join_create(compare, NULL);
	__u64 end = tl_ring_end(&ring);

	ring.cursor = ring.consumer;
	assert_int_equal(tl_checkpoints_open(&checkpoints, &descriptors, join, &ring, FLOWS), 0);
	for (unsigned int i = 0; i < LOG_RECORDS && calls_left; i++) {
		const struct logged *at = &log_records[i];

		if (at->position < ring.cursor)
			continue;
		assert_int_equal(at->position, ring.cursor);
		tl_join_add(join, &at->record, at->size, at->position);
		ring.cursor = tl_ring_position_after(at->position, at->size);
		if (rand() % 40 == 0 || ring.cursor == end)
			tl_checkpoints_commit(&checkpoints, &ring, tl_join_committable(join, ring.cursor));
	}
	tl_checkpoints_close(&checkpoints);
	tl_join_destroy(join);
	return calls_left;
}

static void test_death_at_any_call(void **state)
{
	(void)state;
	for (unsigned int run = 0; run < RUNS; run++) {
		unsigned int lives_count = 0;

		write_log(run);
		make_wanted();
		forget_maps();
		do {
			calls_left = 1 + (unsigned int)rand() % 300;
		} while (!live_once() && ++lives_count < 1000);
		assert_true(lives_count < 1000);
		for (size_t i = 0; i < wanted.count; i++)
			assert_true(times[i] > 0);
		assert_true(maps[FLOW_MAP].count <= 2 * FLOWS);
		free(times);
		output_end(&wanted);
	}
}

/* Some octet of some value, or of many. */
static void spoil(struct fake_map *map)
{
	unsigned int times_over = rand() % 4 ? 1 : 400;

	for (unsigned int i = 0; map->count && i < times_over; i++) {
		size_t at = (size_t)rand() % map->count;

		if (rand() % 8)
			map->values[at][(size_t)rand() % map->value_size] = (char)rand();
		else
			map->keys[at][(size_t)rand() % map->key_size] = (char)rand();
	}
}

static void add_up(void *context, struct tl_record *record)
{
	*(__u64 *)context += record->forward.packets + record->reverse.packets;
}

/* Goes on with what is in the maps, to the end of the log: each packet that it still holds is told, and once. */
static void go_on(void)
{
	const struct tl_checkpoint_maps descriptors = {FLOW_MAP, BRIEF_MAP, NAME_MAP, CHECKPOINT_MAP};
	__u64 logged = 0, told = 0;
	struct tl_checkpoints checkpoints;
	struct tl_join *join = tl_join_create(add_up, &told);

	ring.cursor = ring.consumer;
	assert_int_equal(tl_checkpoints_open(&checkpoints, &descriptors, join, &ring, FLOWS), 0);
	assert_true(ring.cursor <= tl_ring_end(&ring));
	for (unsigned int i = 0; i < LOG_RECORDS; i++) {
		const struct logged *at = &log_records[i];

		if (at->position < ring.cursor)
			continue;
		if (at->record.flow.kind == TL_RING_FLOW)
			logged += at->record.flow.packets;
		tl_join_add(join, &at->record, at->size, at->position);
	}
	assert_int_equal(told, logged);
	tl_checkpoints_commit(&checkpoints, &ring, tl_ring_end(&ring));
	tl_checkpoints_close(&checkpoints);
	tl_join_destroy(join);
}

/* Maps are pinned: what is read from them need not be what a daemon wrote. It says what flows are called, not what is told. */
static void test_values_that_nobody_wrote(void **state)
{
	(void)state;
	for (unsigned int run = 0; run < 4 * RUNS; run++) {
		write_log(run);
		make_wanted();
		forget_maps();
		calls_left = 1000 + (unsigned int)rand() % 1000;
		live_once();
		calls_left = 1u << 30;
		spoil(&maps[rand() % MAPS]);
		go_on();
		free(times);
		output_end(&wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_death_at_any_call),
		cmocka_unit_test(test_values_that_nobody_wrote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
