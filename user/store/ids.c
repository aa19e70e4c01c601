// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ids.h"

#include <arpa/inet.h>
#include <errno.h>

#include "profile.h"

#define ADDRESSES 200000 /* remembered */
#define TEXTS	  200000
#define PROFILES  60000

void tl_store_ids_fail(struct tl_store_ids *ids, int error)
{
	if (!ids->error)
		ids->error = error;
}

static void step(struct tl_store_ids *ids, enum tl_store_insert insert)
{
	int error = tl_database_step(ids->inserts[insert]);

	tl_store_ids_fail(ids, error);
}

static __u64 add_key(struct tl_store_ids *ids, struct tl_dictionary *dictionary, const void *key, size_t length)
{
	__u64 id = tl_dictionary_add(dictionary, key, length);

	if (!id)
		tl_store_ids_fail(ids, -ENOMEM);
	return id;
}

__u64 tl_store_text_id(struct tl_store_ids *ids, const struct tl_datum *datum)
{
	__u64 id = tl_dictionary_find(&ids->texts, datum->octets, datum->length);

	if (id)
		return id;
	id = add_key(ids, &ids->texts, datum->octets, datum->length);
	sqlite3_bind_int64(ids->inserts[TL_INSERT_TEXT], 1, (__s64)id);
	sqlite3_bind_text(ids->inserts[TL_INSERT_TEXT], 2, (const char *)datum->octets, (int)datum->length,
			  SQLITE_STATIC);
	step(ids, TL_INSERT_TEXT);
	return id;
}

__u64 tl_store_address_id(struct tl_store_ids *ids, const struct tl_datum *datum, const struct tl_pack *place)
{
	sqlite3_stmt *insert = ids->inserts[TL_INSERT_ADDRESS];
	__u8 octets[1 + 16 + TL_STORE_ROOM];
	struct tl_pack key = {.bytes = octets, .room = sizeof(octets)};
	char text[INET6_ADDRSTRLEN] = "";
	__u64 id;

	tl_pack_number(&key, datum->length);
	tl_pack_octets(&key, datum->octets, datum->length);
	if (place)
		tl_pack_octets(&key, place->bytes, place->used);
	id = tl_dictionary_find(&ids->addresses, octets, key.used);
	if (id)
		return id;
	id = add_key(ids, &ids->addresses, octets, key.used);
	inet_ntop(datum->length == 4 ? AF_INET : AF_INET6, datum->octets, text, sizeof(text));
	sqlite3_bind_int64(insert, 1, (__s64)id);
	sqlite3_bind_blob(insert, 2, datum->octets, (int)datum->length, SQLITE_STATIC);
	sqlite3_bind_text(insert, 3, text, -1, SQLITE_STATIC);
	sqlite3_bind_null(insert, 4);
	if (place && place->used)
		sqlite3_bind_blob(insert, 4, place->bytes, (int)place->used, SQLITE_STATIC);
	step(ids, TL_INSERT_ADDRESS);
	return id;
}

void tl_store_describe(struct tl_store_ids *ids, unsigned int field)
{
	const struct tl_element *element = tl_field_element(field);
	const struct tl_plan_field *plan = &ids->plan[field];
	sqlite3_stmt *insert = ids->inserts[TL_INSERT_FIELD];
	char name[80];

	if (ids->is_described[field])
		return;
	ids->is_described[field] = true;
	tl_store_field_name(field, name, sizeof(name));
	sqlite3_bind_int64(insert, 1, field);
	sqlite3_bind_text(insert, 2, name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(insert, 3, element->enterprise);
	sqlite3_bind_int64(insert, 4, element->id);
	sqlite3_bind_int64(insert, 5, tl_field_is_reverse(field));
	sqlite3_bind_int64(insert, 6, element->type);
	sqlite3_bind_null(insert, 7);
	if (plan->relative_to != TL_STORE_NO_FIELD)
		sqlite3_bind_int64(insert, 7, plan->relative_to);
	sqlite3_bind_text(insert, 8, element->text, -1, SQLITE_STATIC);
	step(ids, TL_INSERT_FIELD);
	if (plan->relative_to != TL_STORE_NO_FIELD)
		tl_store_describe(ids, plan->relative_to);
}

void tl_store_put_value(struct tl_store_ids *ids, struct tl_pack *pack, unsigned int field,
			const struct tl_datum *datum)
{
	enum tl_store_value value = tl_store_value_of(tl_field_element(field)->type);

	switch (value) {
	case TL_VALUE_NUMBER:
		tl_pack_number(pack, datum->number);
		break;
	case TL_VALUE_SIGNED:
		tl_pack_signed(pack, (__s64)datum->number);
		break;
	case TL_VALUE_REAL:
		tl_pack_octets(pack, &datum->real, sizeof(datum->real));
		break;
	case TL_VALUE_TEXT:
		tl_pack_number(pack, tl_store_text_id(ids, datum));
		break;
	case TL_VALUE_ADDRESS:
		tl_pack_number(pack, tl_store_address_id(ids, datum, NULL));
		break;
	case TL_VALUE_OCTETS:
		tl_pack_number(pack, datum->length);
		tl_pack_octets(pack, datum->octets, datum->length);
		break;
	}
}

__u64 tl_store_profile_id(struct tl_store_ids *ids, const struct tl_pack *key)
{
	__u64 id = tl_dictionary_find(&ids->profiles, key->bytes, key->used);

	if (id)
		return id;
	id = add_key(ids, &ids->profiles, key->bytes, key->used);
	sqlite3_bind_int64(ids->inserts[TL_INSERT_PROFILE], 1, (__s64)id);
	sqlite3_bind_blob(ids->inserts[TL_INSERT_PROFILE], 2, key->bytes, (int)key->used, SQLITE_STATIC);
	step(ids, TL_INSERT_PROFILE);
	return id;
}

int tl_store_ids_open(struct tl_store_ids *ids, sqlite3 *database)
{
	static const char *const sql[TL_INSERT__COUNT] = {
		[TL_INSERT_ADDRESS] = "INSERT INTO address VALUES (?, ?, ?, ?)",
		[TL_INSERT_TEXT] = "INSERT INTO text VALUES (?, ?)",
		[TL_INSERT_PROFILE] = "INSERT INTO profile VALUES (?, ?)",
		[TL_INSERT_FIELD] = "INSERT OR IGNORE INTO field VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	};
	int error = 0;

	ids->plan = tl_store_plan();
	tl_dictionary_init(&ids->addresses, ADDRESSES);
	tl_dictionary_init(&ids->texts, TEXTS);
	tl_dictionary_init(&ids->profiles, PROFILES);
	for (unsigned int i = 0; i < TL_INSERT__COUNT && !error; i++)
		error = tl_database_prepare(database, &ids->inserts[i], sql[i]);
	return error;
}

void tl_store_ids_forget(struct tl_store_ids *ids)
{
	tl_dictionary_forget(&ids->addresses);
	tl_dictionary_forget(&ids->texts);
	tl_dictionary_forget(&ids->profiles);
	memset(ids->is_described, 0, sizeof(ids->is_described));
}

void tl_store_ids_close(struct tl_store_ids *ids)
{
	for (unsigned int i = 0; i < TL_INSERT__COUNT; i++)
		sqlite3_finalize(ids->inserts[i]);
	tl_store_ids_forget(ids);
}
