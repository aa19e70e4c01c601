// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What sections of a report make of rows, and what the bounded structures below them hold. */
#include "report_support.h"

#include "report/course.h"
#include "report/distinct.h"
#include "report/distribution.h"
#include "report/frequent.h"

static const struct tl_inquiry all = {.to = UINT64_MAX};
static struct made made;

static void frequent_is_exact_with_room(void **state)
{
	struct tl_frequent *frequent = tl_frequent_create(4, sizeof(__u64));
	const struct tl_frequent_entry *sorted;
	__u64 error;

	(void)state;
	for (unsigned int i = 0; i < 100; i++)
		++*(__u64 *)tl_frequent_take(frequent, i % 3 ? "often" : "seldom", i % 3 ? 5 : 6, i % 3 ? 10 : 1);
	sorted = tl_frequent_sort(frequent, NULL);
	assert_int_equal(tl_frequent_count(frequent), 2);
	assert_memory_equal(sorted[0].key, "often", 5);
	assert_int_equal(sorted[0].weight, 660);
	assert_int_equal(*(__u64 *)sorted[0].counts, 66);
	assert_int_equal(*(__u64 *)sorted[1].counts, 34);
	assert_false(tl_frequent_is_cut(frequent, &error));
	tl_frequent_destroy(frequent);
}

/* The heavy ones stay, however many light ones pass; what they weigh is right within the error that is told. */
/* Whatever makes way for what: no weight is lost, and none is told that is off by more than its error. */
static void frequent_weighs_what_came(void **state)
{
	struct tl_frequent *frequent = tl_frequent_create(100, sizeof(__u64));
	const struct tl_frequent_entry *sorted;
	static __u64 truth[5000];
	__u64 seed = 1, came = 0, told = 0;
	__u32 key;

	(void)state;
	for (unsigned int i = 0; i < 50000; i++) {
		seed = seed * 6364136223846793005ull + 1442695040888963407ull;
		key = (__u32)(seed >> 33) % ((seed >> 20 & 1) ? 5000 : 30);
		truth[key] += seed >> 60;
		came += seed >> 60;
		assert_non_null(tl_frequent_take(frequent, &key, sizeof(key), seed >> 60));
	}
	sorted = tl_frequent_sort(frequent, NULL);
	assert_int_equal(tl_frequent_count(frequent), 100);
	for (unsigned int i = 0; i < 100; i++) {
		memcpy(&key, sorted[i].key, sizeof(key));
		assert_true(sorted[i].weight >= truth[key] && sorted[i].weight - sorted[i].error <= truth[key]);
		assert_true(i >= 30 || key < 30);
		told += sorted[i].weight;
	}
	assert_int_equal(told, came);
	tl_frequent_destroy(frequent);
}

static void frequent_says_that_it_is_cut(void **state)
{
	struct tl_frequent *frequent = tl_frequent_create(16, 0);
	const struct tl_frequent_entry *sorted;
	__u64 error;

	(void)state;
	for (unsigned int i = 0; i < 10000; i++) {
		tl_frequent_take(frequent, &i, sizeof(i), 1);
		tl_frequent_take(frequent, i % 2 ? "heavy" : "weighty", i % 2 ? 5 : 7, 3);
	}
	sorted = tl_frequent_sort(frequent, NULL);
	assert_true(tl_frequent_is_cut(frequent, &error));
	assert_int_equal(tl_frequent_count(frequent), 16);
	for (unsigned int i = 0; i < 2; i++) {
		assert_true(sorted[i].key_length == 5 || sorted[i].key_length == 7);
		assert_true(sorted[i].weight >= 15000 && sorted[i].weight - sorted[i].error <= 15000);
	}
	assert_true(error <= (10000 + 30000) / 16);
	tl_frequent_destroy(frequent);
}

/* A key that weighs nothing makes way like any other. */
static void frequent_without_weight(void **state)
{
	struct tl_frequent *frequent = tl_frequent_create(2, sizeof(__u64));

	(void)state;
	for (unsigned int i = 0; i < 100; i++)
		assert_non_null(tl_frequent_take(frequent, &i, sizeof(i), 0));
	assert_int_equal(tl_frequent_count(frequent), 2);
	tl_frequent_destroy(frequent);
}

