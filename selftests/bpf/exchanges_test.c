// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Places of conversations in the array `exchanges` (bpf/exchanges.h): each conversation has one, whatever CPUs its packets come
 * by, as long as there is room; what was there before means nothing; when it is over the place is free again.
 */
#include "rig.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "kernel/balance.h"
#include "places.h"
#include "rig_counters.h"
#include <tapless/conversation.h>

#define FLOWS  8192
#define ROUNDS 1000

static struct tl_engine engine;
static struct rig_output output;

static void open_engine(unsigned int flows)
{
	static char instance[32];
	struct tl_engine_config config = rig_config(flows);

	snprintf(instance, sizeof(instance), "exchanges-%d", getpid());
	config.instance = instance;
	config.programs = TL_PROGRAMS_OF_HOOK;
	assert_int_equal(tl_engine_open(&engine, &config), 0);
	output = (struct rig_output){0};
}

static int close_engine(void **state)
{
	(void)state;
	tl_engine_unpin(&engine);
	tl_engine_close(&engine);
	return 0;
}

static void stay_on(unsigned int cpu)
{
	assert_int_equal(rig_stay_on(cpu), 0);
}

static void feed(const struct rig_frame *frame)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame->bytes, .data_size_in = frame->length);

	assert_int_equal(bpf_prog_test_run_opts(bpf_program__fd(engine.skeleton->progs.tl_tc_ingress), &options), 0);
}

static struct rig_frame packet_of(__u32 flow, bool answer)
{
	struct rig_frame frame = rig_make(6, flow, ACK, 1000, "data", 4);

	if (answer)
		rig_turn(&frame);
	return frame;
}

static __u64 hash_of(const struct rig_frame *frame)
{
	const __u8 *ip = frame->bytes + 14;
	struct tl_flow_key key = {.protocol = ip[9], .ifindex = 1};

	memset(key.source_address + 10, 0xff, 2);
	memset(key.destination_address + 10, 0xff, 2);
	memcpy(key.source_address + 12, ip + 12, 4);
	memcpy(key.destination_address + 12, ip + 16, 4);
	key.source_port = ip[20] << 8 | ip[21];
	key.destination_port = ip[22] << 8 | ip[23];
	return tl_conversation_of(&key, engine.identity.hash_seed, engine.config.count_once).hash;
}

static __u64 not_measured(void)
{
	return rig_counters(&engine).events[TL_EVENT_EXCHANGE_NO_ROOM];
}

/* What has not begun anew means nothing. */
static __u32 gaps_of(const struct tl_exchange *exchange)
{
	__u32 sum = 0;

	for (unsigned int i = 0; i < 2; i++)
		sum += exchange->sides[i].fresh ? 0 : exchange->sides[i].gaps.count;
	return sum;
}

static __u32 retransmitted_of(const struct tl_exchange *exchange)
{
	__u32 sum = 0;

	for (unsigned int i = 0; i < 2; i++)
		sum += exchange->sides[i].fresh ? 0 : exchange->events[i].retransmitted;
	return sum;
}

static void expire(void)
{
	for (int i = 0; i < 3; i++)
		rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, tl_boot_time() + 3600 * SECOND);
}

/* One engine for most tests: other kernels load it in a machine that is slow. */
static int set_up(void **state)
{
	(void)state;
	open_engine(FLOWS);
	return 0;
}

static int begin(void **state)
{
	(void)state;
	expire();
	places_clear(&engine);
	output = (struct rig_output){0};
	return 0;
}

static void one_place_each(void **state)
{
	struct tl_exchange found = {0};

	(void)state;
	for (__u32 flow = 0; flow < 300; flow++)
		for (int packet = 0; packet < 4; packet++) {
			struct rig_frame frame = packet_of(flow, packet & 1);

			feed(&frame);
		}
	assert_int_equal(places_taken(&engine), 300);
	for (__u32 flow = 0; flow < 300; flow++) {
		struct rig_frame frame = packet_of(flow, false);

		assert_int_equal(places_of(&engine, hash_of(&frame), &found), 1);
		assert_int_equal(gaps_of(&found), 2);
	}
	assert_int_equal(not_measured(), 0);
	expire();
	assert_int_equal(output.packets, 1200);
	assert_int_equal(places_taken(&engine), 0);
}

/* As a packet that was held up leaves it, which writes to a place that is given back meanwhile. */
static void what_was_there_before(void **state)
{
	struct rig_frame frame = packet_of(1, false);
	struct tl_exchange_set rests;
	struct tl_exchange found = {0};

	(void)state;
	memset(&rests, 0xff, sizeof(rests));
	memset(rests.keys, 0, sizeof(rests.keys));
	for (__u32 choice = 0; choice < TL_EXCHANGE_CHOICES; choice++)
		places_write(&engine, tl_exchange_set_of(hash_of(&frame), choice, places_sets(&engine)), &rests);
	feed(&frame);
	assert_int_equal(places_of(&engine, hash_of(&frame), &found), 1);
	assert_in_range(found.began, 1, tl_boot_time());
	assert_int_equal(found.taken, 0);
	assert_int_equal(gaps_of(&found), 0);
	assert_int_equal(retransmitted_of(&found), 0);
}

