// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Questions to an archive of rows in memory: order, groups, sums, and how answers are written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/octets.h"
#include "query/group_key.h"
#include "query/groups.h"
#include "query/heap.h"
#include "query/query.h"
#include "unit/query_support.h"

/* Row number i: 10.0.(i % 2).(i % 4) sends i packets of 100 octets, at minute i. */
#define ROWS 8

struct memory {
	struct tl_archive archive;
	unsigned int rows;
	struct tl_question asked; /* the last question, without what it points to */
};

static void put_row(struct tl_row *row, __u8 address[4], unsigned int number)
{
	memcpy(address, (const __u8[]){10, 0, (__u8)(number % 2), (__u8)(number % 4)}, 4);
	tl_row_clear(row);
	put_number(row, FIELD(flowStartNanoseconds), QUERY_TIME + number * 60 * TL_SECOND);
	put_number(row, FIELD(flowEndNanoseconds), QUERY_TIME + number * 60 * TL_SECOND);
	put_octets(row, FIELD(sourceIPv4Address), address, 4);
	put_octets(row, FIELD(destinationIPv4Address), "\x0a\0\0\0", 4);
	put_number(row, FIELD(packetDeltaCount), number);
	put_number(row, FIELD(octetDeltaCount), 100ull * number);
	put_text(row, FIELD(applicationName), number % 3 ? "a, \"b\"" : "c");
	if (number == 7)
		put_number(row, FIELD(transactionNumber), 2);
}

static int ask_memory(struct tl_archive *archive, const struct tl_question *question,
		      const struct tl_archive_visitor *visitors, unsigned int visitor_count)
{
	struct memory *memory = (struct memory *)archive;
	static struct tl_row row;
	__u8 address[4];

	memory->asked = *question;
	for (unsigned int i = 0; i < memory->rows; i++) {
		put_row(&row, address, i);
		if (!visitors[i % visitor_count].row(visitors[i % visitor_count].context, &row))
			break;
	}
	return 0;
}

static const struct tl_archive_kind memory_kind = {.name = "memory", .ask = ask_memory};

/* The answer's text, to be freed. */
static char *answer(struct tl_query_options options)
{
	struct memory memory = {.archive.kind = &memory_kind, .rows = ROWS};
	struct tl_query *query;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	options.filter = options.filter ? options.filter : "";
	options.time.utc = true;
	options.time.now = QUERY_TIME;
	query = tl_query_create(&options, out);
	assert_non_null(query);
	assert_int_equal(tl_query_ask(query, &memory.archive), 0);
	tl_query_free(query);
	fclose(out);
	return text;
}

static void expect(struct tl_query_options options, const char *wanted)
{
	char *text = answer(options);

	assert_string_equal(text, wanted);
	free(text);
}

static void rows_are_written(void **state)
{
	(void)state;
	expect((struct tl_query_options){.format = TL_SHEET_CSV, .columns = "src,packets,app", .filter = "packets > 5"},
	       "src,packets,app\r\n10.0.0.2,6,c\r\n10.0.1.3,7,\"a, \"\"b\"\"\"\r\n");
	expect((struct tl_query_options){.format = TL_SHEET_JSON,
					 .columns = "src,app,sni,start",
					 .filter = "packets 7"},
	       "{\"src\":\"10.0.1.3\",\"app\":\"a, \\\"b\\\"\",\"time\":\"2026-11-20T10:37:00.000000000Z\"}\n");
	expect((struct tl_query_options){.format = TL_SHEET_TABLE, .columns = "time,src,dst,bytes", .rows = 1},
	       "2026-11-20   SRC      DST      BYTES\n10:30:00.000 10.0.0.0 10.0.0.0     0\n\n"
	       "8 records (7 flows), 28 packets, 2800 bytes\n2026-11-20 10:30:00 to 2026-11-20 10:37:00\n"
	       "The first 1 are shown; -n says how many.\n");
	expect((struct tl_query_options){.filter = "port 5"}, "No records.\n");
}

static void rows_are_sorted(void **state)
{
	(void)state;
	expect((struct tl_query_options){.format = TL_SHEET_CSV, .columns = "packets", .sort = "bytes", .rows = 3},
	       "packets\r\n7\r\n6\r\n5\r\n");
	expect((struct tl_query_options){.format = TL_SHEET_CSV, .columns = "packets", .sort = "+bytes", .rows = 2},
	       "packets\r\n0\r\n1\r\n");
	expect((struct tl_query_options){.format = TL_SHEET_CSV, .columns = "packets", .sort = "start", .rows = 2},
	       "packets\r\n7\r\n6\r\n");
	expect((struct tl_query_options){.format = TL_SHEET_CSV, .columns = "packets", .rows = 2},
	       "packets\r\n0\r\n1\r\n");
}

