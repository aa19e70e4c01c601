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

#define STATE_FOLDER  "/run/tapless"
#define ARGUMENTS_MAX 128

static void state_path(char *path, size_t size, const char *instance, const char *kind)
{
	snprintf(path, size, STATE_FOLDER "/%s.%s", instance, kind);
}

static int open_lock(const char *instance)
{
	char path[256];

	if (mkdir(STATE_FOLDER, 0755) && errno != EEXIST)
		return -errno;
	state_path(path, sizeof(path), instance, "lock");
	int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	return lock < 0 ? -errno : lock;
}

static struct flock whole_file(void)
{
	struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return range;
}

/* Whoever ends an instance removes the file: a lock on one that has been removed meanwhile is worth nothing. */
static bool is_still_there(int lock, const char *instance)
{
	struct stat held, there;
	char path[256];

	state_path(path, sizeof(path), instance, "lock");
	return !fstat(lock, &held) && !stat(path, &there) && held.st_ino == there.st_ino;
}

int tl_state_lock(const char *instance)
{
	struct flock range = whole_file();
	int lock;

	for (int attempt = 0; attempt < 10; attempt++) {
		lock = open_lock(instance);
		if (lock < 0) {
			tl_error("cannot make " STATE_FOLDER "/%s.lock: %s; run as root", instance, strerror(-lock));
			return lock;
		}
		if (!fcntl(lock, F_SETLK, &range) && is_still_there(lock, instance))
			return lock;
		close(lock);
	}
	return -EBUSY;
}

pid_t tl_state_daemon(const char *instance)
{
	struct flock range = whole_file();
	char path[256];
	bool held;
	int lock;

	state_path(path, sizeof(path), instance, "lock");
	lock = open(path, O_RDWR | O_CLOEXEC);
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

static void write_exporter(FILE *file, const struct tl_exporter *exporter)
{
	struct tl_export_account account;

	tl_exporter_account(exporter, &account);
	fputs("{\"uri\":\"", file);
	for (const char *c = tl_exporter_uri(exporter); *c; c++) {
		if (*c == '"' || *c == '\\')
			fputc('\\', file);
		if ((unsigned char)*c >= ' ')
			fputc(*c, file);
	}
	fprintf(file,
		"\",\"sentRecords\":%llu,\"sentPackets\":%llu,\"sentOctets\":%llu,"
		"\"waitingRecords\":%llu,\"waitingPackets\":%llu,\"waitingOctets\":%llu,"
		"\"droppedRecords\":%llu,\"droppedPackets\":%llu,\"droppedOctets\":%llu}",
		account.sent_records, account.sent_packets, account.sent_octets, account.waiting_records,
		account.waiting_packets, account.waiting_octets, account.dropped_records, account.dropped_packets,
		account.dropped_octets);
}

void tl_state_write(const char *instance, const struct tl_pipeline *pipeline)
{
	char path[256], temporary[260];
	FILE *file;

	state_path(path, sizeof(path), instance, "state");
	snprintf(temporary, sizeof(temporary), "%s.new", path);
	file = fopen(temporary, "we");
	if (!file)
		return; /* status then shows the kernel's side only */
	fprintf(file, "{\"pid\":%d,\"records\":%llu,\"packets\":%llu,\"octets\":%llu,\"exporters\":[", getpid(),
		pipeline->records, pipeline->packets, pipeline->octets);
	for (unsigned int i = 0; i < pipeline->exporter_count; i++) {
		if (i)
			fputc(',', file);
		write_exporter(file, pipeline->exporters[i]);
	}
	fputs("]}\n", file);
	if (!fclose(file))
		rename(temporary, path);
}

static char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;

	*size = 0;
	if (!file)
		return NULL;
	text = calloc(1, 65537);
	if (text)
		*size = fread(text, 1, 65536, file);
	fclose(file);
	return text;
}

char *tl_state_read(const char *instance)
{
	char path[256];
	size_t size;
	char *text;

	state_path(path, sizeof(path), instance, "state");
	text = read_file(path, &size);
	if (text)
		text[strcspn(text, "\n")] = 0;
	return text;
}

void tl_state_write_interfaces(const char *instance, const struct tl_watch *watch)
{
	char path[256], temporary[260];
	FILE *file;

	state_path(path, sizeof(path), instance, "interfaces");
	snprintf(temporary, sizeof(temporary), "%s.new", path);
	file = fopen(temporary, "we");
	if (!file)
		return;
	tl_watch_print(watch, file);
	if (!fclose(file))
		rename(temporary, path);
}

FILE *tl_state_open_interfaces(const char *instance)
{
	char path[256];

	state_path(path, sizeof(path), instance, "interfaces");
	return fopen(path, "re");
}

void tl_state_keep_arguments(const char *instance, int argc, char **argv)
{
	char path[256], *folder;
	FILE *file;

	state_path(path, sizeof(path), instance, "arguments");
	file = fopen(path, "we");
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
	char path[256];
	size_t size;
	char *text, **argv;

	*argc = 0;
	state_path(path, sizeof(path), instance, "arguments");
	text = read_file(path, &size);
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
	char path[256];

	state_path(path, sizeof(path), instance, "state");
	unlink(path);
	state_path(path, sizeof(path), instance, "interfaces");
	unlink(path);
	state_path(path, sizeof(path), instance, "arguments");
	unlink(path);
	state_path(path, sizeof(path), instance, "count");
	unlink(path);
	state_path(path, sizeof(path), instance, "lock");
	unlink(path);
}
