// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * growth_bench FLOORS.bpf.o INSTANCE [MOST]: what a packet, a new flow and a sweep cost with 1 k flows in the cache, 10 k, 100 k, 1 M,
 * 4 M, up to MOST (1 M), the packets in random order. By BPF_PROG_TEST_RUN, a call a packet: the timer's own share, that of an empty
 * program, is taken off. The packets are thrown by one CPU, then by two at a time, each with flows of its own. 4 M take 5 GB.
 */
#include "selftests/bpf/rig.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "figures.h"
#include "kernel/portions.h"
#include "tapless.skel.h"
#include <bpf/bpf.h>

#define ROUNDS 5
#define CALLS  4000 /* a round */
#define SWEEPS 5

struct thrower {
	pthread_t thread;
	int program;
	unsigned int cpu;
	__u32 flows;
	__u64 random;
	double values[ROUNDS]; /* the median of each round's packets */
};

static void give_up(const char *what)
{
	fprintf(stderr, "growth_bench: %s\n", what);
	exit(1);
}

static void stay_on(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Nanoseconds of one packet. Flows of different CPUs have nothing in common. */
static double throw(int program, unsigned int cpu, __u32 flow)
{
	struct rig_frame frame = rig_make(17, flow | cpu << 28, 0, 0, "payload", 7);
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.bytes, .data_size_in = frame.length, .repeat = 1);

	if (bpf_prog_test_run_opts(program, &options))
		give_up("a test run failed");
	return options.duration;
}

static double median_of_calls(struct thrower *thrower)
{
	static __thread double values[CALLS];

	for (unsigned int i = 0; i < CALLS; i++) {
		thrower->random = thrower->random * 6364136223846793005ull + 1442695040888963407ull;
		values[i] = throw(thrower->program, thrower->cpu, (__u32)((thrower->random >> 33) % thrower->flows));
	}
	return figure_median(values, CALLS);
}

static void *throw_rounds(void *argument)
{
	struct thrower *thrower = argument;

	stay_on(thrower->cpu);
	for (unsigned int round = 0; round < ROUNDS; round++)
		thrower->values[round] = median_of_calls(thrower);
	return NULL;
}

static void report_some(__u32 flows, const char *what, const char *unit, double *values, unsigned int count)
{
	char name[64];

	snprintf(name, sizeof(name), "%s, %u flows", what, flows);
	printf("  %-52s %9.1f", name, figure_median(values, count));
	printf(" (%.1f..%.1f) %s\n", values[0], values[count - 1], unit);
	fflush(stdout);
	figure_write("growth", name, unit, values, count);
}

static void report(__u32 flows, const char *what, const char *unit, double values[ROUNDS])
{
	report_some(flows, what, unit, values, ROUNDS);
}

/* Fills a CPU's shards; what a new flow costs is the median of each fifth. */
static void fill(struct thrower *thrower)
{
	static double values[1 << 16];

	stay_on(thrower->cpu);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		__u32 begin = (__u32)((__u64)thrower->flows * round / ROUNDS), kept = 0;
		__u32 end = (__u32)((__u64)thrower->flows * (round + 1) / ROUNDS);

		for (__u32 flow = begin; flow < end; flow++) {
			double span = throw(thrower->program, thrower->cpu, flow);

			values[kept] = span;
			kept += kept + 1 < sizeof(values) / sizeof(values[0]);
		}
		thrower->values[round] = figure_median(values, kept);
	}
}

static void report_sweep(__u32 flows, const char *what, const char *mode, double *took, double *stretches,
			 unsigned int count)
{
	char name[64];

	snprintf(name, sizeof(name), "sweep, %s, %s", what, mode);
	report_some(flows, name, "ms", took, count);
	snprintf(name, sizeof(name), "longest stretch, %s, %s", what, mode);
	report_some(flows, name, "ms", stretches, count);
}

static void sweep_once(struct tl_engine *engine, __u64 now, double *took, double *stretch)
{
	engine->portions->whole = 1; /* all of them, though nothing is due */
	if (tl_sweep_all(engine, TL_SWEEP_EXPIRE, now) < 0)
		give_up("a sweep failed");
	*took = (double)engine->cost.took / 1e6;
	*stretch = (double)engine->cost.longest_stretch / 1e6;
}

