// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "view/columns.h"
#include "view/tally.h"
#include "view/text.h"

#define SECOND	 1000000000ULL
#define CLIENT	 10
#define SERVER	 20
#define SYN	 0x02
#define SYN_ACK	 0x12
#define ETH_IPV4 0x0800

struct fixture {
	struct tl_tally before, now;
};

static int setup(void **state)
{
	static struct fixture fixture;

	memset(&fixture, 0, sizeof(fixture));
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	tl_tally_free(&fixture->before);
	tl_tally_free(&fixture->now);
	return 0;
}

/* 10.0.0.FROM:from_port → 10.0.0.TO:to_port at interface 1; ingress if the last byte of FROM is below that of TO */
static struct tl_flow_key key_of(__u8 from, __u16 from_port, __u8 to, __u16 to_port, __u8 protocol)
{
	struct tl_flow_key key = {.source_port = from_port,
				  .destination_port = to_port,
				  .ethertype = ETH_IPV4,
				  .protocol = protocol,
				  .direction = from < to ? TL_INGRESS : TL_EGRESS,
				  .ifindex = 1};
	const __u8 mapped[] = {0xff, 0xff, 10, 0, 0};

	memcpy(key.source_address + 10, mapped, sizeof(mapped));
	memcpy(key.destination_address + 10, mapped, sizeof(mapped));
	key.source_address[15] = from;
	key.destination_address[15] = to;
	return key;
}

static struct tl_flow_value value_of(__u64 packets, __u64 octets, __u64 first_seen)
{
	return (struct tl_flow_value){
		.state = TL_FLOW_LIVE, .packets = packets, .layer2_octets = octets, .first_seen = first_seen};
}

static void add(struct tl_tally *tally, struct tl_flow_key key, struct tl_flow_value value)
{
	value.key = key;
	assert_int_equal(tl_tally_add(tally, &value), 0);
}

static void merges_both_directions_and_all_cpus(void **state)
{
	struct fixture *fixture = *state;
	struct tl_tally *now = &fixture->now;

	add(now, key_of(CLIENT, 40000, SERVER, 443, 6), value_of(3, 300, 5 * SECOND));
	add(now, key_of(CLIENT, 40000, SERVER, 443, 6), value_of(4, 400, 4 * SECOND)); /* another CPU's */
	add(now, key_of(SERVER, 443, CLIENT, 40000, 6), value_of(10, 9000, 6 * SECOND));
	add(now, key_of(CLIENT, 40001, SERVER, 443, 6), value_of(1, 60, 7 * SECOND)); /* another connection */
	now->time = 8 * SECOND;
	tl_tally_rates(now, &fixture->before);
	assert_int_equal(now->entries, 4);
	assert_int_equal(now->count, 2);
	assert_int_equal(now->rows[0].packets, 17);
	assert_int_equal(now->rows[0].octets, 9700);
	assert_int_equal(tl_tally_first_seen(&now->rows[0]), 4 * SECOND);
	assert_int_equal(now->rows[1].packets, 1);
}

static void counts_a_forwarded_connection_once(void **state)
{
	struct fixture *fixture = *state;
	struct tl_flow_key in = key_of(CLIENT, 40000, SERVER, 53, 17), out = in, annotated = in;

	out.ifindex = 2;
	out.direction = TL_EGRESS;
	annotated.ifindex = 3;
	annotated.direction = TL_EGRESS;
	add(&fixture->now, in, value_of(5, 500, SECOND));
	add(&fixture->now, in, value_of(2, 200, SECOND));
	add(&fixture->now, out, value_of(6, 600, SECOND)); /* one was dropped in between */
	add(&fixture->now, annotated, value_of(0, 0, SECOND));
	fixture->now.time = 2 * SECOND;
	tl_tally_rates(&fixture->now, &fixture->before);
	assert_int_equal(fixture->now.count, 1);
	assert_int_equal(fixture->now.rows[0].packets, 7);
	assert_int_equal(fixture->now.rows[0].octets, 700);
}

