// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "analysis.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/octets.h"
#include "../view/text.h"
#include "services.h"

#define SECTIONS_MOST 16
#define BEFORE_LEAST  (86400 * TL_SECOND)

/* What a thread of a question finds in its parts of the archive; at the end the first one's has all. */
struct lane {
	struct tl_analysis *analysis;
	void *states[SECTIONS_MOST]; /* of the sections */
	unsigned int count;
	__u64 rows, first, last;
};

struct tl_analysis {
	const struct tl_section *const *sections;
	struct lane lane;
	struct tl_inquiry inquiry;
	bool told_progress;
};

static void end_lane(struct lane *lane)
{
	for (unsigned int i = 0; i < lane->count; i++) {
		lane->analysis->sections[i]->end(lane->states[i]);
		free(lane->states[i]);
	}
	lane->count = 0;
}

static bool begin_lane(struct lane *lane, struct tl_analysis *analysis)
{
	*lane = (struct lane){.analysis = analysis};
	for (; analysis->sections[lane->count] && lane->count < SECTIONS_MOST; lane->count++) {
		const struct tl_section *section = analysis->sections[lane->count];
		void *state = calloc(1, section->size);

		lane->states[lane->count] = state;
		if (state && section->begin(state, &analysis->inquiry))
			continue;
		lane->count += state != NULL;
		end_lane(lane);
		return false;
	}
	return true;
}

struct tl_analysis *tl_analysis_open(const struct tl_section *const *sections, const struct tl_inquiry *inquiry)
{
	struct tl_analysis *analysis = calloc(1, sizeof(*analysis));

	if (!analysis)
		return NULL;
	analysis->sections = sections;
	analysis->inquiry = *inquiry;
	if (begin_lane(&analysis->lane, analysis))
		return analysis;
	free(analysis);
	return NULL;
}

void tl_analysis_close(struct tl_analysis *analysis)
{
	if (!analysis)
		return;
	end_lane(&analysis->lane);
	free(analysis);
}

static bool is_asked_for(const struct tl_inquiry *inquiry, const struct tl_entry *entry)
{
	if (entry->end < inquiry->from || (inquiry->to && entry->start >= inquiry->to))
		return false;
	for (unsigned int i = 0; i < inquiry->host_count; i++)
		if (entry->has_hosts && (!memcmp(entry->hosts[0], inquiry->hosts[i], 16) ||
					 !memcmp(entry->hosts[1], inquiry->hosts[i], 16)))
			return true;
	return !inquiry->host_count;
}

static void take_span(struct lane *lane, const struct tl_entry *entry)
{
	lane->rows++;
	if (entry->start && (!lane->first || entry->start < lane->first))
		lane->first = entry->start;
	if (entry->end > lane->last)
		lane->last = entry->end;
}

static bool take_row(void *context, const struct tl_row *row)
{
	struct lane *lane = context;
	struct tl_entry entry;

	tl_entry_take(&entry, row);
	if (!is_asked_for(&lane->analysis->inquiry, &entry))
		return true;
	take_span(lane, &entry);
	for (unsigned int i = 0; i < lane->count; i++)
		lane->analysis->sections[i]->take(lane->states[i], &entry);
	return true;
}

void tl_analysis_take(struct tl_analysis *analysis, const struct tl_row *row)
{
	take_row(&analysis->lane, row);
}

__u64 tl_analysis_rows(const struct tl_analysis *analysis)
{
	return analysis->lane.rows;
}

void tl_analysis_span(const struct tl_analysis *analysis, __u64 *first, __u64 *last)
{
	*first = analysis->lane.first;
	*last = analysis->lane.last;
}

static void tell_progress(void *context, const struct tl_archive_progress *progress)
{
	const struct lane *lane = context;
	char rows[TL_NUMBER_SIZE];

	tl_text_number(rows, sizeof(rows), (double)progress->rows);
	fprintf(stderr, "\r%3.0f%%  %s records ",
		progress->all ? 100.0 * (double)progress->done / (double)progress->all : 0, rows);
	lane->analysis->told_progress = true;
}

/* Each field once, though several may want it. */
struct wanted {
	bool is_wanted[TL_FIELD__COUNT];
	__u16 fields[TL_FIELD__COUNT];
	unsigned int count;
};

static void want(struct wanted *wanted, const __u16 *fields, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		if (wanted->is_wanted[fields[i]])
			continue;
		wanted->is_wanted[fields[i]] = true;
		wanted->fields[wanted->count++] = fields[i];
	}
}

static int ask(struct tl_archive *archive, const struct tl_inquiry *inquiry, const struct wanted *wanted,
	       const struct tl_archive_visitor *visitors, unsigned int count)
{
	const struct tl_question question = {
		.from = inquiry->from,
		.to = inquiry->to ? inquiry->to : UINT64_MAX,
		.fields = wanted->fields,
		.field_count = wanted->count,
		.hosts = inquiry->hosts,
		.host_count = inquiry->host_count,
	};

	return archive->kind->ask(archive, &question, visitors, count);
}

