// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Connections that the host forwards: each direction came in by another interface. */
#include "join_support.h"

#include "flow/flow_key.h"

/* What one CPU counted of a direction that came in by one interface and left by another (0: not known). */
static struct tl_flow_record arrival(bool answer, __u32 shard, __u32 in, __u32 out)
{
	__u64 begin = answer ? 20 : 10;
	struct tl_flow_record record = part(answer, shard, begin, begin + 100, answer ? 2 : 3);

	record.key.direction = TL_INGRESS;
	record.key.ifindex = in;
	record.egress.interface = out;
	return record;
}

/* The same as an annotation: another CPU has seen the direction leave. */
static struct tl_flow_record annotation(bool answer, __u32 shard, __u32 in, __u32 out)
{
	struct tl_flow_record record = arrival(answer, shard, in, out);

	record.is_annotation = 1;
	record.packets = record.octets = record.layer2_octets = 0;
	return record;
}

#define PARTS_MAX 6

/* The records of one interval, in the given order or turned around. */
static void join_parts(struct output *output, const struct tl_flow_record *parts, unsigned int count, bool turned)
{
	output_begin(output);
	for (unsigned int i = 0; i < count; i++)
		add(output, &parts[turned ? count - 1 - i : i]);
	mark_at(output, SECOND, 0);
}

static void expect_pair(const struct tl_record *record, __u32 in, __u32 out)
{
	assert_int_equal(record->forward.packets, 3);
	assert_int_equal(record->reverse.packets, 2);
	assert_int_equal(record->ingress_interface, in);
	assert_int_equal(record->egress_interface, out);
	assert_int_equal(record->reverse_ingress.interface, out);
	assert_int_equal(record->key.ifindex, in);
}

struct pair_case {
	const char *name;
	unsigned int records; /* 1: a pair, in by 7, out by 8 */
	struct tl_flow_record parts[PARTS_MAX];
};

static void test_pairs(void **state)
{
	const struct pair_case cases[] = {
		{"both know where they left", 1, {arrival(0, 0, 7, 8), arrival(1, 0, 8, 7)}},
		{"only one knows", 1, {arrival(0, 0, 7, 8), arrival(1, 0, 8, 0)}},
		{"only the other knows", 1, {arrival(0, 0, 7, 0), arrival(1, 0, 8, 7)}},
		{"another CPU knows", 1, {arrival(0, 0, 7, 0), annotation(0, 1, 7, 8), arrival(1, 0, 8, 0)}},
		{"other CPUs know of both",
		 1,
		 {annotation(0, 1, 7, 8), annotation(1, 1, 8, 7), arrival(0, 0, 7, 0), arrival(1, 0, 8, 0)}},
		{"the answers' way tells, whatever their addresses were",
		 1,
		 {arrival(0, 0, 7, 8), arrival(1, 0, 8, 0), annotation(1, 0, 8, 7), annotation(1, 1, 8, 7)}},
		{"nobody knows", 2, {arrival(0, 0, 7, 0), arrival(1, 0, 8, 0)}},
		{"the answer came in elsewhere", 2, {arrival(0, 0, 7, 8), arrival(1, 0, 9, 7)}},
		{"the answer left elsewhere", 2, {arrival(0, 0, 7, 8), arrival(1, 0, 8, 9)}},
		{"annotations without packets", 0, {annotation(0, 0, 7, 8), annotation(1, 0, 8, 7)}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]) * 2; i++) {
		const struct pair_case *one = &cases[i / 2];
		unsigned int count = 0;
		struct output output;

		while (count < PARTS_MAX && one->parts[count].kind)
			count++;
		join_parts(&output, one->parts, count, i % 2);
		if (output.count != one->records)
			fail_msg("%s: %zu records", one->name, output.count);
		if (one->records == 1)
			expect_pair(&output.records[0], 7, 8);
		output_end(&output);
	}
}

/* Behind address translation a direction only has the way back of its answers to go by. */
static void test_answers_only_annotated(void **state)
{
	const struct tl_flow_record parts[] = {arrival(0, 0, 7, 0), annotation(1, 1, 8, 7)};
	struct output output;

	(void)state;
	join_parts(&output, parts, 2, false);
	assert_int_equal(output.count, 1);
	assert_int_equal(output.records[0].forward.packets, 3);
	assert_int_equal(output.records[0].reverse.packets, 0);
	assert_int_equal(output.records[0].ingress_interface, 7);
	assert_int_equal(output.records[0].egress_interface, 8);
	output_end(&output);
}

