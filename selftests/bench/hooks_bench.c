// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * hooks_bench COUNTER.bpf.o FLOORS.bpf.o INSTANCE: nanoseconds a packet of each hook program by BPF_PROG_TEST_RUN, in several
 * settings of the meter side by side with a program that only counts; for TC ingress and XDP also beside what the steps of any
 * meter cost (floors.bpf.c). They take turns within each round, so that what disturbs the machine disturbs all; a figure is the
 * median of the rounds, with the least and the greatest behind it.
 */
#include "selftests/bpf/rig.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "figures.h"
#include "kernel/balance.h"
#include "tapless.skel.h"
#include <bpf/bpf.h>

#define ROUNDS	 15
#define REPEAT	 20000 /* of the same packet, in one call */
#define CALLS	 1000 /* of different packets, one a call */
#define FLOWS	 32768
#define ALL_HOOK 3

enum setting { COUNTER, METRICS_OFF, METRICS_ON, METRICS_AND_SPLT, SETTINGS };

static const char *const setting_names[] = {"counting only", "metrics off", "metrics on", "with --splt"};
static const char *const hook_names[] = {"tc-ingress", "tc-egress", "xdp-ingress"};
static const char *const counter_names[] = {"count_ingress", "count_egress", "count_xdp"};

static struct tl_engine engines[SETTINGS]; /* that of COUNTER is not used */
static int programs[SETTINGS][ALL_HOOK]; /* known by descriptor: others may load programs meanwhile */
static __u64 thrown[SETTINGS];
static __u32 number; /* of the packet, of kinds that are never the same twice */

static struct rig_frame acknowledgement(void)
{
	return rig_make(6, 1, ACK, 2, "", 0);
}

static struct rig_frame next_data(void)
{
	static const char payload[1000];

	number++;
	return rig_make(6, 2, ACK, number * sizeof(payload), payload, sizeof(payload));
}

static struct rig_frame datagram(void)
{
	return rig_make(17, 3, 0, 0, "payload", 7);
}

static struct rig_frame tagged(void)
{
	struct rig_frame frame = datagram();

	memmove(frame.bytes + 16, frame.bytes + 12, frame.length - 12);
	memcpy(frame.bytes + 12, "\x81\0\0\x64", 4);
	frame.length += 4;
	return frame;
}

static struct rig_frame tunnelled(void)
{
	struct rig_frame inner = datagram(), outer;
	__u8 payload[256] = {8, 0, 0, 0, 0, 0, 42};

	memcpy(payload + 8, inner.bytes, inner.length);
	outer = rig_make(17, 4, 0, 0, payload, 8 + inner.length);
	memcpy(outer.bytes + 36, "\x12\xb5", 2); /* port 4789 */
	return outer;
}

static struct rig_frame new_flow(void)
{
	return rig_make(17, number++, 0, 0, "payload", 7);
}

struct kind {
	const char *name;
	struct rig_frame (*make)(void);
	bool differs; /* each packet is another one, and a call */
};

static const struct kind kinds[] = {
	{"TCP acknowledgement", acknowledgement, false},
	{"UDP", datagram, false},
	{"UDP in a VLAN", tagged, false},
	{"UDP in VXLAN", tunnelled, false},
	{"TCP data going on", next_data, true},
	{"UDP, each a new flow", new_flow, true},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int compare(const void *one, const void *other)
{
	const __u32 *a = one, *b = other;

	return (*a > *b) - (*a < *b);
}

static void give_up(const char *what)
{
	fprintf(stderr, "hooks_bench: %s\n", what);
	exit(1);
}

/* Nanoseconds a packet. */
static __u32 run(enum setting setting, unsigned int hook, const struct rig_frame *frame, int repeat)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame->bytes, .data_size_in = frame->length,
		    .repeat = repeat);

	if (bpf_prog_test_run_opts(programs[setting][hook], &options))
		give_up("a test run failed");
	thrown[setting] += repeat;
	return options.duration;
}

/* The median of many calls: one of them may have been interrupted. */
static __u32 run_calls(enum setting setting, unsigned int hook, const struct kind *kind)
{
	__u32 spans[CALLS];

	for (unsigned int i = 0; i < CALLS; i++) {
		struct rig_frame frame = kind->make();

		spans[i] = run(setting, hook, &frame, 1);
	}
	qsort(spans, CALLS, sizeof(spans[0]), compare);
	return spans[CALLS / 2];
}

static void empty_cache(struct tl_engine *engine)
{
	struct rig_output output = {};

	for (int i = 0; i < 3; i++) /* freeze, emit, and once more for what a walk put off */
		rig_sweep(engine, &output, TL_SWEEP_EXPIRE, tl_boot_time() + 3600 * SECOND);
}

