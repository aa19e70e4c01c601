// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Payload samples in whatever order and from whatever interface, and what flow records then say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/dissector.h"
#include "dissect/stream.h"
#include "dissect/talks.h"
#include "unit/sampled.h"

#define QUESTION "\7example\3com\0\0\1\0\1"
#define QUERY	 "\x12\x34\1\0\0\1\0\0\0\0\0\0" QUESTION
#define RESPONSE "\x12\x34\x81\x80\0\1\0\1\0\0\0\0" QUESTION "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"
#define OFFSET	 1600000000000000000ll
#define OF(text) (text), sizeof(text) - 1

static const struct tl_talks_limits limits = {.talks = 4, .stream_octets = 8192, .transactions = 100};
static struct tl_talks *talks;

static int set_up(void **state)
{
	(void)state;
	talks = tl_talks_create(&limits);
	return talks ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	tl_talks_destroy(talks);
	return 0;
}

static struct tl_flow_key key_of(unsigned int client, __u8 protocol, __u16 port, bool answers)
{
	struct tl_flow_key key = {.ethertype = 0x0800, .protocol = protocol, .ifindex = answers ? 3 : 2};
	__u8 *from = answers ? key.destination_address : key.source_address;
	__u8 *to = answers ? key.source_address : key.destination_address;

	memcpy(from + 10, (__u8[]){0xff, 0xff, 10, 0, 0, (__u8)client}, 6);
	memcpy(to + 10, (__u8[]){0xff, 0xff, 9, 9, 9, 9}, 6);
	key.source_port = answers ? port : 40000;
	key.destination_port = answers ? 40000 : port;
	return key;
}

static struct tl_record emitted[8];
static struct tl_record_facts emitted_facts[8];
static unsigned int emitted_count;

static void keep(void *context, struct tl_record *record)
{
	(void)context;
	assert_true(emitted_count < 8);
	emitted[emitted_count] = *record;
	emitted_facts[emitted_count] = record->facts ? *record->facts : (struct tl_record_facts){};
	emitted[emitted_count].facts = &emitted_facts[emitted_count];
	emitted_count++;
}

static struct tl_record_dns told(const struct tl_flow_key *key, enum tl_end_reason reason)
{
	struct tl_record record = {.key = *key, .end_reason = reason, .flow_id = 7, .sequence = 9};

	record.start = OFFSET;
	record.end = OFFSET + 100000000;
	record.forward.packets = 1;
	emitted_count = 0;
	tl_talks_emit(talks, &record, OFFSET, keep, NULL);
	assert_int_equal(emitted[0].transaction, 0);
	assert_int_equal(emitted[0].forward.packets, 1);
	return emitted[0].facts->dns;
}

static void query_and_response_by_two_interfaces(void **state)
{
	struct tl_flow_key there = key_of(1, 17, 53, false), back = key_of(1, 17, 53, true);
	struct tl_record_dns dns;

	(void)state;
	add_sample(talks, &there, 1000000, 0, OF(QUERY));
	add_sample(talks, &back, 4000000, 0, OF(RESPONSE));
	dns = told(&there, TL_END_ACTIVE);
	assert_true(dns.known && dns.is_answered && dns.is_timed && dns.has_ipv4);
	assert_string_equal(dns.name, "example.com");
	assert_int_equal(dns.response_time, 3000);
	assert_int_equal(dns.ttl, 60);
	assert_int_equal(emitted_count, 1);
	assert_int_equal(tl_talks_count(talks), 1);
	assert_true(told(&back, TL_END_IDLE).known); /* the same packets at another interface, before and after */
	assert_int_equal(tl_talks_count(talks), 1);
	assert_true(told(&there, TL_END_IDLE).known);
	assert_int_equal(tl_talks_count(talks), 0);
	assert_true(told(&back, TL_END_IDLE).known);
	add_sample(talks, &there, 5000000, 0,
		   OF("\x43\x21\1\0\0\1\0\0\0\0\0\0" QUESTION)); /* the next of the same key */
	dns = told(&there, TL_END_IDLE);
	assert_int_equal(dns.id, 0x4321);
	assert_false(dns.is_answered);
}

