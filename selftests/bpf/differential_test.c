// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The kernel's build of the parsers against the host's: each frame is the first of its flow, and what it leaves in counters,
 * flow cache and names must be what the host's parser says of the same bytes. Frames are those of frames.c, each cut at each
 * octet, and mutations of them: DIFFERENTIAL_FRAMES of them (default 600000; with TEST_LONG 5 million), or as many as come
 * in DIFFERENTIAL_SECONDS; DIFFERENTIAL_SEED picks which. A failure prints seed and frame.
 */
#include "rig.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <tapless/key_digest.h>

#include "predict.h"
#include "tapless.skel.h"
#include <bpf/bpf.h>

#define CUTS_MAX      400 /* a frame is cut at each octet up to here */
#define SKB_MAX	      3000 /* a page less what a test run keeps at both ends */
#define LOOPBACK      1 /* the interface of a test run */
#define LIVE_SHARE    4 /* of the mutated frames, every fourth goes through the live programs */
#define MUTATIONS     600000
#define MUTATIONS_MAX 5000000

/* How a frame gets into a program. */
struct entry {
	const char *name;
	bool is_capture; /* takes link types, snap lengths, times */
	enum tl_hook hook;
	enum tl_direction direction;
	int program;
};

static struct {
	struct tl_engine engine;
	int shard;
	struct tl_counters expected;
	struct tl_counters *seen; /* of each CPU */
} side[2]; /* 0 live, 1 capture build */

static struct entry entries[4];
static struct frames pool;
static struct frame frame;
static __u64 frames_fed, flows_made, names_found, details_found, refused, seed;

static void dump(const struct entry *entry)
{
	print_error("entry %s, seed %llu, frame %llu: link %u, wire length %u, %u octets captured:\n", entry->name,
		    seed, frames_fed, frame.link, frame.wire_length, frame.captured);
	for (__u32 i = 0; i < frame.captured && i < 512; i++)
		print_error("%02x%s", frame.bytes[i], i % 32 == 31 ? "\n" : "");
	print_error("\n");
}

#define require(holds, ...)                                                                                            \
	do {                                                                                                           \
		if (!(holds)) {                                                                                        \
			dump(entry);                                                                                   \
			fail_msg(__VA_ARGS__);                                                                         \
		}                                                                                                      \
	} while (0)

/* false: BPF_PROG_TEST_RUN does not make an skb of such a frame. */
static bool run_live(const struct entry *entry)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.bytes, .data_size_in = frame.captured);
	int error = bpf_prog_test_run_opts(entry->program, &options);

	require(!error || error == -EINVAL, "the program does not run: %s", strerror(-error));
	require(!error || frame.captured < 54 || frame.captured > SKB_MAX, "refused by the kernel");
	return !error;
}

static bool run(struct entry *entry)
{
	struct tl_frame fed = {.bytes = frame.bytes,
			       .meta = {.time = 1 + frames_fed,
					.wire_length = frame.wire_length,
					.captured_length = frame.captured,
					.ifindex = LOOPBACK,
					.link = frame.link}};

	if (!entry->is_capture)
		return run_live(entry);
	require(!tl_engine_feed(&side[1].engine, &fed), "the program does not run");
	return true;
}

static void expect_counters(const struct entry *entry, const struct prediction *prediction)
{
	struct tl_counters *expected = &side[entry->is_capture].expected, *seen = side[entry->is_capture].seen;
	int map = bpf_map__fd(side[entry->is_capture].engine.skeleton->maps.counters);
	__u32 zero = 0;

	expected->seen[entry->hook].packets++;
	expected->seen[entry->hook].octets += frame.wire_length;
	if (prediction->reason) {
		expected->reasons[prediction->reason].packets++;
		expected->reasons[prediction->reason].octets += frame.wire_length;
	} else {
		expected->events[TL_EVENT_FLOW_CREATED]++;
	}
	expected->events[TL_EVENT_NAME_FOUND] += prediction->has_name;
	assert_int_equal(bpf_map_lookup_elem(map, &zero, seen), 0);
	require(!memcmp(seen->seen, expected->seen, sizeof(seen->seen)), "`seen` is wrong");
	for (int reason = 0; reason < TL_REASON__MAX; reason++)
		require(seen->reasons[reason].packets == expected->reasons[reason].packets &&
				seen->reasons[reason].octets == expected->reasons[reason].octets,
			"reason %d is counted %llu times, not %llu; the host says %d", reason,
			seen->reasons[reason].packets, expected->reasons[reason].packets, prediction->reason);
	require(seen->events[TL_EVENT_FLOW_CREATED] == expected->events[TL_EVENT_FLOW_CREATED], "number of flows");
	require(seen->events[TL_EVENT_NAME_FOUND] == expected->events[TL_EVENT_NAME_FOUND],
		"a name is %sfound, unlike on the host", prediction->has_name ? "not " : "");
}

