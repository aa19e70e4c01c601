// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* tapless top: the live table of a running instance. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "../export/element_list.h"
#include "../lib/instance.h"
#include "../lib/log.h"
#include "../view/live.h"
#include "../view/table.h"
#include "command.h"
#include "settings.h"

#define SECOND	    1000000000ULL
#define MILLISECOND 1000000ULL
#define ESCAPE_WAIT 100 /* milliseconds: what follows an ESC sooner is one key with it, over a slow line too */

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_BOOTTIME, &time);
	return (__u64)time.tv_sec * SECOND + (__u64)time.tv_nsec;
}

/* What has been typed and not understood yet. */
struct typed {
	char octets[64];
	size_t count;
};

struct top {
	struct tl_terminal terminal;
	struct tl_screen screen;
	struct tl_live live;
	struct typed typed;
	int signals;
};

/* They are waited for together with keys, so that none comes between looking and waiting. */
static int open_signals(void)
{
	static const int all[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};
	sigset_t signals;

	sigemptyset(&signals);
	for (unsigned int i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		sigaddset(&signals, all[i]);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN); /* writing fails then, and the terminal is put right */
	return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Stops as any program does at Ctrl-Z, with the terminal as it was. */
static void stop(struct top *top)
{
	sigset_t signal;

	tl_terminal_leave(&top->terminal);
	sigemptyset(&signal);
	sigaddset(&signal, SIGTSTP);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &signal, NULL); /* it is delivered here */
	sigprocmask(SIG_BLOCK, &signal, NULL);
	tl_terminal_enter(&top->terminal);
	tl_screen_forget(&top->screen);
}

static int fit_screen(struct top *top)
{
	unsigned int columns, rows;

	tl_terminal_size(&top->terminal, &columns, &rows);
	top->screen.looks = top->terminal.looks;
	return tl_screen_resize(&top->screen, columns, rows);
}

static int handle_signals(struct top *top)
{
	struct signalfd_siginfo signal;
	int error = 0;

	while (!error && read(top->signals, &signal, sizeof(signal)) == sizeof(signal)) {
		switch (signal.ssi_signo) {
		case SIGWINCH:
			error = fit_screen(top);
			break;
		case SIGTSTP:
			stop(top);
			error = fit_screen(top);
			break;
		case SIGCONT: /* after a SIGSTOP the shell had the terminal */
			tl_terminal_enter(&top->terminal);
			error = fit_screen(top);
			break;
		default:
			top->live.is_over = true;
		}
	}
	return error;
}

/* `more`: what is no whole key yet may become one. */
static int press_typed(struct top *top, bool more)
{
	struct typed *typed = &top->typed;
	size_t used;
	int error = 0;

	while (!error && typed->count && !top->live.is_over) {
		int key =
			tl_key_decode(typed->octets, typed->count, more && typed->count < sizeof(typed->octets), &used);

		if (!used)
			break;
		typed->count -= used;
		memmove(typed->octets, typed->octets + used, typed->count);
		error = tl_live_press(&top->live, key);
	}
	return error;
}

/* A terminal that has gone away reads nothing: nobody watches any more. */
static int read_keys(struct top *top)
{
	struct typed *typed = &top->typed;
	ssize_t count = read(STDIN_FILENO, typed->octets + typed->count, sizeof(typed->octets) - typed->count);

	if (count <= 0)
		top->live.is_over = true;
	else
		typed->count += (size_t)count;
	return press_typed(top, true);
}

/* Until something has happened, or it is time to refresh. */
static int wait_for_something(struct top *top, __u64 due)
{
	struct pollfd wake[] = {
		{.fd = top->signals, .events = POLLIN},
		{.fd = top->terminal.has_keys ? STDIN_FILENO : -1, .events = POLLIN},
	};
	__u64 time = now();
	int patience = due > time ? (int)((due - time) / MILLISECOND + 1) : 0, error = 0, ready;

	if (top->typed.count && patience > ESCAPE_WAIT)
		patience = ESCAPE_WAIT;
	ready = poll(wake, 2, patience);
	if (ready > 0 && wake[0].revents)
		error = handle_signals(top);
	if (!error && ready > 0 && wake[1].revents)
		error = read_keys(top);
	else if (!error && !ready)
		error = press_typed(top, false);
	return error;
}

