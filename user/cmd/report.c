// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `tapless report`: the tables of a time, or the investigation of hosts. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "../lib/log.h"
#include "../lib/octets.h"
#include "../query/naming.h"
#include "../query/sheet.h"
#include "../query/window.h"
#include "../report/host.h"
#include "../report/report.h"
#include "../report/views.h"
#include "../store/folder.h"
#include "command.h"
#include "settings.h"

#define PIPED_COLUMNS 200 /* where nobody's terminal has to be fitted */
#define WRONG	      2
#define INVESTIGATION "host"

struct files {
	unsigned int count;
	const char *paths[TL_LIST_MAX + TL_OPERANDS_MAX];
};

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (__u64)time.tv_sec * TL_SECOND + (__u64)time.tv_nsec;
}

/* `host A [B]` among the operands; the others are more files behind -r. */
static int take_operands(struct tl_inquiry *inquiry, struct files *files, const struct tl_settings *settings)
{
	const struct tl_operands *operands = &settings->operands;
	bool is_host = false;

	for (unsigned int i = 0; i < operands->count; i++) {
		const char *word = operands->items[i];

		if (!is_host && !strcmp(word, INVESTIGATION)) {
			is_host = true;
		} else if (is_host && inquiry->host_count < 2 &&
			   tl_host_parse(inquiry->hosts[inquiry->host_count], word)) {
			inquiry->host_count++;
		} else if (is_host && !inquiry->host_count) {
			tl_error("`%s` is no address; names have many: `tapless report host 192.0.2.7`", word);
			return WRONG;
		} else if (files->count) {
			files->paths[files->count++] = word;
		} else {
			tl_error("`%s` is unexpected: `tapless report [host A [B]]`, and files behind -r", word);
			return WRONG;
		}
	}
	if (is_host && !inquiry->host_count) {
		tl_error("host needs one address or two: `tapless report host 192.0.2.7`");
		return WRONG;
	}
	return 0;
}

static int take_settings(struct tl_inquiry *inquiry, struct files *files, const struct tl_settings *settings)
{
	const struct tl_window_words words = {settings->from, settings->to,  settings->date,
					      settings->last, settings->utc, now()};
	struct tl_window window;

	for (unsigned int i = 0; i < settings->files.count; i++)
		files->paths[files->count++] = settings->files.items[i];
	if (files->count && settings->store) {
		tl_error("--store and -r both say what to read; leave out one of them");
		return WRONG;
	}
	if (settings->format == TL_SHEET_CSV) {
		tl_error("--format csv is for `tapless query`; a report has several tables");
		return WRONG;
	}
	if (settings->html && settings->format) {
		tl_error("--html and --format both say how to show it; leave out one of them");
		return WRONG;
	}
	if (settings->utc) { /* all that is shown as well */
		setenv("TZ", "UTC0", 1);
		tzset();
	}
	if (tl_window_read(&window, &words))
		return WRONG;
	inquiry->from = window.from;
	inquiry->to = window.to;
	return take_operands(inquiry, files, settings);
}

static unsigned int terminal_columns(void)
{
	struct winsize size;

	return !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col : PIPED_COLUMNS;
}

static int finish(FILE *out, const char *name)
{
	bool failed = ferror(out);

	failed |= (out == stdout ? fflush(out) : fclose(out)) != 0;
	if (!failed)
		return 0;
	tl_error("cannot write %s: %s", name, strerror(errno));
	return 1;
}

static int write_page(const struct tl_document *document, const char *path)
{
	bool is_stdout = !strcmp(path, "-");
	FILE *out = is_stdout ? stdout : fopen(path, "we");

	if (!out) {
		tl_error("cannot write `%s`: %s", path, strerror(errno));
		return 1;
	}
	tl_view_page(document, out);
	return finish(out, is_stdout ? "standard output" : path);
}

static int show(const struct tl_document *document, const struct tl_settings *settings)
{
	bool is_terminal = isatty(STDOUT_FILENO);

	if (settings->html)
		return write_page(document, settings->html);
	if (!settings->format) {
		tl_view_terminal(document, stdout, is_terminal ? terminal_columns() : PIPED_COLUMNS,
				 is_terminal && !getenv("NO_COLOR"));
	} else if (!tl_view_json(document, stdout)) {
		tl_error("no memory to print the report");
		return 1;
	}
	return finish(stdout, "standard output");
}

static int report(const struct tl_settings *settings, struct files *files)
{
	struct tl_inquiry inquiry = {0};
	struct tl_document *document;
	struct tl_report_source source;
	int status = take_settings(&inquiry, files, settings);

	if (status)
		return status;
	source = (struct tl_report_source){
		.store = settings->store ? settings->store : TL_STORE_FOLDER,
		.files = files->paths,
		.file_count = files->count,
	};
	inquiry.naming = tl_naming_open(settings->lookup);
	if (!inquiry.naming)
		return 1;
	document = tl_report_make(&source, &inquiry, isatty(STDERR_FILENO));
	status = document ? show(document, settings) : 1;
	tl_document_destroy(document);
	tl_naming_close(inquiry.naming);
	return status;
}

int tl_command_report(int argc, char **argv)
{
	struct tl_settings *settings = calloc(1, sizeof(*settings));
	struct files *files = calloc(1, sizeof(*files));
	int status;

	if (!settings || !files) {
		tl_error("no memory for the report");
		status = 1;
	} else {
		status = tl_settings_parse(settings, argc, argv);
		status = status ? (status < 0 ? 0 : status) : report(settings, files);
	}
	free(settings);
	free(files);
	return status;
}
