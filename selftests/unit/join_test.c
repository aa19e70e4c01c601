// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What becomes of the parts of one flow: when they are emitted, what is added up, who is forward, which names stick. */
#include "join_support.h"

static void test_both_directions_and_shards(void **state)
{
	struct tl_flow_record parts[] = {
		syn_part(true, 1, 11, 30, 4, 500),
		part(false, 2, 20, 40, 8),
		syn_part(false, 3, 10, 25, 2, 400),
	};
	struct output output;
	const struct tl_record *record;
	__u64 last = 0;

	(void)state;
	parts[1].minimum_ttl = 0; /* not observed */
	parts[1].maximum_ttl = 70;
	parts[1].minimum_length = 40;
	parts[1].identification = 9;
	parts[2].identification = 5;
	parts[2].vlan_priority = 3;
	parts[1].fragments = parts[2].fragments = 2;
	parts[1].fragment_oddities = TL_FRAGMENT_WITHOUT_FIRST;
	output_begin(&output);
	for (size_t i = 0; i < 3; i++)
		last = add(&output, &parts[i]);
	assert_int_equal(output.count, 0);
	mark_at(&output, SECOND, 5000);
	assert_int_equal(output.count, 1);
	record = &output.records[0];
	assert_int_equal(record->forward.packets, 10);
	assert_int_equal(record->forward.octets, 1000);
	assert_int_equal(record->forward.layer2_octets, 1140);
	assert_int_equal(record->reverse.packets, 4);
	assert_int_equal(record->key.source_port, 40000);
	assert_int_equal(record->start, 5010); /* by the offset of the mark that emits it */
	assert_int_equal(record->end, 5040);
	assert_int_equal(record->forward.start, 5010);
	assert_int_equal(record->forward.end, 5040);
	assert_int_equal(record->reverse.start, 5011);
	assert_int_equal(record->reverse.end, 5030);
	assert_int_equal(record->forward.initial_tcp_flags, SYN);
	assert_int_equal(record->forward.tcp_flags, SYN | ACK | 1);
	assert_int_equal(record->forward.identification, 5);
	assert_int_equal(record->forward.syn_sequence, 400);
	assert_int_equal(record->reverse.syn_sequence, 500);
	assert_int_equal(record->forward.minimum_ttl, 60);
	assert_int_equal(record->forward.maximum_ttl, 70);
	assert_int_equal(record->forward.minimum_length, 40);
	assert_int_equal(record->forward.ended, TL_ENDED_FIN);
	assert_int_equal(record->vlan_priority, 3);
	assert_int_equal(record->forward.fragments, 4);
	assert_int_equal(record->forward.fragment_oddities, TL_FRAGMENT_WITHOUT_FIRST);
	assert_int_equal(record->reverse.fragments, 0);
	assert_int_equal(record->end_reason, TL_END_OF_FLOW);
	assert_int_equal(record->biflow_direction, TL_BIFLOW_INITIATOR);
	assert_int_equal(record->key.direction, TL_INGRESS);
	assert_int_equal(record->ingress_interface, 7);
	assert_int_equal(record->egress_interface, 0);
	assert_int_equal(record->reverse.direction, TL_EGRESS);
	assert_int_equal(record->sequence, last);
	assert_int_not_equal(record->flow_id, 0);
	output_end(&output);
}

/* So that a replay from any mark makes the same records again. */
static void test_nothing_waits_across_a_mark(void **state)
{
	struct tl_flow_record request = part(false, 0, 10, 20, 1), answer = part(true, 0, 11, 21, 1);
	struct output output;
	__u64 first;

	(void)state;
	output_begin(&output);
	assert_int_equal(tl_join_committable(output.join, 77), 77);
	mark_at(&output, SECOND, 0);
	first = add(&output, &request);
	add(&output, &answer);
	assert_int_equal(output.count, 0);
	assert_int_equal(tl_join_committable(output.join, output.sequence), first);
	mark_at(&output, 2 * SECOND, 0);
	assert_int_equal(output.count, 1);
	assert_int_equal(output.records[0].reverse.packets, 1);
	assert_int_equal(tl_join_committable(output.join, output.sequence), output.sequence);
	first = add(&output, &request);
	assert_int_equal(tl_join_committable(output.join, output.sequence), first);
	tl_join_flush(output.join);
	assert_int_equal(output.count, 2);
	assert_int_equal(tl_join_committable(output.join, output.sequence), output.sequence);
	output_end(&output);
}

static void test_order_of_first_parts(void **state)
{
	struct output output;

	(void)state;
	output_begin(&output);
	for (unsigned int round = 0; round < 2; round++) {
		for (unsigned int i = 0; i < 500; i++) {
			struct tl_flow_record record = part(round, 0, 10, 20, 1);

			record.key = tcp_key(1024 + (i * 7919) % 40000, round);
			add(&output, &record);
		}
	}
	tl_join_flush(output.join);
	assert_int_equal(output.count, 500);
	for (unsigned int i = 0; i < 500; i++) {
		const struct tl_flow_key *key = &output.records[i].key;
		__u16 port = key->source_port == 443 ? key->destination_port : key->source_port;

		assert_int_equal(port, 1024 + (i * 7919) % 40000);
	}
	output_end(&output);
}

