// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "database_files.h"

#include "../export/element.h"

/*
 * ClickHouse: text for what JSON has as text, and times as the numbers that they are: its types for addresses and for fractions of
 * seconds came later than others. Elasticsearch: its 64-bit numbers are signed unless told otherwise, and a flowId is not; dates in
 * nanoseconds it cannot read from numbers.
 */
static const struct {
	const char *clickhouse;
	const char *elastic;
} types[TL_TYPE__MAX] = {
	[TL_TYPE_OCTET_ARRAY] = {"String", "\"keyword\""},
	[TL_TYPE_UNSIGNED8] = {"UInt8", "\"short\""},
	[TL_TYPE_UNSIGNED16] = {"UInt16", "\"integer\""},
	[TL_TYPE_UNSIGNED32] = {"UInt32", "\"long\""},
	[TL_TYPE_UNSIGNED64] = {"UInt64", "\"unsigned_long\""},
	[TL_TYPE_SIGNED8] = {"Int8", "\"byte\""},
	[TL_TYPE_SIGNED16] = {"Int16", "\"short\""},
	[TL_TYPE_SIGNED32] = {"Int32", "\"integer\""},
	[TL_TYPE_SIGNED64] = {"Int64", "\"long\""},
	[TL_TYPE_FLOAT32] = {"Float32", "\"float\""},
	[TL_TYPE_FLOAT64] = {"Float64", "\"double\""},
	[TL_TYPE_BOOLEAN] = {"UInt8", "\"boolean\""},
	[TL_TYPE_MAC_ADDRESS] = {"String", "\"keyword\""},
	[TL_TYPE_STRING] = {"String", "\"keyword\""},
	[TL_TYPE_DATE_TIME_SECONDS] = {"UInt64", "\"date\", \"format\": \"epoch_second\""},
	[TL_TYPE_DATE_TIME_MILLISECONDS] = {"UInt64", "\"date\", \"format\": \"epoch_millis\""},
	[TL_TYPE_DATE_TIME_MICROSECONDS] = {"UInt64", "\"long\""},
	[TL_TYPE_DATE_TIME_NANOSECONDS] = {"UInt64", "\"long\""},
	[TL_TYPE_IPV4_ADDRESS] = {"String", "\"ip\""},
	[TL_TYPE_IPV6_ADDRESS] = {"String", "\"ip\""},
};

/* The key that JSON has for it. */
static void print_key(FILE *out, const char *quote, const struct tl_element *element, bool reverse)
{
	if (reverse)
		fprintf(out, "%sreverse%c%s%s", quote, element->name[0] & ~0x20, element->name + 1, quote);
	else
		fprintf(out, "%s%s%s", quote, element->name, quote);
}

/* Absent is another thing than 0 where 0 was measured; of what is added up, and of text, nothing is as good as absent. */
static bool is_nullable(const struct tl_element *element)
{
	switch (element->type) {
	case TL_TYPE_UNSIGNED8:
	case TL_TYPE_UNSIGNED16:
	case TL_TYPE_UNSIGNED32:
	case TL_TYPE_UNSIGNED64:
	case TL_TYPE_SIGNED32:
	case TL_TYPE_SIGNED64:
	case TL_TYPE_BOOLEAN:
		return element->semantics != TL_SEMANTICS_DELTA_COUNTER;
	default:
		return false;
	}
}

static void print_column(FILE *out, const struct tl_element *element, bool reverse)
{
	const char *type = types[element->type].clickhouse;

	fputs(element == tl_elements && !reverse ? "\t" : ",\n\t", out);
	print_key(out, "", element, reverse);
	if (element->part == TL_PART_LIST)
		fprintf(out, " Array(%s)", type);
	else
		fprintf(out, is_nullable(element) ? " Nullable(%s)" : " %s", type);
}

void tl_print_clickhouse_table(FILE *out)
{
	fputs("CREATE TABLE IF NOT EXISTS flows (\n", out);
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++) {
		print_column(out, &tl_elements[i], false);
		if (tl_elements[i].reverse_offset)
			print_column(out, &tl_elements[i], true);
	}
	fputs("\n) ENGINE = MergeTree\n"
	      "PARTITION BY toYYYYMMDD(toDateTime(intDiv(flowEndMilliseconds, 1000)))\n"
	      "ORDER BY flowEndMilliseconds\n",
	      out);
}

/* A list is mapped as its items are. */
static void print_mapping(FILE *out, const struct tl_element *element, bool reverse)
{
	fputs(element == tl_elements && !reverse ? "\t" : ",\n\t", out);
	print_key(out, "\"", element, reverse);
	fprintf(out, ": {\"type\": %s}", types[element->type].elastic);
}

void tl_print_elastic_template(FILE *out)
{
	fputs("{\"index_patterns\": [\"tapless*\"], \"template\": {\"mappings\": {\"properties\": {\n", out);
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++) {
		print_mapping(out, &tl_elements[i], false);
		if (tl_elements[i].reverse_offset)
			print_mapping(out, &tl_elements[i], true);
	}
	fputs("\n}}}}\n", out);
}
