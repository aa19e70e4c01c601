// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Anomalies in plain words: what each rule finds, and what it leaves alone. Investigations of hosts. */
#include "report_support.h"

static const struct tl_inquiry all = {.to = UINT64_MAX};
static struct made made;

static struct tl_analysis *begin(void)
{
	struct tl_analysis *analysis = analyse(&tl_section_anomalies, &all);

	/* an answered flow: the records are of both directions */
	tl_analysis_take(analysis, &flow(&made, "10.0.0.9", "10.0.0.8", 80, 0)->row);
	return analysis;
}

static void quiet_network(void **state)
{
	(void)state;
	EXPECT(begin(), "Nothing stands out.", "{\"rule\":\"Scan of hosts\",\"found\":0,",
	       "{\"rule\":\"New service\",\"condition\":\"nothing is kept from before");
}

static void one_direction_tells_nothing_of_answers(void **state)
{
	struct tl_analysis *analysis = analyse(&tl_section_anomalies, &all);
	char address[16];

	(void)state;
	for (unsigned int i = 1; i < 200; i++) {
		snprintf(address, sizeof(address), "10.0.1.%u", i);
		tl_analysis_take(analysis, &in_vain(&made, "10.0.0.1", address, 22)->row);
	}
	EXPECT(analysis, "Nothing stands out.",
	       "{\"rule\":\"Scan of hosts\",\"condition\":\"the records are of one direction each\"}");
}

static void scan_of_hosts(void **state)
{
	struct tl_analysis *analysis = begin();
	char address[16];

	(void)state;
	for (unsigned int i = 1; i <= 100; i++) {
		snprintf(address, sizeof(address), "10.0.1.%u", i);
		tl_analysis_take(analysis, &in_vain(&made, "10.0.0.1", address, 22)->row);
	}
	EXPECT(analysis, "Scan of hosts: 10.0.0.1 knocked at about ", "got nowhere in 100 of 100 tries",
	       "One of the last was TCP port 22 of 10.0.1.100.", "{\"rule\":\"Scan of ports\",\"found\":0,");
}

static void scan_of_ports(void **state)
{
	struct tl_analysis *analysis = begin();

	(void)state;
	for (__u16 port = 1; port <= 100; port++)
		tl_analysis_take(analysis, &in_vain(&made, "10.0.0.1", "10.0.1.1", port)->row);
	EXPECT(analysis, "Scan of ports: 10.0.0.1 tried about ", " ports of 10.0.1.1 and got nowhere in 100 of 100",
	       "{\"rule\":\"Scan of hosts\",\"found\":0,");
}

/* Many hosts that answer are no scan. */
static void busy_client(void **state)
{
	struct tl_analysis *analysis = begin();
	char address[16];

	(void)state;
	for (unsigned int i = 1; i <= 100; i++) {
		snprintf(address, sizeof(address), "10.0.1.%u", i);
		tl_analysis_take(analysis, &flow(&made, "10.0.0.1", address, 443, i)->row);
	}
	EXPECT(analysis, "Nothing stands out.");
}

static void dns_failures(void **state)
{
	struct tl_analysis *analysis = begin();

	(void)state;
	for (unsigned int i = 0; i < 30; i++) {
		flow(&made, i % 2 ? "10.0.0.1" : "10.0.0.2", "10.0.0.53", 53, i);
		put_text(&made, TL_FORWARD(dnsQname), "nobody.example");
		put_number(&made, TL_FORWARD(dnsResponseCode), 3);
		tl_analysis_take(analysis, &made.row);
	}
	EXPECT(analysis,
	       "DNS client: 10.0.0.1 asked DNS in vain 15 times of 15, for about 1 names; the latest is "
	       "nobody.example: there is no such name.",
	       "DNS name: The name nobody.example was asked for in vain 30 times of 30, by about 2 clients");
}

