// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpffs_next.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bpffs.h"

void tl_bpffs_next(char *folder, size_t size, const char *instance)
{
	snprintf(folder, size, "%s/next", instance);
}

typedef int visit_entry(const char *instance, const char *name);

static int for_each_entry(const char *folder, const char *instance, visit_entry *visit)
{
	char path[256];
	struct dirent *entry;
	DIR *entries;
	int error = 0;

	tl_bpffs_path(path, sizeof(path), folder, NULL);
	entries = opendir(path);
	if (!entries)
		return -errno;
	while (!error && (entry = readdir(entries)))
		if (entry->d_name[0] != '.')
			error = visit(instance, entry->d_name);
	closedir(entries);
	return error;
}

static int remove_old(const char *instance, const char *name)
{
	return strcmp(name, "links") && strcmp(name, "next") ? tl_bpffs_unpin(instance, name) : 0;
}

static int move_up(const char *instance, const char *name)
{
	char from[320], to[320], next[96];

	tl_bpffs_next(next, sizeof(next), instance);
	tl_bpffs_path(from, sizeof(from), next, name);
	tl_bpffs_path(to, sizeof(to), instance, name);
	return rename(from, to) ? -errno : 0;
}

/* The pin `instance` says that all the others are there: it goes first and comes last. */
static int move_up_part(const char *instance, const char *name)
{
	return strcmp(name, "instance") && strcmp(name, "links") ? move_up(instance, name) : 0;
}

int tl_bpffs_promote(const char *instance)
{
	char next[96], path[320];
	int error = 0;

	tl_bpffs_path(path, sizeof(path), instance, "instance");
	if (unlink(path) && errno != ENOENT)
		return -errno;
	tl_bpffs_next(next, sizeof(next), instance);
	if (tl_bpffs_has(next, "flows")) { /* moved first, so what is there is still the old maps */
		error = for_each_entry(instance, instance, remove_old);
		if (!error)
			error = move_up(instance, "flows");
	}
	if (!error)
		error = for_each_entry(next, instance, move_up_part);
	if (!error)
		error = move_up(instance, "instance");
	return error ? error : tl_bpffs_remove(next);
}
