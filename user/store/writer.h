/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Writes one segment of the store. Errors are returned as -errno, not printed: who writes says them, once. */
#ifndef TAPLESS_STORE_WRITER_H
#define TAPLESS_STORE_WRITER_H

#include <stdbool.h>

#include "../query/row.h"

struct tl_store_writer;

/* A new file at `path`; `detail` is only written down. NULL and *error. */
struct tl_store_writer *tl_store_writer_create(const char *path, unsigned int detail, int *error);

/* Records are added between begin and commit; after an error, roll_back takes all of them back. */
int tl_store_writer_begin(struct tl_store_writer *writer);
int tl_store_writer_add(struct tl_store_writer *writer, const struct tl_row *row);
int tl_store_writer_commit(struct tl_store_writer *writer);
void tl_store_writer_roll_back(struct tl_store_writer *writer);

__u64 tl_store_writer_records(const struct tl_store_writer *writer); /* committed */

/* NULL is fine. The file is still to be sealed. */
void tl_store_writer_close(struct tl_store_writer *writer);

#endif
