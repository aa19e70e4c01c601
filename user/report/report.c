// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "report.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../lib/log.h"
#include "analysis.h"
#include "host.h"
#include "services.h"

static void print_title(char *title, size_t size, const struct tl_inquiry *inquiry)
{
	char hosts[2][INET6_ADDRSTRLEN];

	for (unsigned int i = 0; i < inquiry->host_count; i++)
		tl_host_print(hosts[i], inquiry->hosts[i]);
	if (!inquiry->host_count)
		snprintf(title, size, "Network report");
	else if (inquiry->host_count == 1)
		snprintf(title, size, "What did %s do?", hosts[0]);
	else
		snprintf(title, size, "What did %s and %s do with each other?", hosts[0], hosts[1]);
}

static void print_time(char *text, __u64 time)
{
	static const struct tl_column column = {.kind = TL_CELL_TIME};

	tl_cell_print(text, &column, &(struct tl_cell){.is_present = true, .number = time});
}

/* The time asked for; where it is open, that of what was found. */
static void print_subtitle(char *subtitle, size_t size, const struct tl_inquiry *inquiry,
			   const struct tl_analysis *analysis, const struct tl_archive *archive)
{
	char from[TL_CELL_SIZE], to[TL_CELL_SIZE];
	__u64 first, last;

	tl_analysis_span(analysis, &first, &last);
	print_time(from, inquiry->from ? inquiry->from : first);
	print_time(to, inquiry->to != UINT64_MAX ? inquiry->to : last);
	if (!tl_analysis_rows(analysis))
		snprintf(subtitle, size, "Nothing is kept of this time in the %s.", archive->kind->name);
	else
		snprintf(subtitle, size, "%.19s to %.19s, %llu records of the %s", from, to,
			 (unsigned long long)tl_analysis_rows(analysis), archive->kind->name);
}

static struct tl_document *make_document(struct tl_analysis *analysis, const struct tl_inquiry *inquiry,
					 const struct tl_archive *archive)
{
	char title[128], subtitle[256];
	struct tl_document *document;

	print_title(title, sizeof(title), inquiry);
	print_subtitle(subtitle, sizeof(subtitle), inquiry, analysis, archive);
	document = tl_document_create(title, subtitle);
	if (document && tl_analysis_rows(analysis))
		tl_analysis_tell(analysis, document);
	if (document && !document->failed)
		return document;
	tl_document_destroy(document);
	tl_error("no memory for the report");
	return NULL;
}

static struct tl_document *ask(struct tl_archive *archive, const struct tl_inquiry *inquiry, bool again,
			       bool tell_progress)
{
	struct tl_inquiry with_known = *inquiry;
	struct tl_known_services *services = NULL;
	struct tl_document *document = NULL;
	struct tl_analysis *analysis = NULL;

	if (again && !inquiry->host_count && tl_analysis_services(&services, archive, inquiry))
		return NULL;
	with_known.known = services;
	analysis = tl_analysis_open(inquiry->host_count ? tl_investigation_sections : tl_report_sections, &with_known);
	if (!analysis)
		tl_error("no memory for the report");
	else if (!tl_analysis_ask(analysis, archive, tell_progress))
		document = make_document(analysis, inquiry, archive);
	tl_analysis_close(analysis);
	tl_known_services_destroy(services);
	return document;
}

static struct tl_archive *open_archive(const struct tl_report_source *source)
{
	if (source->file_count)
		return tl_archive_open_files(source->files, source->file_count);
	return tl_archive_open_store(source->store);
}

static bool can_be_read_again(const struct tl_report_source *source)
{
	for (unsigned int i = 0; i < source->file_count; i++)
		if (!strcmp(source->files[i], "-"))
			return false;
	return true;
}

struct tl_document *tl_report_make(const struct tl_report_source *source, const struct tl_inquiry *inquiry,
				   bool tell_progress)
{
	struct tl_archive *archive = open_archive(source);
	struct tl_document *document = archive ? ask(archive, inquiry, can_be_read_again(source), tell_progress) : NULL;

	tl_archive_close(archive);
	return document;
}
