// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Details, help, and what a hostile name leaves on any page. */
#include "live_support.h"

static void details_tell_what_is_known(void **state)
{
	(void)state;
	press(TL_KEY_ENTER);
	assert_shown("Details of a flow");
	assert_shown("10.0.0.2");
	assert_shown("20 packets");
	assert_shown("9.0k bytes (9000)");
	assert_shown("www.example.org");
	press(TL_KEY_END);
	assert_not_shown("20 packets");
	assert_shown("tlsSni");
	assert_shown("applicationName");
	cache[1].packets = 21;
	tl_live_refresh(&live, NOW + SECOND);
	press(TL_KEY_HOME);
	assert_shown("21 packets");
	press(' '); /* pauses */
	cache[1].packets = 22;
	tl_live_refresh(&live, NOW + 2 * SECOND);
	assert_shown("21 packets");
	press(' ');
	cached = 1;
	tl_live_refresh(&live, NOW + 3 * SECOND);
	assert_shown("This flow has left the cache");
	assert_shown("21 packets");
	press(TL_KEY_ESCAPE);
	assert_shown("by flow, 1-1 of 1");
}

static void details_have_the_facts_of_order(void **state)
{
	bool retransmitted, round_trip;

	(void)state;
	tl_screen_resize(&screen, COLUMNS, 200);
	press(TL_KEY_ENTER);
	retransmitted = strstr(shown(), "etransmi");
	round_trip = strstr(shown(), "npnRoundTripTime               2.15 ms");
	assert_true(retransmitted);
	assert_true(round_trip);
}

static void details_have_the_stream(void **state)
{
	(void)state;
	cache[0].protocol = UDP;
	cache[0].port = 5004;
	tl_live_refresh(&live, NOW + SECOND);
	tl_screen_resize(&screen, COLUMNS, 200);
	press(TL_KEY_ENTER);
	assert_shown("rtpCodecName                   PCMA");
	assert_shown("rtpPackets                     21");
	assert_shown("rtpLost                        4");
}

static void another_size_keeps_the_choice_in_sight(void **state)
{
	(void)state;
	fill_cache(50);
	for (unsigned int i = 0; i < 15; i++)
		press('j');
	tl_screen_resize(&screen, 80, 10);
	assert_shown("11-16 of 50");
	assert_shown("10.0.0.16 ");
	for (unsigned int rows = 1; rows < 6; rows++) {
		tl_screen_resize(&screen, 5, rows);
		shown();
		press('?');
		shown();
		press('?');
		press(TL_KEY_ENTER);
		shown();
		press(TL_KEY_ESCAPE);
	}
}

static void help_lists_all_keys(void **state)
{
	(void)state;
	tl_screen_resize(&screen, 100, 80);
	press('?');
	for (unsigned int i = 0; i < tl_binding_count; i++)
		assert_shown(tl_bindings[i].help);
	for (unsigned int i = 0; i < TL_COLUMN__MAX; i++)
		assert_shown(tl_columns[i].help);
	press('z');
	assert_shown("by flow");
	tl_screen_resize(&screen, 80, 24);
	press('?');
	press(TL_KEY_PAGE_DOWN);
	press(TL_KEY_PAGE_DOWN);
	press(TL_KEY_PAGE_DOWN);
	assert_shown("time since the first packet");
	press('q');
	assert_true(live.is_over);
}

/* An SNI with escape sequences, C1 controls and a mark that turns the writing around: on every page only '?' of it is left. */
static void hostile_names_are_harmless(void **state)
{
	static const int keys[] = {'n', TL_KEY_ENTER, TL_KEY_ENTER, TL_KEY_END};

	(void)state;
	cache[1].name = "a\033]0;owned\007\xc2\x9b"
			"2J\xe2\x80\xae\xff.org";
	cache[1].port = 41234;
	tl_live_refresh(&live, NOW + SECOND);
	assert_shown("a?]0;owned??2J??.org");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char *drawn = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&drawn, &size);

		press(keys[i]);
		tl_live_draw(&live);
		tl_screen_forget(&screen);
		tl_screen_draw(&screen, out);
		fclose(out);
		assert_null(strstr(drawn, "\033]"));
		assert_null(strchr(drawn, '\007'));
		assert_null(strstr(drawn, "\xc2\x9b"));
		assert_null(strstr(drawn, "\xe2\x80\xae"));
		assert_non_null(strstr(drawn, "owned"));
		free(drawn);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(details_tell_what_is_known), TEST(details_have_the_facts_of_order),
		TEST(details_have_the_stream),	  TEST(another_size_keeps_the_choice_in_sight),
		TEST(help_lists_all_keys),	  TEST(hostile_names_are_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
