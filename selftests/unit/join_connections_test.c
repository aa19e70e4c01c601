// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which parts are one connection: every order in which the parts can arrive must give the same records. */
#include "join_support.h"

#define MOST_PARTS 7
#define MS	   (SECOND / 1000)

struct scene {
	const char *name;
	size_t parts, records;
	struct tl_flow_record part[MOST_PARTS];
	__u64 packets[MOST_PARTS]; /* of both directions, by record, in the order of their first packets */
	bool any_order; /* false: the parts of one shard arrive in the order given, as they do in the ring */
};

static int by_start(const void *a, const void *b)
{
	const struct tl_record *one = a, *other = b;

	if (one->start != other->start)
		return one->start < other->start ? -1 : 1;
	return one->end < other->end ? -1 : one->end > other->end;
}

static void run_order(const struct scene *scene, const size_t *order, struct output *output)
{
	output_begin(output);
	mark_at(output, 100 * SECOND, 0);
	for (size_t i = 0; i < scene->parts; i++)
		add(output, &scene->part[order[i]]);
	tl_join_flush(output->join);
	qsort(output->records, output->count, sizeof(*output->records), by_start);
}

static void check_records(const struct scene *scene, const struct output *output, const struct output *expected)
{
	assert_int_equal(output->count, scene->records);
	for (size_t i = 0; i < output->count; i++) {
		struct tl_record record = output->records[i];

		assert_int_equal(record.forward.packets + record.reverse.packets, scene->packets[i]);
		record.sequence = expected->records[i].sequence; /* the only member that tells the order */
		assert_memory_equal(&record, &expected->records[i], sizeof(record));
	}
}

static bool possible(const struct scene *scene, const size_t *order)
{
	for (size_t i = 0; i < scene->parts && !scene->any_order; i++) {
		for (size_t j = i + 1; j < scene->parts; j++) {
			const struct tl_flow_record *a = &scene->part[order[i]], *b = &scene->part[order[j]];

			if (order[i] > order[j] && a->shard == b->shard && !memcmp(&a->key, &b->key, sizeof(a->key)))
				return false;
		}
	}
	return true;
}

static void permute(const struct scene *scene, size_t *order, size_t fixed, const struct output *expected)
{
	if (fixed == scene->parts) {
		struct output output;

		if (!possible(scene, order))
			return;
		run_order(scene, order, &output);
		check_records(scene, &output, expected);
		output_end(&output);
		return;
	}
	for (size_t i = fixed; i < scene->parts; i++) {
		size_t swapped = order[fixed];

		order[fixed] = order[i];
		order[i] = swapped;
		permute(scene, order, fixed + 1, expected);
		order[i] = order[fixed];
		order[fixed] = swapped;
	}
}

static void play(const struct scene *scene)
{
	size_t order[MOST_PARTS] = {0, 1, 2, 3, 4, 5, 6};
	struct output expected;

	print_message("%s\n", scene->name);
	run_order(scene, order, &expected);
	check_records(scene, &expected, &expected);
	permute(scene, order, 0, &expected);
	output_end(&expected);
}

static struct tl_flow_record still_counting(struct tl_flow_record record)
{
	record.end_reason = TL_END_ACTIVE;
	record.ended = 0;
	return record;
}

static void test_one_connection(void **state)
{
	struct scene scene = {
		.name = "two directions, seven entries",
		.parts = 7,
		.records = 1,
		.any_order = true,
		.part = {syn_part(false, 0, 100, 900, 1, 40), part(false, 1, 200, 300, 10),
			 part(false, 2, 950, 960, 100), syn_part(true, 3, 110, 800, 1000, 50),
			 part(true, 1, 120, 130, 10000), still_counting(part(true, 5, 140, 1000, 100000)),
			 part(true, TL_SHARD_NONE, 115, 115, 1000000)},
		.packets = {1111111},
	};

	(void)state;
	play(&scene);
}

static void test_last_ack_elsewhere(void **state)
{
	struct scene scene = {
		.name = "last ACK by another CPU",
		.parts = 3,
		.records = 1,
		.any_order = true,
		.part = {syn_part(false, 0, 100, 900, 1, 40), syn_part(true, 0, 110, 890, 10, 50),
			 part(false, 2, 901, 901, 100)},
		.packets = {111},
	};

	(void)state;
	play(&scene);
	scene.name = "slow answer";
	scene.part[0].end = 320 * MS;
	scene.part[2].start = scene.part[2].flow_start = scene.part[2].end = 321 * MS;
	scene.part[1] = syn_part(true, 0, 300 * MS, 310 * MS, 10, 50);
	play(&scene);
	scene.name = "half closed: the server speaks on for long";
	scene.part[1] = still_counting(scene.part[1]);
	scene.part[2] = part(true, 2, 60 * SECOND, 70 * SECOND, 100);
	play(&scene);
}

