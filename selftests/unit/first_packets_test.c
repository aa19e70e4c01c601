// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The list of a connection's first packets: order, segments, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "flow/first_packets.h"

static struct tl_first_packets list_of(unsigned int count, __u64 first_time)
{
	struct tl_first_packets list = {.claimed = count};

	for (unsigned int i = 0; i < count && i < TL_FIRST_PACKETS; i++)
		list.packets[i] = (struct tl_sighting){
			.time = first_time + i, .length = 100 + i, .last_length = 100 + i, .packets = 1, .side = i % 2};
	return list;
}

static struct tl_record_packets filled(const struct tl_first_packets *from, unsigned int side, unsigned int forward)
{
	struct tl_packet_list *list = NULL;
	struct tl_record_packets packets = {};

	tl_packet_list_add(&list, from, side);
	tl_packet_list_fill(&packets, list, forward);
	free(list);
	return packets;
}

static void sides_become_directions(void **state)
{
	const struct tl_first_packets list = list_of(3, 1000);
	struct tl_record_packets packets = filled(&list, 0, 0), mirrored = filled(&list, 1, 0);

	(void)state;
	assert_int_equal(packets.count, 3);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(packets.times[i], 1000 + i);
		assert_int_equal(packets.lengths[i], 100 + i);
		assert_int_equal(packets.directions[i], i % 2 ? -1 : 1);
		assert_int_equal(mirrored.directions[i], i % 2 ? 1 : -1);
	}
	assert_int_equal(filled(&list, 1, 1).directions[0], 1);
}

static void time_tells_the_order(void **state)
{
	struct tl_first_packets list = list_of(3, 1000);
	struct tl_record_packets packets;

	(void)state;
	list.packets[0].time = 5000; /* claimed first, by a CPU that was held up */
	packets = filled(&list, 0, 0);
	assert_int_equal(packets.lengths[0], 101);
	assert_int_equal(packets.lengths[1], 102);
	assert_int_equal(packets.lengths[2], 100);
	assert_int_equal(packets.directions[2], 1);
}

static void unwritten_places_are_left_out(void **state)
{
	struct tl_first_packets list = list_of(3, 1000);

	(void)state;
	list.packets[1].packets = 0;
	assert_int_equal(filled(&list, 0, 0).count, 2);
	list.packets[0].packets = list.packets[2].packets = 0;
	assert_int_equal(filled(&list, 0, 0).count, 0);
}

static void super_packets_are_their_segments(void **state)
{
	struct tl_first_packets list = list_of(3, 1000);
	struct tl_record_packets packets;

	(void)state;
	list.packets[1] =
		(struct tl_sighting){.time = 1001, .length = 1448, .last_length = 10, .packets = 3, .side = 1};
	packets = filled(&list, 0, 0);
	assert_int_equal(packets.count, 5);
	assert_int_equal(packets.lengths[1], 1448);
	assert_int_equal(packets.lengths[2], 1448);
	assert_int_equal(packets.lengths[3], 10);
	assert_int_equal(packets.lengths[4], 102);
	list.packets[1].packets = 0xffff;
	packets = filled(&list, 0, 0);
	assert_int_equal(packets.count, TL_FIRST_PACKETS);
	assert_int_equal(packets.lengths[TL_FIRST_PACKETS - 1], 1448);
}

static void the_list_is_bounded(void **state)
{
	struct tl_first_packets list = list_of(0xffffffff, 1000);
	struct tl_record_packets packets;

	(void)state;
	list.packets[4].length = list.packets[4].last_length = 60000;
	packets = filled(&list, 0, 0);
	assert_int_equal(packets.count, TL_FIRST_PACKETS);
	assert_int_equal(packets.lengths[4], 32767); /* the element has a sign */
	assert_int_equal(packets.lengths[TL_FIRST_PACKETS - 1], 100 + TL_FIRST_PACKETS - 1);
}

/* A late packet that is among the first by its time takes the place of the last one. */
static void the_last_makes_way(void **state)
{
	struct tl_first_packets list = list_of(TL_FIRST_PACKETS, 1000);
	struct tl_record_packets packets;

	(void)state;
	list.packets[0].packets = 2;
	list.packets[0].last_length = 7;
	packets = filled(&list, 0, 0);
	assert_int_equal(packets.count, TL_FIRST_PACKETS);
	assert_int_equal(packets.lengths[1], 7);
	assert_int_equal(packets.lengths[TL_FIRST_PACKETS - 1], 100 + TL_FIRST_PACKETS - 2);
}

static void the_first_of_two_lists_stays(void **state)
{
	const struct tl_first_packets early = list_of(2, 1000), late = list_of(3, 2000), none = list_of(0, 0);
	struct tl_packet_list *list = NULL;

	(void)state;
	tl_packet_list_add(&list, &none, 0);
	assert_null(list);
	tl_packet_list_add(&list, &late, 0);
	tl_packet_list_add(&list, &early, 0);
	tl_packet_list_add(&list, &late, 0);
	assert_int_equal(list->count, 2);
	assert_int_equal(list->packets[0].time, 1000);
	free(list);
}

static void each_uniflow_keeps_its_own(void **state)
{
	const struct tl_first_packets list = list_of(5, 1000);
	struct tl_record_packets forward = filled(&list, 0, 0), reverse = forward;

	(void)state;
	tl_record_packets_keep(&forward, 1);
	tl_record_packets_keep(&reverse, -1);
	assert_int_equal(forward.count, 3);
	assert_int_equal(forward.lengths[2], 104);
	assert_int_equal(reverse.count, 2);
	assert_int_equal(reverse.lengths[1], 103);
	assert_int_equal(reverse.times[1], 1003);
	assert_int_equal(reverse.directions[1], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sides_become_directions),	 cmocka_unit_test(time_tells_the_order),
		cmocka_unit_test(unwritten_places_are_left_out), cmocka_unit_test(super_packets_are_their_segments),
		cmocka_unit_test(the_list_is_bounded),		 cmocka_unit_test(the_last_makes_way),
		cmocka_unit_test(the_first_of_two_lists_stays),	 cmocka_unit_test(each_uniflow_keeps_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
