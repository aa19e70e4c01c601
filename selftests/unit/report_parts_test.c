// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A report says the same whether one thread looked at all records or several at a part each. */
#include "report_support.h"

#include "report/course.h"
#include "report/frequent.h"

#define ROWS 400

static const struct tl_inquiry all = {.from = 1, .to = UINT64_MAX};
static struct made made;

/* Flows of all kinds: each section has something to add up. */
static const struct tl_row *row_of(unsigned int number)
{
	char client[20], server[20], text[40];

	snprintf(client, sizeof(client), "10.0.0.%u", 1 + number % 7);
	snprintf(server, sizeof(server), number % 3 ? "10.0.1.%u" : "192.0.2.%u", 1 + number % 11);
	snprintf(text, sizeof(text), "name%u.example", number % 13);
	if (number % 9)
		flow(&made, client, server, number % 5 ? 443 : 53, number);
	else
		in_vain(&made, client, server, (__u16)(1000 + number));
	put_number(&made, TL_FORWARD(octetDeltaCount), 1000 + number * number);
	put_number(&made, TL_FORWARD(flowEndReason), number % 4 ? 3 : 2);
	put_text(&made, TL_FORWARD(applicationName), number % 2 ? "tls" : "dns");
	put_number(&made, TL_FORWARD(npnRoundTripTime), 100 + number);
	put_number(&made, TL_FORWARD(tlsServerVersion), number % 6 ? 0x0304 : 0x0301);
	put_number(&made, TL_FORWARD(tlsFindings), number % 6 ? 0 : 1 + 16);
	put_text(&made, TL_FORWARD(tlsSni), text);
	put_text(&made, TL_FORWARD(sourceIPCountry), number % 8 ? "CZ" : "DE");
	put_number(&made, TL_FORWARD(bgpDestinationAsNumber), 64500 + number % 3);
	put_text(&made, TL_FORWARD(destinationAsName), "Example");
	if (number % 5 == 0) {
		put_text(&made, TL_FORWARD(dnsQname), text);
		put_number(&made, TL_FORWARD(dnsResponseCode), number % 3 ? 3 : 0);
	}
	return &made.row;
}

/* Rows one by one to each of the visitors; the newest first, so that what is told of the latest is not that of the last. */
static int ask(struct tl_archive *archive, const struct tl_question *question,
	       const struct tl_archive_visitor *visitors, unsigned int count)
{
	(void)archive;
	(void)question;
	for (unsigned int i = 0; i < ROWS; i++)
		visitors[i % count].row(visitors[i % count].context, row_of(ROWS - i));
	return 0;
}

static char *report_by(bool is_parted)
{
	const struct tl_archive_kind kind = {.is_parted = is_parted, .ask = ask};
	struct tl_archive archive = {.kind = &kind};
	struct tl_analysis *analysis = tl_analysis_open(tl_report_sections, &all);
	char *text;

	assert_non_null(analysis);
	assert_int_equal(tl_analysis_ask(analysis, &archive, false), 0);
	assert_int_equal(tl_analysis_rows(analysis), ROWS);
	text = shown(analysis, VIEW_JSON, 0);
	tl_analysis_close(analysis);
	return text;
}

static void parts_add_up(void **state)
{
	char *whole = report_by(false), *parts = report_by(true);
	size_t same = 0;

	(void)state;
	while (whole[same] && whole[same] == parts[same])
		same++;
	if (whole[same] || parts[same])
		fail_msg("by one: ...%.200s\nby several: ...%.200s", whole + (same < 80 ? 0 : same - 80),
			 parts + (same < 80 ? 0 : same - 80));
	free(whole);
	free(parts);
}

static void add_number(void *counts, const void *more)
{
	*(__u64 *)counts += *(const __u64 *)more;
}

/* However the keys are dealt out: no weight is lost, and none is told that is off by more than its error. */
static void frequent_adds_up(void **state)
{
	struct tl_frequent *parts[2] = {tl_frequent_create(50, sizeof(__u64)), tl_frequent_create(50, sizeof(__u64))};
	const struct tl_frequent_entry *sorted;
	static __u64 truth[300];
	__u64 came = 0, told = 0, error;

	(void)state;
	for (__u32 i = 0, key; i < 20000; i++) {
		key = i % 3 ? i * 7919 % 300 : i % 20;
		truth[key] += i % 10;
		came += i % 10;
		assert_non_null(tl_frequent_take(parts[i / 100 % 2], &key, sizeof(key), i % 10));
	}
	tl_frequent_add(parts[0], parts[1], add_number);
	assert_true(tl_frequent_is_cut(parts[0], &error));
	sorted = tl_frequent_sort(parts[0], NULL);
	for (unsigned int i = 0; i < tl_frequent_count(parts[0]); i++) {
		__u32 key;

		memcpy(&key, sorted[i].key, sizeof(key));
		assert_true(sorted[i].weight + error >= truth[key]);
		assert_true(sorted[i].weight - sorted[i].error <= truth[key]);
		told += sorted[i].weight;
	}
	assert_int_equal(told, came);
	tl_frequent_destroy(parts[0]);
	tl_frequent_destroy(parts[1]);
}

static void courses_add_up(void **state)
{
	struct tl_course whole = {0}, parts[2] = {0};

	(void)state;
	for (__u64 i = 0; i < 1000; i++) {
		__u64 start = (NOON + i * i % 5000) * SECOND;

		tl_course_take(&whole, start, start, 1);
		tl_course_take(&parts[i % 100 == 0], start, start, 1);
	}
	tl_course_add(&parts[1], &parts[0]);
	assert_int_equal(parts[1].step, whole.step);
	for (unsigned int i = 0; i < TL_COURSE_STEPS; i++)
		assert_true(parts[1].amounts[i] - whole.amounts[i] < 1e-6 &&
			    whole.amounts[i] - parts[1].amounts[i] < 1e-6);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_add_up),
		cmocka_unit_test(frequent_adds_up),
		cmocka_unit_test(courses_add_up),
	};

	setenv("TZ", "UTC0", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
