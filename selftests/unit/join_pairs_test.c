// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which keys are two directions of one flow, and which of the two is forward. */
#include "join_support.h"

#include "flow/flow_key.h"

static struct tl_flow_key icmp_key(__u8 protocol, __u8 type, __u8 code, bool answer)
{
	struct tl_flow_key key = tcp_key(0, answer);

	key.ethertype = protocol == 1 ? 0x0800 : 0x86dd;
	key.protocol = protocol;
	key.source_port = 0;
	key.destination_port = type << 8 | code;
	return key;
}

static struct tl_flow_key mac_key(__u8 source, __u8 destination, __u8 destination_first)
{
	struct tl_flow_key key = {.ethertype = 0x88cc};

	key.source_address[15] = source;
	key.destination_address[10] = destination_first;
	key.destination_address[15] = destination;
	return key;
}

/* Joins one packet of each key; returns the number of records. */
static size_t join_two(const struct tl_flow_key *one, const struct tl_flow_key *other, struct tl_record *first)
{
	struct tl_flow_record record = part(false, 0, 10, 20, 1);
	struct output output;
	size_t count;

	output_begin(&output);
	record.key = *one;
	add(&output, &record);
	record.key = *other;
	record.start = ++record.flow_start;
	add(&output, &record);
	tl_join_flush(output.join);
	count = output.count;
	*first = output.records[0];
	output_end(&output);
	return count;
}

static void test_icmp(void **state)
{
	static const struct {
		__u8 protocol, type, code, other_type, other_code;
		size_t records;
	} cases[] = {
		{1, 8, 0, 0, 0, 1},	 {1, 13, 0, 14, 0, 1},	{1, 15, 0, 16, 0, 1},	{1, 17, 0, 18, 0, 1},
		{58, 128, 0, 129, 0, 1}, {1, 0, 0, 8, 0, 1},	{1, 8, 0, 8, 0, 2},	{1, 8, 1, 0, 0, 2},
		{1, 8, 0, 0, 1, 2},	 {1, 8, 0, 3, 1, 2},	{1, 3, 1, 3, 1, 2},	{1, 8, 0, 14, 0, 2},
		{58, 8, 0, 0, 0, 2},	 {58, 128, 0, 1, 0, 2}, {1, 128, 0, 129, 0, 2}, {1, 3, 0, 3, 1, 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tl_flow_key one = icmp_key(cases[i].protocol, cases[i].type, cases[i].code, false);
		struct tl_flow_key other = icmp_key(cases[i].protocol, cases[i].other_type, cases[i].other_code, true);
		struct tl_record record;

		assert_int_equal(join_two(&one, &other, &record), cases[i].records);
		if (cases[i].records == 1) {
			bool reply_first = cases[i].type == 0;

			assert_memory_equal(&record.key, reply_first ? &other : &one, sizeof(one));
			assert_int_equal(record.biflow_direction, TL_BIFLOW_INITIATOR);
		}
	}
}

static void test_ping_of_oneself(void **state)
{
	struct tl_flow_key request = icmp_key(1, 8, 0, false), reply;
	struct tl_record record;

	(void)state;
	memcpy(request.destination_address, request.source_address, sizeof(request.source_address));
	reply = request;
	reply.destination_port = 0;
	assert_int_equal(join_two(&reply, &request, &record), 1);
	assert_int_equal(record.key.destination_port, 8 << 8);
	assert_int_equal(record.forward.packets, 1);
	assert_int_equal(record.reverse.packets, 1);
}

static void test_frames(void **state)
{
	struct tl_flow_key there = mac_key(1, 2, 0), back = mac_key(2, 1, 0), other = mac_key(2, 1, 0);
	struct tl_flow_key group = mac_key(1, 2, 0x01), from_group = {.ethertype = 0x88cc};
	struct tl_record record;

	(void)state;
	other.ethertype = 0x88cd;
	memcpy(from_group.source_address, group.destination_address, 16);
	memcpy(from_group.destination_address, group.source_address, 16);
	assert_int_equal(join_two(&there, &back, &record), 1);
	assert_int_equal(join_two(&there, &other, &record), 2);
	assert_int_equal(join_two(&group, &from_group, &record), 2);
}

/* Whatever is part of the key keeps flows apart; the direction is not. */
static void test_members(void **state)
{
	struct tl_flow_key one = tcp_key(5, false), other = tcp_key(5, true);
	struct tl_record record;

	(void)state;
	assert_int_equal(join_two(&one, &other, &record), 1);
	other.direction = one.direction;
	assert_int_equal(join_two(&one, &other, &record), 1);
#define DIFFERS(member)                                                                                                \
	do {                                                                                                           \
		other = tcp_key(5, true);                                                                              \
		other.member += 1;                                                                                     \
		assert_int_equal(join_two(&one, &other, &record), 2);                                                  \
	} while (0)
	DIFFERS(source_port);
	DIFFERS(destination_port);
	DIFFERS(source_address[3]);
	DIFFERS(ethertype);
	DIFFERS(vlan_id);
	DIFFERS(inner_vlan_id);
	DIFFERS(vlan_depth);
	DIFFERS(protocol);
	DIFFERS(tunnel_kind);
	DIFFERS(tunnel_id);
	DIFFERS(ifindex);
}

static void test_mirror(void **state)
{
	struct tl_flow_key keys[] = {tcp_key(5, false),	       tcp_key(443, false),	   icmp_key(1, 8, 0, false),
				     icmp_key(1, 3, 1, false), icmp_key(58, 129, 0, true), mac_key(1, 2, 0)};

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct tl_flow_key once, twice;

		tl_flow_key_mirror(&keys[i], &once);
		tl_flow_key_mirror(&once, &twice);
		assert_memory_equal(&twice, &keys[i], sizeof(twice));
	}
}

