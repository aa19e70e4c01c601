// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The short way of plain packets against the long one (bpf/plain.h): two engines get the same frames, mutated ones too, each
 * several times; one of them sends all the long way. What is then in their counters, flow caches and facts of order must
 * be the same but for the times. PLAIN_FRAMES of them in each setting (default 80000), PLAIN_SEED picks which.
 */
#include "rig.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "frames.h"
#include "kernel/balance.h"
#include "places.h"
#include "tapless.skel.h"
#include <bpf/bpf.h>
#include <tapless/key_digest.h>

#define FRAMES	60000
#define FLOWS	8192
#define ROUND	1500 /* frames between two comparisons: their flows fit into the cache */
#define REPEATS 20 /* above what is sampled of a flow */
#define SKB_MAX 3000
#define HOOKS	3
#define XDP	2 /* of them */

enum way { SHORT, LONG, WAYS };

static const struct setting {
	const char *name;
	bool samples, metrics, no_vlan_in_key;
} settings[] = {
	{"names", false, true, false},
	{"samples", true, true, false},
	{"without metrics", false, false, false},
	{"tags not in the key", true, false, true},
};

static struct {
	struct tl_engine engine;
	int programs[HOOKS];
	int shard;
	struct tl_counters counters;
} side[WAYS];

static struct frames pool;
static struct frame frame;
static __u64 fed, compared, settled, exchanges;

static void note_programs(enum way way)
{
	const struct tl_engine *engine = &side[way].engine;

	side[way].programs[0] = bpf_program__fd(engine->skeleton->progs.tl_tc_ingress);
	side[way].programs[1] = bpf_program__fd(engine->skeleton->progs.tl_tc_egress);
	side[way].programs[2] = bpf_program__fd(engine->skeleton->progs.tl_xdp_frags);
	assert_int_equal(engine->identity.shards_per_cpu, 1);
	side[way].shard = rig_open_shard(engine, 0);
}

static void open_side(enum way way, const struct setting *setting)
{
	static char instances[WAYS][40];
	struct tl_engine_config config = rig_config(FLOWS);

	snprintf(instances[way], sizeof(instances[way]), "plain-%d-%d", getpid(), way);
	config.instance = instances[way];
	config.samples = setting->samples;
	config.metrics = setting->metrics;
	config.no_vlan_in_key = setting->no_vlan_in_key;
	config.long_way = way == LONG;
	assert_int_equal(tl_engine_open(&side[way].engine, &config), 0);
	note_programs(way);
}

static void close_side(enum way way)
{
	close(side[way].shard);
	tl_engine_unpin(&side[way].engine);
	tl_engine_close(&side[way].engine);
}

/* A frame that the test run makes no skb of counts in neither. `segments`: of a super-packet, for TC. */
static void feed(unsigned int hook, __u32 segments, __u32 segment_size)
{
	struct __sk_buff context = {.gso_segs = segments, .gso_size = segment_size};
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.bytes, .data_size_in = frame.captured);
	int errors[WAYS];

	if (hook != XDP && segment_size) {
		options.ctx_in = &context;
		options.ctx_size_in = sizeof(context);
	}
	for (enum way way = SHORT; way < WAYS; way++)
		errors[way] = bpf_prog_test_run_opts(side[way].programs[hook], &options);
	assert_int_equal(errors[SHORT], errors[LONG]);
	fed += !errors[SHORT];
}

static void empty(int map)
{
	__u8 next[64]; /* the largest key has 60 octets */

	while (!bpf_map_get_next_key(map, NULL, next))
		assert_int_equal(bpf_map_delete_elem(map, next), 0);
}

#define require(holds, what)                                                                                           \
	do {                                                                                                           \
		if (!(holds)) {                                                                                        \
			print_error("%s: seed %s, %llu frames fed\n", what,                                            \
				    getenv("PLAIN_SEED") ? getenv("PLAIN_SEED") : "1", fed);                           \
			fail();                                                                                        \
		}                                                                                                      \
	} while (0)

/* All but times and what is told by them: whether a segment behind its time is one that was sent again. */
static void compare_exchange_sides(const struct tl_exchange_side *one, const struct tl_exchange_side *other)
{
	require(one->next_sequence == other->next_sequence && one->acknowledged == other->acknowledged &&
			one->window == other->window && one->last_identification == other->last_identification,
		"sequence, acknowledgement, window or identification differ");
	require(one->gaps.count == other->gaps.count && one->entrance == other->entrance, "gaps or entrance differ");
}

