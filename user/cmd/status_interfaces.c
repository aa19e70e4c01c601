// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "status_interfaces.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../meter/state.h"

/* One line of tl_watch_print. */
struct row {
	const char *interface;
	const char *index; /* 0: there is no such interface now */
	const char *role;
	const char *counted_at;
	const char *notes;
};

static bool read_row(struct row *row, char **line, size_t *size, FILE *file)
{
	char *rest;

	if (!file || getline(line, size, file) < 0)
		return false;
	rest = *line;
	rest[strcspn(rest, "\n")] = 0;
	row->interface = strsep(&rest, "\t");
	row->index = strsep(&rest, "\t");
	row->role = strsep(&rest, "\t");
	row->counted_at = strsep(&rest, "\t");
	row->notes = rest;
	return row->notes;
}

void tl_status_print_interfaces(const char *instance)
{
	FILE *file = tl_state_open_interfaces(instance);
	char *line = NULL;
	size_t size = 0;
	struct row row;

	printf("\ninterfaces\n");
	while (read_row(&row, &line, &size, file))
		printf("  %-16s %s%s%s%s%s%s\n", row.interface, row.role, *row.notes ? ": " : "", row.notes,
		       *row.counted_at ? " (" : "", row.counted_at, *row.counted_at ? ")" : "");
	free(line);
	if (file)
		fclose(file);
}

/* An interface's name may hold any octet but '/', ':' and white space. */
void tl_status_json_text(const char *text)
{
	putchar('"');
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c < ' ' || *c == '"' || *c == '\\' || *c >= 0x7f)
			printf("\\u%04x", *c);
		else
			putchar(*c);
	putchar('"');
}

static void json_member(const char *name, const char *text)
{
	printf(",\"%s\":", name);
	tl_status_json_text(text);
}

void tl_status_json_interfaces(const char *instance)
{
	FILE *file = tl_state_open_interfaces(instance);
	const char *separator = "";
	char *line = NULL;
	size_t size = 0;
	struct row row;

	printf("\"interfaces\":[");
	while (read_row(&row, &line, &size, file)) {
		printf("%s{\"interface\":", separator);
		tl_status_json_text(row.interface);
		printf(",\"index\":%lu", strtoul(row.index, NULL, 10));
		json_member("role", row.role);
		json_member("countedAt", row.counted_at);
		json_member("notes", row.notes);
		putchar('}');
		separator = ",";
	}
	printf("]");
	free(line);
	if (file)
		fclose(file);
}
