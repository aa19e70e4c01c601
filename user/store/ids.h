/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The small tables of a segment that is written: texts, addresses, profiles, fields; who refers to a row gets its id.
 */
#ifndef TAPLESS_STORE_IDS_H
#define TAPLESS_STORE_IDS_H

#include "database.h"
#include "dictionary.h"
#include "pack.h"
#include "plan.h"
#include "../query/row.h"

#define TL_STORE_ROOM 32768 /* octets of a record's details, or of a profile, at most */

enum tl_store_insert {
	TL_INSERT_ADDRESS,
	TL_INSERT_TEXT,
	TL_INSERT_PROFILE,
	TL_INSERT_FIELD,
	TL_INSERT__COUNT,
};

struct tl_store_ids {
	sqlite3_stmt *inserts[TL_INSERT__COUNT];
	const struct tl_plan_field *plan;
	struct tl_dictionary addresses, texts, profiles;
	bool is_described[TL_FIELD__COUNT];
	int error; /* the first one, until the owner sets it to 0 */
};

int tl_store_ids_open(struct tl_store_ids *ids, sqlite3 *database);
void tl_store_ids_close(struct tl_store_ids *ids);
void tl_store_ids_fail(struct tl_store_ids *ids, int error); /* 0: nothing */

/* What was inserted was taken back: it will be inserted again, under ids that were never used. */
void tl_store_ids_forget(struct tl_store_ids *ids);

/* A field is described in the file before its number is used there. */
void tl_store_describe(struct tl_store_ids *ids, unsigned int field);

__u64 tl_store_text_id(struct tl_store_ids *ids, const struct tl_datum *datum);
__u64 tl_store_profile_id(struct tl_store_ids *ids, const struct tl_pack *key);

/* The same address with another place, as after the database was replaced, is another row. NULL: none. */
__u64 tl_store_address_id(struct tl_store_ids *ids, const struct tl_datum *datum, const struct tl_pack *place);

void tl_store_put_value(struct tl_store_ids *ids, struct tl_pack *pack, unsigned int field,
			const struct tl_datum *datum);

#endif
