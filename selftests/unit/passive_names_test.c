// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which name a flow gets of those that were seen before, after, by its client and by others; and that memory has its bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/talks.h"
#include "enrich/passive_names.h"
#include "unit/sampled.h"

#define SECOND 1000000000ull
#define OFFSET 1000000000000000000ll /* what makes of samples' times those of records */
#define HOURS  3600

static const struct tl_passive_names_limits limits = {.entries = 64, .octets = 8192};
static struct tl_passive_names *names;
static struct tl_record record;

static int set_up(void **state)
{
	(void)state;
	names = tl_passive_names_create(&limits);
	return names ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	tl_passive_names_destroy(names);
	return 0;
}

static void address_of(__u8 address[16], unsigned int last)
{
	memset(address, 0, 16);
	memcpy(address + 10, (__u8[]){0xff, 0xff, 10, 0, (__u8)(last >> 8), (__u8)last}, 6);
}

static void see_with(enum tl_seen_in in, unsigned int client, unsigned int address, const char *name, __u64 second,
		     __u32 ttl)
{
	__u8 addresses[2][16];
	const struct tl_seen_name seen = {.in = in,
					  .name = name,
					  .client = addresses[0],
					  .address = addresses[1],
					  .ttl = ttl,
					  .time = second * SECOND};

	address_of(addresses[0], client);
	address_of(addresses[1], address);
	tl_passive_names_see(names, &seen);
}

static void see(unsigned int client, unsigned int address, const char *name, __u64 second)
{
	see_with(TL_SEEN_IN_DNS, client, address, name, second, 60);
}

/* A flow that begins at this second, and is told of later. */
static void flow(unsigned int source, unsigned int destination, __u64 second)
{
	memset(&record, 0, sizeof(record));
	record.key.ethertype = 0x0800;
	address_of(record.key.source_address, source);
	address_of(record.key.destination_address, destination);
	record.flow_start = second * SECOND + OFFSET;
	record.start = record.flow_start + 100 * SECOND;
	tl_passive_names_enrich(names, &record, OFFSET);
}

static void expect(const struct tl_record_name *name, const char *text, enum tl_name_basis basis)
{
	assert_string_equal(name->text, text);
	assert_int_equal(name->basis, basis);
}

static void each_client_its_own(void **state)
{
	(void)state;
	see(1, 9, "WWW.one.example", 10);
	see(2, 9, "www.two.example.", 11);
	flow(1, 9, 12);
	expect(&record.destination_name, "www.one.example", TL_NAMED_BY_DNS);
	expect(&record.source_name, "", 0);
	flow(2, 9, 12);
	expect(&record.destination_name, "www.two.example", TL_NAMED_BY_DNS);
	flow(3, 9, 12); /* the latest of anybody's */
	expect(&record.destination_name, "www.two.example", TL_NAMED_BY_OTHERS_DNS);
	flow(9, 2, 12); /* whoever of both began */
	expect(&record.source_name, "www.two.example", TL_NAMED_BY_DNS);
	flow(1, 8, 12);
	expect(&record.destination_name, "", 0);
}

static void the_one_before_the_flow(void **state)
{
	(void)state;
	see(1, 9, "one", 10);
	see(1, 9, "two", 20);
	see(1, 9, "one", 30);
	flow(1, 9, 15);
	expect(&record.destination_name, "one", TL_NAMED_BY_DNS);
	flow(1, 9, 20);
	expect(&record.destination_name, "two", TL_NAMED_BY_DNS);
	flow(1, 9, 31);
	expect(&record.destination_name, "one", TL_NAMED_BY_DNS);
	flow(1, 9, 5); /* it may have asked before anybody looked on */
	expect(&record.destination_name, "one", TL_NAMED_BY_OTHERS_DNS);
	for (unsigned int i = 0; i < 10; i++)
		see(1, 9, i % 2 ? "odd" : "even", 40 + i);
	flow(1, 9, 41); /* what was wanted then is forgotten: the earliest that is not */
	expect(&record.destination_name, "even", TL_NAMED_BY_OTHERS_DNS);
	flow(1, 9, 48);
	expect(&record.destination_name, "even", TL_NAMED_BY_DNS);
}

