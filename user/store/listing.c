// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "listing.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../lib/log.h"
#include "../lib/octets.h"
#include "database.h"
#include "detail.h"
#include "folder.h"
#include "segment_reader.h"

static void put_time(char text[32], __u64 time)
{
	time_t seconds = (time_t)(time / TL_SECOND);
	struct tm utc;

	gmtime_r(&seconds, &utc);
	strftime(text, 32, "%Y-%m-%d %H:%M:%S", &utc);
}

static int list_folder(const char *folder, struct tl_segment_list *list)
{
	int error = tl_segment_list(list, folder);

	if (error)
		tl_error("cannot list the folder %s: %s%s", folder, strerror(-error),
			 error == -ENOENT ? "; name another one by --store" : "");
	return error;
}

static struct tl_segment_reader *open_segment(const char *folder, const struct tl_segment_name *name, int *error)
{
	char path[PATH_MAX];
	struct tl_segment_reader *reader;

	tl_segment_path(path, folder, name);
	reader = tl_segment_reader_open(path, name->is_sealed, error);
	if (*error)
		tl_error("%s: %s", path, *error == -EBADMSG ? "it is damaged" : strerror(-*error));
	return reader;
}

static int list_segment(const char *folder, const struct tl_segment_name *name, __u64 *records, __u64 *octets)
{
	struct tl_segment_reader *reader;
	struct tl_segment_extent extent;
	char first[32], last[32];
	int error;

	reader = open_segment(folder, name, &error);
	if (!reader)
		return error;
	tl_segment_reader_extent(reader, &extent);
	tl_segment_reader_close(reader);
	put_time(first, extent.first);
	put_time(last, extent.last);
	printf("%-28s  %s  %s  %10llu  %12llu  %-6s  %s\n", name->text, first, last, extent.records,
	       tl_segment_octets(folder, name), extent.detail < TL_DETAIL__MAX ? tl_detail_names[extent.detail] : "?",
	       name->is_sealed ? "sealed" : "written");
	*records += extent.records;
	*octets += tl_segment_octets(folder, name);
	return 0;
}

int tl_store_print_list(const char *folder)
{
	struct tl_segment_list segments;
	__u64 records = 0, octets = 0;
	int failed = list_folder(folder, &segments);

	if (failed)
		return failed;
	printf("%-28s  %-19s  %-19s  %10s  %12s  %-6s  %s\n", "SEGMENT", "FIRST (UTC)", "LAST (UTC)", "RECORDS",
	       "OCTETS", "DETAIL", "STATE");
	for (unsigned int i = 0; i < segments.count; i++)
		failed |= list_segment(folder, &segments.names[i], &records, &octets);
	printf("%u segments, %llu records, %llu octets: %.1f a record\n", segments.count, records, octets,
	       records ? (double)octets / (double)records : 0);
	tl_segment_list_free(&segments);
	return failed ? -EIO : 0;
}

int tl_store_print_schema(void)
{
	struct tl_buffer out = {0};

	int error;

	tl_schema_put(&out, true);
	error = out.failed ? -ENOMEM : 0;
	fwrite(out.bytes, 1, out.used, stdout);
	tl_buffer_free(&out);
	return error;
}

void tl_store_print_levels(void)
{
	for (unsigned int level = 0; level < TL_DETAIL__MAX; level++) {
		printf("%s%s%s:\n", level ? "\n" : "", tl_detail_names[level],
		       level ? ", what the level before has and" : "");
		for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++)
			if (tl_detail_of((enum tl_element_row)i) == level)
				printf("  %-34s %s\n", tl_elements[i].name, tl_elements[i].text);
	}
}

static bool count_row(void *context, const struct tl_row *row)
{
	(void)row;
	++*(__u64 *)context;
	return true;
}

/* Reads every value, and has SQLite look at every page. */
static int verify_segment(const char *folder, const struct tl_segment_name *name)
{
	static __u16 fields[TL_FIELD__COUNT];
	const struct tl_question question = {.to = UINT64_MAX, .fields = fields, .field_count = TL_FIELD__COUNT};
	struct tl_segment_reader *reader;
	struct tl_segment_extent extent;
	__u64 rows = 0;
	bool enough;
	int error;

	for (unsigned int i = 0; i < TL_FIELD__COUNT; i++)
		fields[i] = (__u16)i;
	reader = open_segment(folder, name, &error);
	if (!reader)
		return error;
	tl_segment_reader_extent(reader, &extent);
	error = tl_segment_reader_check(reader);
	if (!error)
		error = tl_segment_reader_ask(
			reader, &question, &(struct tl_archive_visitor){.row = count_row, .context = &rows}, &enough);
	tl_segment_reader_close(reader);
	if (!error && rows != extent.records)
		error = -EBADMSG;
	if (error)
		printf("%-28s  damaged: %llu of %llu records can be read\n", name->text, rows, extent.records);
	else
		printf("%-28s  good: %llu records\n", name->text, rows);
	return error;
}

int tl_store_print_verified(const char *folder)
{
	struct tl_segment_list segments;
	int failed = list_folder(folder, &segments);

	if (failed)
		return failed;
	for (unsigned int i = 0; i < segments.count; i++)
		failed |= verify_segment(folder, &segments.names[i]);
	tl_segment_list_free(&segments);
	return failed ? -EIO : 0;
}
