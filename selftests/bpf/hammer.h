/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Packets on every CPU against a sweeper that finds each flow idle at once: what the records say must be what went in.
 * Some leave by an interface after they came in by one: they annotate, where XDP has left no entry on this CPU a new one.
 * Flows come and go all the time, so freezing, reviving, emitting and taking over an element's memory race for real.
 */
#ifndef TAPLESS_SELFTESTS_HAMMER_H
#define TAPLESS_SELFTESTS_HAMMER_H

#include "rig.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "kernel/balance.h"
#include "kernel/bpffs.h"
#include "kernel/role.h"
#include "tapless.skel.h"
#include <bpf/bpf.h>

#define FLOWS	      512
#define REPEAT	      16
#define CPUS	      2
#define CLOSE_OUT_MAX 100
#define INTERFACE     1 /* lo, by which a test run lets packets come and go */

/* Of the test that runs. */
static struct tl_engine engine;
static struct rig_output output;
static char instance[32];

struct thrower {
	pthread_t thread;
	int cpu;
	int rounds;
	__u64 sent, octets, forwarded;
	bool failed;
};

static volatile int running;

/* What a walk waits for. Without it a packet program may still count in an entry when the next walk emits that. */
static bool grace = true;

/* An engine without an instance does not wait: it is fed by the thread that sweeps. */
static inline void hammer_sweep(void)
{
	const char *name = engine.config.instance;

	if (!grace)
		engine.config.instance = NULL;
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, tl_boot_time());
	engine.config.instance = name;
}

/* Half of the flows are TCP connections that end and start again with the same ports, so that packets retire them too. */
static inline struct rig_frame next_frame(unsigned int *seed)
{
	static const __u8 flags[] = {SYN, ACK, PSH | ACK, FIN | ACK, RST};
	__u32 flow = rand_r(seed) % FLOWS;

	if (flow % 2)
		return rig_make(17, flow, 0, 0, "x", 1);
	return rig_make(6, flow, flags[rand_r(seed) % sizeof(flags)], rand_r(seed), "xy", 2);
}

/* `came_in_by`: 0 if it was made here. Then it is in `sent`. */
static inline void throw_frame(struct thrower *thrower, int program, const struct rig_frame *frame, int repeat,
			       __u32 came_in_by)
{
	struct __sk_buff context = {.ingress_ifindex = came_in_by};
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame->bytes, .data_size_in = frame->length,
		    .repeat = repeat);

	if (came_in_by) {
		options.ctx_in = &context;
		options.ctx_size_in = sizeof(context);
	}
	thrower->failed = bpf_prog_test_run_opts(program, &options) != 0;
	if (came_in_by) {
		thrower->forwarded += repeat;
		return;
	}
	thrower->sent += repeat;
	thrower->octets += (__u64)repeat * (frame->length - 14);
}

static inline void *throw_packets(void *argument)
{
	const int programs[] = {bpf_program__fd(engine.skeleton->progs.tl_tc_ingress),
				bpf_program__fd(engine.skeleton->progs.tl_tc_egress),
				bpf_program__fd(engine.skeleton->progs.tl_xdp_frags)};
	struct thrower *thrower = argument;
	unsigned int seed = 1 + thrower->cpu;

	rig_stay_on(thrower->cpu);
	for (int round = 0; round < thrower->rounds && !thrower->failed; round++) {
		struct rig_frame frame = next_frame(&seed);
		/* repeating XDP makes the kernel rewrite its dispatcher for each call, which takes milliseconds */
		const int which = round % 3, repeat = which == 2 ? 1 : REPEAT;
		const bool is_forwarded = which == 1 && rand_r(&seed) % 2;

		if (is_forwarded && rand_r(&seed) % 4 == 0) /* of a flow that nobody counts here */
			frame = rig_make(17, FLOWS + rand_r(&seed) % 16, 0, 0, "x", 1);
		throw_frame(thrower, programs[which], &frame, repeat, is_forwarded ? INTERFACE : 0);
	}
	__atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static inline __u64 counted_as(enum tl_reason reason)
{
	struct tl_balance balance;

	assert_int_equal(tl_balance_take(&balance, instance), 0);
	return balance.counters.reasons[reason].packets;
}

static inline void close_out(void)
{
	for (int i = 0; i < CLOSE_OUT_MAX; i++) {
		__u64 records = output.records;

		hammer_sweep();
		if (i > 2 && output.records == records)
			return;
	}
}

/*
 * Packets on each CPU, sweeps all the time; `rounds` of each CPU. What is missing at the end, in packets; should packets be
 * there, octets are as well.
 */
static inline __s64 hammer(__u64 idle_timeout, __u64 active_timeout, int rounds)
{
	struct thrower throwers[CPUS] = {};
	__u64 sent = 0, octets = 0, forwarded = 0, overflow;
	__s64 missing;

	engine.config.idle_timeout = engine.config.closed_timeout = idle_timeout;
	engine.config.active_timeout = active_timeout;
	running = CPUS;
	for (int i = 0; i < CPUS; i++) {
		throwers[i].cpu = i;
		throwers[i].rounds = rounds;
		assert_int_equal(pthread_create(&throwers[i].thread, NULL, throw_packets, &throwers[i]), 0);
	}
	while (__atomic_load_n(&running, __ATOMIC_SEQ_CST))
		hammer_sweep();
	for (int i = 0; i < CPUS; i++) {
		pthread_join(throwers[i].thread, NULL);
		assert_false(throwers[i].failed);
		sent += throwers[i].sent;
		octets += throwers[i].octets;
		forwarded += throwers[i].forwarded;
	}
	engine.config.idle_timeout = 0;
	close_out();
	overflow = counted_as(TL_REASON_OVERFLOW);
	assert_int_equal(counted_as(TL_REASON_COUNTED_AT_INGRESS), forwarded);
	assert_true(output.annotations > 0);
	if (grace)
		assert_int_equal(output.stray, 0);
	missing = (__s64)(sent - output.packets - overflow);
	if (!missing && !overflow)
		assert_int_equal(output.octets, octets);
	print_message("%llu packets in %llu records (%llu alone, %llu overflowed): %lld missing\n", sent,
		      output.records, output.alone, overflow, missing);
	return missing;
}

static inline int hammer_set_up(void **state)
{
	struct tl_engine_config config = rig_config(4096);

	(void)state;
	snprintf(instance, sizeof(instance), "hammer-%d", getpid());
	config.instance = instance;
	config.count_once = config.xdp = true;
	memset(&output, 0, sizeof(output));
	if (tl_engine_open(&engine, &config))
		return -1;
	return tl_interface_role_set(&engine, INTERFACE, &(struct tl_interface_role){.counted_at = INTERFACE});
}

static inline int hammer_tear_down(void **state)
{
	(void)state;
	tl_engine_unpin(&engine);
	tl_engine_close(&engine);
	return 0;
}

#endif