static void expect_name(const struct entry *entry, const struct prediction *prediction)
{
	const struct tapless_bpf *skeleton = side[entry->is_capture].engine.skeleton;
	struct tl_name_key key = {.flow = prediction->packet.key, .kind = prediction->name_kind};
	struct tl_ring *ring = side[entry->is_capture].engine.l7_ring;
	int names = bpf_map__fd(skeleton->maps.names), long_names = bpf_map__fd(skeleton->maps.long_names);
	struct tl_long_name_value whole = {};
	struct tl_name_value name;
	const void *event;
	__u64 position;

	require(!bpf_map_lookup_elem(names, &key, &name), "the name is not in the map");
	if (name.length >= TL_SHORT_NAME_SIZE)
		require(!bpf_map_lookup_elem(long_names, &key, &whole), "the whole of a long name is not in its map");
	else
		memcpy(whole.name, name.name, sizeof(name.name));
	require(name.length == prediction->name_length && !memcmp(whole.name, prediction->name, TL_NAME_SIZE),
		"the name is `%s`, not `%s`", whole.name, prediction->name);
	bpf_map_delete_elem(names, &key);
	bpf_map_delete_elem(long_names, &key);
	while (tl_ring_next(ring, &event, &position))
		;
	tl_ring_commit(ring, tl_ring_cursor(ring));
	names_found++;
}

/* The walk's scratch memory of CPU 0 still holds what it found in this frame. */
static void expect_details(const struct entry *entry, const struct prediction *prediction)
{
	const struct tapless_bpf *skeleton = side[entry->is_capture].engine.skeleton;
	int map = bpf_map__fd(skeleton->maps.layers);
	static struct tl_layers *layers;
	__u32 zero = 0;

	if (!layers)
		layers = calloc(libbpf_num_possible_cpus(), sizeof(*layers) + 8);
	assert_non_null(layers);
	assert_int_equal(bpf_map_lookup_elem(map, &zero, layers), 0);
	require(has_same_details(layers, prediction), "tunnel or details are not what the host says");
	details_found += layers->found;
	bpf_map_delete_elem(bpf_map__fd(skeleton->maps.details),
			    &prediction->packet.key); /* else the next frame's are added */
}

static void expect_flow(const struct entry *entry, const struct prediction *prediction)
{
	const struct tl_flow_key *key = &prediction->packet.key;
	const struct tl_engine *engine = &side[entry->is_capture].engine;
	__u64 digest = tl_key_digest(key, engine->identity.hash_seed);
	int shard = side[entry->is_capture].shard;
	struct tl_flow_value value;
	const char *difference;

	require(!bpf_map_lookup_elem(shard, &digest, &value) && tl_same_key(&value.key, key),
		"the flow has another key than on the host");
	difference = first_difference(&value, prediction);
	require(!difference, "%s is not what the host says", difference);
	require(!bpf_map_delete_elem(shard, &digest), "the flow is not to be deleted");
	if (prediction->is_explored)
		expect_details(entry, prediction);
	if (prediction->has_name)
		expect_name(entry, prediction);
	if (key->protocol == TL_PROTOCOL_TCP) /* so that the next frame of this key starts anew */
		bpf_map_delete_elem(bpf_map__fd(side[entry->is_capture].engine.skeleton->maps.hellos), key);
	flows_made++;
}

/* One frame through one program; *prediction is what the host says of it, and now the kernel as well. */
static void compare(struct entry *entry, struct prediction *prediction)
{
	frames_fed++;
	predict(prediction, &frame, LOOPBACK, entry->direction);
	if (!run(entry)) {
		refused++;
		return;
	}
	expect_counters(entry, prediction);
	if (!prediction->reason)
		expect_flow(entry, prediction);
}

static struct entry *capture_entry(void)
{
	return &entries[0];
}

/* The live entries know Ethernet frames, whole ones. */
static void compare_live(void)
{
	struct entry *entry = &entries[1 + frames_fed % 3];
	struct prediction prediction;

	frame.link = TL_LINK_ETHERNET;
	frame.wire_length = frame.captured;
	if (frame.captured >= 14)
		compare(entry, &prediction);
}

static void good_frames(void **state)
{
	struct prediction prediction;

	(void)state;
	for (unsigned int i = 0; i < pool.count; i++) {
		frame = *pool.all[i];
		compare(capture_entry(), &prediction);
		for (int again = 0; again < 3; again++)
			compare_live();
	}
	assert_true(names_found >= 10); /* of the corpus of names_fuzz */
	print_message("%llu frames of %u, %llu flows, %llu names, %llu with details\n", frames_fed, pool.count,
		      flows_made, names_found, details_found);
}

/*
 * What a cut frame is counted in, if in a flow at all, is the flow of the whole one, but that ports may be missing. What is
 * cut on the wire may end within a tunnel and then is of the tunnel's own flow.
 */