static void new_service(void **state)
{
	struct tl_known_services *services = tl_known_services_create();
	struct tl_inquiry inquiry = {.from = NOON * SECOND, .to = UINT64_MAX, .known = services};
	struct tl_analysis *analysis;
	struct tl_entry entry;

	(void)state;
	tl_entry_take(&entry, &flow(&made, "10.0.0.1", "10.0.0.2", 80, 0)->row);
	tl_known_services_take(services, &entry);
	analysis = analyse(&tl_section_anomalies, &inquiry);
	tl_analysis_take(analysis, &flow(&made, "10.0.0.1", "10.0.0.2", 80, 5)->row);
	tl_analysis_take(analysis, &flow(&made, "10.0.0.1", "8.8.8.8", 443, 5)->row);
	tl_analysis_take(analysis, &flow(&made, "10.0.0.1", "10.0.0.2", 40000, 5)->row);
	tl_analysis_take(analysis, &in_vain(&made, "10.0.0.1", "10.0.0.2", 23)->row);
	for (unsigned int i = 0; i < 3; i++) { /* one flow, told three times */
		flow(&made, "10.0.0.7", "10.0.0.2", 4444, 9 + i);
		put_number(&made, TL_FORWARD(flowEndReason), i < 2 ? 2 : 3);
		tl_analysis_take(analysis, &made.row);
	}
	flow(&made, "10.0.0.8", "10.0.0.2", 5555, 9);
	put_number(&made, TL_FORWARD(flowEndReason), 2);
	tl_analysis_take(analysis, &made.row);
	EXPECT(analysis, "New service: TCP port 4444 of 10.0.0.2 answers since 2017-11-22 11:00:09",
	       "First asked by 10.0.0.7, 1 flow.", "First asked by 10.0.0.8, a flow that goes on.",
	       "{\"rule\":\"New service\",\"found\":2,");
	tl_known_services_destroy(services);
}

static void services_in_trouble(void **state)
{
	struct tl_analysis *analysis = begin();

	(void)state;
	for (unsigned int i = 0; i < 50; i++) {
		tl_analysis_take(analysis, &in_vain(&made, "10.0.0.1", "10.0.0.2", 25)->row);
		flow(&made, "10.0.0.1", "10.0.0.3", 80, i);
		put_number(&made, TL_FORWARD(npmServerResponseTime), 3000000);
		put_number(&made, TL_REVERSE(responses), 1);
		put_number(&made, TL_REVERSE(npmTcpRetransmission), 2);
		tl_analysis_take(analysis, &made.row);
	}
	flow(&made, "10.0.0.1", "8.8.8.8", 443, 0);
	put_number(&made, TL_FORWARD(octetDeltaCount), 600000000);
	tl_analysis_take(analysis, &made.row);
	EXPECT(analysis, "Service down: TCP port 25 of 10.0.0.2 did not serve 50 of 50 flows",
	       "Slow service: TCP port 80 of 10.0.0.3 is slow: 50 of its 50 answers",
	       "Loss: On the way to TCP port 80 of 10.0.0.3 packets are lost: 10.0% of 1000",
	       "Upload: 10.0.0.1 sent 600MB out to 8.8.8.8 and got only 9.0kB back");
}

static struct tl_inquiry hosts(const char *first, const char *second)
{
	struct tl_inquiry inquiry = {.to = UINT64_MAX, .host_count = second ? 2 : 1};

	assert_true(tl_host_parse(inquiry.hosts[0], first));
	if (second)
		assert_true(tl_host_parse(inquiry.hosts[1], second));
	return inquiry;
}

static void request(struct tl_analysis *analysis, const char *client, const char *name, const char *target, __u64 at)
{
	flow(&made, client, "10.0.0.2", 80, at);
	put_text(&made, TL_FORWARD(httpRequestHost), name);
	put_text(&made, TL_FORWARD(httpRequestMethod), "GET");
	put_text(&made, TL_FORWARD(httpRequestTarget), target);
	put_number(&made, TL_FORWARD(httpStatusCode), 200);
	put_text(&made, TL_FORWARD(userAgentSystem), "Windows");
	put_text(&made, TL_FORWARD(userAgentSystemVersion), "10");
	tl_analysis_take(analysis, &made.row);
}

