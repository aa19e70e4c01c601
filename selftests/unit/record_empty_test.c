// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A record is emptied by what `filled` says was written into it: nothing of one may be left in the next. One that has all that a record
 * can have goes the way of the pipeline here, and what it was made in is then looked at.
 */
#include "place_support.h"
#include "sampled.h"

#include "dissect/talks.h"
#include "enrich/agent.h"
#include "enrich/application.h"
#include "enrich/findings.h"
#include "enrich/media.h"
#include "enrich/networks.h"
#include "enrich/passive_names.h"
#include "enrich/stack.h"
#include "enrich/streams.h"
#include "flow/flow_key.h"
#include "flow/join.h"

#define BEGIN	 1000000000ull
#define REQUEST	 "GET / HTTP/1.1\r\nHost: host.example\r\nUser-Agent: Alpha/1.2\r\n\r\n"
#define AGENTS	 "user_agent_parsers:\n  - regex: '(Alpha)/(\\d+)'\nos_parsers:\n  - regex: '(Alpha)'\n"
#define ALL_BITS ((1u << (TL_FILLED_AGENT_BIT + 1)) - 1)

static struct tl_places *places;
static struct tl_networks *networks;
static struct tl_agents *agents;
static struct tl_applications *applications;
static struct tl_passive_names *names;
static struct tl_talks *talks;
static struct tl_join *join;

static const struct tl_record *flow, *transaction;
static unsigned int filled, transaction_filled, told;

static struct tl_flow_key key_of(bool answers)
{
	struct tl_flow_key key = {.ethertype = 0x0800, .protocol = 6, .ifindex = 2, .source_port = 40000};

	key.destination_port = 80;
	memcpy(key.source_address + 10, (__u8[]){0xff, 0xff, 1, 2, 3, 4}, 6);
	memcpy(key.destination_address + 10, (__u8[]){0xff, 0xff, 1, 2, 3, 5}, 6);
	if (answers) {
		struct tl_flow_key asking = key;

		tl_flow_key_mirror(&asking, &key);
	}
	return key;
}

static void put_one(void *context, struct tl_record *record)
{
	(void)context;
	told++;
	tl_applications_name(applications, record);
}

static void put_out(void *context, struct tl_record *record)
{
	tl_passive_names_take_own(record);
	tl_media_enrich(record);
	tl_agents_enrich(agents, record);
	tl_findings_enrich(record);
	put_one(context, record);
	tl_streams_tell(record, put_one, context);
	if (record->transaction) {
		transaction = record;
		transaction_filled = record->filled;
	} else {
		filled = record->filled;
	}
}

static void take(void *context, struct tl_record *record)
{
	flow = record;
	tl_places_enrich(places, record);
	tl_networks_enrich(networks, record);
	tl_passive_names_enrich(names, record, 0);
	tl_stack_enrich(record);
	tl_talks_emit(talks, record, 0, put_out, context);
}

static void see(const __u8 client[16], const __u8 address[16], const char *name)
{
	const struct tl_seen_name seen = {
		.in = TL_SEEN_IN_DNS, .name = name, .client = client, .address = address, .ttl = 60, .time = 1};

	tl_passive_names_see(names, &seen);
}

static void add_request(__u32 sequence)
{
	const struct tl_flow_key key = key_of(false);

	add_sample(talks, &key, BEGIN + 1, sequence, REQUEST, sizeof(REQUEST) - 1);
}

static void add_name(enum tl_name_kind kind, const char *name, __u64 sequence)
{
	struct tl_name_record record = {.kind = TL_RING_NAME, .name_kind = kind, .key = key_of(false), .time = BEGIN};

	record.length = (__u32)strlen(name);
	memcpy(record.name, name, record.length);
	tl_join_add(join, &record, sizeof(record), sequence);
}