static void test_next_connection(void **state)
{
	struct scene scene = {
		.name = "two connections, SYNs and FINs seen",
		.parts = 4,
		.records = 2,
		.any_order = true,
		.part = {syn_part(false, 0, 100 * MS, 900 * MS, 1, 40), syn_part(true, 0, 110 * MS, 910 * MS, 10, 50),
			 syn_part(false, 0, 1000 * MS, 1900 * MS, 100, 60),
			 syn_part(true, 0, 1010 * MS, 1910 * MS, 1000, 70)},
		.packets = {11, 1100},
	};

	(void)state;
	play(&scene);
	scene.name = "a third part each, by other CPUs";
	scene.parts = 6;
	scene.any_order = true;
	scene.part[4] = part(false, 1, 150 * MS, 800 * MS, 10000);
	scene.part[5] = syn_part(true, 2, 1012 * MS, 1800 * MS, 100000, 70); /* SYN-ACK sent again */
	scene.packets[0] = 10011;
	scene.packets[1] = 101100;
	play(&scene);
}

static void test_next_connection_without_end(void **state)
{
	struct scene scene = {
		.name = "first connection never ended, SYNs seen",
		.parts = 4,
		.records = 2,
		.part = {still_counting(syn_part(false, 0, 100, 900, 1, 40)),
			 still_counting(syn_part(true, 0, 110, 910, 10, 50)),
			 syn_part(false, 0, 5 * SECOND, 6 * SECOND, 100, 60),
			 syn_part(true, 0, 5 * SECOND + 9, 6 * SECOND + 9, 1000, 70)},
		.packets = {11, 1100},
	};

	(void)state;
	play(&scene);
}

static void test_three_connections(void **state)
{
	struct scene scene = {
		.name = "three connections in one sweep",
		.parts = 6,
		.records = 3,
		.any_order = true,
		.part = {syn_part(false, 0, 0 * MS + 1, 1 * MS, 1, 40),
			 syn_part(true, 0, 0 * MS + 9, 1 * MS + 9, 10, 50), syn_part(false, 0, 2 * MS, 3 * MS, 100, 41),
			 syn_part(true, 0, 2 * MS + 9, 3 * MS + 9, 1000, 51),
			 syn_part(false, 0, 4 * MS, 5 * MS, 10000, 42),
			 syn_part(true, 0, 4 * MS + 9, 5 * MS + 9, 100000, 52)},
		.packets = {11, 1100, 110000},
	};

	(void)state;
	play(&scene);
}

static void test_ended_then_begins_without_syn(void **state)
{
	struct scene scene = {
		.name = "side ended, next begins a second later without a SYN",
		.parts = 2,
		.records = 2,
		.part = {syn_part(false, 0, 100, 900, 1, 40), part(false, 0, 2 * SECOND, 3 * SECOND, 10)},
		.packets = {1, 10},
	};

	(void)state;
	play(&scene);
	scene.name = "idled out, then begun again";
	scene.part[0] = part(false, 0, 1, 2, 1);
	scene.part[1] = part(false, 0, 102 * SECOND, 103 * SECOND, 10); /* after the marks of run_order() */
	play(&scene);
	scene.name = "quiet for a while, by another CPU";
	scene.records = 1;
	scene.packets[0] = 11;
	scene.part[0].end_reason = TL_END_FORCED;
	play(&scene);
}

/* Without a SYN the longest time in common decides. */
static void test_longest_overlap(void **state)
{
	struct tl_flow_record first = syn_part(false, 0, 1 * SECOND, 10 * SECOND, 1, 40);
	struct tl_flow_record second = syn_part(false, 0, 9 * SECOND, 20 * SECOND, 10, 60);
	struct tl_flow_record answers[] = {part(true, 1, 2 * SECOND, 11 * SECOND, 100),
					   part(true, 2, 9500 * MS, 19 * SECOND, 1000)};
	struct output output;

	(void)state;
	output_begin(&output);
	add(&output, &first);
	add(&output, &second);
	add(&output, &answers[1]);
	add(&output, &answers[0]);
	tl_join_flush(output.join);
	assert_int_equal(output.count, 2);
	assert_int_equal(output.records[0].reverse.packets, 100);
	assert_int_equal(output.records[1].reverse.packets, 1000);
	output_end(&output);
}

