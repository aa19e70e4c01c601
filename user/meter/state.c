// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
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

static pid_t read_holder(int lock)
{
	char text[32] = "";

	return pread(lock, text, sizeof(text) - 1, 0) > 0 ? atoi(text) : 0;
}

int tl_state_lock(const char *instance, pid_t *holder)
{
	int lock = open_lock(instance);

	*holder = 0;
	if (lock < 0) {
		tl_error("cannot make " STATE_FOLDER "/%s.lock: %s; run as root", instance, strerror(-lock));
		return lock;
	}
	if (flock(lock, LOCK_EX | LOCK_NB)) {
		*holder = read_holder(lock);
		close(lock);
		return -EBUSY;
	}
	if (ftruncate(lock, 0) || dprintf(lock, "%d\n", getpid()) < 0)
		tl_warning("cannot write the process id to " STATE_FOLDER "/%s.lock: %s", instance, strerror(errno));
	return lock;
}

int tl_state_wait_for_end(const char *instance, unsigned int seconds)
{
	const struct timespec pause = {.tv_nsec = 20000000};
	int lock = open_lock(instance), error = -ETIMEDOUT;

	if (lock < 0)
		return lock;
	for (unsigned int tries = 0; tries < seconds * 50 && error; tries++) {
		error = flock(lock, LOCK_EX | LOCK_NB) ? -ETIMEDOUT : 0;
		if (error)
			nanosleep(&pause, NULL);
	}
	close(lock);
	return error;
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

void tl_state_keep_arguments(const char *instance, int argc, char **argv)
{
	char path[256];
	FILE *file;

	state_path(path, sizeof(path), instance, "arguments");
	file = fopen(path, "we");
	if (!file)
		return;
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

		for (size_t at = 0; at < size && *argc < ARGUMENTS_MAX; at += strlen(copy + at) + 1)
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
	state_path(path, sizeof(path), instance, "arguments");
	unlink(path);
}