static void groups_are_added_up(void **state)
{
	(void)state;
	expect((struct tl_query_options){.format = TL_SHEET_CSV, .by = "app", .sort = "flows"},
	       "app,flows,packets,bytes,share,first,last\r\n"
	       "\"a, \"\"b\"\"\",4,19,1900,0.571429,2026-11-20T10:31:00.000000000Z,2026-11-20T10:37:00.000000000Z\r\n"
	       "c,3,9,900,0.428571,2026-11-20T10:30:00.000000000Z,2026-11-20T10:36:00.000000000Z\r\n");
	expect((struct tl_query_options){.format = TL_SHEET_JSON, .by = "srcnet/24,src", .rows = 1},
	       "{\"srcnet/24\":\"10.0.1.0/24\",\"src\":\"10.0.1.3\",\"flows\":1,\"packets\":10,\"bytes\":1000,"
	       "\"share\":0.357143,\"first\":\"2026-11-20T10:33:00.000000000Z\","
	       "\"last\":\"2026-11-20T10:37:00.000000000Z\"}\n");
	/* 10.0.0.0 is source or destination of all: its own records count once */
	expect((struct tl_query_options){.format = TL_SHEET_JSON, .by = "host", .rows = 1},
	       "{\"host\":\"10.0.0.0\",\"flows\":7,\"packets\":28,\"bytes\":2800,\"share\":1.000000,"
	       "\"first\":\"2026-11-20T10:30:00.000000000Z\",\"last\":\"2026-11-20T10:37:00.000000000Z\"}\n");
	expect((struct tl_query_options){.by = "5m"},
	       "5M 11-20     FLOWS PACKETS BYTES   SHARE FIRST 11-20  LAST 11-20\n"
	       "10:30:00.000     5      10  1000  35.7 % 10:30:00.000 10:34:00.000\n"
	       "10:35:00.000     2      18  1800  64.3 % 10:35:00.000 10:37:00.000\n"
	       "TOTAL            7      28  2800 100.0 % 10:30:00.000 10:37:00.000\n");
}

static void threads_change_no_answer(void **state)
{
	static const char *const by[] = {"app", "src,dst", "host", "srcnet/24,app", "5m", "bytes"};

	(void)state;
	for (unsigned int i = 0; i < sizeof(by) / sizeof(by[0]); i++) {
		struct tl_query_options options = {
			.format = TL_SHEET_CSV, .by = by[i], .sort = "packets", .threads = 1};
		char *text = answer(options);

		options.threads = 3;
		expect(options, text);
		options.groups_in_memory = 3; /* each thread spills after the first one */
		expect(options, text);
		free(text);
	}
}

/* RFC 5102 5.11.3: a record of the active timeout (2) is of a flow that goes on. */
static void flows_are_counted_when_they_end(void **state)
{
	static const __u64 reasons[] = {2, 2, 1};
	static struct tl_row row;
	struct tl_sums sums, sum;

	(void)state;
	tl_sums_init(&sums);
	for (unsigned int i = 0; i < 3; i++) {
		tl_row_clear(&row);
		put_number(&row, FIELD(flowEndReason), reasons[i]);
		put_number(&row, FIELD(packetDeltaCount), 5);
		tl_sums_of_row(&sum, &row);
		tl_sums_add(&sums, &sum);
	}
	put_number(&row, FIELD(transactionNumber), 2);
	tl_sums_of_row(&sum, &row);
	assert_int_equal(sum.flows, 0);
	assert_int_equal(sums.records, 3);
	assert_int_equal(sums.flows, 1);
	assert_int_equal(sums.packets, 15);
}

struct found_key {
	__u8 key[TL_GROUP_KEY_SIZE];
	size_t length;
};

static void take_key(void *context, const __u8 *key, size_t length)
{
	struct found_key *found = context;

	memcpy(found->key, key, length);
	found->length = length;
}