/* The same addresses by two ways: what one interface counted is never added to what another one did. */
static void test_two_ways(void **state)
{
	const struct tl_flow_record parts[] = {arrival(0, 0, 7, 8), arrival(0, 0, 9, 8), arrival(1, 0, 8, 9),
					       arrival(0, 1, 9, 8)};
	struct output output;

	(void)state;
	for (unsigned int turned = 0; turned < 2; turned++) {
		const struct tl_record *alone, *pair;

		join_parts(&output, parts, 4, turned);
		assert_int_equal(output.count, 2);
		alone = &output.records[output.records[0].reverse.packets != 0];
		pair = &output.records[output.records[0].reverse.packets == 0];
		assert_int_equal(alone->forward.packets, 3);
		assert_int_equal(alone->ingress_interface, 7);
		assert_int_equal(alone->egress_interface, 8);
		assert_int_equal(alone->reverse_ingress.interface, 0);
		assert_int_equal(pair->forward.packets, 6);
		assert_int_equal(pair->ingress_interface, 9);
		assert_int_equal(pair->egress_interface, 8);
		assert_int_not_equal(alone->flow_id, pair->flow_id);
		output_end(&output);
	}
}

/* A router with one leg: only the tags tell where a direction comes in. */
static void test_one_leg(void **state)
{
	struct tl_flow_record parts[] = {arrival(0, 0, 7, 7), arrival(1, 0, 7, 7)};
	struct tl_record forward, reverse;
	struct output output;

	(void)state;
	parts[0].key.vlan_depth = parts[1].key.vlan_depth = 1;
	parts[0].egress.vlan_depth = parts[1].egress.vlan_depth = 1;
	parts[0].key.vlan_id = parts[1].egress.vlan_id = 5;
	parts[1].key.vlan_id = parts[0].egress.vlan_id = 6;
	join_parts(&output, parts, 2, false);
	assert_int_equal(output.count, 1);
	expect_pair(&output.records[0], 7, 7);
	assert_int_equal(output.records[0].key.vlan_id, 5);
	assert_true(tl_record_split(&output.records[0], &forward, &reverse));
	assert_int_equal(forward.key.vlan_id, 5);
	assert_int_equal(reverse.key.vlan_id, 6);
	output_end(&output);
}

/* --key no-vlan: the directions of a connection in different VLANs are one flow, each uniflow tells its own. */
static void test_tags_out_of_the_key(void **state)
{
	struct tl_flow_record parts[] = {part(false, 1, 10, 20, 1), part(true, 1, 12, 22, 1),
					 part(false, 2, 14, 24, 1)};
	struct tl_record forward, reverse;
	struct output output;

	(void)state;
	parts[0].tags = (struct tl_vlan_tags){.vlan_id = 5, .inner_vlan_id = 9, .depth = 2};
	parts[2].tags = (struct tl_vlan_tags){.vlan_id = 4, .depth = 1};
	for (unsigned int tagged = 0; tagged < 2; tagged++) {
		parts[1].tags = (struct tl_vlan_tags){.vlan_id = tagged ? 6 : 0, .depth = tagged};
		join_parts(&output, parts, 3, false);
		assert_int_equal(output.count, 1);
		assert_true(tl_record_split(&output.records[0], &forward, &reverse));
		assert_int_equal(forward.key.vlan_id, 5);
		assert_int_equal(forward.key.inner_vlan_id, 9);
		assert_int_equal(forward.key.vlan_depth, 2);
		assert_int_equal(reverse.key.vlan_id, tagged ? 6 : 0);
		assert_int_equal(reverse.key.inner_vlan_id, 0);
		assert_int_equal(reverse.key.vlan_depth, tagged);
		output_end(&output);
	}
}

static void test_split(void **state)
{
	const struct tl_flow_record parts[] = {arrival(0, 0, 7, 8), arrival(1, 0, 8, 7)};
	struct tl_record forward, reverse;
	struct output output;

	(void)state;
	join_parts(&output, parts, 2, false);
	assert_true(tl_record_split(&output.records[0], &forward, &reverse));
	assert_int_equal(forward.ingress_interface, 7);
	assert_int_equal(forward.egress_interface, 8);
	assert_int_equal(reverse.ingress_interface, 8);
	assert_int_equal(reverse.egress_interface, 7);
	assert_int_equal(reverse.key.ifindex, 8);
	assert_int_equal(reverse.key.direction, TL_INGRESS);
	output_end(&output);
}

/* An interval may hear of one direction only, and of that before it is known where it leaves. */
static void test_one_flow_id(void **state)
{
	struct tl_flow_record there = arrival(0, 0, 8, 7), back = arrival(1, 0, 7, 8);
	struct output output;

	(void)state;
	there.end_reason = back.end_reason = TL_END_ACTIVE;
	output_begin(&output);
	there.egress.interface = 0;
	add(&output, &there);
	mark_at(&output, SECOND, 0);
	there.egress.interface = 7;
	add(&output, &there);
	mark_at(&output, 2 * SECOND, 0);
	add(&output, &there);
	add(&output, &back);
	mark_at(&output, 3 * SECOND, 0);
	add(&output, &back);
	mark_at(&output, 4 * SECOND, 0);
	assert_int_equal(output.count, 4);
	for (size_t i = 1; i < output.count; i++)
		assert_int_equal(output.records[i].flow_id, output.records[0].flow_id);
	output_end(&output);
}

