/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The inside of application.h: rows of the table (see applications.txt) and the keys that they are found by. */
#ifndef TAPLESS_ENRICH_APPLICATION_TABLE_H
#define TAPLESS_ENRICH_APPLICATION_TABLE_H

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "application.h"
#include "application_numbers.h"

#define TL_APPLICATION_KEY_SIZE 80

struct tl_application_key {
	char text[TL_APPLICATION_KEY_SIZE]; /* "=dns", "=dns:5353", "example.org" */
	size_t application; /* number of its row */
	UT_hash_handle hh;
};

struct tl_application_table {
	struct tl_application *rows;
	size_t count, room;
	struct tl_application_key *keys;
	struct tl_application_numbers numbers;
	__u32 enterprise;
};

/* 0, or -errno after an error that has been printed; to be freed either way. */
int tl_application_table_read(struct tl_application_table *table, const char *path, __u32 enterprise);

const struct tl_application *tl_application_table_find(const struct tl_application_table *table, const char *key);

const struct tl_application *tl_application_table_find_number(const struct tl_application_table *table,
							      enum tl_application_number_of kind, __u16 number);

void tl_application_table_free(struct tl_application_table *table);

#endif
