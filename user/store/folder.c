// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../lib/octets.h"

#define HOUR	   3600ull
#define SEALED	   ".sqlite"
#define NOT_SEALED ".open"
#define TRIES	   8

static const char *const beside[] = {"", "-wal", "-shm", "-journal"};

void tl_segment_name(struct tl_segment_name *name, __u64 number, __u64 time)
{
	time_t seconds = (time_t)(time / TL_SECOND / HOUR * HOUR);
	struct tm utc = {0};
	char hour[16] = "";

	gmtime_r(&seconds, &utc);
	strftime(hour, sizeof(hour), "%Y%m%dT%H", &utc);
	*name = (struct tl_segment_name){.number = number, .hour = (__u64)seconds * TL_SECOND};
	snprintf(name->text, sizeof(name->text), "%s-%08llu" NOT_SEALED, hour, (unsigned long long)number);
}

static bool parse(struct tl_segment_name *name, const char *text)
{
	unsigned int year, month, day, hour;
	unsigned long long number;
	int end = 0;

	if (strlen(text) >= sizeof(name->text) ||
	    sscanf(text, "%4u%2u%2uT%2u-%8llu%n", &year, &month, &day, &hour, &number, &end) != 5)
		return false;
	if (strcmp(text + end, SEALED) && strcmp(text + end, NOT_SEALED))
		return false;
	*name = (struct tl_segment_name){.number = number, .is_sealed = !strcmp(text + end, SEALED)};
	strcpy(name->text, text);
	name->hour = (__u64)timegm(&(struct tm){.tm_year = (int)year - 1900,
						.tm_mon = (int)month - 1,
						.tm_mday = (int)day,
						.tm_hour = (int)hour}) *
		     TL_SECOND;
	return true;
}

static int by_number(const void *one, const void *other)
{
	const struct tl_segment_name *a = one, *b = other;

	return a->number < b->number ? -1 : a->number > b->number;
}

static int add(struct tl_segment_list *list, unsigned int *room, const struct tl_segment_name *name)
{
	if (list->count == *room) {
		unsigned int more = *room ? 2 * *room : 64;
		struct tl_segment_name *grown = realloc(list->names, more * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		list->names = grown;
		*room = more;
	}
	list->names[list->count++] = *name;
	return 0;
}

static int list_once(struct tl_segment_list *list, const char *folder)
{
	struct tl_segment_name name;
	struct dirent *entry;
	unsigned int room = 0;
	int error = 0;
	DIR *entries;

	*list = (struct tl_segment_list){0};
	entries = opendir(folder);
	if (!entries)
		return -errno;
	while (!error && (entry = readdir(entries)))
		if (parse(&name, entry->d_name))
			error = add(list, &room, &name);
	closedir(entries);
	if (error)
		tl_segment_list_free(list);
	else if (list->count)
		qsort(list->names, list->count, sizeof(list->names[0]), by_number);
	return error;
}

void tl_segment_list_free(struct tl_segment_list *list)
{
	free(list->names);
	*list = (struct tl_segment_list){0};
}

static bool is_same(const struct tl_segment_list *list, const struct tl_segment_list *other)
{
	if (list->count != other->count)
		return false;
	for (unsigned int i = 0; i < list->count; i++)
		if (strcmp(list->names[i].text, other->names[i].text) != 0)
			return false;
	return true;
}

/* readdir() may pass over a file that is being renamed: two listings in a row that agree are believed. */
int tl_segment_list(struct tl_segment_list *list, const char *folder)
{
	int error = list_once(list, folder);

	for (unsigned int tries = 0; !error && tries < TRIES; tries++) {
		struct tl_segment_list again;
		bool settled;

		error = list_once(&again, folder);
		settled = !error && is_same(list, &again);
		tl_segment_list_free(list);
		*list = again;
		if (settled)
			break;
	}
	return error;
}

void tl_segment_path(char path[PATH_MAX], const char *folder, const struct tl_segment_name *name)
{
	snprintf(path, PATH_MAX, "%s/%s", folder, name->text);
}

__u64 tl_segment_octets(const char *folder, const struct tl_segment_name *name)
{
	char path[PATH_MAX + 16], file[PATH_MAX];
	struct stat status;
	__u64 octets = 0;

	tl_segment_path(file, folder, name);
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", file, beside[i]);
		if (!stat(path, &status))
			octets += (__u64)status.st_size;
	}
	return octets;
}

int tl_segment_remove(const char *folder, const struct tl_segment_name *name)
{
	char path[PATH_MAX + 16], file[PATH_MAX];
	int error = 0;

	tl_segment_path(file, folder, name);
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", file, beside[i]);
		if (unlink(path) && errno != ENOENT && !error)
			error = -errno;
	}
	return error;
}
