// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "shards.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../lib/log.h"
#include "bpffs.h"
#include "tapless.skel.h"

/*
 * A step of a walk comes by all entries before its own, and what is joined between two marks is whole shards: they are small. But each has a
 * struct of the kernel's, which a packet has to wait for where there are so many that they do not stay in the CPU's caches: then
 * they are larger.
 */
#define SHARD_ENTRIES_MIN  64
#define SHARD_ENTRIES_MAX  4096
#define SHARDS_MANY	   64 /* of a CPU */
#define SHARD_ENTRIES_MOST 16384

static bool is_online(__u32 cpu)
{
	char path[64];
	char state = '1'; /* CPU 0 has no such file on most machines: it is always online */
	FILE *file;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/online", cpu);
	file = fopen(path, "re");
	if (file) {
		state = fgetc(file);
		fclose(file);
	}
	return state == '1';
}

struct tl_cpus tl_cpus_here(unsigned int possible)
{
	struct tl_cpus cpus = {.possible = possible};

	for (unsigned int cpu = 0; cpu < possible; cpu++)
		if (is_online(cpu)) {
			cpus.online++;
			cpus.end = cpu + 1;
		}
	return cpus;
}

static unsigned int largest_shard(unsigned int per_cpu)
{
	unsigned int entries = per_cpu / SHARDS_MANY;

	if (entries > SHARD_ENTRIES_MOST)
		return SHARD_ENTRIES_MOST;
	return entries > SHARD_ENTRIES_MAX ? entries : SHARD_ENTRIES_MAX;
}

void tl_shards_plan(struct tl_engine *engine, const struct tl_cpus *cpus)
{
	unsigned int online = cpus->online ? cpus->online : 1, shards = 1;
	unsigned int per_cpu = (engine->config.flows + online - 1) / online;

	engine->identity.cpus = cpus->end;
	while (per_cpu / shards > largest_shard(per_cpu))
		shards *= 2;
	engine->shard_entries = per_cpu / shards;
	if (engine->shard_entries < SHARD_ENTRIES_MIN)
		engine->shard_entries = SHARD_ENTRIES_MIN;
	engine->identity.shards_per_cpu = shards;
	engine->shard_count = cpus->possible * shards;
}

struct tl_shard_template tl_shards_template(struct tl_engine *engine)
{
	struct bpf_map *inner = bpf_map__inner_map(engine->skeleton->maps.shards);
	struct tl_shard_template template = {
		.key_type = bpf_map__btf_key_type_id(inner),
		.value_type = bpf_map__btf_value_type_id(inner),
	};

	return template;
}

static int create_shard(struct tl_engine *engine, struct tl_shard_template template, __u32 entries)
{
	/* With the template's BTF, so that bpftool shows field names, and because kernels before 6.2 insist on it. */
	LIBBPF_OPTS(bpf_map_create_opts, options, .btf_fd = bpf_object__btf_fd(engine->skeleton->obj),
		    .btf_key_type_id = template.key_type, .btf_value_type_id = template.value_type);

	return bpf_map_create(BPF_MAP_TYPE_HASH, "tl_flows", sizeof(__u64), sizeof(struct tl_flow_value), entries,
			      &options);
}

static int pin_shard(const struct tl_engine *engine, int shard, __u32 number)
{
	char name[64], path[320];

	if (!engine->config.instance)
		return 0;
	snprintf(name, sizeof(name), "flows/cpu%u-%u", number / engine->identity.shards_per_cpu,
		 number % engine->identity.shards_per_cpu);
	tl_bpffs_path(path, sizeof(path), engine->pins, name);
	return bpf_obj_pin(shard, path) ? -errno : 0;
}

static int place_shard(struct tl_engine *engine, struct tl_shard_template template, __u32 number)
{
	int shard = create_shard(engine, template, engine->shard_entries);
	int error = shard < 0 ? shard : 0;

	if (!error && bpf_map_update_elem(engine->shards_map, &number, &shard, BPF_ANY))
		error = -errno;
	if (!error)
		error = pin_shard(engine, shard, number);
	if (shard >= 0)
		close(shard);
	if (error)
		tl_error("cannot make flow map %u of %u with %u entries: %s; try a smaller --flows", number,
			 engine->shard_count, engine->shard_entries, strerror(-error));
	return error;
}

int tl_shards_create(struct tl_engine *engine, struct tl_shard_template template)
{
	engine->spare_shard = create_shard(engine, template, 1);
	if (engine->spare_shard < 0) {
		tl_error("cannot make a flow map: %s", strerror(-engine->spare_shard));
		return engine->spare_shard;
	}
	if (engine->has_maps)
		return 0;
	for (__u32 number = 0; number < engine->identity.cpus * engine->identity.shards_per_cpu; number++) {
		__u32 cpu = number / engine->identity.shards_per_cpu;
		int error = is_online(cpu) ? place_shard(engine, template, number) : 0;

		if (error)
			return error;
	}
	return 0;
}

/* The kernel waits for one in an update of a map of maps (maybe_wait_bpf_programs, kernel/bpf/syscall.c). */
int tl_shards_wait_by(int shards, __u32 slots, int shard)
{
	__u32 last = slots - 1;

	return bpf_map_update_elem(shards, &last, &shard, BPF_ANY) ? -errno : 0;
}

int tl_shards_wait_for_grace_period(struct tl_engine *engine)
{
	int error;

	if (!engine->config.instance)
		return 0; /* a capture is fed by the thread that sweeps */
	error = tl_shards_wait_by(engine->shards_map, engine->shard_count + 1, engine->spare_shard);
	if (error)
		tl_error("cannot wait for a grace period: %s", strerror(-error));
	return error;
}
