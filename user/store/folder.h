/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The files of a store. Segments are `HOUR-NUMBER.sqlite` (20261128T14-00000042.sqlite: the hour, in UTC, of its
 * first records) once they are sealed, `.open` while they are written; numbers ascend, whatever the clock does.
 * `lock` is who writes.
 */
#ifndef TAPLESS_STORE_FOLDER_H
#define TAPLESS_STORE_FOLDER_H

#include <limits.h>
#include <stdbool.h>

#include <linux/types.h>

#define TL_SEGMENT_NAME_SIZE 48
#define TL_STORE_FOLDER	     "/var/lib/tapless/store" /* where it is by default */
#define TL_SEAL_REQUEST	     "seal-please" /* a file of this name asks who writes to begin a new segment */

struct tl_segment_name {
	char text[TL_SEGMENT_NAME_SIZE];
	__u64 number;
	__u64 hour; /* its start, nanoseconds since 1970 */
	bool is_sealed;
};

struct tl_segment_list {
	struct tl_segment_name *names; /* by number */
	unsigned int count;
};

/* 0 or -errno. */
int tl_segment_list(struct tl_segment_list *list, const char *folder);
void tl_segment_list_free(struct tl_segment_list *list);

/* The name of a segment that begins in the hour of this time. */
void tl_segment_name(struct tl_segment_name *name, __u64 number, __u64 time);

void tl_segment_path(char path[PATH_MAX], const char *folder, const struct tl_segment_name *name);

/* Octets of the segment and of what SQLite has beside it while it is written. */
__u64 tl_segment_octets(const char *folder, const struct tl_segment_name *name);

int tl_segment_remove(const char *folder, const struct tl_segment_name *name);

#endif
