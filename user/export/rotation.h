/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Output files that follow one another: `PATH?rotate=SECONDS`, `?size=OCTETS`, `?zstd=LEVEL`, `?keep=FILES`. A file is written
 * under its name and .part, and gets its name when it is complete; no file is ever overwritten. Each can be read by itself.
 */
#ifndef TAPLESS_EXPORT_ROTATION_H
#define TAPLESS_EXPORT_ROTATION_H

#include "file_names.h"
#include "transport.h"
#include "zstd_frame.h"

struct tl_rotation_content {
	/* What a process that was killed left unfinished at the end is cut. 0, or -errno: the file is left as it is. */
	int (*mend)(int file, const char *uri);
	void (*begin)(struct tl_exporter *exporter); /* what comes next is in a file of its own */
};

struct tl_rotation {
	struct tl_exporter *exporter;
	const struct tl_rotation_content *content;
	struct tl_file_names names;
	struct tl_file_name name; /* of the file */
	int file; /* -1: none; the next write or tick opens it */
	off_t end; /* of what it has as a whole */
	time_t until; /* it takes no more from then on; 0: for ever */
	bool is_looked_for; /* files of processes that were killed were */
	struct tl_zstd_frame *frame; /* NULL: not compressed */
	struct tl_buffer blocks; /* compressed and not written: the disk is full */
};

/* Does the URI ask for such files? */
bool tl_rotation_is_wanted(const struct tl_export_options *options);

/* 0, or -errno after an error that has been printed; then tl_rotation_close(), too. */
int tl_rotation_open(struct tl_rotation *rotation, struct tl_exporter *exporter, const char *path,
		     const struct tl_rotation_content *content);

/* As a transport's write(): all of the octets, which are whole messages or lines, or -errno and none. */
ssize_t tl_rotation_write(struct tl_rotation *rotation, const __u8 *bytes, size_t length);

/* As a transport's tick(). */
void tl_rotation_tick(struct tl_rotation *rotation);

/* Completes the last file. 0 or -errno, printed. */
int tl_rotation_close(struct tl_rotation *rotation);

/* Renames a .part, to a name with another number if there is one of that name already. 0 or -errno. */
int tl_rotation_rename(const struct tl_rotation *rotation, struct tl_file_name name);

/* The path of a file, of PATH_MAX octets. */
bool tl_rotation_path(const struct tl_rotation *rotation, const struct tl_file_name *name, char *path);

/* Files that processes which were killed have left are completed; the oldest beyond `keep` are removed (left_files.c). */
void tl_rotation_complete_left(const struct tl_rotation *rotation);
void tl_rotation_remove_old(const struct tl_rotation *rotation);

#endif