/* Each engine has a seed of its own for the keys, and for which side is which. */
static void compare_exchanges(const struct tl_flow_key *key)
{
	struct tl_conversation conversations[WAYS];
	struct tl_exchange values[WAYS] = {0};
	bool found[WAYS];

	for (enum way way = SHORT; way < WAYS; way++) {
		const struct tl_engine *engine = &side[way].engine;

		conversations[way] = tl_conversation_of(key, engine->identity.hash_seed, false);
		found[way] = places_of(engine, conversations[way].hash, &values[way]);
	}
	require(found[SHORT] == found[LONG], "a conversation is missing");
	if (!found[LONG])
		return;
	for (unsigned int i = 0; i < 2; i++) {
		__u32 one = conversations[SHORT].side ^ i, other = conversations[LONG].side ^ i;

		compare_exchange_sides(&values[SHORT].sides[one], &values[LONG].sides[other]);
		require(has_same_troubles(&values[SHORT].events[one], &values[LONG].events[other]), "troubles differ");
		require(is_same_syn(&values[SHORT], one, &values[LONG], other), "SYN differs");
	}
	exchanges++;
}

static bool is_in_order(const struct tl_flow_value *value)
{
	return value->first_seen <= value->interval_start && value->interval_start <= value->last_seen &&
	       value->last_seen <= tl_boot_time();
}

static void forget_times(struct tl_flow_value *value)
{
	value->first_seen = value->last_seen = value->interval_start = value->reported_at = 0;
	value->settled = 0;
}

static void compare_flows(void)
{
	struct tl_flow_value values[WAYS];
	const void *previous = NULL;
	__u64 counts[WAYS] = {0}, digest, other;

	while (!bpf_map_get_next_key(side[LONG].shard, previous, &digest)) {
		previous = &digest;
		counts[LONG]++;
		require(!bpf_map_lookup_elem(side[LONG].shard, &digest, &values[LONG]), "a flow went");
		other = tl_key_digest(&values[LONG].key, side[SHORT].engine.identity.hash_seed);
		require(!bpf_map_lookup_elem(side[SHORT].shard, &other, &values[SHORT]), "a flow is missing");
		settled += !!values[SHORT].settled;
		require(is_in_order(&values[SHORT]),
			"the times of a flow: the coarse clock may be behind, never ahead");
		forget_times(&values[SHORT]);
		forget_times(&values[LONG]);
		require(!memcmp(&values[SHORT], &values[LONG], sizeof(values[LONG])), "a flow differs");
		compare_exchanges(&values[LONG].key);
	}
	for (previous = NULL; !bpf_map_get_next_key(side[SHORT].shard, previous, &digest); previous = &digest)
		counts[SHORT]++;
	require(counts[SHORT] == counts[LONG], "the number of flows differs");
	compared += counts[LONG];
}

/* Whether a sample found room in its CPU's share of the ring is a matter of time. */
static void compare_counters(void)
{
	for (enum way way = SHORT; way < WAYS; way++) {
		struct tl_counters *counters = &side[way].counters;

		assert_int_equal(tl_counters_read(bpf_map__fd(side[way].engine.skeleton->maps.counters), counters), 0);
		counters->events[TL_EVENT_SAMPLE_TAKEN] += counters->events[TL_EVENT_SAMPLE_LOST];
		counters->events[TL_EVENT_SAMPLE_LOST] = 0;
	}
	require(!memcmp(&side[SHORT].counters, &side[LONG].counters, sizeof(side[LONG].counters)), "counters differ");
	require(side[LONG].counters.events[TL_EVENT_INSERT_FULL] == 0, "more flows than the cache has room for");
}

static void start_round(void)
{
	for (enum way way = SHORT; way < WAYS; way++) {
		const struct tapless_bpf *skeleton = side[way].engine.skeleton;
		const struct bpf_map *const beside[] = {skeleton->maps.holes,	skeleton->maps.hellos,
							skeleton->maps.names,	skeleton->maps.long_names,
							skeleton->maps.details, skeleton->maps.media};
		struct tl_ring *rings[] = {side[way].engine.flow_ring, side[way].engine.l7_ring};
		const void *record;
		__u64 position;

		empty(side[way].shard);
		places_clear(&side[way].engine);
		for (unsigned int i = 0; i < sizeof(beside) / sizeof(beside[0]); i++)
			empty(bpf_map__fd(beside[i]));
		for (unsigned int i = 0; i < 2; i++) {
			while (tl_ring_next(rings[i], &record, &position))
				;
			tl_ring_commit(rings[i], tl_ring_cursor(rings[i]));
		}
	}
}

/* One that is plain, whatever the pool holds. */
static void make_plain(__u64 *random)
{
	static const __u8 payload[64];
	struct rig_frame made = rig_make(next_random(random) % 2 ? 6 : 17, next_random(random) % 256, ACK,
					 next_random(random), payload, next_random(random) % sizeof(payload));

	memcpy(frame.bytes, made.bytes, made.length);
	frame.captured = made.length;
}

