// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A segment whose profile, place and details are any octets: it is read or refused, and nothing else happens. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/record_reader.h"
#include "fuzz.h"

static sqlite3 *database;
static struct tl_record_reader reader;

static void take(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	tl_record_reader_take(&reader, values);
	sqlite3_result_null(context);
}

static void prepare(void)
{
	struct tl_buffer sql = {0};

	tl_schema_put(&sql, false);
	tl_buffer_put(&sql, "", 1);
	if (sqlite3_open(":memory:", &database) || tl_database_run(database, (const char *)sql.bytes) ||
	    tl_database_run(database, "INSERT INTO text VALUES (1, 'text')") ||
	    sqlite3_create_function(database, "take", -1, SQLITE_UTF8, NULL, take, NULL, NULL))
		abort();
	tl_buffer_free(&sql);
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		const struct tl_element *element = tl_field_element(field);
		char text[256];

		snprintf(text, sizeof(text), "INSERT INTO field VALUES (%u, '', %u, %u, %u, %u, %u, '')", field,
			 element->enterprise, element->id, tl_field_is_reverse(field), element->type,
			 field % 5 ? TL_STORE_NUMBERS : field / 2);
		if (tl_database_run(database, text))
			abort();
	}
}

static void put(const char *sql, const uint8_t *octets, size_t length)
{
	sqlite3_stmt *insert;

	if (tl_database_prepare(database, &insert, sql))
		abort();
	sqlite3_bind_blob(insert, 1, octets, (int)length, SQLITE_STATIC);
	if (tl_database_step(insert))
		abort();
	sqlite3_finalize(insert);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_buffer sql = {0};
	sqlite3_stmt *select;
	__u16 fields[TL_FIELD__COUNT];
	size_t first, second;

	if (!database)
		prepare();
	if (size < 2)
		return 0;
	first = data[0] * (size - 2) / 256;
	second = data[1] * (size - 2 - first) / 256;
	data += 2;
	put("INSERT OR REPLACE INTO profile VALUES (1, ?)", data, first);
	put("INSERT OR REPLACE INTO address VALUES (1, x'01020304', '', ?)", data + first, second);
	put("INSERT OR REPLACE INTO flow (id, start, duration, source, destination, application, details) "
	    "VALUES (1, 1, 1, 1, 1, 1, ?)",
	    data + first + second, size - 2 - first - second);
	for (unsigned int i = 0; i < TL_FIELD__COUNT; i++)
		fields[i] = (__u16)i;
	memset(&reader, 0, sizeof(reader));
	if (tl_record_reader_open(&reader, database))
		abort();
	tl_buffer_text(&sql, "SELECT take(");
	tl_record_reader_want(&reader, fields, TL_FIELD__COUNT, &sql);
	tl_buffer_put(&sql, ") FROM flow", 12);
	if (tl_database_prepare(database, &select, (const char *)sql.bytes))
		abort();
	sqlite3_step(select);
	sqlite3_finalize(select);
	tl_record_reader_close(&reader);
	tl_buffer_free(&sql);
	return 0;
}
