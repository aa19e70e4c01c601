/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* `tapless top` without kernel and terminal: a cache that the test fills, keys, and what then stands on the screen. */
#ifndef TAPLESS_SELFTESTS_UNIT_LIVE_SUPPORT_H
#define TAPLESS_SELFTESTS_UNIT_LIVE_SUPPORT_H

#include <unistd.h>

#include "live_cache.h"
#include "view/live.h"

#define COLUMNS 120
#define ROWS	24

static struct tl_view *view;
static struct tl_screen screen;
static struct tl_live live;
static struct tl_applications *applications;
static struct tl_networks *networks;

static const struct flow three[] = {
	{1, 10, 40001, 443, TCP, 1, 10, 1000, "www.example.org"},
	{2, 10, 40002, 443, TCP, 1, 20, 9000, "www.example.org"},
	{1, 20, 40003, 53, UDP, 2, 1, 80, NULL},
};

static inline struct tl_networks *open_networks(void)
{
	char path[] = "/tmp/tapless-networks-XXXXXX";
	static const char lines[] = "10.0.0.0/24 office Berlin -\n198.51.100.0/24 - - ACME\n";
	struct tl_networks *opened;
	int file = mkstemp(path);

	assert_int_equal(write(file, lines, strlen(lines)), strlen(lines));
	close(file);
	opened = tl_networks_open(path);
	unlink(path);
	return opened;
}

static inline int setup(void **state)
{
	struct tl_enrichers enrichers = {};

	(void)state;
	memcpy(cache, three, sizeof(three));
	cached = 3;
	applications = tl_applications_open(NULL, 32473);
	enrichers.applications = applications;
	enrichers.networks = networks = open_networks();
	view = tl_view_open("/sys/fs/bpf/tapless/unit", &enrichers);
	memset(&screen, 0, sizeof(screen));
	screen.looks.has_utf8 = true;
	assert_int_equal(tl_screen_resize(&screen, COLUMNS, ROWS), 0);
	tl_live_begin(&live, view, &screen);
	assert_int_equal(tl_live_refresh(&live, NOW), 0);
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	tl_live_end(&live);
	tl_view_close(view);
	tl_screen_free(&screen);
	tl_applications_close(applications);
	tl_networks_close(networks);
	return 0;
}

/* All lines, a line feed behind each. */
static inline const char *shown(void)
{
	static char text[256 * 1024];
	size_t used = 0;

	tl_live_draw(&live);
	text[0] = '\0';
	for (unsigned int row = 0; row < screen.rows; row++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s\n", tl_screen_text(&screen, row));
	return text;
}

static inline void press(int key)
{
	assert_int_equal(tl_live_press(&live, key), 0);
}

static inline void type(const char *text)
{
	for (; *text; text++)
		press((unsigned char)*text);
}

#define assert_shown(text)     assert_non_null(strstr(shown(), text))
#define assert_not_shown(text) assert_null(strstr(shown(), text))

/* The first of both stands above the other. */
static inline void assert_above(const char *upper, const char *lower)
{
	const char *text = shown(), *first = strstr(text, upper);

	assert_non_null(first);
	assert_non_null(strstr(first, lower));
}

static inline void fill_cache(unsigned int count)
{
	for (cached = 0; cached < count; cached++)
		cache[cached] =
			(struct flow){(__u8)(cached + 1), 10, 40000, 80, TCP, 1, 1, 100000 - 1000 * cached, NULL};
	tl_live_refresh(&live, NOW + SECOND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