static void distribution_is_near(void **state)
{
	struct tl_distribution *distribution = calloc(1, sizeof(*distribution));
	__u32 median, most;

	(void)state;
	assert_int_equal(tl_distribution_quantile(distribution, 0.5), 0);
	for (__u32 i = 1; i <= 10000; i++)
		tl_distribution_take(distribution, i, 1);
	median = tl_distribution_quantile(distribution, 0.5);
	most = tl_distribution_quantile(distribution, 0.95);
	assert_in_range(median, 4840, 5160);
	assert_in_range(most, 9200, 9800);
	tl_distribution_take(distribution, UINT32_MAX, 100000);
	assert_true(tl_distribution_quantile(distribution, 0.95) > UINT32_MAX / 32 * 31);
	free(distribution);
}

static double sum(const struct tl_course *course)
{
	double amount = 0;

	for (unsigned int i = 0; i < TL_COURSE_STEPS; i++)
		amount += course->amounts[i];
	return amount;
}

static void course_keeps_what_it_took(void **state)
{
	struct tl_course course = {0};
	unsigned int first, last;

	(void)state;
	assert_false(tl_course_bounds(&course, &first, &last));
	tl_course_take(&course, NOON * SECOND, NOON * SECOND, 5);
	tl_course_take(&course, (NOON - 100) * SECOND, (NOON + 100) * SECOND, 201);
	assert_int_equal(course.step, SECOND);
	assert_true(tl_course_bounds(&course, &first, &last));
	assert_int_equal(last - first, 200);
	tl_course_take(&course, (NOON + 86400) * SECOND, (NOON + 86401) * SECOND, 7);
	tl_course_take(&course, (NOON - 86400) * SECOND, 0, 3); /* an end before the start */
	tl_course_take(&course, 0, NOON * SECOND, 11);
	assert_true(sum(&course) > 226.9 && sum(&course) < 227.1);
	assert_true(tl_course_bounds(&course, &first, &last));
}

static void distinct_counts_about(void **state)
{
	struct tl_distinct distinct = {0};

	(void)state;
	for (unsigned int i = 0; i < 1200; i++) {
		unsigned int key = i % 300;

		tl_distinct_take(&distinct, &key, sizeof(key));
	}
	assert_in_range(tl_distinct_count(&distinct), 285, 315);
}

static void hosts_are_own_or_not(void **state)
{
	static const struct {
		const char *address;
		bool is_own, is_group;
	} cases[] = {{"10.1.2.3", true, false},	      {"172.31.0.1", true, false},   {"172.32.0.1", false, false},
		     {"192.168.255.255", true, true}, {"8.8.8.8", false, false},     {"224.0.0.251", false, true},
		     {"fd00::1", true, false},	      {"fe80::1", true, false},	     {"2001:db8::1", true, false},
		     {"ff02::fb", false, true},	      {"2606:4700::1", false, false}};
	__u8 host[16];

	(void)state;
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(tl_host_parse(host, cases[i].address));
		assert_int_equal(tl_host_is_own(host), cases[i].is_own);
		assert_int_equal(tl_host_is_group(host), cases[i].is_group);
	}
	assert_false(tl_host_parse(host, "example.org"));
}

static void volume_counts_both(void **state)
{
	struct tl_analysis *analysis = analyse(&tl_section_volume, &all);

	(void)state;
	for (unsigned int i = 0; i < 4; i++)
		tl_analysis_take(analysis, &flow(&made, "10.0.0.1", "10.0.0.2", 80, i)->row);
	put_number(&made, TL_FORWARD(transactionNumber), 2);
	tl_analysis_take(analysis, &made.row);
	/* 4 flows of 10000 octets in 5 records of 100 */
	EXPECT(analysis, "\"items\":80,\"octets\":40000,\"average\":500}",
	       "\"items\":5,\"octets\":500,\"average\":100}", "Reduction 80:1", "\"course\":[");
}

static void volume_without_sizes(void **state)
{
	struct tl_analysis *analysis = analyse(&tl_section_volume, &all);

	(void)state;
	flow(&made, "10.0.0.1", "10.0.0.2", 80, 0)->row.octets = 0;
	tl_analysis_take(analysis, &made.row);
	EXPECT(analysis, "{\"stage\":\"after: records\",\"items\":1}");
}

static void applications_have_shares(void **state)
{
	struct tl_analysis *analysis = analyse(&tl_section_applications, &all);

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		flow(&made, "10.0.0.1", "10.0.0.2", 80, i);
		put_text(&made, TL_FORWARD(applicationName), i ? "http" : "dns");
		tl_analysis_take(analysis, &made.row);
	}
	EXPECT(analysis,
	       "{\"application\":\"http\",\"flows\":3,\"flowShare\":0.75,\"packets\":60,\"packetShare\":0.75,"
	       "\"octets\":30000,\"octetShare\":0.75}",
	       "{\"application\":\"dns\",\"flows\":1,\"flowShare\":0.25");
}

