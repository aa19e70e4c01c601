/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* For tests of reports: rows made by hand, and what the views make of them. */
#ifndef TAPLESS_TESTS_REPORT_SUPPORT_H
#define TAPLESS_TESTS_REPORT_SUPPORT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/analysis.h"
#include "report/host.h"
#include "report/services.h"
#include "report/views.h"

#define SECOND 1000000000ull
#define NOON   1511348400ull /* 2017-11-22 11:00:00 UTC */

struct made {
	struct tl_row row;
	__u8 octets[4096];
	unsigned int used;
};

static inline void put_number(struct made *made, unsigned int field, __u64 number)
{
	tl_row_put(&made->row, field, &(struct tl_datum){.number = number});
}

static inline void put_octets(struct made *made, unsigned int field, const void *octets, unsigned int length)
{
	assert_true(made->used + length <= sizeof(made->octets));
	memcpy(made->octets + made->used, octets, length);
	tl_row_put(&made->row, field, &(struct tl_datum){.octets = made->octets + made->used, .length = length});
	made->used += length;
}

static inline void put_text(struct made *made, unsigned int field, const char *text)
{
	put_octets(made, field, text, (unsigned int)strlen(text));
}

static inline void put_address(struct made *made, unsigned int field, const char *text)
{
	struct in_addr address;

	assert_int_equal(inet_pton(AF_INET, text, &address), 1);
	put_octets(made, field, &address, sizeof(address));
}

/* A flow of one second, `at` seconds after noon: 10 packets each way, 1000 octets out, 9000 back. */
static inline struct made *flow(struct made *made, const char *source, const char *destination, __u16 port, __u64 at)
{
	tl_row_clear(&made->row);
	made->used = 0;
	made->row.octets = 100;
	put_address(made, TL_FORWARD(sourceIPv4Address), source);
	put_address(made, TL_FORWARD(destinationIPv4Address), destination);
	put_number(made, TL_FORWARD(sourceTransportPort), 50000);
	put_number(made, TL_FORWARD(destinationTransportPort), port);
	put_number(made, TL_FORWARD(protocolIdentifier), port == 53 ? 17 : 6);
	put_number(made, TL_FORWARD(flowStartMilliseconds), (NOON + at) * SECOND);
	put_number(made, TL_FORWARD(flowEndMilliseconds), (NOON + at + 1) * SECOND);
	put_number(made, TL_FORWARD(packetDeltaCount), 10);
	put_number(made, TL_REVERSE(packetDeltaCount), 10);
	put_number(made, TL_FORWARD(octetDeltaCount), 1000);
	put_number(made, TL_REVERSE(octetDeltaCount), 9000);
	put_text(made, TL_FORWARD(tcpSetup), "established");
	return made;
}

/* The same, but nobody answered. */
static inline struct made *in_vain(struct made *made, const char *source, const char *destination, __u16 port)
{
	flow(made, source, destination, port, 0);
	put_number(made, TL_FORWARD(packetDeltaCount), 1);
	put_number(made, TL_REVERSE(packetDeltaCount), 0);
	put_number(made, TL_REVERSE(octetDeltaCount), 0);
	put_text(made, TL_FORWARD(tcpSetup), "unanswered");
	return made;
}

enum view { VIEW_JSON, VIEW_PAGE, VIEW_TERMINAL };

/* What a view makes of an analysis; to be freed. */
static inline char *shown(struct tl_analysis *analysis, enum view view, unsigned int columns)
{
	struct tl_document *document = tl_document_create("A <title> & more", "2017");
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	assert_non_null(document);
	assert_non_null(out);
	tl_analysis_tell(analysis, document);
	assert_false(document->failed);
	if (view == VIEW_JSON)
		assert_true(tl_view_json(document, out));
	else if (view == VIEW_PAGE)
		tl_view_page(document, out);
	else
		tl_view_terminal(document, out, columns, false);
	tl_document_destroy(document);
	assert_int_equal(fclose(out), 0);
	return text;
}

static inline struct tl_analysis *analyse(const struct tl_section *section, const struct tl_inquiry *inquiry)
{
	static const struct tl_section *sections[2];
	struct tl_analysis *analysis;

	sections[0] = section;
	analysis = tl_analysis_open(sections, inquiry);
	assert_non_null(analysis);
	return analysis;
}

/* Is it in the JSON? Ends the analysis. */
static inline void expect(struct tl_analysis *analysis, const char *const *wanted)
{
	char *text = shown(analysis, VIEW_JSON, 0);

	for (; *wanted; wanted++)
		if (!strstr(text, *wanted))
			fail_msg("no %s in: %s", *wanted, text);
	free(text);
	tl_analysis_close(analysis);
}

#define EXPECT(analysis, ...) expect(analysis, (const char *const[]){__VA_ARGS__, NULL})

#endif
