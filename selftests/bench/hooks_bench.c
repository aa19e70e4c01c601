// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * hooks_bench COUNTER.bpf.o FLOORS.bpf.o INSTANCE: nanoseconds a packet of each hook program by BPF_PROG_TEST_RUN, in several
 * settings of the meter, beside a program that only counts and beside what the steps of any meter cost (floors.bpf.c; TC
 * ingress and XDP). They take turns within each round, so that what disturbs the machine disturbs all. Medians are printed;
 * figures have the values of all rounds.
 */
#include "hook_frames.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "figures.h"
#include "kernel/balance.h"
#include "tapless.skel.h"
#include <bpf/bpf.h>

#define ROUNDS 15
#define REPEAT 20000 /* of the same packet, in one call */
#define CALLS  1000 /* of different packets, one a call */
#define FLOWS  32768

enum hook { TC_INGRESS, TC_EGRESS, XDP_INGRESS, HOOKS };

static const char *const hook_names[] = {"tc-ingress", "tc-egress", "xdp-ingress"};

/* Something that is measured; 0 for a hook that it has no program for. */
struct variant {
	const char *name;
	const char *programs[HOOKS];
	bool is_meter, names, samples, metrics, splt;
	int descriptors[HOOKS]; /* others may load programs meanwhile, so they are known by these */
	char instance[64]; /* of a meter */
	struct tl_engine engine;
	__u64 thrown;
};

#define FLOOR(floor)                                                                                                   \
	{                                                                                                              \
		.name = #floor, .programs = { #floor "_tc", NULL, #floor "_xdp" }                                      \
	}

static struct variant variants[] = {
	FLOOR(floor_pass),
	FLOOR(floor_parse),
	FLOOR(floor_coarse_clock),
	FLOOR(floor_exact_clock),
	FLOOR(floor_hash),
	FLOOR(floor_slot),
	FLOOR(common_design),
	{.name = "counting only", .programs = {"count_ingress", "count_egress", "count_xdp"}},
	{.name = "off, metrics off", .is_meter = true},
	{.name = "off, metrics on", .is_meter = true, .metrics = true},
	{.name = "names, metrics off", .is_meter = true, .names = true},
	{.name = "names, metrics on", .is_meter = true, .names = true, .metrics = true},
	{.name = "full, metrics off", .is_meter = true, .names = true, .samples = true},
	{.name = "full, metrics on", .is_meter = true, .names = true, .samples = true, .metrics = true},
	{.name = "full, with --splt", .is_meter = true, .names = true, .samples = true, .metrics = true, .splt = true},
};

#define VARIANTS (sizeof(variants) / sizeof(variants[0]))

enum { HASH = 4, COMMON = 6 }; /* what targets are in multiples of */

static const struct {
	unsigned int variant;
	const char *unit;
} references[] = {{HASH, "of the hash with an exact clock"}, {COMMON, "of the common design"}};

#define REFERENCES (sizeof(references) / sizeof(references[0]))

typedef double rounds[ROUNDS];

static unsigned int round_count = ROUNDS; /* of those, the first ones */

static rounds spans[HOOK_KINDS][VARIANTS]; /* of one hook */

static void give_up(const char *what)
{
	fprintf(stderr, "hooks_bench: %s\n", what);
	exit(1);
}

static double run(struct variant *variant, enum hook hook, const struct rig_frame *frame, int repeat)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame->bytes, .data_size_in = frame->length,
		    .repeat = repeat);

	if (bpf_prog_test_run_opts(variant->descriptors[hook], &options))
		give_up("a test run failed");
	variant->thrown += (__u64)repeat;
	return options.duration;
}

/* The median of many calls: one of them may have been interrupted. */
static double run_calls(struct variant *variant, enum hook hook, const struct hook_kind *kind)
{
	static double values[CALLS];

	for (unsigned int i = 0; i < CALLS; i++) {
		struct rig_frame frame = kind->make();

		values[i] = run(variant, hook, &frame, 1);
	}
	return figure_median(values, CALLS);
}