static void leaves_out_what_is_no_flow(void **state)
{
	struct fixture *fixture = *state;
	struct tl_flow_value value = value_of(1, 60, SECOND);

	value.state = TL_FLOW_NEW;
	add(&fixture->now, key_of(CLIENT, 1, SERVER, 2, 6), value);
	value.state = TL_FLOW_DEAD;
	add(&fixture->now, key_of(CLIENT, 3, SERVER, 4, 6), value);
	assert_int_equal(fixture->now.count, 0);
	value.state = TL_FLOW_FROZEN;
	add(&fixture->now, key_of(CLIENT, 5, SERVER, 6, 6), value);
	assert_int_equal(fixture->now.count, 1);
}

static void rates_are_differences(void **state)
{
	struct fixture *fixture = *state;
	struct tl_flow_key steady = key_of(CLIENT, 1000, SERVER, 443, 6), came = key_of(CLIENT, 2000, SERVER, 443, 6),
			   again = key_of(CLIENT, 3000, SERVER, 443, 6);

	add(&fixture->before, steady, value_of(100, 10000, SECOND));
	add(&fixture->before, again, value_of(500, 50000, SECOND));
	fixture->before.time = 10 * SECOND;
	tl_tally_rates(&fixture->before, &(struct tl_tally){});
	add(&fixture->now, steady, value_of(150, 15000, SECOND));
	add(&fixture->now, came, value_of(8, 800, 11 * SECOND));
	add(&fixture->now, again, value_of(4, 400, 11 * SECOND)); /* fell: left the cache and came again */
	fixture->now.time = 12 * SECOND;
	tl_tally_rates(&fixture->now, &fixture->before);
	assert_float_equal(tl_tally_find(&fixture->now, &fixture->now.rows[0].key)->packet_rate, 25, 0.001);
	assert_float_equal(fixture->now.rows[0].bit_rate, 20000, 0.001);
	assert_float_equal(fixture->now.rows[1].packet_rate, 4, 0.001);
	assert_float_equal(fixture->now.rows[2].packet_rate, 2, 0.001);
	assert_float_equal(fixture->now.packet_rate, 31, 0.001);
	assert_float_equal(fixture->now.bit_rate, 20000 + 3200 + 1600, 0.001);
}

static void first_rates_are_those_of_the_flows_life(void **state)
{
	struct fixture *fixture = *state;

	add(&fixture->now, key_of(CLIENT, 1000, SERVER, 443, 6), value_of(100, 1000, 10 * SECOND));
	add(&fixture->now, key_of(CLIENT, 2000, SERVER, 443, 6), value_of(1, 60, 30 * SECOND)); /* just now */
	add(&fixture->now, key_of(CLIENT, 3000, SERVER, 443, 6), value_of(1, 60, 31 * SECOND)); /* clocks differ */
	fixture->now.time = 30 * SECOND;
	tl_tally_rates(&fixture->now, &fixture->before);
	assert_float_equal(fixture->now.rows[0].packet_rate, 5, 0.001);
	assert_float_equal(fixture->now.rows[1].packet_rate, 1, 0.001);
	assert_float_equal(fixture->now.rows[2].packet_rate, 1, 0.001);
}

static void finds_rows_after_growing_and_clearing(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned int turn = 0; turn < 2; turn++) {
		tl_tally_clear(&fixture->now);
		for (unsigned int i = 1; i <= 5000; i++)
			add(&fixture->now, key_of(CLIENT, i, SERVER, 60000, 17), value_of(i, i * 100, SECOND));
		fixture->now.time = 2 * SECOND;
		tl_tally_rates(&fixture->now, &fixture->before);
		assert_int_equal(fixture->now.count, 5000);
		for (unsigned int i = 0; i < 5000; i++)
			assert_ptr_equal(tl_tally_find(&fixture->now, &fixture->now.rows[i].key),
					 &fixture->now.rows[i]);
	}
}

static unsigned int client_byte(const struct tl_tally_row *row)
{
	return tl_tally_client(row) ? row->key.destination_address[15] : row->key.source_address[15];
}