static void measure(unsigned int hook, const struct kind *kind, __u32 spans[SETTINGS][ROUNDS])
{
	struct rig_frame frame = kind->make();

	for (int round = -1; round < ROUNDS; round++) /* the first one warms up */
		for (unsigned int turn = 0; turn < SETTINGS; turn++) {
			enum setting setting = (turn + round + 1) % SETTINGS;
			__u32 span =
				kind->differs ? run_calls(setting, hook, kind) : run(setting, hook, &frame, REPEAT);

			if (round >= 0)
				spans[setting][round] = span;
			if (kind->differs && setting != COUNTER)
				empty_cache(&engines[setting]);
		}
}

static void report_setting(enum setting setting, __u32 spans[ROUNDS], __u32 *floor)
{
	char figure[48];
	int length;

	qsort(spans, ROUNDS, sizeof(spans[0]), compare);
	length = snprintf(figure, sizeof(figure), "%u (%u..%u)", spans[ROUNDS / 2], spans[0], spans[ROUNDS - 1]);
	if (setting == COUNTER)
		*floor = spans[ROUNDS / 2] ? spans[ROUNDS / 2] : 1;
	else
		snprintf(figure + length, sizeof(figure) - length, " %.1f", (double)spans[ROUNDS / 2] / *floor);
	printf("  %-21s", figure);
}

static void report(unsigned int hook, const struct kind *kind)
{
	__u32 spans[SETTINGS][ROUNDS], floor = 1;

	measure(hook, kind, spans);
	printf("%-11s  %-20s", hook_names[hook], kind->name);
	for (enum setting setting = COUNTER; setting < SETTINGS; setting++)
		report_setting(setting, spans[setting], &floor);
	printf("\n");
	fflush(stdout);
}

static void load_counter(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);

	if (!object || bpf_object__load(object))
		give_up("cannot load the counting program");
	for (unsigned int hook = 0; hook < ALL_HOOK; hook++)
		programs[COUNTER][hook] =
			bpf_program__fd(bpf_object__find_program_by_name(object, counter_names[hook]));
}

static const char *const floor_names[] = {"floor_pass",	       "floor_parse", "floor_coarse_clock",
					  "floor_exact_clock", "floor_hash",  "common_design"};

#define FLOORS	   (sizeof(floor_names) / sizeof(floor_names[0]))
#define FLOOR_HASH 4 /* the steps that the targets are in multiples of */
#define COMMON	   5

static const char *const floor_hooks[] = {[0] = "tc", [2] = "xdp"}; /* by number of the hook */
static int floors[ALL_HOOK][FLOORS];

static void load_floors(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	char name[64];

	if (!object || bpf_object__load(object))
		give_up("cannot load the floors");
	for (unsigned int hook = 0; hook < ALL_HOOK; hook++)
		for (unsigned int i = 0; floor_hooks[hook] && i < FLOORS; i++) {
			snprintf(name, sizeof(name), "%s_%s", floor_names[i], floor_hooks[hook]);
			floors[hook][i] = bpf_program__fd(bpf_object__find_program_by_name(object, name));
		}
}

static __u32 run_floor(unsigned int hook, unsigned int which, const struct rig_frame *frame)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame->bytes, .data_size_in = frame->length,
		    .repeat = REPEAT);

	if (bpf_prog_test_run_opts(floors[hook][which], &options))
		give_up("a test run failed");
	return options.duration;
}

static void print_ratios(unsigned int hook, const struct kind *kind, __u32 spans[FLOORS + SETTINGS][ROUNDS])
{
	printf("\n%s, %s: nanoseconds, times `%s`, times `%s`\n", kind->name, hook_names[hook], floor_names[FLOOR_HASH],
	       floor_names[COMMON]);
	for (unsigned int i = 0; i < FLOORS + SETTINGS; i++)
		printf("  %-20s %5u (%u..%u)  %.2f  %.2f\n", i < FLOORS ? floor_names[i] : setting_names[i - FLOORS],
		       spans[i][ROUNDS / 2], spans[i][0], spans[i][ROUNDS - 1],
		       (double)spans[i][ROUNDS / 2] / spans[FLOOR_HASH][ROUNDS / 2],
		       (double)spans[i][ROUNDS / 2] / spans[COMMON][ROUNDS / 2]);
}

/* Each round's time as a multiple of what the hash took in that round. */
static void write_ratios(unsigned int hook, const struct kind *kind, __u32 spans[FLOORS + SETTINGS][ROUNDS])
{
	double values[ROUNDS];
	char name[96];

	for (unsigned int i = 0; i < FLOORS + SETTINGS; i++) {
		for (unsigned int round = 0; round < ROUNDS; round++)
			values[round] = (double)spans[i][round] / spans[FLOOR_HASH][round];
		snprintf(name, sizeof(name), "%s, %s, %s", hook_names[hook], kind->name,
			 i < FLOORS ? floor_names[i] : setting_names[i - FLOORS]);
		figure_median(values, ROUNDS);
		figure_write("hooks", name, "of the hash with an exact clock", values, ROUNDS);
	}
}