static int watch(struct top *top)
{
	__u64 due = 0;
	int error = fit_screen(top);

	while (!error && !top->live.is_over) {
		if (now() >= due) {
			error = tl_live_refresh(&top->live, now());
			due += top->live.period * MILLISECOND;
			if (due < now()) /* a slow or stopped machine is not made up for */
				due = now() + top->live.period * MILLISECOND;
		}
		if (error)
			break;
		tl_live_draw(&top->live);
		tl_terminal_draw(&top->terminal, &top->screen);
		error = wait_for_something(top, due);
	}
	return error;
}

static int watch_terminal(struct tl_view *view)
{
	struct top top = {.signals = open_signals()};
	int error;

	tl_live_begin(&top.live, view, &top.screen);
	tl_terminal_open(&top.terminal, stdout, true);
	error = watch(&top);
	tl_terminal_leave(&top.terminal);
	if (error && isatty(STDERR_FILENO)) /* what was printed meanwhile went away with the table */
		fprintf(stderr, "tapless: error: %s\n", tl_last_error());
	tl_live_end(&top.live);
	tl_screen_free(&top.screen);
	close(top.signals);
	return error;
}

/* Rates need two looks. */
static int print_once(struct tl_view *view)
{
	const struct timespec second = {.tv_sec = 1};
	const struct tl_terminal plain = {.out = stdout};
	int error = tl_view_refresh(view, now());

	if (error)
		return error;
	nanosleep(&second, NULL);
	error = tl_view_refresh(view, now());
	if (!error)
		tl_table_draw(view, &plain);
	return error;
}

static int open_places(struct tl_enrichers *enrichers, const struct tl_settings *settings)
{
	const struct tl_list *cities = &settings->city_databases;

	enrichers->has_cities = cities->count;
	if (!settings->country_database && !settings->as_database && !cities->count)
		return 0;
	enrichers->places = tl_places_open(settings->country_database, settings->as_database);
	for (unsigned int i = 0; i < cities->count && enrichers->places; i++)
		if (tl_places_add_city(enrichers->places, cities->items[i]))
			return -EINVAL;
	return enrichers->places ? 0 : -EINVAL;
}

/* 0, or -errno after an error that has been printed. */
static int open_enrichers(struct tl_enrichers *enrichers, struct tl_applications **applications,
			  const struct tl_settings *settings)
{
	*applications = tl_applications_open(settings->applications, TL_PEN_TAPLESS);
	enrichers->applications = *applications;
	if (!*applications)
		return -EINVAL;
	return open_places(enrichers, settings);
}

static int show(const struct tl_settings *settings, const struct tl_enrichers *enrichers)
{
	bool plain = settings->once || !isatty(STDOUT_FILENO) || tl_terminal_is_dumb(getenv("TERM"));
	char folder[TL_INSTANCE_FOLDER_SIZE];
	struct tl_view *view;
	int error = -EINVAL;

	tl_instance_folder(folder, sizeof(folder), settings->instance);
	view = tl_view_open(folder, enrichers);
	if (view)
		error = plain ? print_once(view) : watch_terminal(view);
	tl_view_close(view);
	return error;
}

int tl_command_top(int argc, char **argv)
{
	struct tl_applications *applications = NULL;
	struct tl_networks *networks = NULL;
	struct tl_enrichers enrichers = {};
	struct tl_settings settings;
	int result = tl_settings_parse(&settings, argc, argv), error;

	if (result)
		return result < 0 ? 0 : result;
	if (tl_instance_check(settings.instance))
		return 1;
	error = open_enrichers(&enrichers, &applications, &settings);
	if (!error && settings.networks)
		error = (enrichers.networks = networks = tl_networks_open(settings.networks)) ? 0 : -EINVAL;
	if (!error)
		error = show(&settings, &enrichers);
	tl_networks_close(networks);
	tl_places_close(enrichers.places);
	tl_applications_close(applications);
	return error ? 1 : 0;
}
