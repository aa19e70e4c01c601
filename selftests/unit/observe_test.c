// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What packets in their order tell: each case is a short conversation, in ticks. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include <tapless/conversation.h>
#include <tapless/observe.h>

#define FIN    TL_TCP_FIN
#define SYN    TL_TCP_SYN
#define RST    TL_TCP_RST
#define ACK    TL_TCP_ACK
#define CLIENT 0u
#define SERVER 1u
#define WINDOW 1000
#define CLOSED 0xffff /* a window of 0 */

static struct tl_exchange exchange;
static struct tl_holes holes[2];
static __u16 numbers[2]; /* next IPv4 identification; 0: none */

struct segment {
	__u32 side, sequence, acknowledgement, length;
	__u32 flags; /* 0: ACK */
	__u16 window, identification; /* 0: WINDOW, the next one */
};

static int begin(void **state)
{
	(void)state;
	memset(&exchange, 0xa5, sizeof(exchange)); /* another conversation's */
	tl_begin_exchange(&exchange, 1);
	memset(holes, 0, sizeof(holes));
	numbers[0] = numbers[1] = 0;
	return 0;
}

static void pass(__u32 now, struct segment segment)
{
	static const struct tl_syn options = {
		.options = 1 << 2 | 1 << 3, .maximum_segment_size = 1460, .window_scale = 7};
	__u32 own = segment.side;
	struct tl_packet packet = {
		.tcp_sequence = segment.sequence,
		.tcp_acknowledgement = segment.acknowledgement,
		.tcp_flags = segment.flags,
		.payload_length = segment.length,
		.octets = 40 + segment.length,
		.ttl = 64,
		.identification = segment.identification,
	};
	enum tl_observation observation;

	if (!packet.tcp_flags)
		packet.tcp_flags = ACK;
	packet.tcp_window = segment.window == CLOSED ? 0 : segment.window ? segment.window : WINDOW;
	if (!packet.identification && numbers[own])
		packet.identification = numbers[own]++;
	if (exchange.sides[own].fresh)
		tl_begin_sums(&exchange, own);
	tl_observe_gap(&exchange.sides[own], now);
	observation = tl_observe_tcp(&exchange, own, &packet, &options, 1, (__u64)now << TL_TICK_BITS, now);
	if (observation == TL_AHEAD)
		tl_observe_ahead(&exchange.sides[own], &packet, now, &holes[own]);
	if (observation == TL_BEHIND)
		tl_observe_behind(&exchange, own, &packet, 1, now, &holes[own]);
}