static void for_how_long(void **state)
{
	(void)state;
	see_with(TL_SEEN_IN_DNS, 1, 9, "brief", 10, 1);
	see_with(TL_SEEN_IN_DNS, 1, 8, "long", 10, 20 * HOURS);
	see_with(TL_SEEN_IN_DNS, 1, 7, "forever", 10, 0x7fffffff);
	flow(1, 9, 10 + 11 * HOURS); /* a TTL is the least */
	expect(&record.destination_name, "brief", TL_NAMED_BY_DNS);
	flow(1, 9, 10 + 13 * HOURS);
	expect(&record.destination_name, "", 0);
	flow(1, 8, 10 + 19 * HOURS);
	expect(&record.destination_name, "long", TL_NAMED_BY_DNS);
	flow(1, 8, 10 + 21 * HOURS);
	expect(&record.destination_name, "", 0);
	flow(1, 7, 10 + 24 * 8 * HOURS);
	expect(&record.destination_name, "", 0);
	see(1, 9, "brief", 10 + 13 * HOURS);
	flow(1, 9, 10 + 14 * HOURS);
	expect(&record.destination_name, "brief", TL_NAMED_BY_DNS);
}

static void learned_from_flows(void **state)
{
	(void)state;
	see_with(TL_SEEN_IN_SNI, 1, 9, "tls.example", 10, 0);
	see_with(TL_SEEN_IN_HOST, 1, 8, "Web.example:8080", 10, 0);
	see_with(TL_SEEN_IN_HOST, 1, 7, "192.0.2.7:8080", 10, 0);
	see_with(TL_SEEN_IN_HOST, 1, 7, "[2001:db8::7]:80", 10, 0);
	see_with(TL_SEEN_IN_SNI, 1, 7, "2001:db8::7", 10, 0);
	see_with(TL_SEEN_IN_SNI, 1, 7, ".", 10, 0);
	flow(1, 9, 11);
	expect(&record.destination_name, "tls.example", TL_NAMED_BY_OTHER_FLOW);
	flow(2, 8, 11);
	expect(&record.destination_name, "web.example", TL_NAMED_BY_OTHERS_FLOW);
	flow(1, 7, 11);
	expect(&record.destination_name, "", 0);
	see(1, 9, "tls.example", 12); /* both: the answer is the better reason */
	flow(1, 9, 13);
	expect(&record.destination_name, "tls.example", TL_NAMED_BY_DNS);
}

static void what_the_flow_says_itself(void **state)
{
	struct tl_record_facts facts = {.kind = TL_FACTS_NONE};

	(void)state;
	see(1, 9, "asked.example", 10);
	flow(1, 9, 11);
	tl_passive_names_take_own(&record);
	expect(&record.destination_name, "asked.example", TL_NAMED_BY_DNS);
	strcpy(record.http_host, "Host.example:80");
	tl_passive_names_take_own(&record);
	expect(&record.destination_name, "host.example", TL_NAMED_BY_HOST);
	facts.has.quic = true;
	strcpy(facts.quic.server_name, "quic.example");
	record.facts = &facts;
	tl_passive_names_take_own(&record);
	expect(&record.destination_name, "quic.example", TL_NAMED_BY_SNI);
	strcpy(record.server_name, "SNI.example");
	tl_passive_names_take_own(&record);
	expect(&record.destination_name, "sni.example", TL_NAMED_BY_SNI);
}

static void addresses_of_nobody(void **state)
{
	static const char *const nobody[] = {"\0\0\0\0", "\x7f\0\0\1", "\xe0\0\0\xfb", "\xff\xff\xff\xff"};

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		__u8 client[16], address[16];
		const struct tl_seen_name seen = {.name = "n", .client = client, .address = address, .time = 1};

		address_of(client, 1);
		address_of(address, 2);
		memcpy(address + 12, nobody[i], 4);
		tl_passive_names_see(names, &seen);
	}
	assert_int_equal(tl_passive_names_count(names), 0);
}

static void bounds(void **state)
{
	char name[512];

	(void)state;
	for (unsigned int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "%u.example", i);
		see(1, 100 + i, name, i);
		assert_true(tl_passive_names_count(names) <= limits.entries);
	}
	flow(1, 1099, 1000);
	expect(&record.destination_name, "999.example", TL_NAMED_BY_DNS);
	flow(1, 1000, 1000);
	expect(&record.destination_name, "", 0);
	assert_true(tl_passive_names_forgotten(names) >= 2 * 1000 - limits.entries);
	for (unsigned int i = 0; i < 1000; i++) { /* long ones: their octets are what is short */
		memset(name, 'a' + (int)(i % 26), 251);
		snprintf(name + 251, 5, "%u", i);
		see(1, 100 + i, name, 2000 + i);
	}
	assert_true(tl_passive_names_count(names) <= 2 * 8192 / 251);
	memset(name, 'a', sizeof(name) - 1); /* longer than a name can be */
	name[sizeof(name) - 1] = 0;
	see(1, 3, name, 4000);
	flow(1, 3, 4001);
	expect(&record.destination_name, "", 0);
}

