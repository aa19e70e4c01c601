// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Fuzzes reports with records of an IPFIX file: whatever they say, all views are written, and a page has no markup but ours. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/message.h"
#include "export/reader.h"
#include "report/analysis.h"
#include "report/views.h"
#include "fuzz.h"

static void take_record(void *context, const struct tl_reader_record *record)
{
	static struct tl_row row;
	struct tl_analysis **analyses = context;

	tl_row_clear(&row);
	if (record->template->scope_count || tl_row_take(&row, record->template, record->bytes, record->length))
		return;
	for (unsigned int i = 0; i < 2; i++)
		tl_analysis_take(analyses[i], &row);
}

static void take_problem(void *context, size_t offset, const char *what)
{
	(void)context, (void)offset, (void)what;
}

static void show(struct tl_analysis *analysis)
{
	struct tl_document *document = tl_document_create("fuzz", "");
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	tl_analysis_tell(analysis, document);
	tl_view_page(document, out);
	fflush(out);
	if (strstr(text, "<script") || strstr(text, "<img") || memchr(text, '\033', length))
		abort();
	tl_view_terminal(document, out, 80, true);
	tl_view_json(document, out);
	tl_document_destroy(document);
	fclose(out);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct tl_inquiry inquiries[] = {
		{.to = UINT64_MAX},
		{.to = UINT64_MAX,
		 .hosts = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1}},
		 .host_count = 1},
	};
	struct tl_analysis *analyses[2] = {tl_analysis_open(tl_report_sections, &inquiries[0]),
					   tl_analysis_open(tl_investigation_sections, &inquiries[1])};
	struct tl_reader *reader = tl_reader_create(&(struct tl_reader_visitor){take_record, take_problem, analyses});

	for (size_t length; size >= 16 && (length = tl_reader_message_length(data)) && length <= size;
	     data += length, size -= length)
		tl_reader_message(reader, data, length);
	for (unsigned int i = 0; i < 2; i++) {
		show(analyses[i]);
		tl_analysis_close(analyses[i]);
	}
	tl_reader_destroy(reader);
	return 0;
}