static void response_to_another_query(void **state)
{
	struct tl_flow_key there = key_of(1, 17, 53, false), back = key_of(1, 17, 53, true);
	struct tl_record_dns dns;

	(void)state;
	add_sample(talks, &there, 1000, 0, OF(QUERY));
	add_sample(talks, &back, 2000, 0,
		   OF("\x12\x35"
		      "\x81\x83\0\1\0\0\0\0\0\0" QUESTION));
	dns = told(&there, TL_END_IDLE);
	assert_false(dns.is_answered);
	assert_int_equal(emitted_count, 2); /* the response to what was not seen is another transaction */
	assert_int_equal(emitted[1].transaction, 2);
	assert_int_equal(emitted[1].facts->dns.id, 0x1235);
}

/* Interleaved, repeated, one of them never answered. */
static void transactions_of_one_flow(void **state)
{
	struct tl_flow_key there = key_of(1, 17, 53, false), back = key_of(1, 17, 53, true);
	static char query[] = QUERY, response[] = RESPONSE;

	(void)state;
	for (char id = 1; id <= 3; id++) {
		query[1] = id;
		add_sample(talks, &there, id * 1000000, 0, OF(query));
		add_sample(talks, &there, id * 1000000 + 10, 0, OF(query)); /* seen twice */
	}
	response[1] = 3;
	add_sample(talks, &back, 5000000, 0, OF(response));
	add_sample(talks, &back, 5000010, 0, OF(response));
	assert_false(told(&there, TL_END_ACTIVE).is_answered);
	assert_int_equal(emitted_count, 2);
	assert_int_equal(emitted[1].transaction, 3);
	assert_int_equal(emitted[1].flow_id, 7);
	assert_int_equal(emitted[1].sequence, 9);
	assert_int_equal(emitted[1].forward.packets, 0);
	assert_int_equal(emitted[1].start, OFFSET + 3000000);
	assert_int_equal(emitted[1].end, OFFSET + 5000010);
	assert_int_equal(emitted[1].facts->dns.response_time, 2000);
	response[1] = 1;
	add_sample(talks, &back, 6000000, 0, OF(response));
	assert_true(told(&there, TL_END_IDLE).is_answered);
	assert_int_equal(emitted_count, 2);
	assert_int_equal(emitted[1].transaction, 2);
	assert_false(emitted[1].facts->dns.is_answered);
}

/* A stream cut anywhere, its later part first. */
static void stream_in_two_parts(void **state)
{
	static const char text[] = "\0\x1d" QUERY;
	const size_t length = sizeof(text) - 1;

	(void)state;
	for (size_t cut = 1; cut < length; cut++) {
		struct tl_flow_key there = key_of(1, 6, 53, false);

		add_sample(talks, &there, 2000, 7000 + (__u32)cut, text + cut, length - cut);
		add_sample(talks, &there, 1000, 7000, text, cut);
		assert_true(told(&there, TL_END_ACTIVE).known);
		assert_string_equal(told(&there, TL_END_IDLE).name, "example.com");
	}
}

static void other_protocols(void **state)
{
	struct tl_flow_key datagram = key_of(1, 17, 5000, false), stream = key_of(2, 6, 5000, false);

	(void)state;
	add_sample(talks, &datagram, 1000, 0, OF("hello, here I am and say nothing"));
	add_sample(talks, &stream, 1000, 1, OF("hello, here I am and say nothing"));
	assert_false(told(&datagram, TL_END_IDLE).known);
	assert_false(told(&stream, TL_END_IDLE).known);
}

/* By what it says, not by the port; and a port alone does not make it. */
static void dns_by_another_port(void **state)
{
	struct tl_flow_key there = key_of(1, 17, 5300, false), wrong = key_of(2, 17, 53, false);

	(void)state;
	add_sample(talks, &there, 1000, 0, OF(QUERY));
	add_sample(talks, &wrong, 1000, 0, OF("GET / HTTP/1.1\r\n\r\n"));
	assert_true(told(&there, TL_END_IDLE).known);
	assert_false(told(&wrong, TL_END_IDLE).known);
}

