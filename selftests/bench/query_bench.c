// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* query_bench DIR: what an analyst asks of the store that store_bench has made: how long each question takes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "query/query.h"
#include "report/report.h"

#define DAY   "2026-05-29" /* of store_bench's flows */
#define BEGIN 1780012800000000000ull
#define HOUR  3600000000000ull

static double seconds_of(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void print(const char *what, double begun, double cpu_begun, int error)
{
	printf("%-64s %8.2f s %8.2f s of CPU%s\n", what, seconds_of(CLOCK_MONOTONIC) - begun,
	       seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_begun, error ? " ERROR" : "");
	fflush(stdout);
}

static void ask(const char *folder, const char *what, struct tl_query_options options)
{
	double begun = seconds_of(CLOCK_MONOTONIC), cpu_begun = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
	struct tl_archive *archive = tl_archive_open_store(folder);
	FILE *out = fopen("/dev/null", "w");
	struct tl_query *query;
	int error;

	options.filter = options.filter ? options.filter : "";
	options.time.utc = true;
	query = archive && out ? tl_query_create(&options, out) : NULL;
	error = query ? tl_query_ask(query, archive) : -1;
	tl_query_free(query);
	tl_archive_close(archive);
	if (out)
		fclose(out);
	print(what, begun, cpu_begun, error);
}

static void report(const char *folder, const char *what, const struct tl_inquiry *inquiry)
{
	double begun = seconds_of(CLOCK_MONOTONIC), cpu_begun = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
	const struct tl_report_source source = {.store = folder};
	struct tl_document *document = tl_report_make(&source, inquiry, false);

	print(what, begun, cpu_begun, !document);
	tl_document_destroy(document);
}

static void ask_all(const char *folder)
{
	static const char *const by[] = {"app", "src,dst", "src", "dst,dstport", "hour", "name"};
	const struct tl_window_words day = {.date = DAY}, hour = {.date = DAY, .from = "12:00", .to = "13:00"};
	char what[80];

	ask(folder, "host 10.0.1.77, one hour",
	    (struct tl_query_options){.filter = "host 10.0.1.77", .time = hour, .rows = 1000});
	ask(folder, "host 10.0.0.0, the busiest, one hour",
	    (struct tl_query_options){.filter = "host 10.0.0.0", .time = hour, .rows = 1000});
	for (unsigned int i = 0; i < sizeof(by) / sizeof(by[0]); i++) {
		snprintf(what, sizeof(what), "--by %s --top 10, a day", by[i]);
		ask(folder, what, (struct tl_query_options){.by = by[i], .time = day, .rows = 10});
	}
	ask(folder, "--by dst of `sni ~ example and bytes > 1M`, a day",
	    (struct tl_query_options){.by = "dst", .filter = "sni ~ example and bytes > 1M", .time = day, .rows = 10});
}

int main(int argc, char **argv)
{
	static const struct tl_inquiry day = {.from = BEGIN, .to = BEGIN + 24 * HOUR};
	static const struct tl_inquiry host = {
		.from = BEGIN + 12 * HOUR,
		.to = BEGIN + 13 * HOUR,
		.hosts = {{[10] = 0xff, [11] = 0xff, [12] = 10, [14] = 1, [15] = 77}},
		.host_count = 1,
	};

	if (argc != 2) {
		fprintf(stderr, "query_bench DIR: of `store_bench 10000000 24 DIR`\n");
		return 2;
	}
	setenv("TZ", "UTC0", 1);
	tzset();
	ask_all(argv[1]);
	report(argv[1], "report host 10.0.1.77, one hour", &host);
	report(argv[1], "report, a day", &day);
	return 0;
}
