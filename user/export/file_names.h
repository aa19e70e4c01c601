/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Names of files that follow one another. `flows-%Y%m%d%H%M%S.ipfix` becomes `flows-20260131235900.ipfix`, with the UTC time at
 * which the file begins; a second one of that time `flows-20260131235900-1.ipfix`. While it is written, `.part` follows.
 */
#ifndef TAPLESS_EXPORT_FILE_NAMES_H
#define TAPLESS_EXPORT_FILE_NAMES_H

#include <limits.h>
#include <stdbool.h>
#include <time.h>

#define TL_FILE_PART ".part"

struct tl_file_names {
	char folder[PATH_MAX];
	char head[NAME_MAX + 1]; /* of the name, up to the last part of the time */
	char tail[NAME_MAX + 1]; /* what follows it */
};

struct tl_file_name {
	time_t begins;
	unsigned int number; /* among those that begin at that time */
	bool is_part; /* it is being written, or was by a process that was killed */
};

/* `is_compressed`: names end in .zst. 0, or -EINVAL after an error that has been printed. */
int tl_file_names_read(struct tl_file_names *names, const char *uri, const char *path, bool is_compressed);

/* The name, without the folder. False: it would be longer than names can be. */
bool tl_file_names_make(const struct tl_file_names *names, const struct tl_file_name *name, char text[NAME_MAX + 1]);

/* Is `text` such a name? Of no other file, so that none is ever renamed or removed. */
bool tl_file_names_match(const struct tl_file_names *names, const char *text, struct tl_file_name *name);

#endif