static void no_more_than_there_is_room_for(void **state)
{
	struct tl_flow_key first = key_of(0, 17, 53, false), last;

	(void)state;
	for (unsigned int client = 0; client < 20; client++) {
		last = key_of(client, 17, 53, false);
		add_sample(talks, &last, client, 0, OF(QUERY));
		assert_true(tl_talks_count(talks) <= limits.talks);
	}
	assert_int_equal(tl_talks_forgotten(talks), 16);
	assert_false(told(&first, TL_END_IDLE).known);
	assert_true(told(&last, TL_END_IDLE).known);
}

static unsigned int http_status(unsigned int number)
{
	return emitted[number].facts->http.status;
}

/* Two requests pipelined in one segment, their responses one by one; a third after a gap in both streams. */
static void http_transactions(void **state)
{
	struct tl_flow_key there = key_of(1, 6, 8080, false), back = key_of(1, 6, 8080, true);
	static const char first[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

	(void)state;
	add_sample(talks, &there, 1000000, 100,
		   OF("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n"));
	add_sample(talks, &back, 2000000, 900, OF(first));
	add_sample(talks, &back, 3000000, 900 + sizeof(first) - 1,
		   OF("HTTP/1.1 404 No\r\nContent-Length: 90000\r\n\r\n"));
	add_sample(talks, &there, 9000000, 70000, OF("HEAD /c HTTP/1.1\r\nHost: h\r\n\r\n"));
	add_sample(talks, &there, 9000001, 70000, OF("HEAD /c HTTP/1.1\r\nHost: h\r\n\r\n")); /* sent again */
	add_sample(talks, &back, 9500000, 95000, OF("HTTP/1.1 304 Same\r\n\r\n"));
	told(&there, TL_END_IDLE);
	assert_int_equal(emitted_count, 3);
	assert_string_equal(emitted[0].http_host, "h");
	assert_string_equal(emitted[0].facts->http.target, "/a");
	assert_string_equal(emitted[1].facts->http.target, "/b");
	assert_string_equal(emitted[2].facts->http.target, "/c");
	assert_int_equal(http_status(0), 200);
	assert_int_equal(http_status(1), 404);
	assert_int_equal(http_status(2), 304);
	assert_int_equal(emitted[2].facts->http.response_time, 500);
}

/* Streams that never become a message: their octets are bounded together. */
#define LONG_RESPONSE "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" /* 41 octets, 3041 with its body */

static __u64 cut_of_http(void)
{
	unsigned int i = 0;

	while (strcmp(tl_dissectors[i]->name, "http") != 0)
		i++;
	return tl_talks_cut(talks, i);
}

/* The length of a body tells where the next message begins. */
static void messages_cut(void **state)
{
	struct tl_flow_key there = key_of(1, 6, 80, false), back = key_of(1, 6, 80, true);

	(void)state;
	add_sample(talks, &there, 1000, 500, OF("GET /1 HTTP/1.1\r\n\r\n"));
	add_sample(talks, &back, 2000, 900, OF(LONG_RESPONSE));
	add_sample(talks, &back, 2100, 900 + 1500, OF("of its body"));
	add_sample(talks, &back, 3000, 900 + 3041, OF(LONG_RESPONSE)); /* where it has to begin */
	assert_int_equal(cut_of_http(), 0);
	add_sample(talks, &back, 3100, 900 + 2 * 3041 + 700,
		   OF("of the third one's body")); /* whose head nobody has seen */
	assert_int_equal(cut_of_http(), 1);
	add_sample(talks, &back, 3200, 900 + 2 * 3041 + 900, OF("more of it"));
	add_sample(talks, &back, 4000, 900 + 3 * 3041, OF(LONG_RESPONSE));
	assert_int_equal(cut_of_http(), 1);
	add_sample(talks, &back, 5000, 900 + 5 * 3041, OF(LONG_RESPONSE)); /* the fifth one */
	assert_int_equal(cut_of_http(), 2);
	add_sample(talks, &back, 5100, 900 + 3 * 3041, OF(LONG_RESPONSE)); /* sent again */
	add_sample(talks, &back, 5200, 900 + 5 * 3041 + 100, OF("of the fifth one's body"));
	assert_int_equal(cut_of_http(), 2);
}

static void no_more_octets_than_there_is_room_for(void **state)
{
	/* says that it has 16384 octets and 65535 answers; each of these is zeros */
	static const char zeros[1000], beginning[1000] = "\x40\0\x12\x34\1\0\0\1\xff\xff\0\0\0\0" QUESTION;

	(void)state;
	for (unsigned int client = 0; client < 4; client++) {
		struct tl_flow_key there = key_of(client, 6, 53, false);

		for (__u32 at = 0; at < 6000; at += 1000) {
			add_sample(talks, &there, at, 1 + at, at ? zeros : beginning, sizeof(zeros));
		}
	}
	assert_true(tl_talks_forgotten(talks) > 0);
}

static void records_that_are_no_samples(void **state)
{
	struct tl_sample wrong = {.kind = TL_RING_NAME, .captured = 1, .length = 1};
	const __u32 head = offsetof(struct tl_sample, octets);

	(void)state;
	tl_talks_add(talks, &wrong, head + 1);
	wrong.kind = TL_RING_SAMPLE;
	tl_talks_add(talks, &wrong, head);
	wrong.captured = TL_SAMPLE_OCTETS + 1;
	wrong.length = wrong.captured;
	tl_talks_add(talks, &wrong, sizeof(wrong));
	wrong.captured = 2;
	wrong.length = 1;
	tl_talks_add(talks, &wrong, sizeof(wrong));
	wrong.captured = 0;
	tl_talks_add(talks, &wrong, sizeof(wrong));
	assert_int_equal(tl_talks_count(talks), 0);
}

/* Against a plain picture of the same octets: parts at random, over the end and before the base too. */
static void stream_at_random(void **state)
{
	static __u8 whole[3 * TL_STREAM_OCTETS], known[sizeof(whole)];
	unsigned int seed = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(whole); i++)
		whole[i] = (__u8)(i * 7 + i / 251);
	for (int round = 0; round < 300; round++) {
		struct tl_stream stream = {};
		__u32 start = 0xffffff00u + rand_r(&seed) % 512; /* sequence numbers wrap */

		memset(known, 0, sizeof(known));
		for (int part = 0; part < 12; part++) {
			__u32 at = TL_STREAM_OCTETS / 2 + rand_r(&seed) % 4000, count = rand_r(&seed) % 1500;

			assert_int_equal(tl_stream_add(&stream, start + at, whole + at, count), 0);
			memset(known + at, 1, count);
		}
		if (stream.pieces) {
			__u32 first = stream.base - start, prefix = tl_stream_prefix(&stream);

			assert_true(known[first] && !known[first - 1]);
			assert_memory_equal(stream.octets, whole + first, prefix);
			for (__u32 i = 0; i < prefix; i++)
				assert_true(known[first + i]);
			assert_false(known[first + prefix]);
		}
		tl_stream_free(&stream);
	}
}