/* Where it is looked for first if that is free, else in another place of the same set. */
static void likely_way(void **state)
{
	struct rig_frame frame = packet_of(1, false);
	__u64 hash = hash_of(&frame), other = tl_exchange_key(hash) ^ 1ull << 40;
	__u32 number = tl_exchange_set_of(hash, 0, places_sets(&engine)), way = tl_exchange_likely_way(hash);
	struct tl_exchange_set set;
	struct tl_exchange found = {0};

	(void)state;
	feed(&frame);
	places_read(&engine, number, &set);
	assert_int_equal(set.keys[way], tl_exchange_key(hash));
	places_clear(&engine);
	memset(&set, 0, sizeof(set));
	set.keys[way] = other;
	places_write(&engine, number, &set);
	for (int i = 0; i < 3; i++)
		feed(&frame);
	places_read(&engine, number, &set);
	assert_int_equal(set.keys[way], other);
	assert_int_equal(places_of(&engine, hash, &found), 1);
	assert_int_equal(gaps_of(&found), 2);
	expire();
	assert_int_equal(output.packets, 4);
}

/* The first set is full: the other one has it, and the next packet finds it there. */
static void second_set(void **state)
{
	struct rig_frame frame = packet_of(1, false);
	struct tl_exchange_set others = {0};
	struct tl_exchange found = {0};
	__u64 hash;

	(void)state;
	hash = hash_of(&frame);
	for (unsigned int way = 0; way < TL_EXCHANGE_WAYS; way++)
		others.keys[way] = tl_exchange_key(way);
	places_write(&engine, tl_exchange_set_of(hash, 0, places_sets(&engine)), &others);
	for (int i = 0; i < 3; i++)
		feed(&frame);
	assert_int_equal(places_taken(&engine), TL_EXCHANGE_WAYS + 1);
	assert_int_equal(places_of(&engine, hash, &found), 1);
	assert_int_equal(gaps_of(&found), 2);
	places_write(&engine, tl_exchange_set_of(hash, 1, places_sets(&engine)), &others);
	feed(&frame);
	assert_int_equal(not_measured(), 1);
	expire();
	assert_int_equal(output.packets, 4);
}

/* Conversations of one direction each: twice as many as there is room for. What finds none is counted, here and in its flow. */
static void no_room(void **state)
{
	unsigned int taken;

	(void)state;
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		skip();
	close_engine(NULL);
	open_engine(512);
	for (__u32 flow = 0; flow < 480; flow++) {
		struct rig_frame frame = packet_of(flow, false);

		stay_on(flow & 1); /* each CPU has its part of the cache */
		feed(&frame);
	}
	taken = places_taken(&engine);
	assert_in_range(taken, 256, TL_EXCHANGE_WAYS * places_sets(&engine));
	assert_int_equal(not_measured(), 480 - taken);
	expire();
	assert_int_equal(output.packets, 480);
	assert_int_equal(places_taken(&engine), 0);
}

static pthread_barrier_t barrier;

/* Each direction on a CPU of its own. */
static void *feed_direction(void *answer)
{
	stay_on(answer ? 1 : 0);
	for (__u32 flow = 0; flow < ROUNDS; flow++) {
		struct rig_frame frame = packet_of(flow, answer);

		pthread_barrier_wait(&barrier);
		feed(&frame);
	}
	return NULL;
}

static void two_cpus_at_once(void **state)
{
	pthread_t threads[2];
	struct tl_exchange found = {0};

	(void)state;
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		skip();
	pthread_barrier_init(&barrier, NULL, 2);
	for (unsigned int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, feed_direction, i ? &threads : NULL), 0);
	for (unsigned int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(places_taken(&engine), ROUNDS);
	for (__u32 flow = 0; flow < ROUNDS; flow++) {
		struct rig_frame frame = packet_of(flow, false);

		assert_int_equal(places_of(&engine, hash_of(&frame), &found), 1);
	}
	pthread_barrier_destroy(&barrier);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(one_place_each, begin),	 cmocka_unit_test_setup(what_was_there_before, begin),
		cmocka_unit_test_setup(likely_way, begin),	 cmocka_unit_test_setup(second_set, begin),
		cmocka_unit_test_setup(two_cpus_at_once, begin), cmocka_unit_test_setup(no_room, begin),
	};

	return cmocka_run_group_tests(tests, set_up, close_engine);
}
