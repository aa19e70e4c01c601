// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Only what changed is written: each octet of it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/screen.h"
#include "view/terminal.h"

static struct tl_screen screen;
static char *written;

static int setup(void **state)
{
	(void)state;
	memset(&screen, 0, sizeof(screen));
	screen.looks.has_utf8 = true;
	return tl_screen_resize(&screen, 40, 4);
}

static int teardown(void **state)
{
	(void)state;
	tl_screen_free(&screen);
	free(written);
	written = NULL;
	return 0;
}

static const char *drawn(void)
{
	size_t size = 0;
	FILE *out;

	free(written);
	out = open_memstream(&written, &size);
	tl_screen_draw(&screen, out);
	fclose(out);
	return written;
}

static void begins_with_an_empty_terminal(void **state)
{
	(void)state;
	tl_screen_put(&screen, 0, TL_STYLE_PLAIN, "one");
	tl_screen_put(&screen, 2, TL_STYLE_PLAIN, "three");
	assert_string_equal(drawn(), "\033[H\033[2J\033[1Hone\033[3Hthree");
	assert_string_equal(drawn(), "");
}

static void writes_cells_that_differ(void **state)
{
	(void)state;
	tl_screen_put(&screen, 1, TL_STYLE_PLAIN, "10.0.0.1  example.org  12.5k");
	drawn();
	tl_screen_put(&screen, 1, TL_STYLE_PLAIN, "10.0.0.1  example.org  12.6k");
	assert_string_equal(drawn(), "\033[2;27H6");
	/* two changes with more between them than a movement takes */
	tl_screen_put(&screen, 1, TL_STYLE_PLAIN, "10.0.0.2  example.org  12.7k");
	assert_string_equal(drawn(), "\033[2;8H2\033[2;27H7");
	/* and with less */
	tl_screen_put(&screen, 1, TL_STYLE_PLAIN, "10.0.0.2  example.com  12.8k");
	assert_string_equal(drawn(), "\033[2;19Hcom  12.8");
}

static void clears_what_was_longer(void **state)
{
	(void)state;
	tl_screen_put(&screen, 3, TL_STYLE_PLAIN, "a line that is rather long");
	drawn();
	tl_screen_put(&screen, 3, TL_STYLE_PLAIN, "a line");
	assert_string_equal(drawn(), "\033[4;8H\033[K");
}

static void another_style_writes_the_line_anew(void **state)
{
	(void)state;
	tl_screen_put(&screen, 0, TL_STYLE_PLAIN, "chosen");
	drawn();
	tl_screen_put(&screen, 0, TL_STYLE_CHOSEN, "chosen");
	assert_string_equal(drawn(), "\033[1H\033[7mchosen                                  \033[m");
	tl_screen_put(&screen, 0, TL_STYLE_CHOSEN, "Chosen");
	assert_string_equal(drawn(), "\033[1H\033[7mC\033[m");
}

static void wide_characters_are_written_whole(void **state)
{
	(void)state;
	tl_screen_put(&screen, 0, TL_STYLE_PLAIN, "日本 x");
	drawn();
	tl_screen_put(&screen, 0, TL_STYLE_PLAIN, "日語 x");
	assert_string_equal(drawn(), "\033[1;3H語");
	tl_screen_put(&screen, 0, TL_STYLE_PLAIN, "日abcx"); /* as wide, but other cells */
	assert_string_equal(drawn(), "\033[1;3Habc");
	tl_screen_put(&screen, 0, TL_STYLE_PLAIN,
		      "日e\xcc\x81"
		      "bcx");
	assert_string_equal(drawn(), "\033[1;3He\xcc\x81");
}

