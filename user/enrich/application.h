/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What application a record is of (RFC 6759): by the name of its server, else by what its payload was understood as, and only as a last
 * resort by its port. The table is applications.txt, a part of the program, and behind it one of the user's own.
 */
#ifndef TAPLESS_ENRICH_APPLICATION_H
#define TAPLESS_ENRICH_APPLICATION_H

#include <stddef.h>

#include "../flow/record.h"

struct tl_application {
	__u8 id[TL_APPLICATION_ID_SIZE]; /* number of octets that follow, engine, selector in network order */
	char name[TL_APPLICATION_NAME_SIZE];
	char category[TL_APPLICATION_NAME_SIZE];
	char description[TL_APPLICATION_TEXT_SIZE];
};

struct tl_applications;

/*
 * `path`: a table of the user's, NULL for none. `enterprise`: number under which engine 20's selectors stand. NULL after an error
 * that has been printed, with the line it is in.
 */
struct tl_applications *tl_applications_open(const char *path, __u32 enterprise);

/* Sets the record's application, from what it tells already. applications NULL: does nothing. */
void tl_applications_name(const struct tl_applications *applications, struct tl_record *record);

/* All that there are, in the table's order. */
const struct tl_application *tl_applications_list(const struct tl_applications *applications, size_t *count);

void tl_applications_close(struct tl_applications *applications); /* NULL is fine */

#endif
