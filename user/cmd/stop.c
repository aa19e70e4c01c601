// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `tapless stop`: ends an instance, whether its daemon lives or not; everything in its cache is exported first. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../kernel/bpffs.h"
#include "../kernel/plan.h"
#include "../lib/instance.h"
#include "../lib/log.h"
#include "../meter/daemon.h"
#include "../meter/state.h"
#include "command.h"
#include "settings.h"

#define END_SECONDS 60

static int stop_daemon(const char *instance, pid_t daemon)
{
	if (kill(daemon, SIGINT)) {
		tl_error("cannot signal the daemon (process %d): %s", daemon, strerror(errno));
		return 1;
	}
	if (tl_state_wait_for_end(instance, END_SECONDS)) {
		tl_error("the daemon (process %d) has not ended within %d seconds; see what it waits for, or kill it "
			 "and run "
			 "`tapless stop` again: nothing is lost",
			 daemon, END_SECONDS);
		return 1;
	}
	return 0;
}

/* The daemon died: its own exporters get what the kernel still holds. */
static int finish_for_dead(const struct tl_settings *asked)
{
	struct tl_settings settings;
	char **argv;
	int argc, status;

	status = tl_pins_discard(asked->instance);
	if (status > 0)
		tl_state_remove(asked->instance);
	if (status)
		return status < 0;
	argv = tl_state_arguments(asked->instance, &argc);
	if (!argv) {
		tl_error("the daemon of instance '%s' has died and nobody knows where it exported to: take it over "
			 "with `tapless "
			 "run --instance %s -e URI`, then stop it",
			 asked->instance, asked->instance);
		return 1;
	}
	status = tl_settings_parse(&settings, argc, argv);
	if (!status && strcmp(settings.instance, asked->instance)) {
		tl_error("the arguments kept for instance '%s' are those of '%s': take it over with `tapless run`, "
			 "then stop it",
			 asked->instance, settings.instance);
		status = 1;
	}
	if (!status)
		status = tl_daemon_finish(&settings) ? 1 : 0;
	free(argv);
	return status;
}

/* Waits, as root, for the end of the pipe from `stop`, however that ends; its own end is that of the pipe to it. */
static void remove_at_end(int from_stop)
{
	char nothing;

	while (read(from_stop, &nothing, 1) < 0 && errno == EINTR)
		;
	tl_bpffs_remove_root();
	_exit(0);
}

/*
 * Who exports for a dead daemon becomes the daemon's user, which may not remove the folder of all instances: a child that
 * stays root does. The sandbox allows no waiting for children, but reading.
 */
static int finish_and_tidy(const struct tl_settings *asked)
{
	int to_child[2], from_child[2], status;
	bool piped = !pipe(to_child) && !pipe(from_child);
	pid_t child = piped ? fork() : -1;
	char nothing;

	if (!child) {
		close(to_child[1]);
		remove_at_end(to_child[0]);
	}
	if (piped)
		close(from_child[1]);
	status = finish_for_dead(asked);
	if (child > 0) {
		close(to_child[1]);
		while (read(from_child[0], &nothing, 1) < 0 && errno == EINTR)
			;
	}
	return status;
}

int tl_command_stop(int argc, char **argv)
{
	struct tl_settings settings;
	int status = tl_settings_parse(&settings, argc, argv);
	pid_t daemon;

	if (status)
		return status < 0 ? 0 : status;
	if (tl_instance_check(settings.instance))
		return 1;
	daemon = tl_state_daemon(settings.instance);
	if (!daemon)
		return finish_and_tidy(&settings);
	status = stop_daemon(settings.instance, daemon);
	tl_bpffs_remove_root();
	return status;
}