static void knows_the_client(void **state)
{
	struct fixture *fixture = *state;
	struct tl_flow_value syn = value_of(1, 60, 2 * SECOND), answer = value_of(1, 60, SECOND);
	struct tl_tally_row *rows;

	syn.has_syn = 1;
	syn.initial_tcp_flags = SYN;
	answer.initial_tcp_flags = SYN_ACK;
	/* the SYN counts more than ports and times */
	add(&fixture->now, key_of(SERVER, 80, CLIENT, 50000, 6), syn);
	add(&fixture->now, key_of(CLIENT, 50000, SERVER, 80, 6), value_of(1, 60, SECOND));
	/* its answer alone tells as much */
	add(&fixture->now, key_of(CLIENT, 7000, SERVER, 8000, 6), answer);
	/* a well-known port is the server's, whoever was seen first */
	add(&fixture->now, key_of(SERVER, 53, CLIENT, 50000, 17), value_of(1, 60, SECOND));
	add(&fixture->now, key_of(CLIENT, 50000, SERVER, 53, 17), value_of(1, 60, 2 * SECOND));
	/* nothing but time */
	add(&fixture->now, key_of(CLIENT, 6000, SERVER, 6001, 17), value_of(1, 60, 2 * SECOND));
	add(&fixture->now, key_of(SERVER, 6001, CLIENT, 6000, 17), value_of(1, 60, SECOND));
	/* echo: the reply came first, the request is the client's */
	add(&fixture->now, key_of(SERVER, 0, CLIENT, 0, 1), value_of(1, 98, SECOND));
	add(&fixture->now, key_of(CLIENT, 0, SERVER, 8 << 8, 1), value_of(1, 98, 2 * SECOND));
	assert_int_equal(fixture->now.count, 5);
	rows = fixture->now.rows;
	assert_int_equal(client_byte(&rows[0]), SERVER);
	assert_int_equal(client_byte(&rows[1]), SERVER);
	assert_int_equal(client_byte(&rows[2]), CLIENT);
	assert_int_equal(client_byte(&rows[3]), SERVER);
	assert_int_equal(client_byte(&rows[4]), CLIENT);
}

static void formats_numbers(void **state)
{
	static const struct {
		double number;
		const char *text;
	} cases[] = {{0, "0"},	       {0.4, "0"},	 {999, "999"},
		     {999.4, "999"},   {999.6, "1.0k"},	 {1000, "1.0k"},
		     {1250, "1.2k"},   {99940, "99.9k"}, {99960, "100k"},
		     {999499, "999k"}, {999500, "1.0M"}, {12345678, "12.3M"},
		     {4.2e9, "4.2G"},  {1e12, "1.0T"},	 {18446744073709551615.0, "18.4E"}};
	char text[TL_NUMBER_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tl_text_number(text, sizeof(text), cases[i].number);
		assert_string_equal(text, cases[i].text);
	}
}

static void formats_ages(void **state)
{
	static const struct {
		__u64 seconds;
		const char *text;
	} cases[] = {{0, "0s"},	     {59, "59s"},	{60, "1m00"},	{3599, "59m59"},
		     {3600, "1h00"}, {359999, "99h59"}, {360000, "4d"}, {86400 * 1000, "1000d"}};
	char text[TL_NUMBER_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tl_text_age(text, sizeof(text), cases[i].seconds * SECOND + SECOND / 2);
		assert_string_equal(text, cases[i].text);
	}
}

static void makes_text_from_the_wire_harmless(void **state)
{
	static const struct {
		const char *raw, *clean;
	} cases[] = {
		{"example.org", "example.org"},
		{"\033[2Jx\r\n\t", "?[2Jx???"},
		{"a\x7f\xc2\x9b"
		 "b",
		 "a??b"}, /* DEL, C1 CSI */
		{"Telefónica 日本", "Telefónica 日本"},
		{"\xe2\x80\xae"
		 "gro",
		 "?gro"}, /* right-to-left override */
		{"\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80", "?????????"}, /* overlong, surrogate, too large */
		{"cut \xe6\x97", "cut ??"},
		{"\xff\xfe", "??"},
	};
	char clean[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tl_text_clean(clean, sizeof(clean), cases[i].raw);
		assert_string_equal(clean, cases[i].clean);
	}
	tl_text_clean(clean, 8, "日本日本"); /* room for two and their NUL, not for a half */
	assert_string_equal(clean, "日本");
}

