// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "file_names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"

#define TIME_PARTS   "YmdHMSy" /* what both strftime() and strptime() know, and gmtime() can undo */
#define DEFAULT_TIME "-%Y%m%d%H%M%S"
#define COMPRESSED   ".zst"

/* NULL, or what is wrong; *end: octets of the name up to the last part of the time, 0 if it has none. */
static const char *find_time(const char *name, size_t *end)
{
	*end = 0;
	for (size_t i = 0; name[i]; i++) {
		if (name[i] != '%')
			continue;
		i++;
		if (name[i] == '%')
			continue;
		if (!name[i] || !strchr(TIME_PARTS, name[i]))
			return "in a file's name, %Y %m %d %H %M %S stand for the time at which it begins, %% for a %";
		*end = i + 1;
	}
	return NULL;
}

static bool ends_in(const char *text, const char *end)
{
	size_t length = strlen(text), wanted = strlen(end);

	return length >= wanted && !strcmp(text + length - wanted, end);
}

/* What strftime() would do, had it not ended before. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		*to++ = *from;
		from += from[0] == '%';
	}
	*to = 0;
}

/* A name without a time gets one before its ending. */
static bool split(struct tl_file_names *names, const char *name, size_t time_end, bool is_compressed)
{
	const char *dot = strrchr(name, '.');
	size_t end = time_end ? time_end : dot && dot != name ? (size_t)(dot - name) : strlen(name);
	int head = snprintf(names->head, sizeof(names->head), "%.*s%s", (int)end, name, time_end ? "" : DEFAULT_TIME);
	int tail = snprintf(names->tail, sizeof(names->tail), "%s%s", name + end,
			    is_compressed && !ends_in(name, COMPRESSED) ? COMPRESSED : "");
	char longest[NAME_MAX + 1];

	unescape(names->tail);
	return head < (int)sizeof(names->head) && tail < (int)sizeof(names->tail) &&
	       tl_file_names_make(names, &(struct tl_file_name){time(NULL), 999999, true}, longest);
}

int tl_file_names_read(struct tl_file_names *names, const char *uri, const char *path, bool is_compressed)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *wrong;
	size_t folder = slash ? slash == path ? 1 : (size_t)(slash - path) : 0, time_end = 0;

	wrong = name[0] ? find_time(name, &time_end) : "the name of the file is missing";
	if (!wrong && (folder >= sizeof(names->folder) || !split(names, name, time_end, is_compressed)))
		wrong = "the file's name would be too long";
	if (wrong) {
		tl_error("%s: %s", uri, wrong);
		return -EINVAL;
	}
	snprintf(names->folder, sizeof(names->folder), "%.*s", (int)folder, path);
	if (!folder)
		strcpy(names->folder, ".");
	return 0;
}

bool tl_file_names_make(const struct tl_file_names *names, const struct tl_file_name *name, char text[NAME_MAX + 1])
{
	char head[NAME_MAX + 1], number[16] = "";
	struct tm parts;

	if (!gmtime_r(&name->begins, &parts) || !strftime(head, sizeof(head), names->head, &parts))
		return false;
	if (name->number)
		snprintf(number, sizeof(number), "-%u", name->number);
	return snprintf(text, NAME_MAX + 1, "%s%s%s%s", head, number, names->tail, name->is_part ? TL_FILE_PART : "") <=
	       NAME_MAX;
}

/* strptime() takes more than strftime() writes: only a name that would be made just so is one. */
bool tl_file_names_match(const struct tl_file_names *names, const char *text, struct tl_file_name *name)
{
	struct tm parts = {.tm_mday = 1, .tm_year = 70};
	const char *rest = strptime(text, names->head, &parts);
	char again[NAME_MAX + 1], *end;

	if (!rest)
		return false;
	*name = (struct tl_file_name){.begins = timegm(&parts), .is_part = ends_in(text, TL_FILE_PART)};
	if (rest[0] == '-' && rest[1] >= '1' && rest[1] <= '9')
		name->number = (unsigned int)strtoul(rest + 1, &end, 10);
	return tl_file_names_make(names, name, again) && !strcmp(again, text);
}
