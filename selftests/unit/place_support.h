/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Small databases made by tools/places/csv-to-mmdb in a folder of the test's own, and the messages that the code prints. */
#ifndef TAPLESS_PLACE_SUPPORT_H
#define TAPLESS_PLACE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "enrich/place.h"
#include "lib/log.h"
#include "scratch_folder.h"

#define COUNTRY_COLUMNS "country_code:utf8_string"
#define AS_COLUMNS	"autonomous_system_number:uint32,autonomous_system_organization:utf8_string"

static char messages[8192];

static inline void keep_message(const char *kind, const char *format, va_list arguments)
{
	size_t used = strlen(messages);

	used += (size_t)snprintf(messages + used, sizeof(messages) - used, "%s", kind);
	used += (size_t)vsnprintf(messages + used, sizeof(messages) - used, format, arguments);
	assert_true(used < sizeof(messages) - 1);
	strcpy(messages + used, "\n");
}

void tl_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	keep_message("error: ", format, arguments);
	va_end(arguments);
}

void tl_warning(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	keep_message("warning: ", format, arguments);
	va_end(arguments);
}

void tl_info(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	keep_message("", format, arguments);
	va_end(arguments);
}

/* The path of a file in the test's folder; several may be in use at once. */
static inline const char *path_of(const char *name)
{
	static char paths[8][128];
	static unsigned int next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static inline void write_file(const char *name, const void *bytes, size_t size)
{
	FILE *file = fopen(path_of(name), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static inline size_t read_file(const char *name, char *bytes, size_t size)
{
	FILE *file = fopen(path_of(name), "r");
	size_t length;

	assert_non_null(file);
	length = fread(bytes, 1, size, file);
	assert_int_equal(fclose(file), 0);
	return length;
}

/* Builds it beside NAME and renames, as tools/build-places does. */
static inline const char *make_database(const char *name, const char *columns, const char *rows)
{
	char command[512];

	write_file("rows.csv", rows, strlen(rows));
	snprintf(command, sizeof(command),
		 "tools/places/csv-to-mmdb --type test-%s --keep-reserved --columns %s %s/new %s/rows.csv >/dev/null",
		 name, columns, folder, folder);
	if (system(command) != 0)
		fail_msg("run this from the root of the tree, after tools/install-deps test: %s", command);
	assert_int_equal(rename(path_of("new"), path_of(name)), 0);
	return path_of(name);
}

static inline void set_address(__u8 address[16], const char *text)
{
	static const __u8 mapped[12] = {[10] = 0xff, 0xff};

	memcpy(address, mapped, sizeof(mapped));
	if (inet_pton(AF_INET, text, address + 12) != 1)
		assert_int_equal(inet_pton(AF_INET6, text, address), 1);
}

static inline struct tl_record record_of(const char *source, const char *destination)
{
	struct tl_record record = {.key.ethertype = 0x0800};

	set_address(record.key.source_address, source);
	set_address(record.key.destination_address, destination);
	return record;
}

static inline struct tl_record_place place_of(struct tl_places *places, const char *address)
{
	struct tl_record record = record_of(address, "0.0.0.0");

	tl_places_enrich(places, &record);
	assert_string_equal(record.destination_place.country, "");
	return record.source_place;
}

static inline void expect_message(const char *part)
{
	if (!strstr(messages, part))
		fail_msg("'%s' is not in: %s", part, messages);
}

static int forget_messages(void **state)
{
	(void)state;
	messages[0] = '\0';
	return 0;
}

#endif
