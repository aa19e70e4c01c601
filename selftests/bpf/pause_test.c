// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The freeze protocol with programs that are held up in the middle (the object built with TL_TEST_PAUSE). First a packet at
 * each point over two whole walks, with and without the grace period: it shows which points the grace period is for. Then
 * the hammer with pauses anywhere, longer than a walk: exact; without the grace period it loses packets.
 */
#include "hammer.h"

#include <time.h>

#include "pause_points.h"

#define HELD_UP	    2000000000ull /* more than two walks take on a busy machine */
#define HAMMER_HELD 3000000 /* longer than a walk over all shards */
#define ROUNDS	    9000 /* of each CPU; PAUSE_ROUNDS takes others */
#define MILLISECOND 1000000

static struct tl_pauses *pauses(void)
{
	return &engine.skeleton->bss->tl_pauses;
}

static __u32 paused_now(void)
{
	return __atomic_load_n(&pauses()->inside, __ATOMIC_SEQ_CST);
}

/* --- one packet, held up at one point */

struct held_packet {
	pthread_t thread;
	struct rig_frame frame;
	int error;
};

static void *send_on_other_cpu(void *argument)
{
	struct held_packet *packet = argument;
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet->frame.bytes, .data_size_in = packet->frame.length);

	rig_stay_on(CPUS - 1);
	packet->error = bpf_prog_test_run_opts(bpf_program__fd(engine.skeleton->progs.tl_tc_ingress), &options);
	return NULL;
}

static void send_packet(const struct rig_frame *frame)
{
	struct held_packet packet = {.frame = *frame};

	assert_int_equal(pthread_create(&packet.thread, NULL, send_on_other_cpu, &packet), 0);
	pthread_join(packet.thread, NULL);
	assert_int_equal(packet.error, 0);
}