static void fits_text_to_columns(void **state)
{
	static const struct {
		const char *text;
		unsigned int columns;
		bool right;
		const char *fitted;
	} cases[] = {
		{"abc", 5, false, "abc  "},   {"abc", 5, true, "  abc"},
		{"abcde", 5, false, "abcde"}, {"abcdef", 5, false, "abcd…"},
		{"é日本", 5, false, "é日本"}, {"日本語", 5, false, "日本…"},
		{"日本語", 4, false, "日… "}, {"e\xcc\x81t", 3, false, "e\xcc\x81t "},
		{"abc", 1, false, "…"},	      {"", 3, false, "   "},
		{"abc", 0, false, ""},
	};
	char fitted[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tl_text_fit(fitted, sizeof(fitted), cases[i].text, cases[i].columns, cases[i].right);
		assert_string_equal(fitted, cases[i].fitted);
		assert_int_equal(tl_text_width(fitted), cases[i].columns);
	}
}

static unsigned int line_width(const unsigned int widths[TL_COLUMN__MAX])
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < TL_COLUMN__MAX; i++)
		sum += widths[i] ? widths[i] + (sum ? 1 : 0) : 0;
	return sum;
}

static void columns_fit_every_terminal(void **state)
{
	const unsigned int everything = TL_KNOWN_PLACES | TL_KNOWN_CITIES | TL_KNOWN_NETWORKS;
	unsigned int widths[TL_COLUMN__MAX];

	(void)state;
	for (unsigned int grouping = 0; grouping < TL_GROUPING__MAX; grouping++) {
		for (unsigned int columns = 5; columns <= 512; columns++) {
			tl_columns_layout(tl_groupings[grouping].columns, columns, everything, widths);
			assert_true(line_width(widths) <= columns);
			assert_true(widths[TL_COLUMN_BIT_RATE]);
			if (columns >= 80)
				assert_true(widths[tl_groupings[grouping].columns[0]]);
		}
	}
	/* all there from this width on, and no blank column lost */
	for (unsigned int columns = 160; columns <= 200; columns++) {
		tl_columns_layout(tl_groupings[TL_GROUPING_FLOW].columns, columns, everything, widths);
		assert_int_equal(line_width(widths), columns);
		for (unsigned int i = 0; tl_groupings[TL_GROUPING_FLOW].columns[i] != TL_COLUMN__MAX; i++)
			assert_true(widths[tl_groupings[TL_GROUPING_FLOW].columns[i]]);
	}
}

static void columns_that_matter_stay(void **state)
{
	const unsigned char *flows = tl_groupings[TL_GROUPING_FLOW].columns;
	unsigned int widths[TL_COLUMN__MAX];

	(void)state;
	tl_columns_layout(flows, 80, TL_KNOWN_PLACES, widths);
	assert_int_equal(line_width(widths), 80);
	assert_true(widths[TL_COLUMN_CLIENT] && widths[TL_COLUMN_SERVER] && widths[TL_COLUMN_APPLICATION]);
	assert_true(widths[TL_COLUMN_COUNTRY] && widths[TL_COLUMN_BYTES]);
	assert_false(widths[TL_COLUMN_INTERFACE]);
	tl_columns_layout(flows, 120, 0, widths);
	assert_int_equal(widths[TL_COLUMN_COUNTRY] + widths[TL_COLUMN_NETWORK] + widths[TL_COLUMN_CITY] +
				 widths[TL_COLUMN_OWN],
			 0);
	assert_int_equal(line_width(widths), 120);
	/* a grouping by country is of little use without any, but has its column */
	tl_columns_layout(tl_groupings[TL_GROUPING_COUNTRY].columns, 80, 0, widths);
	assert_true(widths[TL_COLUMN_COUNTRY]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(merges_both_directions_and_all_cpus, setup, teardown),
		cmocka_unit_test_setup_teardown(counts_a_forwarded_connection_once, setup, teardown),
		cmocka_unit_test_setup_teardown(leaves_out_what_is_no_flow, setup, teardown),
		cmocka_unit_test_setup_teardown(rates_are_differences, setup, teardown),
		cmocka_unit_test_setup_teardown(first_rates_are_those_of_the_flows_life, setup, teardown),
		cmocka_unit_test_setup_teardown(finds_rows_after_growing_and_clearing, setup, teardown),
		cmocka_unit_test_setup_teardown(knows_the_client, setup, teardown),
		cmocka_unit_test(formats_numbers),
		cmocka_unit_test(formats_ages),
		cmocka_unit_test(makes_text_from_the_wire_harmless),
		cmocka_unit_test(fits_text_to_columns),
		cmocka_unit_test(columns_fit_every_terminal),
		cmocka_unit_test(columns_that_matter_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
