// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// uses: user/kernel/engine.c user/kernel/ring.c user/kernel/shards.c user/kernel/sweep.c user/kernel/bpffs.c user/kernel/balance.c user/lib/log.c -lbpf -lelf -lz -lpthread
/*
 * Packets on every CPU against a sweeper that finds each flow idle at once: what the records say must be what went in.
 * Flows come and go all the time, so freezing, reviving, emitting and taking over an element's memory race for real.
 */
#include "rig.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "kernel/balance.h"
#include "kernel/bpffs.h"
#include "tapless.skel.h"
#include <bpf/bpf.h>

#define FLOWS	      512
#define ROUNDS	      40000 /* of each CPU's thread */
#define REPEAT	      16
#define CPUS	      2
#define CLOSE_OUT_MAX 100

static struct tl_engine engine;
static struct rig_output output;
static char instance[32];

struct thrower {
	pthread_t thread;
	int cpu;
	__u64 sent, octets;
	bool failed;
};

static volatile int running;

/* Half of the flows are TCP connections that end and start again with the same ports, so that packets retire them too. */
static struct rig_frame next_frame(unsigned int *seed)
{
	static const __u8 flags[] = {SYN, ACK, PSH | ACK, FIN | ACK, RST};
	__u32 flow = rand_r(seed) % FLOWS;

	if (flow % 2)
		return rig_make(17, flow, 0, 0, "x", 1);
	return rig_make(6, flow, flags[rand_r(seed) % sizeof(flags)], rand_r(seed), "xy", 2);
}

static void *throw_packets(void *argument)
{
	const int programs[] = {bpf_program__fd(engine.skeleton->progs.tl_tc_ingress),
				bpf_program__fd(engine.skeleton->progs.tl_tc_egress),
				bpf_program__fd(engine.skeleton->progs.tl_xdp_frags)};
	struct thrower *thrower = argument;
	unsigned int seed = 1 + thrower->cpu;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(thrower->cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
	for (int round = 0; round < ROUNDS && !thrower->failed; round++) {
		struct rig_frame frame = next_frame(&seed);
		/* repeating XDP makes the kernel rewrite its dispatcher for each call, which takes milliseconds */
		const int which = round % 3, repeat = which == 2 ? 1 : REPEAT;
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.bytes, .data_size_in = frame.length,
			    .repeat = repeat);

		thrower->failed = bpf_prog_test_run_opts(programs[which], &options) != 0;
		thrower->sent += repeat;
		thrower->octets += (__u64)repeat * (frame.length - 14);
	}
	__atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static __u64 overflowed(void)
{
	struct tl_balance balance;

	assert_int_equal(tl_balance_take(&balance, instance), 0);
	assert_true(balance.holds);
	return balance.reasons.packets;
}

static void close_out(void)
{
	for (int i = 0; i < CLOSE_OUT_MAX; i++) {
		__u64 records = output.records;

		rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, tl_boot_time());
		if (i > 2 && output.records == records)
			return;
	}
}

static void hammer(__u64 idle_timeout, __u64 active_timeout)
{
	struct thrower throwers[CPUS] = {};
	__u64 sent = 0, octets = 0;

	engine.config.idle_timeout = engine.config.closed_timeout = idle_timeout;
	engine.config.active_timeout = active_timeout;
	running = CPUS;
	for (int i = 0; i < CPUS; i++) {
		throwers[i].cpu = i;
		assert_int_equal(pthread_create(&throwers[i].thread, NULL, throw_packets, &throwers[i]), 0);
	}
	while (__atomic_load_n(&running, __ATOMIC_SEQ_CST))
		rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, tl_boot_time());
	for (int i = 0; i < CPUS; i++) {
		pthread_join(throwers[i].thread, NULL);
		assert_false(throwers[i].failed);
		sent += throwers[i].sent;
		octets += throwers[i].octets;
	}
	engine.config.idle_timeout = 0;
	close_out();
	assert_int_equal(output.packets + overflowed(), sent);
	if (!overflowed())
		assert_int_equal(output.octets, octets);
	print_message("%llu packets in %llu records (%llu alone, %llu overflowed): exact\n", sent, output.records,
		      output.alone, overflowed());
}

#define RESTARTS 200000

/* Each packet is the SYN of the next connection on one of four tuples: it retires the entry and makes it anew. */
static void *throw_restarts(void *argument)
{
	int program = bpf_program__fd(engine.skeleton->progs.tl_tc_ingress);
	struct thrower *thrower = argument;
	struct rig_frame frames[8];
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(thrower->cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
	for (unsigned int i = 0; i < 8; i++)
		frames[i] = rig_make(6, i / 2 * 2, SYN | PSH, 100 + i, "x", 1);
	for (thrower->sent = 0; thrower->sent < RESTARTS && !thrower->failed; thrower->sent++) {
		struct rig_frame *frame = &frames[thrower->sent % 8];
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame->bytes, .data_size_in = frame->length);

		thrower->failed = bpf_prog_test_run_opts(program, &options) != 0;
	}
	__atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

/* One walk in which nothing is due, so that no grace period is needed before the next. */
static void walk_at_once(void)
{
	struct tl_sweep sweep = {.mode = TL_SWEEP_EXPIRE,
				 .generation = engine.identity.generation,
				 .now = 1,
				 .idle_timeout = ~0ull,
				 .closed_timeout = ~0ull};
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &sweep, .ctx_size_in = sizeof(sweep));

	assert_int_equal(bpf_prog_test_run_opts(engine.sweep_program, &options), 0);
}

/* A walk that deleted what a packet has just retired would delete the entry that follows it under the same key. */
static void walks_keep_off_what_packets_retire(void **state)
{
	struct thrower thrower = {.cpu = 0};
	struct tl_balance balance;

	(void)state;
	running = 1;
	assert_int_equal(pthread_create(&thrower.thread, NULL, throw_restarts, &thrower), 0);
	while (__atomic_load_n(&running, __ATOMIC_SEQ_CST)) {
		walk_at_once();
		rig_drain(&engine, &output);
	}
	pthread_join(thrower.thread, NULL);
	assert_false(thrower.failed);
	assert_int_equal(tl_balance_take(&balance, instance), 0);
	assert_true(balance.holds && balance.quiet && balance.conclusive);
	assert_int_equal(balance.residual_packets, 0);
	assert_int_equal(balance.residual_octets, 0);
	assert_true(balance.counters.events[TL_EVENT_FLOW_RESTARTED] > RESTARTS / 2);
}

static int set_up(void **state)
{
	struct tl_engine_config config = rig_config(4096);

	(void)state;
	snprintf(instance, sizeof(instance), "hammer-%d", getpid());
	config.instance = instance;
	memset(&output, 0, sizeof(output));
	return tl_engine_open(&engine, &config);
}

static int tear_down(void **state)
{
	(void)state;
	tl_engine_unpin(&engine);
	tl_engine_close(&engine);
	return 0;
}

static void idle_at_once(void **state)
{
	(void)state;
	hammer(0, 0);
}

static void reported_all_the_time(void **state)
{
	(void)state;
	hammer(SECOND, 1000);
}

static void both(void **state)
{
	(void)state;
	hammer(2000000, 3000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(idle_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reported_all_the_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(both, set_up, tear_down),
		cmocka_unit_test_setup_teardown(walks_keep_off_what_packets_retire, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