static void hosts_have_names(void **state)
{
	struct tl_analysis *analysis = analyse(&tl_section_hosts, &all);

	(void)state;
	flow(&made, "10.0.0.1", "10.0.0.2", 80, 0);
	put_text(&made, TL_FORWARD(httpRequestHost), "WWW.Example.org:8080");
	tl_analysis_take(analysis, &made.row);
	EXPECT(analysis,
	       "{\"host\":\"10.0.0.1\",\"flows\":1,\"packets\":20,\"octetsSent\":1000,\"octetsReceived\":9000",
	       "{\"host\":\"10.0.0.2\",\"name\":\"www.example.org\",");
}

static void places_count_once(void **state)
{
	struct tl_analysis *countries = analyse(&tl_section_countries, &all), *systems;

	(void)state;
	flow(&made, "10.0.0.1", "10.0.0.2", 80, 0);
	put_text(&made, TL_FORWARD(sourceIPCountry), "CZ");
	put_text(&made, TL_FORWARD(destinationIPCountry), "CZ");
	put_number(&made, TL_FORWARD(bgpDestinationAsNumber), 64500);
	put_text(&made, TL_FORWARD(destinationAsName), "Example");
	tl_analysis_take(countries, &made.row);
	EXPECT(countries, "{\"country\":\"CZ\",\"flows\":1,\"flowShare\":1,");
	systems = analyse(&tl_section_systems, &all);
	tl_analysis_take(systems, &made.row);
	EXPECT(systems, "{\"system\":\"AS64500 Example\",\"flows\":1");
}

static void times_have_quantiles(void **state)
{
	struct tl_analysis *analysis = analyse(&tl_section_times, &all);

	(void)state;
	for (unsigned int i = 1; i <= 100; i++) {
		flow(&made, "10.0.0.1", "10.0.0.2", 80, 0);
		put_text(&made, TL_FORWARD(applicationName), "http");
		put_number(&made, TL_FORWARD(npnRoundTripTime), 10);
		put_number(&made, TL_FORWARD(httpResponseTime), i <= 90 ? 12 : 15);
		tl_analysis_take(analysis, &made.row);
	}
	EXPECT(analysis,
	       "{\"application\":\"http\",\"roundTrips\":100,\"networkMedian\":10,\"network95\":10,\"responses\":100,"
	       "\"serverMedian\":12,\"server95\":15}",
	       "{\"server\":\"10.0.0.2:80 \"");
}

static void tls_tells_what_is_odd(void **state)
{
	struct tl_analysis *analysis = analyse(&tl_section_tls, &all);

	(void)state;
	flow(&made, "10.0.0.1", "10.0.0.2", 443, 0);
	put_number(&made, TL_FORWARD(tlsServerVersion), 0x0301);
	put_number(&made, TL_FORWARD(tlsFindings), 1 + 16 + 64);
	put_text(&made, TL_FORWARD(tlsSubjectCn), "odd.example.org");
	put_number(&made, TL_FORWARD(tlsValidityNotAfter), 1262304000);
	put_number(&made, TL_FORWARD(flowEndReason), 2); /* it goes on, and counts when it has ended */
	tl_analysis_take(analysis, &made.row);
	put_number(&made, TL_FORWARD(flowEndReason), 3);
	tl_analysis_take(analysis, &made.row);
	EXPECT(analysis, "{\"version\":\"TLS 1.0\",\"flows\":1,\"share\":1,",
	       "{\"finding\":\"old version\",\"flows\":1", "{\"finding\":\"expired\",",
	       "\"why\":\"self-signed expired \"", "\"notAfter\":1262304000000000000");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(frequent_is_exact_with_room),
		cmocka_unit_test(frequent_weighs_what_came),
		cmocka_unit_test(frequent_says_that_it_is_cut),
		cmocka_unit_test(frequent_without_weight),
		cmocka_unit_test(distribution_is_near),
		cmocka_unit_test(course_keeps_what_it_took),
		cmocka_unit_test(distinct_counts_about),
		cmocka_unit_test(hosts_are_own_or_not),
		cmocka_unit_test(volume_counts_both),
		cmocka_unit_test(volume_without_sizes),
		cmocka_unit_test(applications_have_shares),
		cmocka_unit_test(hosts_have_names),
		cmocka_unit_test(places_count_once),
		cmocka_unit_test(times_have_quantiles),
		cmocka_unit_test(tls_tells_what_is_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