/* A name sent ahead of the next connection's record, while the last one's parts still come. */
static void test_name_of_next_connection(void **state)
{
	struct tl_flow_record parts[] = {syn_part(false, 0, 100, 900, 1, 40), syn_part(true, 0, 110, 910, 10, 50),
					 syn_part(false, 0, 1000, 1900, 100, 60)};
	struct output output;

	(void)state;
	output_begin(&output);
	add(&output, &parts[0]);
	add_name(&output, &parts[2].key, TL_NAME_TLS_SNI, "next.example", 1100);
	add(&output, &parts[1]);
	add(&output, &parts[2]);
	tl_join_flush(output.join);
	assert_int_equal(output.count, 2);
	assert_string_equal(output.records[0].server_name, "");
	assert_string_equal(output.records[1].server_name, "next.example");
	output_end(&output);
}

/* Reports of one tuple, each emitted alone: which of them have the flow id of the one before. */
static void test_memory(void **state)
{
	static const struct {
		__u64 begin, end, reported; /* seconds */
		__u32 shard;
		__u8 reason;
		bool same_flow;
	} reports[] = {
		{100, 160, 160, 1, TL_END_ACTIVE, false},
		{100, 220, 220, 1, TL_END_ACTIVE, true},
		{230, 280, 280, 2, TL_END_ACTIVE, true}, /* begun by another CPU 10 s after the last packet */
		{100, 225, 282, 1, TL_END_IDLE, true},
		{230, 300, 306, 2, TL_END_IDLE, true}, /* now all have idled out */
		{250, 280, 309, 3, TL_END_IDLE, true}, /* late, but of that time */
		{310, 311, 327, 1, TL_END_IDLE, false}, /* later than that */
		{312, 330, 330, 2, TL_END_FORCED, true},
		{346, 350, 370, 2, TL_END_IDLE, false}, /* more than 15 s of silence */
	};
	struct output output;

	(void)state;
	output_begin(&output);
	for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++) {
		struct tl_flow_record record =
			part(false, reports[i].shard, reports[i].begin * SECOND, reports[i].end * SECOND, 1);

		record.end_reason = reports[i].reason;
		mark_at(&output, (reports[i].reported - 1) * SECOND, 0);
		add(&output, &record);
		mark_at(&output, reports[i].reported * SECOND, 0);
		mark_at(&output, reports[i].reported * SECOND + 1, 0);
		assert_int_equal(output.count, i + 1);
		if (i > 0)
			assert_int_equal(output.records[i].flow_id == output.records[i - 1].flow_id,
					 reports[i].same_flow);
	}
	output_end(&output);
}

/* Of each promise: whether a part that comes behind what was told at that mark is of the same flow. */
static void test_over(void **state)
{
	static const struct {
		__u32 promises;
		__u8 reason;
		__u32 fragments;
		bool same_flow;
	} ends[] = {
		{0, TL_END_IDLE, 0, true},
		{TL_MARK_IS_WHOLE, TL_END_IDLE, 0, false},
		{TL_MARK_IS_WHOLE, TL_END_IDLE, 1, true}, /* those before the first one are told apart */
		{TL_MARK_IS_WHOLE, TL_END_OF_FLOW, 0, true},
		{TL_MARK_IS_WHOLE, TL_END_NO_RESOURCES, 0, true},
		{TL_MARK_IS_WHOLE, TL_END_FORCED, 0, true}, /* another build has taken over: it goes on there */
		{TL_MARK_OF_END, TL_END_FORCED, 0, true},
		{TL_MARK_IS_WHOLE | TL_MARK_OF_END, TL_END_FORCED, 0, false},
		{TL_MARK_IS_WHOLE | TL_MARK_OF_END, TL_END_ACTIVE, 0, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct tl_flow_record first = part(false, 1, 100 * SECOND, 130 * SECOND, 1);
		struct tl_flow_record second = part(false, 2, 129 * SECOND, 131 * SECOND, 1);
		struct output output;

		first.end_reason = ends[i].reason;
		first.fragments = ends[i].fragments;
		output_begin(&output);
		output.promises = ends[i].promises;
		mark_at(&output, 130 * SECOND, 0);
		add(&output, &first);
		mark_at(&output, 131 * SECOND, 0);
		add(&output, &second);
		mark_at(&output, 132 * SECOND, 0);
		assert_int_equal(output.count, 2);
		assert_int_equal(output.records[0].flow_id == output.records[1].flow_id, ends[i].same_flow);
		output_end(&output);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_connection),
		cmocka_unit_test(test_last_ack_elsewhere),
		cmocka_unit_test(test_next_connection),
		cmocka_unit_test(test_next_connection_without_end),
		cmocka_unit_test(test_three_connections),
		cmocka_unit_test(test_ended_then_begins_without_syn),
		cmocka_unit_test(test_longest_overlap),
		cmocka_unit_test(test_name_of_next_connection),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
