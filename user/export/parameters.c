// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "parameters.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "../lib/log.h"

#define ROWS_MAX 32

static const struct tl_parameter *find_row(const struct tl_parameter *rows, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

static int refuse(const char *uri, const char *name, const struct tl_parameter *rows, size_t count)
{
	char known[256] = "";

	for (size_t i = 0; i < count; i++) {
		strncat(known, i ? ", " : "", sizeof(known) - strlen(known) - 1);
		strncat(known, rows[i].name, sizeof(known) - strlen(known) - 1);
	}
	tl_error("%s: there is no parameter `%s` here; known are %s", uri, name, known);
	return -EINVAL;
}

int tl_parameters_take(const char *uri, char *address, const struct tl_parameter *rows, size_t count, void *values)
{
	char *query = strchr(address, '?'), *rest = NULL;
	bool given[ROWS_MAX] = {false};

	if (query)
		*query++ = '\0';
	for (char *name = query ? strtok_r(query, "&", &rest) : NULL; name; name = strtok_r(NULL, "&", &rest)) {
		char *equals = strchr(name, '=');
		const struct tl_parameter *row;

		if (equals)
			*equals = '\0';
		row = find_row(rows, count, name);
		if (!row)
			return refuse(uri, name, rows, count);
		if (!equals || !equals[1] || given[row - rows]) {
			tl_error("%s: parameter `%s` %s", uri, name,
				 given[row - rows] ? "is given twice" : "needs a value: NAME=VALUE");
			return -EINVAL;
		}
		given[row - rows] = true;
		*(const char **)((char *)values + row->offset) = equals + 1;
	}
	return 0;
}
