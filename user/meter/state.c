// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../lib/log.h"
#include "../lib/run_folder.h"

#define ARGUMENTS_MAX 128
#define STATE_SIZE    65536

static struct flock whole_file(void)
{
	struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return range;
}

/* Whoever ends an instance removes the file: a lock on one that has been removed meanwhile is worth nothing. */
static bool is_still_there(int lock, const char *instance)
{
	int folder = tl_run_folder_open(instance, false);
	struct stat held, there;
	bool same;

	if (folder < 0)
		return false;
	/* without opening it: a close of any descriptor gives the lock up (fcntl(2)) */
	same = !fstat(lock, &held) && !fstatat(folder, "lock", &there, AT_SYMLINK_NOFOLLOW) &&
	       held.st_ino == there.st_ino;
	close(folder);
	return same;
}

int tl_state_lock(const char *instance)
{
	struct flock range = whole_file();
	int lock;

	for (int attempt = 0; attempt < 10; attempt++) {
		lock = tl_run_file_open(instance, "lock", O_RDWR | O_CREAT, 0644);
		if (lock == -ENOENT) /* the folder has been removed under our hands */
			continue;
		if (lock < 0) {
			tl_error("cannot make " TL_RUN_FOLDER "/%s/lock: %s%s", instance, strerror(-lock),
				 geteuid() ? "; run as root" : "");
			return lock;
		}
		if (!fcntl(lock, F_SETLK, &range) && is_still_there(lock, instance))
			return lock;
		close(lock);
	}
	tl_error("instance '%s' is already running (process %d): give another name with --instance, or end it with "
		 "`tapless stop --instance %s`",
		 instance, tl_state_daemon(instance), instance);
	return -EBUSY;
}

pid_t tl_state_daemon(const char *instance)
{
	struct flock range = whole_file();
	bool held;
	int lock;

	lock = tl_run_file_open(instance, "lock", O_RDWR, 0);
	if (lock < 0)
		return 0;
	held = !fcntl(lock, F_GETLK, &range) && range.l_type != F_UNLCK;
	close(lock);
	return held ? range.l_pid : 0;
}

int tl_state_wait_for_end(const char *instance, unsigned int seconds)
{
	const struct timespec pause = {.tv_nsec = 20000000};

	for (unsigned int tries = 0; tries < seconds * 50; tries++) {
		if (!tl_state_daemon(instance))
			return 0;
		nanosleep(&pause, NULL);
	}
	return -ETIMEDOUT;
}

/* For writing, in place of an older one. */
static FILE *create(const char *instance, const char *name, mode_t mode)
{
	FILE *file = NULL;
	int descriptor;

	tl_run_file_remove(instance, name);
	descriptor = tl_run_file_open(instance, name, O_WRONLY | O_CREAT | O_EXCL, mode);
	if (descriptor >= 0)
		file = fdopen(descriptor, "w");
	if (descriptor >= 0 && !file)
		close(descriptor);
	return file;
}

static void put_in_place(const char *instance, const char *new_name, const char *name)
{
	int folder = tl_run_folder_open(instance, false);

	if (folder < 0)
		return;
	renameat(folder, new_name, folder, name);
	close(folder);
}

static void add_talks(struct tl_state *state, const struct tl_talks *talks)
{
	state->conversations_open = tl_talks_count(talks);
	state->conversations_forgotten = tl_talks_forgotten(talks);
	for (unsigned int i = 0; i < tl_dissector_count; i++) {
		state->messages_cut[i] = tl_talks_cut(talks, i);
		state->conversations[i] = tl_talks_understood(talks, i);
	}
}

void tl_state_write(const char *instance, const struct tl_pipeline *pipeline, const struct tl_sweep_times *sweeps)
{
	struct tl_state state = {.pid = getpid(),
				 .records = pipeline->records,
				 .packets = pipeline->packets,
				 .octets = pipeline->octets,
				 .sweeps = *sweeps};
	FILE *file = create(instance, "state.new", 0644);

	if (!file)
		return; /* status then shows the kernel's side only */
	if (pipeline->talks)
		add_talks(&state, pipeline->talks);
	tl_state_print(&state, file);
	fputc('\n', file);
	if (!fclose(file))
		put_in_place(instance, "state.new", "state");
}

/* Allocated, ends with a NUL; NULL if there is no such file, or, with `by_root`, if others could have written it. */
static char *read_file(const char *instance, const char *name, bool by_root, size_t *size)
{
	int descriptor = tl_run_file_open(instance, name, O_RDONLY, 0);
	struct stat status;
	char *text = NULL;
	ssize_t length;

	*size = 0;
	if (descriptor < 0)
		return NULL;
	if (!fstat(descriptor, &status) &&
	    (!by_root || ((!status.st_uid || status.st_uid == geteuid()) && !(status.st_mode & (S_IWGRP | S_IWOTH)))))
		text = calloc(1, STATE_SIZE + 1);
	length = text ? read(descriptor, text, STATE_SIZE) : 0;
	if (length > 0)
		*size = length;
	close(descriptor);
	return text;
}

void tl_state_read(const char *instance, struct tl_state *state)
{
	size_t size;
	char *text = read_file(instance, "state", false, &size);

	memset(state, 0, sizeof(*state));
	if (text) {
		text[strcspn(text, "\n")] = 0;
		tl_state_parse(text, state);
	}
	free(text);
}

void tl_state_write_interfaces(const char *instance, const struct tl_watch *watch)
{
	FILE *file = create(instance, "interfaces.new", 0644);

	if (!file)
		return;
	tl_watch_print(watch, file);
	if (!fclose(file))
		put_in_place(instance, "interfaces.new", "interfaces");
}

FILE *tl_state_open_interfaces(const char *instance)
{
	int descriptor = tl_run_file_open(instance, "interfaces", O_RDONLY, 0);
	FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "r");

	if (descriptor >= 0 && !file)
		close(descriptor);
	return file;
}

void tl_state_keep_arguments(const char *instance, int argc, char **argv)
{
	FILE *file = create(instance, "arguments", 0600);
	char *folder;

	if (!file)
		return;
	folder = getcwd(NULL, 0); /* relative paths among them are meant from here */
	fwrite(folder ? folder : "/", 1, strlen(folder ? folder : "/") + 1, file);
	free(folder);
	for (int i = 0; i < argc; i++)
		fwrite(argv[i], 1, strlen(argv[i]) + 1, file);
	fclose(file);
}

char **tl_state_arguments(const char *instance, int *argc)
{
	size_t size;
	char *text = read_file(instance, "arguments", true, &size), **argv;

	*argc = 0;
	if (!text)
		return NULL;
	argv = calloc(1, (ARGUMENTS_MAX + 1) * sizeof(*argv) + size + 1);
	if (argv) {
		char *copy = memcpy(argv + ARGUMENTS_MAX + 1, text, size);

		if (chdir(copy))
			tl_warning("cannot go to %s, where the daemon was started: relative paths are taken from here",
				   copy);
		for (size_t at = strlen(copy) + 1; at < size && *argc < ARGUMENTS_MAX; at += strlen(copy + at) + 1)
			argv[(*argc)++] = copy + at;
	}
	free(text);
	return argv;
}

void tl_state_remove(const char *instance)
{
	static const char *const names[] = {"state", "state.new", "interfaces", "interfaces.new", "arguments", "lock"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		tl_run_file_remove(instance, names[i]);
	tl_run_folder_remove(instance);
}