static void other_marks_where_there_is_no_utf8(void **state)
{
	(void)state;
	screen.looks.has_utf8 = false;
	tl_screen_put(&screen, 0, TL_STYLE_PLAIN, "BIT/S ▼ · 日é");
	assert_string_equal(drawn(), "\033[H\033[2J\033[1HBIT/S v - ???");
	tl_screen_put(&screen, 1, TL_STYLE_PLAIN, "0123456789012345678901234567890123456789+");
	assert_string_equal(drawn(), "\033[2H012345678901234567890123456789012345678~");
}

/* Colours are SGR 30 to 37; bold, underlined and reversed are none. */
static bool has_colour(const char *text)
{
	for (const char *at = text; (at = strstr(at, "\033[")); at++) {
		size_t length = strspn(at + 2, "0123456789;");

		if (at[2 + length] == 'm' && memchr(at + 2, '3', length))
			return true;
	}
	return false;
}

static void colours_only_where_they_are_wanted(void **state)
{
	(void)state;
	for (unsigned int colour = 0; colour < 2; colour++) {
		screen.looks.has_colour = colour;
		tl_screen_forget(&screen);
		for (unsigned int style = 0; style < 4; style++)
			tl_screen_put(&screen, style, style + 2, "text");
		assert_int_equal(has_colour(drawn()), colour);
	}
}

static void another_size_is_drawn_whole(void **state)
{
	(void)state;
	tl_screen_put(&screen, 0, TL_STYLE_PLAIN, "text");
	drawn();
	assert_int_equal(tl_screen_resize(&screen, 10, 2), 0);
	tl_screen_put(&screen, 0, TL_STYLE_PLAIN, "a text too long");
	tl_screen_put(&screen, 7, TL_STYLE_PLAIN, "below");
	assert_string_equal(drawn(), "\033[H\033[2J\033[1Ha text to…");
	tl_screen_distrust(&screen);
	assert_string_equal(drawn(), "\033[1Ha text to…\033[2H\033[K");
	assert_int_equal(tl_screen_resize(&screen, 100000, 100000), 0);
	assert_true(screen.columns <= TL_SCREEN_COLUMNS && screen.rows <= TL_SCREEN_COLUMNS);
	drawn();
}

static void set(const char *lc_all, const char *lang, const char *no_colour)
{
	unsetenv("LC_CTYPE");
	setenv("LC_ALL", lc_all, 1);
	setenv("LANG", lang, 1);
	setenv("NO_COLOR", no_colour, 1);
}

static void environment_says_what_can_be_shown(void **state)
{
	(void)state;
	set("", "de_AT.UTF-8", "");
	assert_true(tl_looks_of_environment().has_utf8 && tl_looks_of_environment().has_colour);
	set("C", "de_AT.UTF-8", "1");
	assert_false(tl_looks_of_environment().has_utf8 || tl_looks_of_environment().has_colour);
	set("C.utf8", "C", "0"); /* whatever its value (no-color.org) */
	assert_true(tl_looks_of_environment().has_utf8);
	assert_false(tl_looks_of_environment().has_colour);
	assert_true(tl_terminal_is_dumb(NULL) && tl_terminal_is_dumb("") && tl_terminal_is_dumb("dumb"));
	assert_false(tl_terminal_is_dumb("xterm") || tl_terminal_is_dumb("linux"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(begins_with_an_empty_terminal, setup, teardown),
		cmocka_unit_test_setup_teardown(writes_cells_that_differ, setup, teardown),
		cmocka_unit_test_setup_teardown(clears_what_was_longer, setup, teardown),
		cmocka_unit_test_setup_teardown(another_style_writes_the_line_anew, setup, teardown),
		cmocka_unit_test_setup_teardown(wide_characters_are_written_whole, setup, teardown),
		cmocka_unit_test_setup_teardown(other_marks_where_there_is_no_utf8, setup, teardown),
		cmocka_unit_test_setup_teardown(colours_only_where_they_are_wanted, setup, teardown),
		cmocka_unit_test_setup_teardown(another_size_is_drawn_whole, setup, teardown),
		cmocka_unit_test(environment_says_what_can_be_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