static void *release_later(void *argument)
{
	const struct timespec pause = {.tv_nsec = 30 * MILLISECOND};

	(void)argument;
	nanosleep(&pause, NULL);
	__atomic_store_n(&pauses()->release, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

/* What there is of the flow when the packet comes. */
enum before {
	NOTHING,
	AN_ENTRY, /* LIVE */
	A_FROZEN_ENTRY,
	ANOTHER_CONNECTION, /* LIVE, and the packet is the next one's SYN */
};

static const struct {
	const char *name;
	enum tl_pause_point point;
	enum before before;
	int lost; /* packets, if walks do not wait for a grace period */
} points[] = {
	{"after the lookup", TL_PAUSE_AFTER_LOOKUP, AN_ENTRY, 0},
	{"after the lookup of a frozen one", TL_PAUSE_AFTER_LOOKUP, A_FROZEN_ENTRY, 0},
	{"after FROZEN to LIVE", TL_PAUSE_AFTER_REVIVE, A_FROZEN_ENTRY, 1},
	{"between insert and NEW to LIVE", TL_PAUSE_BEFORE_LIVE, NOTHING, 0},
	{"before the update", TL_PAUSE_BEFORE_UPDATE, AN_ENTRY, 1},
	{"before the update of a new one", TL_PAUSE_BEFORE_UPDATE, NOTHING, 1},
	{"between octets and packets", TL_PAUSE_COUNTING, AN_ENTRY, 1},
	{"before LIVE to RETIRED", TL_PAUSE_ROOM_RESERVED, ANOTHER_CONNECTION, 1},
	{"between RETIRED and delete", TL_PAUSE_BEFORE_DELETE, ANOTHER_CONNECTION, 0},
};

static __u64 prepare(enum before before, __u32 flow)
{
	struct rig_frame first = rig_make(6, flow, SYN | PSH, 1, "x", 1);

	if (before == NOTHING)
		return 0;
	send_packet(&first);
	if (before == A_FROZEN_ENTRY)
		hammer_sweep();
	return 1;
}

/*
 * `run` is on another CPU than this thread is from here on: who is held up leaves its CPU to nobody, on a kernel that does not preempt
 * itself. What began is counted: on a busy machine it may be over before this thread looks.
 */
static void start_held_up(enum tl_pause_point point, pthread_t *thread, void *(*run)(void *), void *argument)
{
	__u32 before = pauses()->count[point];

	pauses()->release = 0;
	pauses()->nanoseconds = HELD_UP;
	__atomic_store_n(&pauses()->one_in[point], 1, __ATOMIC_SEQ_CST);
	assert_int_equal(pthread_create(thread, NULL, run, argument), 0);
	rig_stay_on(run == send_on_other_cpu ? 0 : CPUS - 1);
	while (__atomic_load_n(&pauses()->count[point], __ATOMIC_SEQ_CST) == before)
		sched_yield();
	__atomic_store_n(&pauses()->one_in[point], 0, __ATOMIC_SEQ_CST);
}

static void end_held_up(pthread_t thread)
{
	cpu_set_t all;

	__atomic_store_n(&pauses()->release, 1, __ATOMIC_SEQ_CST);
	pthread_join(thread, NULL);
	CPU_ZERO(&all);
	for (int cpu = 0; cpu < CPUS; cpu++)
		CPU_SET(cpu, &all);
	sched_setaffinity(0, sizeof(all), &all);
}

/* Walks while the packet is held up; returns how many packets are in no record at the end. */
static __s64 held_up(unsigned int which)
{
	struct held_packet packet = {.frame = rig_make(6, which, SYN | PSH, 2, "x", 1)};
	__u64 sent = prepare(points[which].before, which), packets_before;
	pthread_t releaser;

	if (points[which].before != ANOTHER_CONNECTION) /* the same SYN once more */
		packet.frame = rig_make(6, which, SYN | PSH, 1, "x", 1);
	packets_before = output.packets;
	start_held_up(points[which].point, &packet.thread, send_on_other_cpu, &packet);
	if (grace)
		assert_int_equal(pthread_create(&releaser, NULL, release_later, NULL), 0);
	for (int walk = 0; walk < 3; walk++)
		hammer_sweep();
	if (grace)
		pthread_join(releaser, NULL);
	else
		assert_int_equal(paused_now(), 1); /* all three walks were within the pause */
	end_held_up(packet.thread);
	assert_int_equal(packet.error, 0);
	close_out();
	return (__s64)(sent + 1 - (output.packets - packets_before));
}

static void expect_held_up(void)
{
	engine.config.idle_timeout = engine.config.closed_timeout = engine.config.active_timeout = 0;
	for (unsigned int i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		__s64 lost = held_up(i);

		if (lost != (grace ? 0 : points[i].lost))
			fail_msg("%s: %lld packets lost", points[i].name, lost);
	}
}

static void held_up_over_walks(void **state)
{
	(void)state;
	expect_held_up();
}

static void held_up_without_grace(void **state)
{
	(void)state;
	grace = false;
	expect_held_up();
	grace = true;
}

/* --- a report, held up between the counters that it reads */

static void *sweep_meanwhile(void *argument)
{
	(void)argument;
	rig_stay_on(0);
	hammer_sweep();
	return NULL;
}

static void expect_all_octets(__u64 packets, const struct rig_frame *frame)
{
	engine.config.idle_timeout = engine.config.closed_timeout = 0;
	close_out();
	assert_int_equal(output.packets, packets);
	assert_int_equal(output.octets, packets * (frame->length - 14));
	assert_int_equal(output.layer2_octets, packets * frame->length);
	assert_int_equal(output.stray, 0);
}

/* A packet comes in between: none of what it counts may be taken for reported. */
static void report_between_counters(void **state)
{
	struct rig_frame frame = rig_make(17, 1, 0, 0, "x", 1);
	pthread_t sweeper;

	(void)state;
	engine.config.active_timeout = 1000;
	send_packet(&frame);
	hammer_sweep();
	assert_int_equal(output.packets, 1);
	start_held_up(TL_PAUSE_BETWEEN_COUNTERS, &sweeper, sweep_meanwhile, NULL);
	send_packet(&frame);
	end_held_up(sweeper);
	expect_all_octets(2, &frame);
}

/* The report comes in the middle of a packet; what is left of that for the next record is never octets alone. */
static void report_in_the_middle_of_a_packet(void **state)
{
	struct held_packet packet = {.frame = rig_make(17, 1, 0, 0, "x", 1)};

	(void)state;
	engine.config.active_timeout = 1000;
	send_packet(&packet.frame);
	start_held_up(TL_PAUSE_COUNTING, &packet.thread, send_on_other_cpu, &packet);
	grace = false; /* it would wait for the packet */
	hammer_sweep();
	grace = true;
	end_held_up(packet.thread);
	expect_all_octets(2, &packet.frame);
}

/* --- the hammer */

static int rounds(void)
{
	const char *wanted = getenv("PAUSE_ROUNDS");

	return wanted ? (int)strtol(wanted, NULL, 10) : ROUNDS;
}

/* Of what happens seldom: the fewer rounds, the more of it, or a slow machine holds nobody up there. */
static __u32 one_in(__u32 number)
{
	__u32 scaled = number * rounds() / ROUNDS;

	return scaled ? scaled : 1;
}

static void pause_anywhere(void)
{
	pauses()->nanoseconds = HAMMER_HELD;
	for (int point = 0; point < TL_PAUSE__MAX; point++)
		pauses()->one_in[point] = point < TL_PAUSE_ROOM_RESERVED ? 1500 : 5000;
	pauses()->one_in[TL_PAUSE_AFTER_REVIVE] = one_in(50);
	pauses()->one_in[TL_PAUSE_BEFORE_LIVE] = one_in(100);
	pauses()->one_in[TL_PAUSE_BEFORE_DELETE] = one_in(6);
	pauses()->one_in[TL_PAUSE_ROOM_RESERVED] = one_in(200);
	pauses()->one_in[TL_PAUSE_BETWEEN_COUNTERS] = one_in(200);
	pauses()->one_in[TL_PAUSE_SWEEP_REPORTING] = one_in(200);
}

/* Where a packet must not be passed by two walks; the sweep is never held up, so they do. */
static void pause_where_grace_is_needed(void)
{
	pauses()->nanoseconds = HAMMER_HELD;
	pauses()->one_in[TL_PAUSE_AFTER_REVIVE] = one_in(50);
	pauses()->one_in[TL_PAUSE_BEFORE_UPDATE] = pauses()->one_in[TL_PAUSE_COUNTING] = 500;
}

static void expect_pauses(unsigned int points_wanted)
{
	__u32 all = 0;

	for (unsigned int point = 0; point < points_wanted; point++) {
		all += pauses()->count[point];
		print_message("%u ", pauses()->count[point]);
		if (!pauses()->count[point])
			fail_msg("no program was held up at point %u", point);
	}
	print_message("are %u pauses of %d ms\n", all, HAMMER_HELD / MILLISECOND);
}

static void hammer_with_pauses(void **state)
{
	(void)state;
	pause_anywhere();
	assert_int_equal(hammer(0, 0, rounds()), 0);
	expect_pauses(TL_PAUSE_SWEEP_REPORTING);
}

static void hammer_with_pauses_and_reports(void **state)
{
	(void)state;
	pause_anywhere();
	assert_int_equal(hammer(2 * MILLISECOND, 3 * MILLISECOND, rounds()), 0);
	expect_pauses(TL_PAUSE_SWEEP_REPORTING + 1);
}

static void hammer_without_grace(void **state)
{
	(void)state;
	pause_where_grace_is_needed();
	grace = false;
	assert_int_not_equal(hammer(0, 0, rounds()), 0);
	grace = true;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(held_up_over_walks, hammer_set_up, hammer_tear_down),
		cmocka_unit_test_setup_teardown(held_up_without_grace, hammer_set_up, hammer_tear_down),
		cmocka_unit_test_setup_teardown(report_between_counters, hammer_set_up, hammer_tear_down),
		cmocka_unit_test_setup_teardown(report_in_the_middle_of_a_packet, hammer_set_up, hammer_tear_down),
		cmocka_unit_test_setup_teardown(hammer_with_pauses, hammer_set_up, hammer_tear_down),
		cmocka_unit_test_setup_teardown(hammer_with_pauses_and_reports, hammer_set_up, hammer_tear_down),
		cmocka_unit_test_setup_teardown(hammer_without_grace, hammer_set_up, hammer_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