static void fill_carried(struct tl_media_record *record)
{
	struct tl_whole_record *whole = &record->listed.whole;

	whole->flow.carries = TL_CARRIES_DETAILS | TL_CARRIES_EXCHANGE | TL_CARRIES_FIRST_PACKETS | TL_CARRIES_MEDIA |
			      TL_CARRIES_MEDIA << 1;
	memset(&whole->details, 1, sizeof(whole->details));
	whole->details.tunnel.kind = TL_TUNNEL_VXLAN;
	memset(&whole->exchange, 1, sizeof(whole->exchange));
	whole->exchange.sides[0].fresh = whole->exchange.sides[1].fresh = 0;
	record->listed.first_packets.claimed = 1;
	record->listed.first_packets.packets[0] =
		(struct tl_sighting){.time = BEGIN, .length = 9, .last_length = 9, .packets = 1};
	for (unsigned int i = 0; i < 2; i++) {
		memset(&record->streams[i], 1, sizeof(record->streams[i]));
		record->streams[i].taken = record->streams[i].fresh = 0;
	}
}

static void add_flow(bool answers, __u64 sequence)
{
	static struct tl_media_record record;
	struct tl_flow_record *part = &record.listed.whole.flow;

	memset(&record, 0, sizeof(record));
	memset(part, 1, sizeof(*part));
	part->kind = TL_RING_FLOW;
	part->key = key_of(answers);
	part->flow_start = part->start = BEGIN + answers;
	part->end = BEGIN + 10;
	part->end_reason = TL_END_IDLE;
	part->is_annotation = 0;
	part->tags = (struct tl_vlan_tags){0};
	part->egress = (struct tl_crossing){0};
	fill_carried(&record);
	tl_join_add(join, &record, sizeof(record), sequence);
}

static int set_up(void **state)
{
	const struct tl_passive_names_limits name_limits = {.entries = 10, .octets = 1000};
	const struct tl_talks_limits talk_limits = {.talks = 4, .stream_octets = 65536, .transactions = 100};

	(void)state;
	write_file("networks", "1.2.3.0/24 office\n", strlen("1.2.3.0/24 office\n"));
	write_file("agents", AGENTS, sizeof(AGENTS) - 1);
	places = tl_places_open(make_database("country", COUNTRY_COLUMNS, "1.2.3.0,1.2.3.255,DE\n"), NULL);
	networks = tl_networks_open(path_of("networks"));
	agents = tl_agents_open(path_of("agents"));
	applications = tl_applications_open(NULL, 1);
	names = tl_passive_names_create(&name_limits);
	talks = tl_talks_create(&talk_limits);
	join = tl_join_create(take, NULL);
	return places && networks && agents && applications && names && talks && join ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	tl_join_destroy(join);
	tl_talks_destroy(talks);
	tl_passive_names_destroy(names);
	tl_applications_close(applications);
	tl_agents_close(agents);
	tl_networks_close(networks);
	tl_places_close(places);
	return 0;
}

static void expect_zeros(const struct tl_record *record)
{
	for (size_t i = 0; i < offsetof(struct tl_record, agent) + sizeof(record->agent); i++)
		if (((const char *)record)[i])
			fail_msg("something is left at %zu", i);
}

static void nothing_is_left(void **state)
{
	const struct tl_mark_record mark = {.kind = TL_RING_MARK, .time = 30 * BEGIN};
	const struct tl_flow_key key = key_of(false);

	(void)state;
	see(key.source_address, key.destination_address, "server.example");
	see(key.destination_address, key.source_address, "client.example");
	add_request(1);
	add_request(1 + sizeof(REQUEST) - 1);
	add_name(TL_NAME_TLS_SNI, "sni.example", 8);
	add_name(TL_NAME_HTTP_HOST, "host.example", 16);
	add_flow(false, 24);
	add_flow(true, 32);
	tl_join_add(join, &mark, sizeof(mark), 40);
	assert_string_equal(messages, "");
	assert_int_equal(filled, ALL_BITS);
	assert_true(transaction_filled & TL_FILLED_PLACES && transaction_filled & TL_FILLED_NETWORKS);
	assert_int_equal(told, 4); /* the flow, its second request, the further source of each direction */
	assert_non_null(flow);
	expect_zeros(flow);
	assert_non_null(transaction);
	expect_zeros(transaction);
}

static void all_members_go(void **state)
{
	static struct tl_record record;

	(void)state;
	memset(&record, 0xff, sizeof(record));
	record.filled = ALL_BITS;
	tl_record_empty(&record);
	expect_zeros(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_left, set_up, tear_down),
		cmocka_unit_test_setup(all_members_go, forget_messages),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