static void expect_same_flow(const struct entry *entry, const struct prediction *whole, const struct prediction *cut)
{
	struct tl_flow_key wanted = whole->packet.key, made = cut->packet.key;

	if (cut->reason || whole->packet.key.tunnel_kind || tl_inside_of_link(made.ethertype))
		return;
	require(!whole->reason, "a frame that is malformed as a whole makes a flow when it is cut");
	if (!made.source_port && !made.destination_port)
		wanted.source_port = wanted.destination_port = 0;
	require(!memcmp(&wanted, &made, sizeof(made)), "cut, it is counted in another flow");
}

static void cut_at_each_octet(void **state)
{
	struct prediction whole, cut;

	(void)state;
	for (unsigned int i = 0; i < pool.count; i++) {
		frame = *pool.all[i];
		compare(capture_entry(), &whole);
		for (__u32 length = 0; length < pool.all[i]->captured && length < CUTS_MAX; length++) {
			frame.captured = length;
			frame.wire_length = pool.all[i]->wire_length;
			compare(capture_entry(), &cut);
			expect_same_flow(capture_entry(), &whole, &cut);
			frame.wire_length = length;
			compare(capture_entry(), &cut);
		}
	}
}

static __u64 from_environment(const char *name, __u64 otherwise)
{
	const char *value = getenv(name);

	return value ? strtoull(value, NULL, 10) : otherwise;
}

static void mutated_frames(void **state)
{
	__u64 wanted = from_environment("DIFFERENTIAL_FRAMES", getenv("TEST_LONG") ? MUTATIONS_MAX : MUTATIONS);
	__u64 seconds = from_environment("DIFFERENTIAL_SECONDS", 0), until = tl_boot_time() + seconds * SECOND;
	__u64 flows_before = flows_made, names_before = names_found, refused_before = refused, random, count;
	struct prediction prediction;

	(void)state;
	seed = from_environment("DIFFERENTIAL_SEED", 1);
	random = seed * 0x9e3779b97f4a7c15 | 1;
	for (count = 0; seconds ? count % 1024 || tl_boot_time() < until : count < wanted; count++) {
		frame_mutate(&frame, &pool, &random);
		if (count % LIVE_SHARE == 0)
			compare_live();
		else
			compare(capture_entry(), &prediction);
	}
	/* mutations that are all refused, or all malformed, would say nothing */
	assert_true(flows_made - flows_before > count / 5);
	assert_true(names_found - names_before > count / 1000);
	assert_true(refused - refused_before < count / 20);
	print_message("%llu mutated frames from seed %llu: %llu flows, %llu names, %llu refused by the test run\n",
		      count, seed, flows_made - flows_before, names_found - names_before, refused - refused_before);
}

static void open_shard(unsigned int which)
{
	assert_int_equal(side[which].engine.identity.shards_per_cpu, 1);
	side[which].shard = rig_open_shard(&side[which].engine, 0);
	side[which].seen = calloc(libbpf_num_possible_cpus(), sizeof(struct tl_counters) + 8);
	assert_non_null(side[which].seen);
}

static int set_up(void **state)
{
	static char instance[32];
	struct tl_engine_config config = rig_config(256);
	const struct tapless_bpf *live = NULL;

	config.fragments = false; /* a frame is to be judged by itself */
	(void)state;
	rig_stay_on(0); /* one shard, one slot of the counters */
	frames_gather(&pool);
	snprintf(instance, sizeof(instance), "differential-%d", getpid());
	if (tl_engine_open(&side[1].engine, &config))
		return -1;
	config.instance = instance;
	if (tl_engine_open(&side[0].engine, &config))
		return -1;
	live = side[0].engine.skeleton;
	entries[0] = (struct entry){"capture", true, TL_HOOK_XDP_INGRESS, TL_INGRESS, -1};
	entries[1] = (struct entry){"tc-ingress", false, TL_HOOK_TC_INGRESS, TL_INGRESS,
				    bpf_program__fd(live->progs.tl_tc_ingress)};
	entries[2] = (struct entry){"tc-egress", false, TL_HOOK_TC_EGRESS, TL_EGRESS,
				    bpf_program__fd(live->progs.tl_tc_egress)};
	entries[3] = (struct entry){"xdp", false, TL_HOOK_XDP_INGRESS, TL_INGRESS,
				    bpf_program__fd(live->progs.tl_xdp_frags)};
	open_shard(0);
	open_shard(1);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		close(side[i].shard);
		free(side[i].seen);
		if (i == 0)
			tl_engine_unpin(&side[i].engine);
		tl_engine_close(&side[i].engine);
	}
	frames_free(&pool);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_frames),
		cmocka_unit_test(cut_at_each_octet),
		cmocka_unit_test(mutated_frames),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
