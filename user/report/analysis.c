// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "analysis.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/octets.h"
#include "../view/text.h"
#include "services.h"

#define SECTIONS_MOST 16
#define LANES_MOST    3 /* more would read the same for few sections each */
#define BEFORE_LEAST  (86400 * TL_SECOND)

struct tl_analysis {
	const struct tl_section *const *sections;
	void *states[SECTIONS_MOST];
	unsigned int count;
	unsigned int lanes; /* that sections are dealt to */
	struct tl_inquiry inquiry;
	__u64 rows, first, last;
	bool told_progress;
};

/* Each asks by itself, in a thread, for its own sections: so a section needs no second one to be added up with. */
struct lane {
	struct tl_analysis *analysis;
	struct tl_archive *archive;
	unsigned int number;
	bool shall_tell;
	pthread_t thread;
	int error;
};

struct tl_analysis *tl_analysis_open(const struct tl_section *const *sections, const struct tl_inquiry *inquiry)
{
	struct tl_analysis *analysis = calloc(1, sizeof(*analysis));

	if (!analysis)
		return NULL;
	analysis->sections = sections;
	analysis->inquiry = *inquiry;
	analysis->lanes = 1;
	for (; sections[analysis->count] && analysis->count < SECTIONS_MOST; analysis->count++) {
		const struct tl_section *section = sections[analysis->count];
		void *state = calloc(1, section->size);

		if (!state)
			goto no_memory;
		analysis->states[analysis->count] = state;
		if (!section->begin(state, inquiry)) {
			analysis->count++;
			goto no_memory;
		}
	}
	return analysis;

no_memory:
	tl_analysis_close(analysis);
	return NULL;
}

void tl_analysis_close(struct tl_analysis *analysis)
{
	if (!analysis)
		return;
	for (unsigned int i = 0; i < analysis->count; i++) {
		analysis->sections[i]->end(analysis->states[i]);
		free(analysis->states[i]);
	}
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

static void take_span(struct tl_analysis *analysis, const struct tl_entry *entry)
{
	analysis->rows++;
	if (entry->start && (!analysis->first || entry->start < analysis->first))
		analysis->first = entry->start;
	if (entry->end > analysis->last)
		analysis->last = entry->end;
}

/* To and fro, so that none gets the first of each round. */
static bool is_of_lane(const struct tl_analysis *analysis, unsigned int section, unsigned int number)
{
	unsigned int place = section % analysis->lanes;

	return number == (section / analysis->lanes % 2 ? analysis->lanes - 1 - place : place);
}

static void take_lane(struct tl_analysis *analysis, unsigned int number, const struct tl_row *row)
{
	struct tl_entry entry;

	tl_entry_take(&entry, row);
	if (!is_asked_for(&analysis->inquiry, &entry))
		return;
	if (!number)
		take_span(analysis, &entry);
	for (unsigned int i = 0; i < analysis->count; i++)
		if (is_of_lane(analysis, i, number))
			analysis->sections[i]->take(analysis->states[i], &entry);
}

void tl_analysis_take(struct tl_analysis *analysis, const struct tl_row *row)
{
	take_lane(analysis, 0, row);
}

__u64 tl_analysis_rows(const struct tl_analysis *analysis)
{
	return analysis->rows;
}

void tl_analysis_span(const struct tl_analysis *analysis, __u64 *first, __u64 *last)
{
	*first = analysis->first;
	*last = analysis->last;
}

static bool take_row(void *context, const struct tl_row *row)
{
	const struct lane *lane = context;

	take_lane(lane->analysis, lane->number, row);
	return true;
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

static int ask(struct tl_archive *archive, const struct tl_inquiry *inquiry, const struct wanted *wanted, bool again,
	       const struct tl_archive_visitor *visitor)
{
	const struct tl_question question = {
		.from = inquiry->from,
		.to = inquiry->to ? inquiry->to : UINT64_MAX,
		.fields = wanted->fields,
		.field_count = wanted->count,
		.hosts = inquiry->hosts,
		.host_count = inquiry->host_count,
		.is_repeated = again,
	};

	return tl_archive_ask(archive, &question, visitor);
}

static void *ask_lane(void *context)
{
	struct lane *lane = context;
	const struct tl_analysis *analysis = lane->analysis;
	const struct tl_archive_visitor visitor = {take_row, lane->shall_tell ? tell_progress : NULL, lane};
	struct wanted *wanted = calloc(1, sizeof(*wanted));

	if (!wanted) {
		tl_error("no memory to ask the history");
		lane->error = -ENOMEM;
		return NULL;
	}
	want(wanted, tl_entry_fields, tl_entry_field_count);
	for (unsigned int i = 0; i < analysis->count; i++)
		if (is_of_lane(analysis, i, lane->number))
			want(wanted, analysis->sections[i]->fields, analysis->sections[i]->field_count);
	lane->error = ask(lane->archive, &analysis->inquiry, wanted, lane->number, &visitor);
	free(wanted);
	return NULL;
}

int tl_analysis_ask(struct tl_analysis *analysis, struct tl_archive *archive, bool shall_tell)
{
	struct lane lanes[LANES_MOST];
	bool is_running[LANES_MOST] = {false};
	unsigned int cpus = archive->kind->is_parted ? tl_archive_visitors() : 1;
	int error = 0;

	analysis->lanes = cpus < LANES_MOST ? cpus : LANES_MOST;
	for (unsigned int i = 0; i < analysis->lanes; i++) {
		lanes[i] = (struct lane){analysis, archive, i, shall_tell && !i, 0, 0};
		is_running[i] = i && !pthread_create(&lanes[i].thread, NULL, ask_lane, &lanes[i]);
	}
	for (unsigned int i = 0; i < analysis->lanes; i++) {
		if (is_running[i])
			pthread_join(lanes[i].thread, NULL);
		else
			ask_lane(&lanes[i]);
		error = error ? error : lanes[i].error;
	}
	if (analysis->told_progress)
		fprintf(stderr, "\r%40s\r", "");
	return error;
}

void tl_analysis_tell(struct tl_analysis *analysis, struct tl_document *document)
{
	for (unsigned int i = 0; i < analysis->count; i++) {
		const struct tl_section *section = analysis->sections[i];
		struct tl_chapter *chapter = tl_document_chapter(document, section->key, section->title);

		if (chapter)
			section->tell(analysis->states[i], chapter);
	}
}

/* --- what was before */

struct before {
	struct tl_inquiry inquiry;
	struct tl_services *services;
};

static bool take_before(void *context, const struct tl_row *row)
{
	struct before *before = context;
	struct tl_entry entry;

	tl_entry_take(&entry, row);
	/* what ends later is of the time itself */
	if (entry.start && entry.start < before->inquiry.to && entry.end >= before->inquiry.from)
		tl_services_take(before->services, &entry);
	return true;
}

int tl_analysis_services(struct tl_services **services, struct tl_archive *archive, const struct tl_inquiry *inquiry)
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
	before.services = tl_services_create();
	wanted = calloc(1, sizeof(*wanted));
	if (!before.services || !wanted) {
		tl_error("no memory to look at the time before");
		error = -ENOMEM;
		goto cleanup;
	}
	want(wanted, tl_service_fields, tl_service_field_count);
	error = ask(archive, &before.inquiry, wanted, false, &visitor);
cleanup:
	free(wanted);
	if (!error && tl_services_rows(before.services))
		*services = before.services;
	else
		tl_services_destroy(before.services);
	return error;
}