/* Both ways of the same packets, good ones and mutations of them. */
static void feed_some(__u64 *random)
{
	__u32 repeats, hook = next_random(random) % HOOKS, segments = 0, segment_size = 0;

	if (next_random(random) % 8 == 0)
		make_plain(random);
	else if (next_random(random) % 2)
		frame = *pool.all[next_random(random) % pool.count];
	else
		frame_mutate(&frame, &pool, random);
	if (frame.captured < 14 || frame.captured > SKB_MAX)
		return;
	if (next_random(random) % 4 == 0) { /* not all of them say how many segments there are */
		segments = next_random(random) % 4;
		segment_size = 1 + next_random(random) % 1400;
	}
	repeats = 1 + next_random(random) % REPEATS;
	for (unsigned int i = 0; i < repeats; i++)
		feed(hook, segments, segment_size);
}

static void both_ways(const struct setting *setting)
{
	__u64 wanted = getenv("PLAIN_FRAMES") ? strtoull(getenv("PLAIN_FRAMES"), NULL, 10) : FRAMES, done = 0;
	__u64 random = (getenv("PLAIN_SEED") ? strtoull(getenv("PLAIN_SEED"), NULL, 10) : 1) * 0x9e3779b97f4a7c15 | 1;

	fed = compared = settled = exchanges = 0;
	for (enum way way = SHORT; way < WAYS; way++)
		open_side(way, setting);
	while (fed < wanted && done < 10 * wanted) {
		start_round();
		for (unsigned int i = 0; i < ROUND / REPEATS * 2; i++, done++)
			feed_some(&random);
		compare_flows();
		compare_counters();
	}
	print_message("%s: %llu frames, %llu flows, %llu of them settled, %llu conversations\n", setting->name, fed,
		      compared, settled, exchanges);
	assert_true(fed >= wanted && settled > compared / 25);
	assert_true(side[SHORT].counters.events[TL_EVENT_SUPER_PACKET] > 0);
	for (enum way way = SHORT; way < WAYS; way++)
		close_side(way);
}

static void names(void **state)
{
	(void)state;
	both_ways(&settings[0]);
}

static void samples(void **state)
{
	(void)state;
	both_ways(&settings[1]);
}

static void without_metrics(void **state)
{
	(void)state;
	both_ways(&settings[2]);
}

static void tags_not_in_the_key(void **state)
{
	(void)state;
	both_ways(&settings[3]);
}

/* The only flow that there is. */
static struct tl_flow_value the_flow(void)
{
	struct tl_flow_value value;
	__u64 digest;

	assert_int_equal(bpf_map_get_next_key(side[SHORT].shard, NULL, &digest), 0);
	assert_int_equal(bpf_map_lookup_elem(side[SHORT].shard, &digest, &value), 0);
	return value;
}

static void feed_short(unsigned int times, const struct rig_frame *fed_frame)
{
	for (unsigned int i = 0; i < times; i++) {
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = fed_frame->bytes, .data_size_in = fed_frame->length);

		assert_int_equal(bpf_prog_test_run_opts(side[SHORT].programs[0], &options), 0);
	}
}

/* The daemon starts again, and the entries are older than its settings. */
static void start_again(const struct setting *setting)
{
	close(side[SHORT].shard);
	tl_engine_close(&side[SHORT].engine);
	open_side(SHORT, setting);
	assert_true(side[SHORT].engine.took_over);
}

/* A flow that was settled for a daemon that wanted no payload is not for one that wants some. */
static void other_settings(void **state)
{
	static const struct setting without = {.name = "without samples and metrics"};
	static const __u8 payload[60] = "neither a message nor a name";
	const struct rig_frame datagram = rig_make(17, 1, 0, 0, payload, sizeof(payload));
	struct tl_flow_value value;

	(void)state;
	open_side(SHORT, &without);
	feed_short(5, &datagram);
	assert_true(the_flow().settled & TL_SETTLED_NAMES);
	assert_int_equal(the_flow().sampled, 0);
	start_again(&settings[1]);
	feed_short(5, &datagram);
	value = the_flow();
	assert_int_equal(value.packets, 10);
	assert_true(value.sampled > 0 && value.media > 0);
	assert_false(value.settled & TL_SETTLED_SAMPLES);
	feed_short(30, &datagram);
	assert_int_equal(the_flow().settled,
			 TL_SETTLED_EMPTY | TL_SETTLED_NAMES | TL_SETTLED_SAMPLES | TL_SETTLED_MEDIA);
	assert_int_equal(the_flow().packets, 40);
	close_side(SHORT);
}

static int set_up(void **state)
{
	(void)state;
	rig_stay_on(0); /* one shard, one slot of the counters */
	frames_gather(&pool);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	frames_free(&pool);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),	   cmocka_unit_test(samples),
		cmocka_unit_test(without_metrics), cmocka_unit_test(tags_not_in_the_key),
		cmocka_unit_test(other_settings),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