static void sweep(struct tl_engine *engine, const char *mode, __u32 flows)
{
	double took[SWEEPS], stretches[SWEEPS];

	for (unsigned int i = 0; i < SWEEPS; i++)
		sweep_once(engine, tl_boot_time(), &took[i], &stretches[i]);
	report_sweep(flows, "nothing to do", mode, took, stretches, SWEEPS);
}

static void empty_ring(struct tl_engine *engine)
{
	rig_drain(engine, engine->between_context);
}

/* All flows idle at once: one sweep freezes them, the next one emits them. It happens once. */
static void end_all(struct tl_engine *engine, const char *mode, __u32 flows)
{
	static const char *const what[] = {"all are frozen", "all are emitted"};
	__u64 later = tl_boot_time() + 3601 * SECOND;
	struct rig_output output = {};

	engine->between_context = &output;
	engine->between_steps = empty_ring;
	for (unsigned int i = 0; i < sizeof(what) / sizeof(what[0]); i++) {
		double took, stretch;

		sweep_once(engine, later, &took, &stretch);
		report_sweep(flows, what[i], mode, &took, &stretch, 1);
	}
}

static void without(const double empty[ROUNDS], double values[ROUNDS])
{
	for (unsigned int round = 0; round < ROUNDS; round++)
		values[round] -= empty[ROUNDS / 2];
}

static void measure(const char *instance, __u32 flows, bool metrics, const double empty[ROUNDS])
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	struct tl_engine_config config = rig_config((__u32)(flows + flows / 4) * (__u32)cpus);
	struct thrower throwers[2] = {{.cpu = 0, .flows = flows, .random = 1}, {.cpu = 1, .flows = flows, .random = 2}};
	const char *mode = metrics ? "metrics on" : "metrics off";
	char name[64];
	struct tl_engine engine;

	config.instance = instance;
	config.metrics = metrics;
	config.active_timeout = 3600 * SECOND;
	config.idle_timeout = 3600 * SECOND;
	if (tl_engine_open(&engine, &config))
		exit(1); /* has been said */
	throwers[0].program = throwers[1].program = bpf_program__fd(engine.skeleton->progs.tl_tc_ingress);
	fill(&throwers[0]);
	without(empty, throwers[0].values);
	snprintf(name, sizeof(name), "new flow, %s", mode);
	report(flows, name, "ns", throwers[0].values);
	throw_rounds(&throwers[0]);
	without(empty, throwers[0].values);
	snprintf(name, sizeof(name), "packet, one CPU, %s", mode);
	report(flows, name, "ns", throwers[0].values);
	sweep(&engine, mode, flows);
	if (cpus > 1) {
		fill(&throwers[1]);
		for (unsigned int i = 0; i < 2; i++)
			pthread_create(&throwers[i].thread, NULL, throw_rounds, &throwers[i]);
		for (unsigned int i = 0; i < 2; i++)
			pthread_join(throwers[i].thread, NULL);
		without(empty, throwers[0].values);
		snprintf(name, sizeof(name), "packet, two CPUs, %s", mode);
		report(flows, name, "ns", throwers[0].values);
	}
	end_all(&engine, mode, cpus > 1 ? flows * 2 : flows);
	tl_engine_unpin(&engine);
	tl_engine_close(&engine);
}

int main(int argc, char **argv)
{
	__u32 most = argc > 3 ? (__u32)strtoul(argv[3], NULL, 10) : 1000000;
	struct thrower empty = {.flows = 1000, .random = 1};
	struct bpf_object *object;

	if (argc < 3)
		give_up("usage: growth_bench FLOORS.bpf.o INSTANCE [MOST]");
	object = bpf_object__open_file(argv[1], NULL);
	if (!object || bpf_object__load(object))
		give_up("cannot load the floors");
	empty.program = bpf_program__fd(bpf_object__find_program_by_name(object, "floor_pass_tc"));
	throw_rounds(&empty);
	printf("A packet in random order, a new flow, a sweep: median (least..most); an empty program's %.0f ns are "
	       "taken off\n",
	       figure_median(empty.values, ROUNDS));
	for (unsigned int metrics = 0; metrics < 2; metrics++)
		for (__u32 flows = 1000; flows <= most; flows *= flows < 1000000 ? 10 : 4)
			measure(argv[2], flows, metrics, empty.values);
	bpf_object__close(object);
	return 0;
}