static void investigation(void **state)
{
	struct tl_inquiry inquiry = hosts("10.0.0.1", "10.0.0.2");
	struct tl_analysis *analysis = tl_analysis_open(tl_investigation_sections, &inquiry);

	(void)state;
	request(analysis, "10.0.0.1", "www.example.org", "/late", 20);
	request(analysis, "10.0.0.1", "www.example.org", "/early", 10);
	request(analysis, "10.0.0.7", "other.example.org", "/", 10);
	tl_analysis_take(analysis, &flow(&made, "10.0.0.7", "10.0.0.8", 80, 0)->row); /* of neither */
	flow(&made, "10.0.0.1", "10.0.0.53", 53, 5);
	put_text(&made, TL_FORWARD(dnsQname), "www.example.org.");
	put_number(&made, TL_FORWARD(dnsQtype), 1);
	put_address(&made, TL_FORWARD(dnsAnswerIPv4Address), "10.0.0.2");
	tl_analysis_take(analysis, &made.row);
	assert_int_equal(tl_analysis_rows(analysis), 4);
	EXPECT(analysis, "{\"site\":\"www.example.org\",\"flows\":2,\"requests\":2,",
	       "\"url\":\"www.example.org/late\",\"status\":200,\"times\":1",
	       "{\"name\":\"other.example.org\",\"address\":\"10.0.0.2\",\"basis\":\"HTTP "
	       "Host\",\"byThem\":\"no\",\"byOthers\":\"10.0.0.7\"",
	       "{\"name\":\"www.example.org\",\"address\":\"10.0.0.2\",\"basis\":\"DNS answer\",\"byThem\":\"yes\"",
	       "\"system\":\"Windows 10\",\"basis\":\"user agent\",\"times\":2",
	       "\"method\":\"A\",\"host\":\"www.example.org.\",\"url\":\"→ 10.0.0.2\"}");
}

/* Both were there, but not with each other. */
static void nothing_between(void **state)
{
	struct tl_inquiry inquiry = hosts("10.0.0.1", "10.0.0.2");
	struct tl_analysis *analysis = tl_analysis_open(tl_investigation_sections, &inquiry);
	char *text;

	(void)state;
	tl_analysis_take(analysis, &flow(&made, "10.0.0.1", "10.0.0.8", 80, 0)->row);
	text = shown(analysis, VIEW_TERMINAL, 200);
	assert_non_null(strstr(text, "Nothing passed in this time."));
	free(text);
	tl_analysis_close(analysis);
}

/* Rows come in any order; the earliest are kept, and it is said how many are not. */
static void timeline_is_bounded(void **state)
{
	struct tl_inquiry inquiry = hosts("10.0.0.1", NULL);
	struct tl_analysis *analysis = analyse(&tl_section_timeline, &inquiry);
	char *text, *first, *second;

	(void)state;
	for (unsigned int i = 0; i < 25000; i++)
		tl_analysis_take(analysis, &flow(&made, "10.0.0.1", "10.0.0.2", 80, 25000 - i)->row);
	text = shown(analysis, VIEW_JSON, 0);
	first = strstr(text, "\"time\":1511348401000000000");
	second = strstr(text, "\"time\":1511348402000000000");
	assert_true(first && second && first < second);
	assert_non_null(strstr(text, "\"time\":1511358400000000000"));
	assert_null(strstr(text, "\"time\":1511358401000000000"));
	free(text);
	text = shown(analysis, VIEW_TERMINAL, 200);
	assert_non_null(strstr(text, "15000 later rows are left out"));
	free(text);
	tl_analysis_close(analysis);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(quiet_network),       cmocka_unit_test(one_direction_tells_nothing_of_answers),
		cmocka_unit_test(scan_of_hosts),       cmocka_unit_test(scan_of_ports),
		cmocka_unit_test(busy_client),	       cmocka_unit_test(dns_failures),
		cmocka_unit_test(new_service),	       cmocka_unit_test(services_in_trouble),
		cmocka_unit_test(investigation),       cmocka_unit_test(nothing_between),
		cmocka_unit_test(timeline_is_bounded),
	};

	setenv("TZ", "UTC0", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