static void empty_cache(struct tl_engine *engine)
{
	struct rig_output output = {};

	for (int i = 0; i < 3; i++) /* freeze, emit, and once more for what a walk put off */
		rig_sweep(engine, &output, TL_SWEEP_EXPIRE, tl_boot_time() + 3600 * SECOND);
}

static void measure(enum hook hook, const struct hook_kind *kind, rounds *measured)
{
	struct rig_frame frame = kind->make();

	for (int round = -1; round < (int)round_count; round++) /* the first one warms up */
		for (unsigned int turn = 0; turn < VARIANTS; turn++) {
			unsigned int i = (turn + (unsigned int)(round + 1)) % VARIANTS;
			double span;

			if (!variants[i].descriptors[hook])
				continue;
			span = kind->differs ? run_calls(&variants[i], hook, kind)
					     : run(&variants[i], hook, &frame, REPEAT);
			if (round >= 0)
				measured[i][round] = span;
			if (kind->new_flow && variants[i].is_meter)
				empty_cache(&variants[i].engine);
		}
}

static void write_figures(enum hook hook, const struct hook_kind *kind, unsigned int variant, rounds *measured)
{
	char name[96];
	rounds values;

	snprintf(name, sizeof(name), "%s, %s, %s", hook_names[hook], kind->name, variants[variant].name);
	figure_write("hooks", name, "ns", measured[variant], round_count);
	for (unsigned int i = 0; i < REFERENCES && !kind->differs && variants[HASH].descriptors[hook]; i++) {
		for (unsigned int round = 0; round < round_count; round++)
			values[round] = measured[variant][round] / measured[references[i].variant][round];
		figure_write("hooks", name, references[i].unit, values, round_count);
	}
}

/* Medians of nanoseconds, or of each round's multiple of `reference`. */
static void print_table(enum hook hook, const char *what, const rounds *reference)
{
	printf("\n%s: %s\n%-19s", hook_names[hook], what, "");
	for (unsigned int kind = 0; kind < HOOK_KINDS; kind++)
		printf(" %11s", hook_kinds[kind].name);
	for (unsigned int i = 0; i < VARIANTS; i++) {
		if (!variants[i].descriptors[hook])
			continue;
		printf("\n%-19s", variants[i].name);
		for (unsigned int kind = 0; kind < HOOK_KINDS; kind++) {
			rounds values;

			for (unsigned int round = 0; round < round_count; round++)
				values[round] =
					spans[kind][i][round] / (reference ? reference[kind * VARIANTS][round] : 1);
			if (reference && hook_kinds[kind].differs)
				printf(" %11s", "");
			else
				printf(reference ? " %11.2f" : " %11.0f", figure_median(values, round_count));
		}
	}
	printf("\n");
	fflush(stdout);
}

static void report_hook(enum hook hook)
{
	for (unsigned int kind = 0; kind < HOOK_KINDS; kind++) {
		measure(hook, &hook_kinds[kind], spans[kind]);
		for (unsigned int i = 0; i < VARIANTS; i++)
			if (variants[i].descriptors[hook])
				write_figures(hook, &hook_kinds[kind], i, spans[kind]);
	}
	print_table(hook, "nanoseconds a packet", NULL);
	for (unsigned int i = 0; i < REFERENCES && variants[HASH].descriptors[hook]; i++)
		print_table(hook, references[i].unit, &spans[0][references[i].variant]);
}

/* All programs of the file that are variants'. */
static void load_object(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);

	if (!object || bpf_object__load(object))
		give_up("cannot load the floors or the counting programs");
	for (unsigned int i = 0; i < VARIANTS; i++)
		for (enum hook hook = 0; hook < HOOKS; hook++) {
			const char *name = variants[i].programs[hook];
			struct bpf_program *program = name ? bpf_object__find_program_by_name(object, name) : NULL;

			if (program)
				variants[i].descriptors[hook] = bpf_program__fd(program);
		}
}