/* What had no name when it was first exported has none the second time either. */
static void names_learned_since_are_not_told(void **state)
{
	static _Alignas(4096) __u8 memory[16384];
	struct tl_record record = {.key = key_of(1, 6, 80, false), .sequence = 9, .end_reason = TL_END_IDLE};

	(void)state;
	for (int process = 0; process < 2; process++) {
		struct tl_said *said = tl_said_open(memory, sizeof(memory), 1, 0);

		tl_talks_remember(talks, said);
		emitted_count = 0;
		tl_talks_emit(talks, &record, OFFSET, keep, NULL);
		assert_int_equal(emitted_count, 1);
		assert_int_equal(emitted[0].destination_name.basis, 0);
		record.destination_name.basis = TL_NAMED_BY_DNS;
		record.filled |= TL_FILLED_DESTINATION_NAME;
		tl_talks_remember(talks, NULL);
		tl_said_close(said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(query_and_response_by_two_interfaces, set_up, tear_down),
		cmocka_unit_test_setup_teardown(response_to_another_query, set_up, tear_down),
		cmocka_unit_test_setup_teardown(transactions_of_one_flow, set_up, tear_down),
		cmocka_unit_test_setup_teardown(stream_in_two_parts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(http_transactions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(messages_cut, set_up, tear_down),
		cmocka_unit_test_setup_teardown(other_protocols, set_up, tear_down),
		cmocka_unit_test_setup_teardown(dns_by_another_port, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_more_than_there_is_room_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_more_octets_than_there_is_room_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(records_that_are_no_samples, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_learned_since_are_not_told, set_up, tear_down),
		cmocka_unit_test(stream_at_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
