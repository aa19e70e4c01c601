// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "fields.h"

#include <string.h>

static void take(sqlite3_stmt *select, struct tl_store_field fields[TL_STORE_NUMBERS])
{
	__s64 number = sqlite3_column_int64(select, 0), relative_to = sqlite3_column_int64(select, 5);
	bool reverse = sqlite3_column_int(select, 3), is_found_reverse;
	const struct tl_element *element;
	struct tl_store_field *field;

	if (number < 0 || number >= TL_STORE_NUMBERS)
		return;
	field = &fields[number];
	*field = (struct tl_store_field){
		.is_described = true,
		.type = (__u8)sqlite3_column_int(select, 4),
		.field = TL_STORE_NO_FIELD,
		.relative_to = TL_STORE_NUMBERS,
	};
	if (sqlite3_column_type(select, 5) != SQLITE_NULL && relative_to >= 0 && relative_to < TL_STORE_NUMBERS)
		field->relative_to = (__u16)relative_to;
	element = tl_element_find((__u32)sqlite3_column_int64(select, 1), (__u16)sqlite3_column_int(select, 2),
				  &is_found_reverse);
	if (element >= tl_elements && element < tl_elements + TL_ELEMENT__COUNT && element->type == field->type)
		field->field = (__u16)(element - tl_elements + (reverse ? 0 : TL_ELEMENT__COUNT));
}

int tl_store_fields_read(sqlite3 *database, struct tl_store_field fields[TL_STORE_NUMBERS])
{
	sqlite3_stmt *select;
	int error = tl_database_prepare(database, &select,
					"SELECT number, enterprise, id, reverse, type, relative_to FROM field");

	memset(fields, 0, TL_STORE_NUMBERS * sizeof(fields[0]));
	if (error)
		return error;
	while (sqlite3_step(select) == SQLITE_ROW)
		take(select, fields);
	error = tl_database_error(database);
	sqlite3_finalize(select);
	return error;
}
