// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One biflow to two uniflows. */
#include "join_support.h"

static struct tl_record biflow(void)
{
	struct tl_record record = {
		.key = tcp_key(40000, false),
		.forward = {.packets = 3, .octets = 300, .start = 10, .end = 30, .has_syn = 1, .direction = TL_INGRESS},
		.reverse = {.packets = 2, .octets = 200, .start = 12, .end = 40, .direction = TL_EGRESS},
		.start = 10,
		.end = 40,
		.flow_id = 99,
		.sequence = 1234,
		.ingress_interface = 7,
		.end_reason = TL_END_OF_FLOW,
		.biflow_direction = TL_BIFLOW_INITIATOR,
		.vlan_priority = 5,
		.server_name = "s.example",
		.http_host = "h.example",
		.source_place = {.country = "DE", .as_number = 1},
		.destination_place = {.country = "FR", .as_number = 2},
	};

	return record;
}

static void test_two_uniflows(void **state)
{
	struct tl_record record = biflow(), forward, reverse;
	struct tl_record_side none = {0};
	struct tl_flow_key answer = tcp_key(40000, true);

	(void)state;
	assert_true(tl_record_split(&record, &forward, &reverse));
	assert_memory_equal(&forward.key, &record.key, sizeof(forward.key));
	assert_memory_equal(&forward.forward, &record.forward, sizeof(forward.forward));
	assert_memory_equal(&forward.reverse, &none, sizeof(none));
	assert_int_equal(forward.start, 10);
	assert_int_equal(forward.end, 30);
	assert_int_equal(forward.ingress_interface, 7);
	assert_int_equal(forward.egress_interface, 0);
	assert_string_equal(forward.source_place.country, "DE");

	assert_memory_equal(&reverse.key, &answer, sizeof(answer));
	assert_memory_equal(&reverse.forward, &record.reverse, sizeof(reverse.forward));
	assert_memory_equal(&reverse.reverse, &none, sizeof(none));
	assert_int_equal(reverse.start, 12);
	assert_int_equal(reverse.end, 40);
	assert_int_equal(reverse.ingress_interface, 0);
	assert_int_equal(reverse.egress_interface, 7);
	assert_string_equal(reverse.source_place.country, "FR");
	assert_int_equal(reverse.destination_place.as_number, 1);
}

static void test_what_both_share(void **state)
{
	struct tl_record_facts facts = {.kind = TL_FACTS_http}; /* request and response stand on both */
	struct tl_record record = biflow(), uniflows[2];

	(void)state;
	record.facts = &facts;
	assert_true(tl_record_split(&record, &uniflows[0], &uniflows[1]));
	for (unsigned int i = 0; i < 2; i++) {
		assert_int_equal(uniflows[i].flow_id, 99);
		assert_int_equal(uniflows[i].sequence, 1234);
		assert_int_equal(uniflows[i].end_reason, TL_END_OF_FLOW);
		assert_int_equal(uniflows[i].biflow_direction, TL_BIFLOW_ARBITRARY);
		assert_string_equal(uniflows[i].server_name, "s.example");
		assert_string_equal(uniflows[i].http_host, "h.example");
		assert_ptr_equal(uniflows[i].facts, &facts);
	}
}

static void test_one_direction(void **state)
{
	struct tl_record record = biflow(), forward, reverse;

	(void)state;
	memset(&record.reverse, 0, sizeof(record.reverse));
	memset(&reverse, 0x5a, sizeof(reverse));
	assert_false(tl_record_split(&record, &forward, &reverse));
	assert_int_equal(forward.forward.packets, 3);
	assert_int_equal(forward.biflow_direction, TL_BIFLOW_ARBITRARY);
	assert_int_equal(forward.end, 30);
	assert_int_equal(reverse.flow_id, 0x5a5a5a5a5a5a5a5a); /* left alone */
}

/* A capture or XDP sees both directions come in by the same interface. */
static void test_same_hook(void **state)
{
	struct tl_record record = biflow(), forward, reverse;

	(void)state;
	record.reverse.direction = TL_INGRESS;
	assert_true(tl_record_split(&record, &forward, &reverse));
	assert_int_equal(reverse.key.direction, TL_INGRESS);
	assert_int_equal(reverse.ingress_interface, 7);
	assert_int_equal(reverse.egress_interface, 0);
	/* both interfaces known */
	record.reverse.direction = TL_EGRESS;
	record.egress_interface = 8;
	assert_true(tl_record_split(&record, &forward, &reverse));
	assert_int_equal(reverse.ingress_interface, 8);
	assert_int_equal(reverse.egress_interface, 7);
}

static void test_echo(void **state)
{
	struct tl_record record = biflow(), forward, reverse;

	(void)state;
	record.key.protocol = 1;
	record.key.source_port = 0;
	record.key.destination_port = 8 << 8;
	assert_true(tl_record_split(&record, &forward, &reverse));
	assert_int_equal(forward.key.destination_port, 8 << 8);
	assert_int_equal(reverse.key.destination_port, 0);
	assert_int_equal(reverse.key.source_port, 0);
	assert_memory_equal(reverse.key.source_address, record.key.destination_address, 16);
	record.key.destination_port = 0; /* forward is the reply */
	assert_true(tl_record_split(&record, &forward, &reverse));
	assert_int_equal(reverse.key.destination_port, 8 << 8);
	record.key.ethertype = 0x86dd;
	record.key.protocol = 58;
	record.key.destination_port = 128 << 8;
	assert_true(tl_record_split(&record, &forward, &reverse));
	assert_int_equal(reverse.key.destination_port, 129 << 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_uniflows),  cmocka_unit_test(test_what_both_share),
		cmocka_unit_test(test_one_direction), cmocka_unit_test(test_same_hook),
		cmocka_unit_test(test_echo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