/* --- from payload */

#define HEADER(flags, answers) "\x12\x34" flags "\0\1\0" answers "\0\0\0\0"
#define QUESTION	       "\3wWw\7example\3com\0\0\1\0\1"
#define ALIAS		       "\xc0\x0c\0\5\0\1\0\0\0\x3c\0\6\3cdn\xc0\x10"
#define ADDRESS(last)	       "\xc0\x2d\0\1\0\1\0\0\0\x3c\0\4\x0a\0\0" last
#define OF(text)	       text, sizeof(text) - 1

static void sample(struct tl_talks *talks, bool answers, __u16 port, __u64 second, const char *octets, size_t count)
{
	struct tl_flow_key key = {.ethertype = 0x0800, .protocol = port == 53 ? 17 : 6};

	address_of(answers ? key.destination_address : key.source_address, 1);
	address_of(answers ? key.source_address : key.destination_address, 53);
	key.source_port = answers ? port : 40000;
	key.destination_port = answers ? 40000 : port;
	add_sample(talks, &key, second * SECOND, 0, octets, count);
}

static struct tl_talks *open_talks(void)
{
	const struct tl_talks_limits room = {.talks = 4,
					     .stream_octets = 8192,
					     .transactions = 100,
					     .see = tl_passive_names_see,
					     .see_context = names};
	struct tl_talks *talks = tl_talks_create(&room);

	assert_non_null(talks);
	return talks;
}

static void all_addresses_of_an_answer(void **state)
{
	struct tl_talks *talks = open_talks();

	(void)state;
	sample(talks, false, 53, 10, OF(HEADER("\1\0", "\0") QUESTION));
	sample(talks, true, 53, 11,
	       OF(HEADER("\x81\x80", "\4") QUESTION ALIAS ADDRESS("\7") ADDRESS("\x8") ADDRESS("\x9")));
	for (unsigned int address = 7; address <= 9; address++) {
		flow(1, address, 12);
		expect(&record.destination_name, "www.example.com", TL_NAMED_BY_DNS);
	}
	tl_talks_destroy(talks);
}

static void answers_that_nobody_asked_for(void **state)
{
	struct tl_talks *talks = open_talks();

	(void)state;
	sample(talks, true, 53, 11, OF(HEADER("\x81\x80", "\1") QUESTION ADDRESS("\7")));
	sample(talks, false, 53, 12, OF("\x43\x21\1\0\0\1\0\0\0\0\0\0" QUESTION));
	sample(talks, true, 53, 13, OF("\x43\x22\x81\x80\0\1\0\1\0\0\0\0" QUESTION ADDRESS("\x8"))); /* another id */
	assert_int_equal(tl_passive_names_count(names), 0);
	tl_talks_destroy(talks);
}

static void hosts_and_proxies(void **state)
{
	struct tl_talks *talks = open_talks();

	(void)state;
	sample(talks, false, 3128, 10, OF("GET http://far.example/ HTTP/1.1\r\nHost: far.example\r\n\r\n"));
	assert_int_equal(tl_passive_names_count(names), 0);
	sample(talks, false, 80, 11, OF("GET / HTTP/1.1\r\nHost: Near.example\r\n\r\n"));
	flow(1, 53, 12);
	expect(&record.destination_name, "near.example", TL_NAMED_BY_OTHER_FLOW);
	tl_talks_destroy(talks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_client_its_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_one_before_the_flow, set_up, tear_down),
		cmocka_unit_test_setup_teardown(for_how_long, set_up, tear_down),
		cmocka_unit_test_setup_teardown(learned_from_flows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_the_flow_says_itself, set_up, tear_down),
		cmocka_unit_test_setup_teardown(addresses_of_nobody, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bounds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_addresses_of_an_answer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(answers_that_nobody_asked_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hosts_and_proxies, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
