// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the keys do to the table. */
#include "live_support.h"

static void flows_by_rate(void **state)
{
	(void)state;
	assert_shown("3 flows in cache, 3 connections");
	assert_shown("by flow, 1-3 of 3, sorted by BIT/S ▼");
	assert_above("10.0.0.2", "10.0.0.1 ");
	assert_above("www.example.org", "198.51.100.20");
	assert_shown("53/udp");
	assert_shown("dns?"); /* by the port alone */
	assert_shown("if 2");
}

static void groups_add_up(void **state)
{
	static const struct {
		int key;
		const char *lines[3];
	} cases[] = {
		{'a', {"by application, 1-2 of 2", "dns?"}},
		{'h', {"by host, 1-4 of 4", "198.51.100.10", "10.0.0.1 "}},
		{'n', {"by name, 1-2 of 2", "www.example.org", "(no name)"}},
		{'s', {"by autonomous system, 1-1 of 1"}},
		{'c', {"by country, 1-1 of 1"}},
		{'t', {"by city, 1-1 of 1"}},
		{'o', {"by own network, 1-2 of 2", "office, Berlin", "ACME"}},
		{'i', {"by interface, 1-2 of 2", "if 1", "if 2"}},
		{'f', {"by flow, 1-3 of 3"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		press(cases[i].key);
		for (unsigned int j = 0; j < 3 && cases[i].lines[j]; j++)
			assert_shown(cases[i].lines[j]);
	}
	press('h');
	assert_int_equal(view->lines.all[0].flows, 2); /* the server of both */
	assert_int_equal(view->lines.all[0].octets, 10000);
	assert_int_equal(view->lines.all[0].packets, 30);
}

static void any_column_sorts(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 100 && live.choice.order.column != TL_COLUMN_CLIENT; i++)
		press('<');
	assert_shown("sorted by CLIENT ▼");
	assert_above("10.0.0.1 ", "10.0.0.2");
	press('r');
	assert_shown("sorted by CLIENT ▲");
	assert_above("10.0.0.2", "10.0.0.1 ");
	press('>');
	press('r');
	assert_shown("sorted by SERVER ▼");
	assert_above("198.51.100.20", "www.example.org");
	for (unsigned int i = 0; i < 100 && live.choice.order.column != TL_COLUMN_PACKETS; i++)
		press(TL_KEY_RIGHT);
	press('r');
	assert_above("198.51.100.20", "www.example.org"); /* fewest packets first */
	/* addresses are numbers: 9 is less than 10 */
	cache[0].client = 9;
	cache[1].client = 10;
	tl_live_refresh(&live, NOW + SECOND);
	for (unsigned int i = 0; i < 100 && live.choice.order.column != TL_COLUMN_CLIENT; i++)
		press('<');
	press('r');
	assert_above("10.0.0.9", "10.0.0.10");
}

static void filters_by_words(void **state)
{
	(void)state;
	press('/');
	type("EXAMPLE 10.0.0.2");
	assert_shown("Filter (Enter: use it, Esc: leave it): EXAMPLE 10.0.0.2_");
	assert_shown("of 3"); /* not yet */
	press(TL_KEY_ENTER);
	assert_shown("1-1 of 1");
	assert_shown("text: EXAMPLE 10.0.0.2");
	press('/');
	press(TL_KEY_ERASE);
	type("!443/tcp");
	press(TL_KEY_BACKSPACE);
	type("p");
	press(TL_KEY_ENTER);
	assert_shown("dns?");
	assert_shown("1-1 of 1");
	press('/');
	type(" nothing");
	press(TL_KEY_ESCAPE); /* stays as it was */
	assert_shown("1-1 of 1");
	press(TL_KEY_ESCAPE); /* and away with it */
	assert_shown("1-3 of 3");
	press('/');
	type("qqq");
	assert_false(live.is_over); /* letters are text now */
	press(TL_KEY_ENTER);
	assert_shown("0-0 of 0");
	press(TL_KEY_ENTER); /* there is nothing to open */
	press(TL_KEY_DOWN);
	assert_shown("0-0 of 0");
}

/* The language of `tapless query`; what is none of its questions is looked for as text. */
static void filters_by_questions(void **state)
{
	static const struct {
		const char *question, *taken;
	} cases[] = {
		{"host 10.0.0.1", "1-2 of 2"},
		{"host 10.0.0.1 and dst port 53", "1-1 of 1"},
		{"udp or port 443", "1-3 of 3"},
		{"packets > 15", "1-1 of 1"},
		{"frame bytes < 2K and tcp", "1-1 of 1"},
		{"sni ~ example", "1-2 of 2"},
		{"app dns", "1-1 of 1"},
		{"if 2", "1-1 of 1"},
		{"duration > 59s", "1-3 of 3"},
		{"not tcp", "1-1 of 1"},
		{"10.0.0.2", "1-1 of 1"},
		{"net 10.0.0.0/31", "1-2 of 2"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		press('/');
		press(TL_KEY_ERASE);
		type(cases[i].question);
		press(TL_KEY_ENTER);
		assert_shown(cases[i].taken);
		assert_shown("filter: ");
	}
	press('/');
	type(" and colour red"); /* no question */
	press(TL_KEY_ENTER);
	assert_shown("text: net 10.0.0.0/31 and colour red");
	assert_shown("0-0 of 0");
}

static void a_group_opens_its_flows(void **state)
{
	(void)state;
	press('n');
	press(TL_KEY_ENTER);
	assert_shown("by flow, 1-2 of 2, sorted by BIT/S ▼ · only name www.example.org");
	press('h');
	assert_shown("by host, 1-3 of 3");
	press(TL_KEY_ESCAPE);
	assert_shown("by name, 1-2 of 2");
	press(TL_KEY_DOWN);
	press(TL_KEY_ENTER);
	assert_shown("by flow, 1-1 of 1, sorted by BIT/S ▼ · only name (no name)");
}

static void pause_keeps_the_table(void **state)
{
	(void)state;
	press('p');
	cached = 1;
	tl_live_refresh(&live, NOW + SECOND);
	assert_shown("PAUSED");
	assert_shown("1-3 of 3");
	press('h'); /* looking around goes on */
	assert_shown("by host, 1-4 of 4");
	press('p');
	tl_live_refresh(&live, NOW + 2 * SECOND);
	assert_shown("1-2 of 2");
	assert_not_shown("PAUSED");
}

static void scrolls_and_follows(void **state)
{
	(void)state;
	fill_cache(50);
	assert_shown("1-20 of 50");
	assert_not_shown("10.0.0.21 ");
	press(TL_KEY_PAGE_DOWN);
	press(TL_KEY_PAGE_DOWN);
	assert_shown("20-39 of 50");
	press(TL_KEY_END);
	assert_shown("31-50 of 50");
	assert_int_equal(live.chosen, 49);
	press(TL_KEY_UP);
	assert_int_equal(live.chosen, 48);
	/* the chosen flow is the busiest now: the choice goes with it */
	cache[48].octets = 100000000;
	tl_live_refresh(&live, NOW + 2 * SECOND);
	assert_int_equal(live.chosen, 0);
	assert_shown("1-20 of 50");
	/* on top it stays on top */
	press(TL_KEY_HOME);
	cache[7].octets = 900000000;
	tl_live_refresh(&live, NOW + 3 * SECOND);
	assert_int_equal(live.chosen, 0);
	cached = 0;
	tl_live_refresh(&live, NOW + 4 * SECOND);
	assert_shown("0-0 of 0");
}

static void period_has_bounds(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 40; i++)
		press('+');
	assert_int_equal(live.period, TL_PERIOD_LEAST);
	assert_shown("every 0.25 s");
	for (unsigned int i = 0; i < 40; i++)
		press('-');
	assert_int_equal(live.period, TL_PERIOD_LONGEST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(flows_by_rate),	     TEST(groups_add_up),	 TEST(any_column_sorts),
		TEST(filters_by_words),	     TEST(filters_by_questions), TEST(a_group_opens_its_flows),
		TEST(pause_keeps_the_table), TEST(scrolls_and_follows),	 TEST(period_has_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
