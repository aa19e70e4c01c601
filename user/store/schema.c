// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The schema of a segment, made from the table of elements. */
#include <stdio.h>
#include <string.h>

#include "database.h"
#include "plan.h"

/* Times of the views: text that sorts, in UTC. */
#define TIME_OF(nanoseconds) "strftime('%Y-%m-%d %H:%M:%f', (" nanoseconds ") / 1000000000.0, 'unixepoch')"
#define BASE(name)	     "(SELECT value FROM segment WHERE name = '" name "')"

static const struct {
	const char *meaning;
	const char *sql;
} tables[] = {
	{"what is known of the whole: version, base_start and base_sequence (what `start` and `sequence` count from), "
	 "records, first and last (nanoseconds since 1970), detail (0 flows, 1 names, 2 full)",
	 "CREATE TABLE segment (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID"},
	{"elements that stand in profiles, places and details: their numbers there. Type as in RFC 5610; what is kept "
	 "of one that is relative_to another is the difference",
	 "CREATE TABLE field (number INTEGER PRIMARY KEY, name TEXT, enterprise INTEGER, id INTEGER, reverse INTEGER, "
	 "type INTEGER, relative_to INTEGER, meaning TEXT)"},
	{"addresses, 4 or 16 octets, also as text; place: country, autonomous system, ... as the enrichment said it: "
	 "pairs of code and value, see profile",
	 "CREATE TABLE address (id INTEGER PRIMARY KEY, octets BLOB, text TEXT, place BLOB)"},
	{"texts that records refer to", "CREATE TABLE text (id INTEGER PRIMARY KEY, octets TEXT)"},
	{"what is the same in many records: codes, 4 * field + 0: the value is in the record's details, + 1: it "
	 "follows here, + 2: it is that of the field whose number follows (of a time in milliseconds: cut to them)",
	 "CREATE TABLE profile (id INTEGER PRIMARY KEY, content BLOB)"},
	{"made when the segment is sealed: records in which an address is source or destination, as differences of "
	 "their ids",
	 "CREATE TABLE host (address INTEGER PRIMARY KEY, flows BLOB)"},
};

static void put_column_meaning(struct tl_buffer *out, const struct tl_store_column *column)
{
	static const char *const forms[] = {
		[TL_COLUMN_NUMBER] = "",
		[TL_COLUMN_SINCE] = ", less the segment's base",
		[TL_COLUMN_AFTER] = ", less start",
		[TL_COLUMN_ADDRESS] = ", id in address",
		[TL_COLUMN_TEXT] = ", id in text",
	};
	const struct tl_element *element = tl_field_element(column->field);
	char name[80], line[400];

	tl_store_field_name(column->field, name, sizeof(name));
	snprintf(line, sizeof(line), " -- %s (%s%s%s%s): %s", name, tl_type_name(element->type),
		 element->units ? " in " : "", tl_units_name(element->units), forms[column->form], element->text);
	tl_buffer_text(out, line);
}

static void put_flow(struct tl_buffer *out, bool for_people)
{
	char line[128];

	tl_buffer_text(out, "CREATE TABLE flow (\n\tid INTEGER PRIMARY KEY,\n");
	for (unsigned int i = 0; i < TL_STORE__COLUMNS; i++) {
		snprintf(line, sizeof(line), "\t%s INTEGER,", tl_store_columns[i].name);
		tl_buffer_text(out, line);
		if (for_people)
			put_column_meaning(out, &tl_store_columns[i]);
		tl_buffer_text(out, "\n");
	}
	tl_buffer_text(out, "\tdetails BLOB");
	if (for_people)
		tl_buffer_text(out, " -- ids of four profiles, then the values that these leave to the record");
	tl_buffer_text(out, "\n);\n");
}

static void put_view_column(struct tl_buffer *out, const struct tl_store_column *column)
{
	char line[400], name[80];

	tl_store_field_name(column->field, name, sizeof(name));
	switch (column->form) {
	case TL_COLUMN_ADDRESS:
		snprintf(line, sizeof(line), "(SELECT text FROM address WHERE id = %s) AS %s", column->name,
			 column->name);
		break;
	case TL_COLUMN_TEXT:
		snprintf(line, sizeof(line), "(SELECT octets FROM text WHERE id = %s) AS %s", column->name, name);
		break;
	default:
		snprintf(line, sizeof(line), "%s AS %s", column->name, name);
		break;
	}
	tl_buffer_text(out, line);
}

static void put_view(struct tl_buffer *out)
{
	tl_buffer_text(
		out,
		"CREATE VIEW flows AS SELECT id,\n\t" TIME_OF(BASE("base_start") " + start") " AS begins,\n\t" TIME_OF(
			BASE("base_start") " + start + duration") " AS ends");
	for (unsigned int i = 0; i < TL_STORE__COLUMNS; i++) {
		if (tl_store_columns[i].form == TL_COLUMN_SINCE || tl_store_columns[i].form == TL_COLUMN_AFTER)
			continue;
		tl_buffer_text(out, ",\n\t");
		put_view_column(out, &tl_store_columns[i]);
	}
	tl_buffer_text(out, "\nFROM flow;\n");
}

/* What is no column, one line each. */
static void put_others(struct tl_buffer *out)
{
	static const char *const places[] = {
		[TL_KEEP_OWN] = "details",
		[TL_KEEP_STEADY] = "profile",
		[TL_KEEP_PLACE] = "address",
		[TL_KEEP_NOT] = "not kept",
	};
	const struct tl_plan_field *plan = tl_store_plan();
	char line[400];

	tl_buffer_text(out, "\n-- all others, where they are kept (what is said of both directions, for both)\n");
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++) {
		const struct tl_element *element = &tl_elements[i];
		enum tl_keeping keeping = (enum tl_keeping)plan[TL_ELEMENT__COUNT + i].keeping;

		if (keeping == TL_KEEP_COLUMN)
			continue;
		snprintf(line, sizeof(line), "-- %-8s %s (%s%s%s): %s\n", places[keeping], element->name,
			 tl_type_name(element->type), element->units ? " in " : "", tl_units_name(element->units),
			 element->text);
		tl_buffer_text(out, line);
	}
}

void tl_schema_put(struct tl_buffer *out, bool for_people)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (for_people) {
			tl_buffer_text(out, "-- ");
			tl_buffer_text(out, tables[i].meaning);
			tl_buffer_text(out, "\n");
		}
		tl_buffer_text(out, tables[i].sql);
		tl_buffer_text(out, for_people ? ";\n\n" : ";\n");
	}
	if (for_people)
		tl_buffer_text(out, "-- a row a record\n");
	put_flow(out, for_people);
	if (for_people)
		tl_buffer_text(out, "\n-- the same for people; what is only in details: `tapless query`\n");
	put_view(out);
	if (for_people)
		put_others(out);
}
