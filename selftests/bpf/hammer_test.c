// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The hammer (hammer.h) on the meter's own programs, with different timeouts. */
#include "hammer.h"

#define RESTARTS 200000

/* Each packet is the SYN of the next connection on one of four tuples: it retires the entry and makes it anew. */
static void *throw_restarts(void *argument)
{
	int program = bpf_program__fd(engine.skeleton->progs.tl_tc_ingress);
	struct thrower *thrower = argument;
	struct rig_frame frames[8];

	rig_stay_on(thrower->cpu);
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

#define ROUNDS 40000 /* of each CPU */

static void idle_at_once(void **state)
{
	(void)state;
	assert_int_equal(hammer(0, 0, ROUNDS), 0);
}

static void reported_all_the_time(void **state)
{
	(void)state;
	assert_int_equal(hammer(SECOND, 1000, ROUNDS), 0);
}

static void both(void **state)
{
	(void)state;
	assert_int_equal(hammer(2000000, 3000000, ROUNDS), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(idle_at_once, hammer_set_up, hammer_tear_down),
		cmocka_unit_test_setup_teardown(reported_all_the_time, hammer_set_up, hammer_tear_down),
		cmocka_unit_test_setup_teardown(both, hammer_set_up, hammer_tear_down),
		cmocka_unit_test_setup_teardown(walks_keep_off_what_packets_retire, hammer_set_up, hammer_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