static void long_texts_are_groups_of_their_own(void **state)
{
	static struct found_key found[2];
	static struct tl_row row;
	struct tl_group_keys keys;
	struct tl_text where;
	char text[501] = "";

	(void)state;
	assert_null(tl_group_keys_read(&keys, "url,port", &where));
	for (unsigned int i = 0; i < 2; i++) {
		tl_row_clear(&row);
		memset(text, 'a', sizeof(text) - 1);
		text[499] = i ? 'b' : 'c';
		put_text(&row, FIELD(httpRequestTarget), text);
		tl_group_keys_each(&keys, &row, true, take_key, &found[i]);
	}
	assert_int_equal(found[0].length, found[1].length);
	assert_memory_not_equal(found[0].key, found[1].key, found[0].length);
}

static void wrong_questions_are_refused(void **state)
{
	static const struct tl_query_options wrong[] = {
		{.filter = "prot 6"},
		{.filter = "", .columns = "time,nosuch"},
		{.filter = "", .sort = "app"},
		{.filter = "", .sort = "nosuch"},
		{.filter = "", .by = "nosuch"},
		{.filter = "", .by = "app/24"},
		{.filter = "", .by = "srcnet/x"},
		{.filter = "", .by = "src,src,src,src,src,src,src,src,src"},
		{.filter = "", .by = "app", .sort = "app"},
		{.filter = "", .by = "app", .columns = "src"},
		{.filter = "", .time = {.from = "never"}},
		{.filter = "", .ipfix = "/nonexistent/file"},
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_null(tl_query_create(&wrong[i], stdout));
}

static int count_group(void *context, const __u8 *key, size_t length, const struct tl_sums *sums)
{
	__u64 *totals = context;

	(void)key;
	assert_int_equal(length, 4);
	totals[0]++;
	totals[1] += sums->packets;
	return 0;
}

static void groups_beyond_memory_are_exact(void **state)
{
	struct tl_groups *groups = tl_groups_create(100);
	__u64 totals[2] = {0}, packets = 0;

	(void)state;
	for (unsigned int i = 0; i < 20000; i++) {
		struct tl_sums sums;
		__u8 key[4];

		tl_sums_init(&sums);
		sums.packets = i;
		packets += i;
		tl_octets_put(key, i % 3000, 4);
		assert_int_equal(tl_groups_add(groups, key, 4, &sums), 0);
	}
	assert_int_equal(tl_groups_each(groups, count_group, totals), 0);
	assert_int_equal(totals[0], 3000);
	assert_int_equal(totals[1], packets);
	tl_groups_free(groups);
}

static void a_heap_keeps_the_first(void **state)
{
	struct tl_heap heap = {.most = 10};

	(void)state;
	for (unsigned int i = 0; i < 1000; i++)
		assert_int_equal(tl_heap_add(&heap, i * 7919u % 1000, NULL), 0);
	tl_heap_sort(&heap);
	assert_int_equal(heap.count, 10);
	for (unsigned int i = 0; i < 10; i++)
		assert_int_equal(heap.items[i].rank, i);
	tl_heap_free(&heap);
}

static void an_ipfix_file_has_the_rows(void **state)
{
	char path[] = "/tmp/tapless-test-XXXXXX", *text;
	const char *const paths[] = {path};
	struct tl_query_options options = {.filter = "", .format = TL_SHEET_JSON, .time = {.utc = true}};
	struct tl_archive *archive;
	struct tl_query *query;
	char *again = NULL, *all = answer(options);
	size_t size;
	FILE *out;

	(void)state;
	assert_true(mkstemp(path) >= 0);
	text = answer((struct tl_query_options){.ipfix = path});
	free(text);
	archive = tl_archive_open_files(paths, 1);
	out = open_memstream(&again, &size);
	query = tl_query_create(&options, out);
	assert_int_equal(tl_query_ask(query, archive), 0);
	tl_query_free(query);
	tl_archive_close(archive);
	fclose(out);
	assert_string_equal(again, all);
	free(again);
	free(all);
	remove(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_written),
		cmocka_unit_test(rows_are_sorted),
		cmocka_unit_test(groups_are_added_up),
		cmocka_unit_test(threads_change_no_answer),
		cmocka_unit_test(flows_are_counted_when_they_end),
		cmocka_unit_test(long_texts_are_groups_of_their_own),
		cmocka_unit_test(wrong_questions_are_refused),
		cmocka_unit_test(groups_beyond_memory_are_exact),
		cmocka_unit_test(a_heap_keeps_the_first),
		cmocka_unit_test(an_ipfix_file_has_the_rows),
	};

	unsetenv("COLUMNS");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