#define PASS(now, ...) pass(now, (struct segment){__VA_ARGS__})
#define CLIENT_SAYS(now, at, octets, ...)                                                                              \
	PASS(now, .side = CLIENT, .sequence = 1001 + (at), .acknowledgement = 5001, .length = (octets), ##__VA_ARGS__)
#define SERVER_ACKS(now, at, ...)                                                                                      \
	PASS(now, .side = SERVER, .sequence = 5001, .acknowledgement = 1001 + (at), ##__VA_ARGS__)

/* The meter is 30 from the client and 70 from the server, there and back. */
static void shake_hands(void)
{
	PASS(100, .side = CLIENT, .sequence = 1000, .flags = SYN);
	PASS(170, .side = SERVER, .sequence = 5000, .acknowledgement = 1001, .flags = SYN | ACK);
	PASS(200, .side = CLIENT, .sequence = 1001, .acknowledgement = 5001);
}

static const struct tl_exchange_events *client(void)
{
	return &exchange.events[CLIENT];
}
static const struct tl_exchange_events *server(void)
{
	return &exchange.events[SERVER];
}

static void splits_the_handshake(void **state)
{
	(void)state;
	shake_hands();
	assert_int_equal(server()->handshake_span, 70);
	assert_int_equal(client()->handshake_span, 30);
	assert_int_equal(client()->syn.maximum_segment_size, 1460);
	assert_int_equal(client()->syn.length, 40);
	assert_int_equal(client()->retransmitted + server()->retransmitted, 0);
}

static void counts_a_syn_again_and_takes_the_later(void **state)
{
	(void)state;
	PASS(100, .side = CLIENT, .sequence = 1000, .flags = SYN);
	PASS(1100, .side = CLIENT, .sequence = 1000, .flags = SYN);
	PASS(1170, .side = SERVER, .sequence = 5000, .acknowledgement = 1001, .flags = SYN | ACK);
	PASS(1200, .side = CLIENT, .sequence = 1001, .acknowledgement = 5001);
	assert_int_equal(client()->retransmitted, 1);
	assert_int_equal(server()->handshake_span, 70);
	assert_int_equal(client()->handshake_span, 30);
}

static void measures_data_to_acknowledgement(void **state)
{
	(void)state;
	shake_hands();
	CLIENT_SAYS(300, 0, 100);
	CLIENT_SAYS(301, 100, 100); /* while a probe is out no other begins */
	SERVER_ACKS(375, 200);
	CLIENT_SAYS(400, 200, 100);
	SERVER_ACKS(465, 300);
	assert_int_equal(server()->round_trips.count, 2);
	assert_int_equal(server()->round_trips.minimum, 65);
	assert_int_equal(server()->round_trips.maximum, 75);
	assert_int_equal(server()->round_trips.sum, 140);
}

static void does_not_measure_what_was_sent_twice(void **state)
{
	(void)state;
	shake_hands();
	CLIENT_SAYS(300, 0, 100);
	CLIENT_SAYS(600, 0, 100);
	SERVER_ACKS(670, 100);
	assert_int_equal(server()->round_trips.count, 0);
	assert_int_equal(client()->retransmitted, 1);
}

static void measures_responses_by_turns(void **state)
{
	(void)state;
	shake_hands();
	CLIENT_SAYS(300, 0, 100);
	CLIENT_SAYS(310, 100, 100); /* the request's last octet */
	PASS(400, .side = SERVER, .sequence = 5001, .acknowledgement = 1201, .length = 50);
	PASS(450, .side = SERVER, .sequence = 5051, .acknowledgement = 1201, .length = 50);
	PASS(1000, .side = CLIENT, .sequence = 1201, .acknowledgement = 5101, .length = 10);
	PASS(1200, .side = SERVER, .sequence = 5101, .acknowledgement = 1211, .length = 50);
	assert_int_equal(server()->responses.count, 2);
	assert_int_equal(server()->responses.minimum, 90);
	assert_int_equal(server()->responses.maximum, 200);
	assert_int_equal(client()->responses.count, 1);
	assert_int_equal(client()->responses.sum, 550);
}

static void tells_reordering_from_loss_by_time(void **state)
{
	(void)state;
	shake_hands();
	CLIENT_SAYS(300, 100, 100);
	CLIENT_SAYS(350, 0, 100); /* less than a round trip later */
	assert_int_equal(client()->out_of_order, 1);
	CLIENT_SAYS(400, 300, 100);
	CLIENT_SAYS(520, 200, 100); /* more */
	assert_int_equal(client()->out_of_order, 1);
	assert_int_equal(client()->retransmitted, 1);
}

static void tells_reordering_from_loss_by_number(void **state)
{
	(void)state;
	numbers[CLIENT] = 7;
	shake_hands();
	CLIENT_SAYS(300, 100, 100, .identification = 21);
	CLIENT_SAYS(900, 0, 100, .identification = 20); /* late, but sent before */
	assert_int_equal(client()->out_of_order, 1);
	CLIENT_SAYS(1000, 300, 100, .identification = 23);
	CLIENT_SAYS(1001, 200, 100, .identification = 24); /* soon, but sent after */
	assert_int_equal(client()->out_of_order, 1);
	assert_int_equal(client()->retransmitted, 1);
	CLIENT_SAYS(1100, 700, 100, .identification = 28);
	CLIENT_SAYS(1101, 500, 100, .identification = 26); /* in the middle of the hole, which then is two */
	CLIENT_SAYS(1102, 400, 100, .identification = 25);
	assert_int_equal(client()->out_of_order, 3);
}

static void tells_what_the_network_doubled(void **state)
{
	(void)state;
	numbers[CLIENT] = 7;
	shake_hands();
	CLIENT_SAYS(300, 0, 100, .identification = 20);
	CLIENT_SAYS(300, 0, 100, .identification = 20);
	CLIENT_SAYS(301, 100, 100, .identification = 21);
	CLIENT_SAYS(302, 0, 100, .identification = 20);
	assert_int_equal(client()->duplicated, 2);
	assert_int_equal(client()->retransmitted, 0);
	CLIENT_SAYS(700, 0, 100, .identification = 22);
	assert_int_equal(client()->retransmitted, 1);
}

/* A sender that gives every packet the same number says nothing by it. */
static void heeds_no_number_that_does_not_count(void **state)
{
	(void)state;
	shake_hands();
	CLIENT_SAYS(300, 0, 100, .identification = 1);
	CLIENT_SAYS(301, 100, 100, .identification = 1);
	CLIENT_SAYS(700, 100, 100, .identification = 1);
	assert_int_equal(client()->duplicated, 0);
	assert_int_equal(client()->retransmitted, 1);
}

static void keep_alives_and_window_probes_are_no_retransmissions(void **state)
{
	(void)state;
	shake_hands();
	CLIENT_SAYS(300, 0, 100);
	SERVER_ACKS(370, 100);
	CLIENT_SAYS(9000, 99, 1);
	CLIENT_SAYS(18000, 99, 0);
	SERVER_ACKS(18070, 100);
	assert_int_equal(client()->retransmitted, 0);
	assert_int_equal(server()->duplicate_acknowledgements, 0);
	SERVER_ACKS(18100, 100, .window = CLOSED);
	CLIENT_SAYS(19000, 100, 1);
	CLIENT_SAYS(20000, 100, 1);
	assert_int_equal(server()->zero_windows, 1);
	assert_int_equal(client()->retransmitted, 0);
	SERVER_ACKS(20010, 100);
	CLIENT_SAYS(20100, 100, 100);
	assert_int_equal(client()->retransmitted, 0);
	CLIENT_SAYS(30000, 199, 1); /* not acknowledged yet: sent again */
	assert_int_equal(client()->retransmitted, 1);
}

static void counts_duplicate_acknowledgements(void **state)
{
	(void)state;
	shake_hands();
	for (unsigned int i = 0; i < 5; i++)
		CLIENT_SAYS(300 + i, i * 100, 100);
	SERVER_ACKS(370, 100);
	SERVER_ACKS(371, 100);
	SERVER_ACKS(372, 100);
	SERVER_ACKS(373, 100, .window = 900); /* a window update */
	assert_int_equal(server()->duplicate_acknowledgements, 2);
	CLIENT_SAYS(400, 100, 100);
	SERVER_ACKS(470, 500);
	SERVER_ACKS(471, 500); /* nothing is outstanding */
	assert_int_equal(server()->duplicate_acknowledgements, 2);
	assert_int_equal(client()->retransmitted, 1);
}

static void the_sequence_may_wrap(void **state)
{
	(void)state;
	PASS(100, .side = CLIENT, .sequence = 0xffffff00u, .flags = SYN);
	PASS(170, .side = SERVER, .sequence = 0xfffffff0u, .acknowledgement = 0xffffff01u, .flags = SYN | ACK);
	PASS(200, .side = CLIENT, .sequence = 0xffffff01u, .acknowledgement = 0xfffffff1u);
	for (unsigned int i = 0; i < 8; i++)
		PASS(300 + i, .side = CLIENT, .sequence = 0xffffff01u + i * 100, .acknowledgement = 0xfffffff1u,
		     .length = 100);
	assert_int_equal(client()->retransmitted + client()->out_of_order, 0);
	PASS(900, .side = CLIENT, .sequence = 0xffffff01u + 200, .acknowledgement = 0xfffffff1u, .length = 100);
	assert_int_equal(client()->retransmitted, 1);
}

static void times_may_wrap(void **state)
{
	(void)state;
	PASS(0xfffffff0u, .side = CLIENT, .sequence = 1000, .flags = SYN);
	PASS(0x00000010u, .side = SERVER, .sequence = 5000, .acknowledgement = 1001, .flags = SYN | ACK);
	assert_int_equal(server()->handshake_span, 0x20);
}

static void the_next_connection_begins_anew(void **state)
{
	(void)state;
	shake_hands();
	CLIENT_SAYS(300, 0, 100);
	CLIENT_SAYS(310, 100, 0, .flags = ACK | FIN);
	PASS(5000, .side = CLIENT, .sequence = 900, .flags = SYN);
	PASS(5040, .side = SERVER, .sequence = 100, .acknowledgement = 901, .flags = SYN | ACK);
	PASS(5050, .side = CLIENT, .sequence = 901, .acknowledgement = 101);
	assert_int_equal(client()->retransmitted, 0);
	assert_int_equal(server()->handshake_span, 40);
	assert_int_equal(client()->handshake_span, 10);
	assert_true(exchange.began == 5000ull << TL_TICK_BITS);
}

static void fin_and_data_once_more(void **state)
{
	(void)state;
	shake_hands();
	CLIENT_SAYS(300, 0, 100, .flags = ACK | FIN);
	CLIENT_SAYS(900, 100, 0, .flags = ACK | FIN);
	assert_int_equal(client()->retransmitted, 1);
	PASS(910, .side = SERVER, .sequence = 5001, .flags = RST);
	assert_int_equal(server()->resets, 1);
}

static void more_holes_than_are_remembered(void **state)
{
	(void)state;
	shake_hands();
	for (unsigned int i = 0; i < 12; i++)
		CLIENT_SAYS(300, 200 * i + 100, 100);
	for (unsigned int i = 0; i < 12; i++)
		CLIENT_SAYS(500, 200 * i, 100);
	assert_int_equal(client()->retransmitted, 12);
}

/* The map may still have what the last connection missed. */
static void the_next_connection_misses_nothing(void **state)
{
	(void)state;
	shake_hands();
	CLIENT_SAYS(300, 100, 100);
	CLIENT_SAYS(301, 300, 100);
	assert_int_not_equal(holes[CLIENT].hole[0].begin, holes[CLIENT].hole[0].end);
	PASS(400, .side = CLIENT, .sequence = 900, .flags = SYN);
	PASS(410, .side = CLIENT, .sequence = 901, .length = 300);
	PASS(411, .side = CLIENT, .sequence = 1001, .length = 100); /* where the old hole was */
	assert_int_equal(client()->out_of_order, 0);
	assert_int_equal(client()->retransmitted, 1);
	PASS(412, .side = CLIENT, .sequence = 1301, .length = 100);
	assert_int_equal(holes[CLIENT].hole[0].begin, 1201);
	assert_int_equal(holes[CLIENT].hole[1].begin, holes[CLIENT].hole[1].end);
}

static void what_is_reported_begins_anew(void **state)
{
	(void)state;
	shake_hands();
	CLIENT_SAYS(300, 0, 100);
	CLIENT_SAYS(700, 0, 100);
	exchange.sides[CLIENT].fresh = 1;
	CLIENT_SAYS(800, 100, 100);
	assert_int_equal(client()->retransmitted, 0);
	assert_int_equal(exchange.sides[CLIENT].gaps.count, 1);
	assert_int_equal(exchange.sides[CLIENT].gaps.sum, 100);
	assert_int_equal(client()->handshake_span, 30);
}

static void both_directions_are_one_conversation(void **state)
{
	struct tl_flow_key key = {.source_port = 1, .destination_port = 2, .protocol = 6, .ifindex = 3}, other;
	struct tl_conversation there, back;

	(void)state;
	key.source_address[15] = 9;
	other = key;
	memcpy(other.source_address, key.destination_address, 16);
	memcpy(other.destination_address, key.source_address, 16);
	other.source_port = 2;
	other.destination_port = 1;
	there = tl_conversation_of(&key, 77, false);
	back = tl_conversation_of(&other, 77, false);
	assert_true(there.hash == back.hash);
	assert_int_equal(there.side + back.side, 1);
	other.ifindex = 4;
	assert_false(tl_conversation_of(&other, 77, false).hash == there.hash);
	assert_true(tl_conversation_of(&other, 77, true).hash == tl_conversation_of(&key, 77, true).hash);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(splits_the_handshake),
		TEST(counts_a_syn_again_and_takes_the_later),
		TEST(measures_data_to_acknowledgement),
		TEST(does_not_measure_what_was_sent_twice),
		TEST(measures_responses_by_turns),
		TEST(tells_reordering_from_loss_by_time),
		TEST(tells_reordering_from_loss_by_number),
		TEST(tells_what_the_network_doubled),
		TEST(heeds_no_number_that_does_not_count),
		TEST(keep_alives_and_window_probes_are_no_retransmissions),
		TEST(counts_duplicate_acknowledgements),
		TEST(the_sequence_may_wrap),
		TEST(times_may_wrap),
		TEST(the_next_connection_begins_anew),
		TEST(fin_and_data_once_more),
		TEST(more_holes_than_are_remembered),
		TEST(the_next_connection_misses_nothing),
		TEST(what_is_reported_begins_anew),
		TEST(both_directions_are_one_conversation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
