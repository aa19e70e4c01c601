// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `tapless fields`: the table of elements, for people and for programs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../export/dialect.h"
#include "../export/enterprise.h"
#include "../lib/log.h"
#include "collector_files.h"
#include "command.h"
#include "database_files.h"
#include "settings.h"

#define GAP	   2
#define LEAST_TEXT 24 /* columns for the meaning, however narrow the terminal */

enum column {
	COLUMN_NAME,
	COLUMN_NUMBER,
	COLUMN_TYPE,
	COLUMN_REVERSE,
	COLUMN__MAX,
};

static const char *const headings[COLUMN__MAX] = {"FIELD", "ELEMENT", "TYPE", "REVERSE"};

/* "12", or "6871/14": enterprise and number there */
static void put_number(char *text, size_t size, __u32 enterprise, __u16 id)
{
	if (enterprise)
		snprintf(text, size, "%u/%u", enterprise, id);
	else
		snprintf(text, size, "%u", id);
}

static void fill_cell(char *text, size_t size, const struct tl_element *element, enum column column)
{
	__u32 enterprise;
	__u16 id;

	text[0] = 0;
	switch (column) {
	case COLUMN_NAME:
		snprintf(text, size, "%s", element->name);
		break;
	case COLUMN_NUMBER:
		put_number(text, size, element->enterprise, element->id);
		break;
	case COLUMN_TYPE:
		snprintf(text, size, "%s%s", element->part == TL_PART_LIST ? "basicList of " : "",
			 tl_type_name(element->type));
		break;
	case COLUMN_REVERSE:
		tl_element_reverse_number(element, &enterprise, &id);
		if (element->reverse_offset)
			put_number(text, size, enterprise, id);
		break;
	default:
		break;
	}
}

static unsigned int column_width(enum column column)
{
	size_t width = strlen(headings[column]);
	char text[64];

	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++) {
		fill_cell(text, sizeof(text), &tl_elements[i], column);
		if (strlen(text) > width)
			width = strlen(text);
	}
	return (unsigned int)width;
}

/* Columns of the terminal; 0: standard output is none, lines may be as long as they are. */
static unsigned int terminal_width(void)
{
	struct winsize size;

	return isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ? size.ws_col : 0;
}

/* Breaks text between words; the lines after the first are indented. */
static void print_wrapped(const char *text, unsigned int indent, unsigned int width)
{
	while (width && strlen(text) > width) {
		size_t length = width;

		while (length && text[length] != ' ')
			length--;
		if (!length)
			break;
		printf("%.*s\n%*s", (int)length, text, (int)indent, "");
		text += length + 1;
	}
	printf("%s\n", text);
}

/* What --elements changes. */
static void print_alternatives(unsigned int width)
{
	printf("\n%-*s%-10s%-12s%-13s%s\n", (int)width + GAP, "WITH --elements", "=", "ELEMENT", "TYPE", "REVERSE");
	for (unsigned int i = 0; i < tl_alternative_count; i++) {
		const struct tl_alternative *alternative = &tl_alternatives[i];
		char number[24], reverse[24] = "";

		put_number(number, sizeof(number), alternative->enterprise, alternative->id);
		if (alternative->reverse_id)
			put_number(reverse, sizeof(reverse), alternative->enterprise, alternative->reverse_id);
		printf("%-*s%-10s%-12s", (int)width + GAP, tl_elements[alternative->row].name,
		       tl_elements_names[alternative->sent], number);
		printf(reverse[0] ? "%-13s%s\n" : "%s%s\n", tl_type_name(alternative->type), reverse);
	}
}

static void print_table(void)
{
	unsigned int widths[COLUMN__MAX], indent = 0, width = terminal_width();
	char text[64];

	for (unsigned int column = 0; column < COLUMN__MAX; column++) {
		widths[column] = column_width(column);
		printf("%-*s", (int)widths[column] + GAP, headings[column]);
		indent += widths[column] + GAP;
	}
	printf("MEANING\n");
	if (width)
		width = width > indent + LEAST_TEXT ? width - indent : LEAST_TEXT;
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++) {
		for (unsigned int column = 0; column < COLUMN__MAX; column++) {
			fill_cell(text, sizeof(text), &tl_elements[i], column);
			printf("%-*s", (int)widths[column] + GAP, text);
		}
		print_wrapped(tl_elements[i].text, indent, width);
	}
	print_alternatives(widths[COLUMN_NAME]);
	printf("\nA field that was not observed is absent. ELEMENT is the number in IANA's registry, or an "
	       "enterprise's number / "
	       "its own.\nREVERSE is the number of the same fact of the other direction (RFC 5103); its JSON key "
	       "begins with "
	       "\"reverse\".\n");
}

static void print_json_alternatives(unsigned int row)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < tl_alternative_count; i++) {
		const struct tl_alternative *alternative = &tl_alternatives[i];

		if (alternative->row != row)
			continue;
		printf("%s\"%s\":{\"enterprise\":%u,\"id\":%u,\"type\":\"%s\"}", count++ ? "," : "\"alternatives\":{",
		       tl_elements_names[alternative->sent], alternative->enterprise, alternative->id,
		       tl_type_name(alternative->type));
	}
	if (count)
		printf("},");
}

/* The names and texts of the table need no escapes; a test says so. */
static void print_json(void)
{
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++) {
		const struct tl_element *element = &tl_elements[i];

		printf("{\"name\":\"%s\",\"enterprise\":%u,\"id\":%u,\"type\":\"%s\",\"semantics\":\"%s\",",
		       element->name, element->enterprise, element->id, tl_type_name(element->type),
		       tl_semantics_name(element->semantics));
		if (element->units)
			printf("\"units\":\"%s\",", tl_units_name(element->units));
		print_json_alternatives(i);
		printf("\"reversible\":%s,\"meaning\":\"%s\"}\n", element->reverse_offset ? "true" : "false",
		       element->text);
	}
}

/* 0, or 2 if there is no such enterprise. */
static int print_libfds(const char *name)
{
	unsigned int place = tl_enterprise_by_name(name);

	if (place == tl_enterprise_count) {
		char names[128] = "";

		for (unsigned int i = 0; i < tl_enterprise_count; i++)
			snprintf(names + strlen(names), sizeof(names) - strlen(names), "%s%s", i ? ", " : "",
				 tl_enterprises[i].name);
		tl_error("--libfds %s: not one of %s", name, names);
		return 2;
	}
	tl_print_libfds_elements(stdout, place);
	return 0;
}

/* In the form that was asked for. */
static int print_fields(const struct tl_settings *settings)
{
	if (settings->libfds)
		return print_libfds(settings->libfds);
	if (settings->goflow2)
		tl_print_goflow2_mapping(stdout);
	else if (settings->clickhouse)
		tl_print_clickhouse_table(stdout);
	else if (settings->elastic)
		tl_print_elastic_template(stdout);
	else if (settings->json)
		print_json();
	else
		print_table();
	return 0;
}

int tl_command_fields(int argc, char **argv)
{
	struct tl_settings settings;
	int status = tl_settings_parse(&settings, argc, argv);

	if (status)
		return status < 0 ? 0 : status;
	if (settings.json + settings.goflow2 + settings.clickhouse + settings.elastic + !!settings.libfds > 1) {
		tl_error("--json, --libfds, --goflow2, --clickhouse and --elastic all want standard output; give one "
			 "of them");
		return 2;
	}
	status = print_fields(&settings);
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	tl_error("cannot write to standard output: %s", strerror(errno));
	return 1;
}