struct direction_case {
	__u8 protocol;
	__u16 flags[2]; /* first TCP flags of the side 10.0.0.1:40000, then of 10.0.0.2:443 */
	__u64 begin[2]; /* 0: not seen */
	bool low_forward; /* the side 10.0.0.1 is forward */
	__u8 biflow_direction;
};

static const struct direction_case direction_cases[] = {
	{6, {SYN, SYN | ACK}, {10, 20}, true, TL_BIFLOW_INITIATOR},
	{6, {SYN | ACK, SYN}, {10, 20}, false, TL_BIFLOW_INITIATOR},
	{6, {SYN, ACK}, {20, 10}, true, TL_BIFLOW_INITIATOR},
	{6, {ACK, SYN | ACK}, {20, 10}, true, TL_BIFLOW_INITIATOR},
	{6, {SYN | ACK, ACK}, {10, 20}, false, TL_BIFLOW_INITIATOR},
	{6, {SYN, 0x14}, {10, 20}, true, TL_BIFLOW_INITIATOR},
	{6, {SYN, SYN}, {20, 10}, false, TL_BIFLOW_ARBITRARY},
	{6, {ACK, ACK}, {20, 10}, false, TL_BIFLOW_ARBITRARY},
	{6, {ACK, ACK}, {10, 10}, true, TL_BIFLOW_ARBITRARY},
	{6, {SYN, 0}, {10, 0}, true, TL_BIFLOW_INITIATOR},
	{6, {0, SYN | ACK}, {0, 10}, false, TL_BIFLOW_REVERSE_INITIATOR},
	{6, {0, 0x14}, {0, 10}, false, TL_BIFLOW_REVERSE_INITIATOR},
	{6, {0, ACK}, {0, 10}, false, TL_BIFLOW_ARBITRARY},
	{17, {0, 0}, {10, 20}, true, TL_BIFLOW_INITIATOR},
	{17, {0, 0}, {20, 10}, false, TL_BIFLOW_INITIATOR},
	{17, {0, 0}, {10, 10}, true, TL_BIFLOW_ARBITRARY},
	{17, {0, 0}, {0, 10}, false, TL_BIFLOW_ARBITRARY},
};

static void test_direction(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(direction_cases) / sizeof(direction_cases[0]); i++) {
		const struct direction_case *wanted = &direction_cases[i];
		struct output output;

		output_begin(&output);
		for (unsigned int side = 0; side < 2; side++) {
			struct tl_flow_record record = part(side, 0, wanted->begin[side], 30, 1);

			record.key.protocol = wanted->protocol;
			record.initial_tcp_flags = wanted->flags[side];
			record.has_syn = !!(wanted->flags[side] & SYN);
			if (wanted->begin[side])
				add(&output, &record);
		}
		tl_join_flush(output.join);
		assert_int_equal(output.count, 1);
		assert_int_equal(output.records[0].key.source_port, wanted->low_forward ? 40000 : 443);
		assert_int_equal(output.records[0].biflow_direction, wanted->biflow_direction);
		assert_true(output.records[0].forward.packets > 0);
		output_end(&output);
	}
}

/* What was forward in a flow's first record stays so, even if that was the server's side alone. */
static void test_forward_stays(void **state)
{
	struct tl_flow_record request = syn_part(false, 0, 10, 30, 1, 40), answer = syn_part(true, 0, 20, 30, 1, 50);
	struct output output;

	(void)state;
	request.end_reason = answer.end_reason = TL_END_ACTIVE;
	output_begin(&output);
	add(&output, &answer);
	tl_join_flush(output.join);
	add(&output, &request);
	add(&output, &answer);
	tl_join_flush(output.join);
	assert_int_equal(output.count, 2);
	for (unsigned int i = 0; i < 2; i++) {
		assert_int_equal(output.records[i].key.source_port, 443);
		assert_int_equal(output.records[i].biflow_direction, TL_BIFLOW_REVERSE_INITIATOR);
	}
	output_end(&output);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_icmp),	      cmocka_unit_test(test_ping_of_oneself),
		cmocka_unit_test(test_frames),	      cmocka_unit_test(test_members),
		cmocka_unit_test(test_mirror),	      cmocka_unit_test(test_direction),
		cmocka_unit_test(test_forward_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
