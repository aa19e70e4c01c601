// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* tapless top: the live table of a running instance. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "../enrich/place.h"
#include "../lib/instance.h"
#include "../lib/log.h"
#include "../view/terminal.h"
#include "../view/view.h"
#include "command.h"
#include "settings.h"

#define REFRESH 1000000000ULL

static volatile sig_atomic_t ended;

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

static void noticed(int signal)
{
	(void)signal; /* a new size interrupts the wait, that is all */
}

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_BOOTTIME, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static void catch_signals(void)
{
	/* once only: a second Ctrl-C kills a table that hangs in a write to a stopped terminal */
	struct sigaction on_end = {.sa_handler = end, .sa_flags = SA_RESETHAND};
	struct sigaction on_size = {.sa_handler = noticed};

	sigaction(SIGINT, &on_end, NULL);
	sigaction(SIGTERM, &on_end, NULL);
	sigaction(SIGHUP, &on_end, NULL);
	sigaction(SIGWINCH, &on_size, NULL);
}

static void draw(struct tl_view *view, const struct tl_terminal *terminal)
{
	unsigned int columns, rows;

	tl_terminal_size(terminal, &columns, &rows);
	tl_view_draw(view, terminal->out, columns, rows, terminal->is_terminal);
}

/* True if it shall end. Draws anew when the wait is cut short by a new size of the terminal. */
static bool wait_until(__u64 due, struct tl_view *view, const struct tl_terminal *terminal)
{
	for (__u64 time = now(); time < due; time = now()) {
		if (tl_terminal_wait_quit(terminal, (due - time) / 1000000 + 1) || ended)
			return true;
		if (terminal->is_terminal && now() < due)
			draw(view, terminal);
	}
	return ended;
}

static int watch(struct tl_view *view, bool once)
{
	struct tl_terminal terminal = {.out = stdout};
	int error = tl_view_refresh(view, now());
	__u64 due = now();

	if (error)
		return error;
	if (!once)
		tl_terminal_open(&terminal, stdout);
	if (terminal.is_terminal)
		draw(view, &terminal);
	while (!wait_until(due += REFRESH, view, &terminal)) {
		error = tl_view_refresh(view, now());
		if (error)
			break;
		draw(view, &terminal);
		if (!terminal.is_terminal)
			break;
		if (now() > due + REFRESH) /* a slow or stopped machine is not made up for */
			due = now();
	}
	tl_terminal_close(&terminal);
	return error;
}

int tl_command_top(int argc, char **argv)
{
	char folder[TL_INSTANCE_FOLDER_SIZE];
	struct tl_places *places = NULL;
	struct tl_settings settings;
	struct tl_view *view;
	int result = tl_settings_parse(&settings, argc, argv), error = -EINVAL;

	if (result)
		return result < 0 ? 0 : result;
	if (tl_instance_check(settings.instance))
		return 1;
	tl_instance_folder(folder, sizeof(folder), settings.instance);
	if (settings.country_database || settings.as_database) {
		places = tl_places_open(settings.country_database, settings.as_database);
		if (!places)
			return 1;
	}
	view = tl_view_open(folder, places);
	if (!view)
		goto cleanup;
	catch_signals();
	error = watch(view, settings.once);
cleanup:
	tl_view_close(view);
	tl_places_close(places);
	return error ? 1 : 0;
}