static void load_meter(struct variant *variant)
{
	struct tl_engine_config config = rig_config(FLOWS);
	struct tl_engine *engine = &variant->engine;

	config.instance = variant->instance;
	config.names = variant->names;
	config.samples = variant->samples;
	config.metrics = variant->metrics;
	config.splt = variant->splt;
	if (tl_engine_open(engine, &config))
		exit(1); /* has been said */
	variant->descriptors[TC_INGRESS] = bpf_program__fd(engine->skeleton->progs.tl_tc_ingress);
	variant->descriptors[TC_EGRESS] = bpf_program__fd(engine->skeleton->progs.tl_tc_egress);
	variant->descriptors[XDP_INGRESS] = bpf_program__fd(engine->skeleton->progs.tl_xdp_frags);
}

static void load(char **paths, const char *instance)
{
	load_object(paths[0]);
	load_object(paths[1]);
	for (unsigned int i = 0; i < VARIANTS; i++) {
		snprintf(variants[i].instance, sizeof(variants[i].instance), "%s-%u", instance, i);
		if (variants[i].is_meter)
			load_meter(&variants[i]);
		if (!variants[i].descriptors[TC_INGRESS])
			give_up("a program is missing");
	}
}

/* A figure of packets that were not counted would be a fast one. */
static void check(struct variant *variant)
{
	struct tl_counters counters;
	__u64 seen = 0, unflowed = 0;

	if (tl_counters_read(bpf_map__fd(variant->engine.skeleton->maps.counters), &counters))
		give_up("cannot read the counters");
	for (unsigned int hook = 0; hook < TL_HOOK__MAX; hook++)
		seen += counters.seen[hook].packets;
	for (unsigned int reason = 0; reason < TL_REASON__MAX; reason++)
		unflowed += counters.reasons[reason].packets;
	if (seen != variant->thrown || unflowed || counters.events[TL_EVENT_SINGLE_PACKET_RECORD])
		give_up("not every packet was counted in a flow: the figures are worthless");
}

static void report_size(const struct variant *variant, const char *program, int descriptor)
{
	struct bpf_prog_info information = {};
	__u32 length = sizeof(information);
	char name[96];

	if (bpf_obj_get_info_by_fd(descriptor, &information, &length))
		return;
	printf(" %7u/%5u/%6u", information.verified_insns, information.xlated_prog_len / 8, information.jited_prog_len);
	snprintf(name, sizeof(name), "%s, %s", program, variant->name);
	figure_write("programs", name, "instructions verified", &(double){information.verified_insns}, 1);
	figure_write("programs", name, "instructions", &(double){information.xlated_prog_len / 8}, 1);
	figure_write("programs", name, "octets of machine code", &(double){information.jited_prog_len}, 1);
}

static void report_sizes(void)
{
	printf("\nInstructions that the verifier looked at (it gives up at 1000000) / of the program / octets of "
	       "machine code\n%-19s",
	       "");
	for (enum hook hook = 0; hook < HOOKS; hook++)
		printf(" %20s", hook_names[hook]);
	printf(" %20s\n", "sweep");
	for (unsigned int i = 0; i < VARIANTS; i++) {
		if (!variants[i].is_meter)
			continue;
		printf("%-19s", variants[i].name);
		for (enum hook hook = 0; hook < HOOKS; hook++)
			report_size(&variants[i], hook_names[hook], variants[i].descriptors[hook]);
		report_size(&variants[i], "sweep", variants[i].engine.sweep_program);
		printf("\n");
	}
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
	if (argc < 4)
		give_up("usage: hooks_bench COUNTER.bpf.o FLOORS.bpf.o INSTANCE [ROUNDS]");
	if (argc > 4 && atoi(argv[4]) > 0 && atoi(argv[4]) < ROUNDS)
		round_count = (unsigned int)atoi(argv[4]);
	stay_on_one_cpu();
	load(argv + 1, argv[3]);
	printf("Packets of one hot flow, medians of %u rounds; *: a call each, with the timer and a cold start in it\n",
	       round_count);
	for (enum hook hook = 0; hook < HOOKS; hook++)
		report_hook(hook);
	report_sizes();
	for (unsigned int i = 0; i < VARIANTS; i++)
		if (variants[i].is_meter) {
			check(&variants[i]);
			tl_engine_unpin(&variants[i].engine);
			tl_engine_close(&variants[i].engine);
		}
	return 0;
}