/* End reasons of two entries, and what the record says. */
static void test_end_reasons(void **state)
{
	static const struct {
		__u32 shards[2];
		__u8 reasons[2], expected;
	} cases[] = {
		{{1, 2}, {TL_END_IDLE, TL_END_IDLE}, TL_END_IDLE},
		{{1, 2}, {TL_END_IDLE, TL_END_ACTIVE}, TL_END_ACTIVE},
		{{1, 2}, {TL_END_FORCED, TL_END_ACTIVE}, TL_END_ACTIVE},
		{{1, 2}, {TL_END_OF_FLOW, TL_END_ACTIVE}, TL_END_OF_FLOW},
		{{1, 2}, {TL_END_FORCED, TL_END_IDLE}, TL_END_FORCED},
		{{1, 2}, {TL_END_NO_RESOURCES, TL_END_IDLE}, TL_END_NO_RESOURCES},
		{{1, 2}, {TL_END_NO_RESOURCES, TL_END_FORCED}, TL_END_FORCED},
		{{1, TL_SHARD_NONE}, {TL_END_ACTIVE, TL_END_NO_RESOURCES}, TL_END_ACTIVE},
		/* one entry: what it said last counts */
		{{1, 1}, {TL_END_ACTIVE, TL_END_IDLE}, TL_END_IDLE},
		{{1, 1}, {TL_END_ACTIVE, TL_END_FORCED}, TL_END_FORCED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct output output;

		output_begin(&output);
		for (unsigned int j = 0; j < 2; j++) {
			struct tl_flow_record record = part(false, cases[i].shards[j], 10, 20, 1);

			record.end_reason = cases[i].reasons[j];
			add(&output, &record);
		}
		tl_join_flush(output.join);
		assert_int_equal(output.count, 1);
		assert_int_equal(output.records[0].end_reason, cases[i].expected);
		output_end(&output);
	}
}

static void test_flow_keeps_id_direction_and_names(void **state)
{
	struct tl_flow_record request = syn_part(false, 1, 10, 20, 3, 400), answer = syn_part(true, 2, 12, 20, 3, 500);
	struct tl_flow_key name_key = request.key;
	struct output output;

	(void)state;
	output_begin(&output);
	request.end_reason = answer.end_reason = TL_END_ACTIVE;
	request.ended = answer.ended = 0;
	add_name(&output, &name_key, TL_NAME_TLS_SNI, "first.example", 13);
	add(&output, &request);
	add(&output, &answer);
	for (__u64 report = 1; report < 4; report++) {
		mark_at(&output, report * 60 * SECOND, 0);
		mark_at(&output, report * 60 * SECOND + SECOND, 0);
		request.start = answer.start = report * 60 * SECOND + 20;
		request.end = answer.end = report * 60 * SECOND + 40;
		if (report == 2)
			add_name(&output, &name_key, TL_NAME_TLS_SNI, "second.example", 14);
		if (report != 1) /* an interval in which only the server spoke */
			add(&output, &request);
		add(&output, &answer);
	}
	answer.end_reason = request.end_reason = TL_END_IDLE;
	answer.packets = 0; /* the end of an entry that has told all: no record of its own */
	add(&output, &answer);
	tl_join_flush(output.join);
	assert_int_equal(output.count, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct tl_record *record = &output.records[i];

		assert_int_equal(record->flow_id, output.records[0].flow_id);
		assert_string_equal(record->server_name, "first.example");
		assert_int_equal(record->key.source_port, i == 1 ? 443 : 40000);
		assert_int_equal(record->biflow_direction, i == 1 ? TL_BIFLOW_REVERSE_INITIATOR : TL_BIFLOW_INITIATOR);
		assert_int_equal(record->forward.packets, 3);
		assert_int_equal(record->reverse.packets, i == 1 ? 0 : 3);
		assert_int_equal(i == 1 ? record->egress_interface : record->ingress_interface, 7);
		assert_int_equal(record->end_reason, TL_END_ACTIVE);
	}
	output_end(&output);
}

/* The FIN passed one CPU, the packets before it another, whose entry idles out much later. */
static void test_late_part_of_an_ended_flow(void **state)
{
	struct tl_flow_record fin = syn_part(false, 1, SECOND, 2 * SECOND, 3, 400);
	struct tl_flow_record late = part(false, 2, SECOND + 50, SECOND + 60, 5);
	struct tl_flow_record next = syn_part(false, 2, 19 * SECOND, 20 * SECOND, 1, 999);
	struct output output;

	(void)state;
	output_begin(&output);
	add(&output, &fin);
	for (unsigned int second = 3; second < 17; second++)
		mark_at(&output, second * SECOND, 0);
	add(&output, &late);
	mark_at(&output, 18 * SECOND, 0);
	mark_at(&output, 19 * SECOND, 0);
	add(&output, &next);
	tl_join_flush(output.join);
	assert_int_equal(output.count, 3);
	assert_int_equal(output.records[0].flow_id, output.records[1].flow_id);
	assert_int_not_equal(output.records[0].flow_id, output.records[2].flow_id);
	output_end(&output);
}

static void test_an_entry_elsewhere_keeps_the_flow_active(void **state)
{
	struct tl_flow_record here = part(false, 1, 10, 20, 1), there = part(false, 2, 15, 25, 1);
	struct output output;

	(void)state;
	output_begin(&output);
	here.end_reason = there.end_reason = TL_END_ACTIVE;
	add(&output, &here);
	add(&output, &there);
	mark_at(&output, SECOND, 0);
	mark_at(&output, 2 * SECOND, 0);
	here.end_reason = there.end_reason = TL_END_IDLE;
	add(&output, &here);
	mark_at(&output, 3 * SECOND, 0);
	mark_at(&output, 4 * SECOND, 0);
	add(&output, &there);
	tl_join_flush(output.join);
	assert_int_equal(output.count, 3);
	assert_int_equal(output.records[0].end_reason, TL_END_ACTIVE);
	assert_int_equal(output.records[1].end_reason, TL_END_ACTIVE);
	assert_int_equal(output.records[2].end_reason, TL_END_IDLE);
	assert_int_equal(output.records[2].flow_id, output.records[0].flow_id);
	output_end(&output);
}

static void test_names(void **state)
{
	struct tl_flow_record request = part(false, 1, 10, 20, 1), answer = part(true, 1, 11, 20, 1);
	char longest[TL_NAME_SIZE];
	struct output output;
	__u64 waiting;

	(void)state;
	memset(longest, 'n', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = 0;
	output_begin(&output);
	waiting = add_name(&output, &request.key, TL_NAME_HTTP_HOST, longest, 12);
	assert_int_equal(tl_join_committable(output.join, output.sequence), waiting);
	add_name(&output, &request.key, TL_NAME_HTTP_HOST, "again.example", 13);
	add(&output, &request);
	assert_int_equal(tl_join_committable(output.join, output.sequence), waiting);
	add(&output, &answer);
	add_name(&output, &request.key, TL_NAME_TLS_SNI, "behind.example", 14); /* its record came already */
	mark_at(&output, SECOND, 0);
	mark_at(&output, 2 * SECOND, 0);
	assert_int_equal(output.count, 1);
	assert_string_equal(output.records[0].http_host, longest);
	assert_string_equal(output.records[0].server_name, "behind.example");
	/* nobody comes for this one: dropped at the second mark */
	request.key.source_port = 1;
	waiting = add_name(&output, &request.key, TL_NAME_TLS_SNI, "lonely.example", 12);
	mark_at(&output, 3 * SECOND, 0);
	assert_int_equal(tl_join_committable(output.join, output.sequence), waiting);
	mark_at(&output, 4 * SECOND, 0);
	assert_int_equal(tl_join_committable(output.join, output.sequence), output.sequence);
	add(&output, &request);
	tl_join_flush(output.join);
	assert_string_equal(output.records[1].server_name, "");
	assert_int_equal(tl_join_ignored(output.join), 0);
	output_end(&output);
}

static void test_ignored(void **state)
{
	struct tl_flow_record record = part(false, 1, 10, 20, 1);
	struct tl_name_record name = {.kind = TL_RING_NAME, .name_kind = TL_NAME_TLS_SNI};
	__u64 ignored = 0;
	struct output output;

	(void)state;
	output_begin(&output);
	for (unsigned int size = 0; size < sizeof(record); size += 4, ignored++)
		tl_join_add(output.join, &record, size, 1);
	tl_join_add(output.join, &name, sizeof(name), 1); /* no bytes */
	name.length = TL_NAME_SIZE;
	tl_join_add(output.join, &name, sizeof(name), 1);
	name.length = 3;
	name.name_kind = TL_NAME_KIND__MAX;
	tl_join_add(output.join, &name, sizeof(name), 1);
	record.kind = 4;
	tl_join_add(output.join, &record, sizeof(record), 1);
	assert_int_equal(tl_join_ignored(output.join), ignored + 4);
	tl_join_flush(output.join);
	assert_int_equal(output.count, 0);
	assert_int_equal(tl_join_forgotten(output.join), 0);
	output_end(&output);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_directions_and_shards),
		cmocka_unit_test(test_nothing_waits_across_a_mark),
		cmocka_unit_test(test_order_of_first_parts),
		cmocka_unit_test(test_end_reasons),
		cmocka_unit_test(test_flow_keeps_id_direction_and_names),
		cmocka_unit_test(test_late_part_of_an_ended_flow),
		cmocka_unit_test(test_an_entry_elsewhere_keeps_the_flow_active),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