/* One hot flow: the floors, then the meter in each setting, as multiples of the hash and of the common design. */
static void report_floors(unsigned int hook, const struct kind *kind)
{
	__u32 spans[FLOORS + SETTINGS][ROUNDS];
	struct rig_frame frame = kind->make();

	for (int round = -1; round < ROUNDS; round++)
		for (unsigned int i = 0; i < FLOORS + SETTINGS; i++) {
			__u32 span = i < FLOORS ? run_floor(hook, i, &frame) : run(i - FLOORS, hook, &frame, REPEAT);

			if (round >= 0)
				spans[i][round] = span;
		}
	write_ratios(hook, kind, spans);
	for (unsigned int i = 0; i < FLOORS + SETTINGS; i++)
		qsort(spans[i], ROUNDS, sizeof(spans[i][0]), compare);
	print_ratios(hook, kind, spans);
}

static void load_meter(enum setting setting, const char *instance, bool metrics, bool splt)
{
	struct tl_engine_config config = rig_config(FLOWS);
	struct tl_engine *engine = &engines[setting];

	config.instance = instance;
	config.metrics = metrics;
	config.splt = splt;
	if (tl_engine_open(engine, &config))
		exit(1); /* has been said */
	programs[setting][0] = bpf_program__fd(engine->skeleton->progs.tl_tc_ingress);
	programs[setting][1] = bpf_program__fd(engine->skeleton->progs.tl_tc_egress);
	programs[setting][2] = bpf_program__fd(engine->skeleton->progs.tl_xdp_frags);
}

/* A figure of packets that were not counted would be a fast one. */
static void check(enum setting setting)
{
	struct tl_engine *engine = &engines[setting];
	struct tl_counters counters;
	__u64 seen = 0, unflowed = 0;

	if (tl_counters_read(bpf_map__fd(engine->skeleton->maps.counters), &counters))
		give_up("cannot read the counters");
	for (unsigned int hook = 0; hook < TL_HOOK__MAX; hook++)
		seen += counters.seen[hook].packets;
	for (unsigned int reason = 0; reason < TL_REASON__MAX; reason++)
		unflowed += counters.reasons[reason].packets;
	if (seen != thrown[setting] || unflowed || counters.events[TL_EVENT_SINGLE_PACKET_RECORD])
		give_up("not every packet was counted in a flow: the figures are worthless");
}

static void print_size(const char *name, int program)
{
	struct bpf_prog_info information = {};
	__u32 length = sizeof(information);

	if (!bpf_obj_get_info_by_fd(program, &information, &length))
		printf("  %s %u/%u/%u", name, information.verified_insns, information.xlated_prog_len / 8,
		       information.jited_prog_len);
}

static void report_sizes(void)
{
	printf("\nInstructions that the verifier looked at (it gives up at 1000000) / of the program / octets of "
	       "machine code\n");
	for (unsigned int hook = 0; hook < ALL_HOOK; hook++) {
		printf("%-11s ", hook_names[hook]);
		for (unsigned int setting = 0; setting < SETTINGS; setting++)
			print_size(setting_names[setting], programs[setting][hook]);
		printf("\n");
	}
	printf("%-11s ", "sweep");
	for (enum setting setting = METRICS_OFF; setting < SETTINGS; setting++)
		print_size(setting_names[setting], engines[setting].sweep_program);
	printf("\n");
}

static void stay_on_one_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(sched_getcpu(), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

int main(int argc, char **argv)
{
	char instances[SETTINGS][64];

	if (argc != 4)
		give_up("usage: hooks_bench COUNTER.bpf.o FLOORS.bpf.o INSTANCE");
	stay_on_one_cpu();
	load_counter(argv[1]);
	load_floors(argv[2]);
	for (enum setting setting = METRICS_OFF; setting < SETTINGS; setting++) {
		snprintf(instances[setting], sizeof(instances[setting]), "%s-%u", argv[3], setting);
		load_meter(setting, instances[setting], setting != METRICS_OFF, setting == METRICS_AND_SPLT);
	}
	printf("Nanoseconds a packet: median of %d rounds (least..greatest), and how many times that of a program "
	       "which only "
	       "counts\n%-11s  %-20s",
	       ROUNDS, "hook", "packet");
	for (enum setting setting = COUNTER; setting < SETTINGS; setting++)
		printf("  %-21s", setting_names[setting]);
	printf("\n");
	for (unsigned int hook = 0; hook < ALL_HOOK; hook++)
		for (unsigned int i = 0; i < KINDS; i++)
			report(hook, &kinds[i]);
	for (unsigned int hook = 0; hook < ALL_HOOK; hook++)
		for (unsigned int i = 0; floor_hooks[hook] && i < 2; i++)
			report_floors(hook, &kinds[i]);
	report_sizes();
	for (enum setting setting = METRICS_OFF; setting < SETTINGS; setting++) {
		check(setting);
		tl_engine_unpin(&engines[setting]);
		tl_engine_close(&engines[setting]);
	}
	return 0;
}
