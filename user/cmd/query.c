// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `tapless query`: what the history, or IPFIX files, have about a question. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "../lib/log.h"
#include "../lib/octets.h"
#include "../query/filter.h"
#include "../query/naming.h"
#include "../query/query.h"
#include "../store/folder.h"
#include "command.h"
#include "settings.h"

static __u64 time_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (__u64)now.tv_sec * TL_SECOND + (__u64)now.tv_nsec;
}

/* A shell makes many words of `-r *.ipfix`, and only the first is the option's. */
static bool is_file(const struct tl_settings *settings, const char *word)
{
	struct stat status;

	return settings->files.count && strpbrk(word, "./") && !stat(word, &status) && !S_ISDIR(status.st_mode);
}

/* Files: those of -r, and words that are files; the rest of the words is the filter. */
static void part_words(const struct tl_settings *settings, const char **files, unsigned int *count, char *filter,
		       size_t size)
{
	size_t used = 0;

	for (unsigned int i = 0; i < settings->files.count; i++)
		files[(*count)++] = settings->files.items[i];
	for (unsigned int i = 0; i < settings->operands.count; i++) {
		const char *word = settings->operands.items[i];

		if (is_file(settings, word))
			files[(*count)++] = word;
		else if (used < size)
			used += (size_t)snprintf(filter + used, size - used, "%s%s", used ? " " : "", word);
	}
}

static struct tl_archive *open_archive(const struct tl_settings *settings, const char *const *files, unsigned int count)
{
	if (count)
		return tl_archive_open_files(files, count);
	return tl_archive_open_store(settings->store ? settings->store : TL_STORE_FOLDER);
}

static int ask(const struct tl_settings *settings, const char *filter, const char *const *files, unsigned int count,
	       struct tl_naming *naming)
{
	const struct tl_query_options options = {
		.filter = filter,
		.time = {settings->from, settings->to, settings->date, settings->last, settings->utc, time_now()},
		.format = (enum tl_sheet_format)settings->format,
		.columns = settings->columns,
		.by = settings->by,
		.sort = settings->sort,
		.rows = settings->rows,
		.ipfix = settings->ipfix,
		.exact = settings->exact,
		.naming = naming,
	};
	struct tl_query *query = tl_query_create(&options, stdout);
	struct tl_archive *archive;
	int error;

	if (!query)
		return 2;
	archive = open_archive(settings, files, count);
	if (!archive) {
		tl_query_free(query);
		return 1;
	}
	tl_query_catch_interrupt();
	error = tl_query_ask(query, archive);
	tl_archive_close(archive);
	tl_query_free(query);
	return error ? 1 : 0;
}

int tl_command_query(int argc, char **argv)
{
	static struct tl_settings settings;
	static const char *files[TL_LIST_MAX + TL_OPERANDS_MAX];
	static char filter[TL_FILTER_LONGEST + 2];
	struct tl_naming *naming = NULL;
	unsigned int count = 0;
	int status = tl_settings_parse(&settings, argc, argv);

	if (status)
		return status < 0 ? 0 : status;
	if (settings.columns && !strcmp(settings.columns, "help")) {
		tl_query_print_words(stdout);
		return 0;
	}
	if (settings.store && settings.files.count) {
		tl_error("--store and --read: ask one of them");
		return 2;
	}
	part_words(&settings, files, &count, filter, sizeof(filter));
	if (settings.format == TL_SHEET_TABLE) {
		naming = tl_naming_open(settings.lookup);
		if (!naming)
			return 1;
	}
	status = ask(&settings, filter, files, count, naming);
	tl_naming_close(naming);
	return status;
}
