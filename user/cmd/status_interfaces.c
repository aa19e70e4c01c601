// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "status_interfaces.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../kernel/program_name.h"
#include "../meter/state.h"
#include "status_text.h"

/* One line of tl_watch_print. */
struct row {
	const char *interface;
	const char *index; /* 0: there is no such interface now */
	const char *role;
	const char *counted_at;
	char notes[512];
};

/* The daemon has no right to ask for names of programs; who asks for the status has. */
static void name_programs(char *notes, size_t size, const char *from)
{
	static const char mark[] = "program id ";
	const char *at = strstr(from, mark);
	char name[64], *end;
	__u32 id;

	if (!at || size <= sizeof(mark) || (at > from && at[-1] == '(')) {
		snprintf(notes, size, "%s", from);
		return;
	}
	id = (__u32)strtoul(at + strlen(mark), &end, 10);
	tl_program_name(id, name, sizeof(name));
	snprintf(notes, size, "%.*s%s", (int)(at - from), from, name);
	name_programs(notes + strlen(notes), size - strlen(notes), end);
}

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
	if (!rest)
		return false;
	name_programs(row->notes, sizeof(row->notes), rest);
	return true;
}

void tl_status_print_interfaces(const char *instance)
{
	FILE *file = tl_state_open_interfaces(instance);
	char *line = NULL;
	size_t size = 0;
	struct row row;

	printf("\ninterfaces\n");
	while (read_row(&row, &line, &size, file))
		printf("  %-16s %s%s%s%s%s%s\n", tl_status_clean(row.interface), tl_status_clean(row.role),
		       *row.notes ? ": " : "", tl_status_clean(row.notes), *row.counted_at ? " (" : "",
		       tl_status_clean(row.counted_at), *row.counted_at ? ")" : "");
	free(line);
	if (file)
		fclose(file);
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
