// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "interfaces.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../kernel/attached.h"
#include "text.h"

static void add(struct tl_interface_names *names, const struct tl_attachment *row)
{
	struct tl_interface_name *rows;

	for (unsigned int i = 0; i < names->count; i++)
		if (names->rows[i].index == row->index)
			return;
	rows = reallocarray(names->rows, names->count + 1, sizeof(*rows));
	if (!rows)
		return;
	names->rows = rows;
	rows[names->count].index = row->index;
	tl_text_clean(rows[names->count].name, sizeof(rows->name), row->interface);
	names->count++;
}

void tl_interface_names_read(struct tl_interface_names *names, const char *folder)
{
	char path[PATH_MAX];
	const struct dirent *entry;
	struct tl_attachment row;
	DIR *links;

	names->count = 0;
	snprintf(path, sizeof(path), "%s/links", folder);
	links = opendir(path);
	while (links && (entry = readdir(links)))
		if (tl_attachment_parse(&row, entry->d_name))
			add(names, &row);
	if (links)
		closedir(links);
}

void tl_interface_name(char *text, size_t size, const struct tl_interface_names *names, __u32 index)
{
	for (unsigned int i = 0; names && i < names->count; i++) {
		if (names->rows[i].index != index)
			continue;
		snprintf(text, size, "%s", names->rows[i].name);
		return;
	}
	snprintf(text, size, "if %u", index);
}

void tl_interface_names_free(struct tl_interface_names *names)
{
	free(names->rows);
	names->rows = NULL;
	names->count = 0;
}