/* The last way is the one that the record names. */
static void test_way_changes(void **state)
{
	struct tl_flow_record parts[] = {arrival(0, 0, 7, 9), arrival(0, 1, 7, 8), arrival(1, 0, 8, 7)};
	struct output output;

	(void)state;
	parts[1].end += 5;
	for (unsigned int turned = 0; turned < 2; turned++) {
		join_parts(&output, parts, 3, turned);
		assert_int_equal(output.count, 1);
		assert_int_equal(output.records[0].forward.packets, 6);
		assert_int_equal(output.records[0].egress_interface, 8);
		output_end(&output);
	}
}

#define CONNECTIONS 40
#define CPUS	    4

static __u64 random_state;

static __u64 random_below(__u64 limit)
{
	random_state = tl_flow_key_mix(random_state, 0x1234567);
	return random_state % limit;
}

struct way {
	__u32 in, out;
	__u64 packets[2];
};

/* One direction: counted on some CPUs, seen to leave on some. At least one of both directions says where it left. */
static unsigned int make_direction(struct tl_flow_record *records, unsigned int number, bool answer, struct way *way,
				   bool must_say)
{
	__u32 in = answer ? way->out : way->in, out = answer ? way->in : way->out;
	unsigned int count = 0;

	for (__u32 cpu = 0; cpu < CPUS; cpu++) {
		bool says = (must_say && cpu == 0) || random_below(4) == 0;
		struct tl_flow_record record = arrival(answer, cpu, in, says ? out : 0);

		if (cpu && random_below(2)) {
			record = annotation(answer, cpu, in, out);
		} else {
			record.packets = 1 + random_below(100);
			way->packets[answer] += record.packets;
		}
		record.key.source_port = answer ? 443 : 1000 + number / 2;
		record.key.destination_port = answer ? 1000 + number / 2 : 443;
		records[count++] = record;
	}
	return count;
}

/* Two connections of each tuple, by ways that have no interface in common. */
static void make_ways(struct way *ways)
{
	for (unsigned int i = 0; i < CONNECTIONS; i++) {
		memset(&ways[i], 0, sizeof(ways[i]));
		ways[i].in = 1 + i % 2 * 4 + random_below(2);
		ways[i].out = 3 + i % 2 * 4 + random_below(2);
	}
}

static void shuffle(struct tl_flow_record *records, unsigned int count)
{
	for (unsigned int i = count; i > 1; i--) {
		unsigned int other = random_below(i);
		struct tl_flow_record kept = records[i - 1];

		records[i - 1] = records[other];
		records[other] = kept;
	}
}

static void check_way(const struct tl_record *record, const struct way *ways)
{
	unsigned int tuple = record->key.source_port - 1000;
	const struct way *way = &ways[tuple * 2];

	assert_true(tuple < CONNECTIONS / 2);
	way += record->ingress_interface != way->in;
	assert_int_equal(record->ingress_interface, way->in);
	assert_int_equal(record->egress_interface, way->out);
	assert_int_equal(record->forward.packets, way->packets[0]);
	assert_int_equal(record->reverse.packets, way->packets[1]);
}

static void test_random_ways(void **state)
{
	static struct tl_flow_record records[CONNECTIONS * CPUS * 2];

	(void)state;
	for (__u64 seed = 1; seed <= 100; seed++) {
		struct way ways[CONNECTIONS];
		struct output output;
		unsigned int count = 0;

		random_state = seed;
		make_ways(ways);
		for (unsigned int i = 0; i < CONNECTIONS; i++) {
			bool answer_says = random_below(2);

			count += make_direction(&records[count], i, false, &ways[i], !answer_says);
			count += make_direction(&records[count], i, true, &ways[i], answer_says);
		}
		shuffle(records, count);
		join_parts(&output, records, count, false);
		assert_int_equal(output.count, CONNECTIONS);
		for (size_t i = 0; i < output.count; i++)
			check_way(&output.records[i], ways);
		output_end(&output);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_answers_only_annotated),
		cmocka_unit_test(test_two_ways),
		cmocka_unit_test(test_one_leg),
		cmocka_unit_test(test_tags_out_of_the_key),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_one_flow_id),
		cmocka_unit_test(test_way_changes),
		cmocka_unit_test(test_random_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