static int no_memory(void)
{
	tl_error("no memory to ask the history");
	return -ENOMEM;
}

static int ask_lanes(const struct tl_analysis *analysis, struct tl_archive *archive,
		     const struct tl_archive_visitor *visitors, unsigned int count)
{
	struct wanted *wanted = calloc(1, sizeof(*wanted));
	int error;

	if (!wanted)
		return no_memory();
	want(wanted, tl_entry_fields, tl_entry_field_count);
	for (unsigned int i = 0; i < analysis->lane.count; i++)
		want(wanted, analysis->sections[i]->fields, analysis->sections[i]->field_count);
	error = ask(archive, &analysis->inquiry, wanted, visitors, count);
	free(wanted);
	return error;
}

/* As many as there are CPUs, if all sections can add up what several found of them. */
static unsigned int lanes_for(const struct tl_analysis *analysis, const struct tl_archive *archive)
{
	for (unsigned int i = 0; i < analysis->lane.count; i++)
		if (!analysis->sections[i]->add)
			return 1;
	return archive->kind->is_parted ? tl_archive_visitors() : 1;
}

static void add_lane(struct lane *lane, struct lane *other)
{
	lane->rows += other->rows;
	if (other->first && (!lane->first || other->first < lane->first))
		lane->first = other->first;
	if (other->last > lane->last)
		lane->last = other->last;
	for (unsigned int i = 0; i < lane->count; i++)
		lane->analysis->sections[i]->add(lane->states[i], other->states[i]);
}

int tl_analysis_ask(struct tl_analysis *analysis, struct tl_archive *archive, bool shall_tell)
{
	struct tl_archive_visitor visitors[TL_VISITORS_MAX] = {{take_row, NULL, &analysis->lane}};
	unsigned int most = lanes_for(analysis, archive), count = 1;
	struct lane *others = calloc(most, sizeof(*others)); /* without memory there are fewer of them */
	int error;

	for (; others && count < most && begin_lane(&others[count], analysis); count++)
		visitors[count] = (struct tl_archive_visitor){take_row, NULL, &others[count]};
	visitors[0].progress = shall_tell ? tell_progress : NULL;
	error = ask_lanes(analysis, archive, visitors, count);
	for (unsigned int i = 1; i < count; i++) {
		add_lane(&analysis->lane, &others[i]);
		end_lane(&others[i]);
	}
	free(others);
	if (analysis->told_progress)
		fprintf(stderr, "\r%40s\r", "");
	return error;
}

void tl_analysis_tell(struct tl_analysis *analysis, struct tl_document *document)
{
	for (unsigned int i = 0; i < analysis->lane.count; i++) {
		const struct tl_section *section = analysis->sections[i];
		struct tl_chapter *chapter = tl_document_chapter(document, section->key, section->title);

		if (chapter)
			section->tell(analysis->lane.states[i], chapter);
	}
}

/* --- what was before */

struct before {
	struct tl_inquiry inquiry;
	struct tl_known_services *services;
};

static bool take_before(void *context, const struct tl_row *row)
{
	struct before *before = context;
	struct tl_entry entry;

	tl_entry_take(&entry, row);
	/* what ends later is of the time itself */
	if (entry.start && entry.start < before->inquiry.to && entry.end >= before->inquiry.from)
		tl_known_services_take(before->services, &entry);
	return true;
}

int tl_analysis_services(struct tl_known_services **services, struct tl_archive *archive,
			 const struct tl_inquiry *inquiry)
{
	__u64 length = inquiry->to > inquiry->from && inquiry->to != UINT64_MAX ? inquiry->to - inquiry->from : 0;
	struct before before = {.inquiry = {.to = inquiry->from}};
	const struct tl_archive_visitor visitor = {take_before, NULL, &before};
	struct wanted *wanted;
	int error;

	*services = NULL;
	if (!inquiry->from)
		return 0;
	length = length > BEFORE_LEAST ? length : BEFORE_LEAST;
	before.inquiry.from = inquiry->from > length ? inquiry->from - length : 1;
	before.services = tl_known_services_create();
	wanted = calloc(1, sizeof(*wanted));
	if (!before.services || !wanted) {
		tl_error("no memory to look at the time before");
		error = -ENOMEM;
		goto cleanup;
	}
	want(wanted, tl_service_fields, tl_service_field_count);
	error = ask(archive, &before.inquiry, wanted, &visitor, 1);
cleanup:
	free(wanted);
	if (!error && tl_known_services_rows(before.services))
		*services = before.services;
	else
		tl_known_services_destroy(before.services);
	return error;
}
