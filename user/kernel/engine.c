// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "engine.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../lib/log.h"
#include "attached.h"
#include "bpffs.h"
#include "bpffs_next.h"
#include "pinned.h"
#include "plan.h"
#include "portions.h"
#include "shards.h"
#include "sweep.h"
#include "takeover.h"
#include "tapless.skel.h"

static char libbpf_says[512]; /* the last warning, shown when loading fails */

static int keep_warning(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level == LIBBPF_WARN && !strstr(format, "BEGIN PROG LOAD LOG"))
		vsnprintf(libbpf_says, sizeof(libbpf_says), format, arguments);
	return 0;
}

static bool is_real_time(void)
{
	FILE *file = fopen("/sys/kernel/realtime", "re");
	bool is = file && fgetc(file) == '1';

	if (file)
		fclose(file);
	return is;
}

static int check_kernel(void)
{
	struct utsname kernel;
	int has = libbpf_probe_bpf_helper(BPF_PROG_TYPE_XDP, BPF_FUNC_xdp_load_bytes, NULL);

	if (has == -EPERM || (has < 0 && geteuid())) {
		tl_error("no permission to load BPF programs: run as root (or with CAP_BPF, CAP_PERFMON and "
			 "CAP_NET_ADMIN)");
		return -EPERM;
	}
	if (is_real_time()) {
		tl_error("this kernel is PREEMPT_RT, where two packets can meet in one CPU's flow map: not supported "
			 "yet");
		return -ENOTSUP;
	}
	if (!has) {
		uname(&kernel);
		tl_error("kernel %s is too old: it lacks the BPF helper xdp_load_bytes; tapless needs Linux 6.1 or "
			 "later",
			 kernel.release);
		return -ENOTSUP;
	}
	return 0;
}

static void set_switches(struct tl_engine *engine)
{
	struct tapless_bpf *skeleton = engine->skeleton;

	skeleton->rodata->tl_capture_build = !engine->config.instance;
	skeleton->rodata->tl_names_enabled = engine->config.names;
	skeleton->rodata->tl_samples_enabled = engine->config.samples;
	skeleton->rodata->tl_metrics_enabled = engine->config.metrics;
	skeleton->rodata->tl_splt_enabled = engine->config.metrics && engine->config.splt;
	skeleton->rodata->tl_hash_seed = engine->identity.hash_seed;
	skeleton->rodata->tl_shards_per_cpu_mask = engine->identity.shards_per_cpu - 1;
	skeleton->rodata->tl_layer3_devices = engine->config.layer3_devices;
	skeleton->rodata->tl_fragments_joined = engine->config.fragments;
	skeleton->rodata->tl_otv = engine->config.otv;
	skeleton->rodata->tl_tunnels = engine->config.tunnels;
	skeleton->rodata->tl_vlan_in_key = !engine->config.no_vlan_in_key;
	skeleton->rodata->tl_count_once = engine->config.count_once;
	skeleton->rodata->tl_early_ingress = engine->config.xdp;
	skeleton->rodata->tl_coarse_clock = !engine->config.metrics && !engine->config.exact_clock;
	skeleton->rodata->tl_plain_enabled = !engine->config.long_way && !engine->config.layer3_devices;
	skeleton->rodata->tl_settled_wanted = TL_SETTLED_EMPTY | (engine->config.names ? TL_SETTLED_NAMES : 0) |
					      (engine->config.samples ? TL_SETTLED_SAMPLES : 0) |
					      (engine->config.metrics ? TL_SETTLED_MEDIA : 0);
	skeleton->rodata->tl_flow_ring_size = engine->flow_ring_size;
	skeleton->rodata->tl_exchange_sets = bpf_map__max_entries(skeleton->maps.exchanges);
	skeleton->rodata->tl_ring_ration = engine->config.ring_ration;
}

/* A live instance may have to attach this way in. */
static bool may_attach(const struct tl_engine *engine, const char *hook)
{
	const struct tl_engine_config *config = &engine->config;

	switch (config->instance ? config->programs : TL_PROGRAMS_OF_SWEEP) {
	case TL_PROGRAMS_ALL:
		return true;
	case TL_PROGRAMS_OF_HOOK:
		return config->xdp == !strcmp(hook, TL_HOOK_NAME_XDP) || tl_is_attached(config->instance, hook);
	default:
		return false;
	}
}

static void choose_programs(const struct tl_engine *engine)
{
	struct tapless_bpf *skeleton = engine->skeleton;
	bool xdp = may_attach(engine, TL_HOOK_NAME_XDP);

	bpf_program__set_autoload(skeleton->progs.tl_tc_ingress, may_attach(engine, TL_HOOK_NAME_INGRESS));
	bpf_program__set_autoload(skeleton->progs.tl_tc_egress,
				  engine->config.instance && engine->config.programs != TL_PROGRAMS_OF_SWEEP);
	bpf_program__set_autoload(skeleton->progs.tl_xdp, xdp);
	bpf_program__set_autoload(skeleton->progs.tl_xdp_frags,
				  xdp || !engine->config.instance); /* it is fed captures */
}

static int set_pins(struct tl_engine *engine)
{
	struct bpf_map *map;
	char path[320];

	bpf_object__for_each_map(map, engine->skeleton->obj)
	{
		int error;

		if (bpf_map__is_internal(map)) /* the programs' constants are this process's own */
			continue;
		tl_bpffs_path(path, sizeof(path), engine->pins, bpf_map__name(map));
		error = bpf_map__set_pin_path(map, path);
		if (error)
			return error;
	}
	return 0;
}

static int tell_not_loaded(int error)
{
	bool has_btf = !access("/sys/kernel/btf/vmlinux", R_OK);

	tl_error("cannot load the BPF programs: %s%s%s%s%s", strerror(-error),
		 error == -EPERM && geteuid() ? "; run as root (or with CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN)" : "",
		 has_btf ? "" : "; this kernel has no BTF (CONFIG_DEBUG_INFO_BTF), which they need",
		 *libbpf_says ? "; libbpf: " : "", libbpf_says);
	return error;
}

static int load(struct tl_engine *engine)
{
	struct tl_shard_template template;
	int error = tl_engine_set_sizes(engine);

	set_switches(engine);
	choose_programs(engine);
	tl_note_time_asleep(engine);
	template = tl_shards_template(engine);
	if (!error && engine->config.instance)
		error = set_pins(engine);
	if (!error)
		error = tapless_bpf__load(engine->skeleton);
	if (error)
		return tell_not_loaded(error);
	engine->shards_map = bpf_map__fd(engine->skeleton->maps.shards);
	engine->exporters_map = bpf_map__fd(engine->skeleton->maps.exporters);
	engine->sweep_program = bpf_program__fd(engine->skeleton->progs.tl_sweep);
	error = tl_portions_open(engine);
	return error ? error : tl_shards_create(engine, template);
}

/* The sweep program is pinned so that `status` can walk when no daemon runs. */
static int pin_sweep(struct tl_engine *engine)
{
	char path[256];

	if (!engine->config.instance)
		return 0;
	tl_bpffs_path(path, sizeof(path), engine->pins, "programs/sweep");
	unlink(path);
	return bpf_obj_pin(engine->sweep_program, path) ? -errno : 0;
}

/* Behind all that fills maps: until then whoever comes takes them for a start that failed. */
static int announce(struct tl_engine *engine)
{
	__u32 zero = 0;
	int error = engine->takeover && !engine->has_maps ? tl_takeover_carry(engine->takeover, engine) : 0;

	if (error)
		return error;
	engine->identity.generation++;
	engine->identity.names_enabled = engine->config.names;
	if (!engine->has_maps)
		engine->identity.started = tl_boot_time();
	return bpf_map_update_elem(bpf_map__fd(engine->skeleton->maps.instance), &zero, &engine->identity, BPF_ANY)
		       ? -errno
		       : 0;
}

static int open_rings(struct tl_engine *engine)
{
	engine->flow_ring = tl_ring_open(bpf_map__fd(engine->skeleton->maps.flow_ring), engine->flow_ring_size);
	engine->l7_ring = tl_ring_open(bpf_map__fd(engine->skeleton->maps.l7_ring),
				       bpf_map__max_entries(engine->skeleton->maps.l7_ring));
	if (!engine->flow_ring || !engine->l7_ring)
		return -errno;
	tl_ring_set_base(engine->flow_ring, engine->identity.sequence_base);
	if (engine->takeover) {
		engine->next_ring = engine->flow_ring;
		engine->flow_ring = tl_takeover_ring(engine->takeover);
	}
	return 0;
}

/* Only user space writes it, and only what it writes itself is read. */
static int map_said(struct tl_engine *engine)
{
	const struct bpf_map *map = engine->skeleton->maps.said;
	size_t size = (size_t)bpf_map__max_entries(map) * bpf_map__value_size(map);

	if (!engine->config.instance || !engine->config.samples)
		return 0;
	engine->said = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
	if (engine->said == MAP_FAILED) {
		engine->said = NULL;
		return -errno;
	}
	engine->said_size = size;
	return 0;
}

static int open_object(struct tl_engine *engine)
{
	engine->skeleton = tapless_bpf__open();
	if (engine->skeleton)
		return 0;
	tl_error("cannot open the BPF object: %s", strerror(errno));
	return -errno;
}

static int set_up(struct tl_engine *engine)
{
	int error = announce(engine);

	if (!error)
		error = pin_sweep(engine);
	if (!error)
		error = open_rings(engine);
	if (!error)
		error = map_said(engine);
	if (error)
		tl_error("cannot set up the flow cache: %s", strerror(-error));
	return error;
}

/* What was not there before is removed again if it does not become whole. */
static int make(struct tl_engine *engine)
{
	int error = load(engine);

	if (!error)
		error = set_up(engine);
	if (error && engine->config.instance && !engine->took_over)
		tl_engine_unpin(engine);
	return error;
}

/* The instance's folder, for this process alone, and in it the maps of one build; a capture has none. */
static int take_folder(struct tl_engine *engine)
{
	const char *instance = engine->config.instance;
	int error;

	if (!instance)
		return 0;
	snprintf(engine->pins, sizeof(engine->pins), "%s", instance);
	engine->lock = tl_bpffs_lock(instance);
	error = engine->lock < 0 ? engine->lock : tl_bpffs_prepare(instance);
	return error ? error : tl_pins_settle(instance);
}

int tl_engine_open(struct tl_engine *engine, const struct tl_engine_config *config)
{
	int error;

	memset(engine, 0, sizeof(*engine));
	engine->config = *config;
	engine->spare_shard = engine->lock = -1;
	libbpf_set_print(keep_warning);
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
	error = check_kernel();
	if (!error)
		error = take_folder(engine);
	if (!error)
		error = open_object(engine);
	if (!error)
		error = tl_engine_plan(engine);
	if (!error)
		error = make(engine);
	if (error)
		tl_engine_close(engine);
	return error;
}

int tl_engine_replace_old(struct tl_engine *engine)
{
	__u64 end = tl_ring_cursor(engine->flow_ring);
	__u32 zero = 0;
	int error;

	engine->identity.sequence_base = end;
	error = bpf_map_update_elem(bpf_map__fd(engine->skeleton->maps.instance), &zero, &engine->identity, BPF_ANY);
	if (!error)
		error = tl_bpffs_promote(engine->config.instance);
	if (error) {
		tl_error("cannot put the new maps of instance '%s' in the place of the old ones: %s",
			 engine->config.instance, strerror(-error));
		return error;
	}
	engine->flow_ring = engine->next_ring;
	engine->next_ring = NULL;
	tl_ring_set_base(engine->flow_ring, end);
	tl_takeover_close(engine->takeover);
	engine->takeover = NULL;
	return 0;
}

struct tl_checkpoint_maps tl_engine_checkpoint_maps(const struct tl_engine *engine)
{
	const struct tapless_bpf *skeleton = engine->skeleton;
	const struct tl_checkpoint_maps maps = {
		.flows = bpf_map__fd(skeleton->maps.open_flows),
		.brief = bpf_map__fd(skeleton->maps.brief_flows),
		.names = bpf_map__fd(skeleton->maps.open_names),
		.checkpoint = bpf_map__fd(skeleton->maps.checkpoint),
	};

	return maps;
}

int tl_engine_feed(struct tl_engine *engine, const struct tl_frame *frame)
{
	static __u8 buffer[sizeof(struct tl_capture_meta) + 65536];
	struct tl_capture_meta *meta = (struct tl_capture_meta *)buffer;
	__u32 length = frame->meta.captured_length, size;
	struct xdp_md context = {.data = sizeof(*meta)};
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = buffer, .ctx_in = &context, .ctx_size_in = sizeof(context));

	/* Nothing behind this is looked at: a header chain and TL_NAME_PREFIX octets of payload. */
	if (length > 8192)
		length = 8192;
	size = length < 14 ? 14 : length; /* the least that BPF_PROG_TEST_RUN takes */
	*meta = frame->meta;
	meta->captured_length = length;
	memcpy(buffer + sizeof(*meta), frame->bytes, length);
	memset(buffer + sizeof(*meta) + length, 0, size - length);
	options.data_size_in = sizeof(*meta) + size;
	context.data_end = options.data_size_in;
	return bpf_prog_test_run_opts(bpf_program__fd(engine->skeleton->progs.tl_xdp_frags), &options);
}

void tl_engine_close(struct tl_engine *engine)
{
	tl_ring_close(engine->takeover ? engine->next_ring : engine->flow_ring);
	tl_ring_close(engine->l7_ring);
	if (engine->said)
		munmap(engine->said, engine->said_size);
	tl_takeover_close(engine->takeover);
	tl_portions_close(engine);
	if (engine->spare_shard >= 0)
		close(engine->spare_shard);
	if (engine->lock >= 0)
		close(engine->lock);
	tapless_bpf__destroy(engine->skeleton);
	memset(engine, 0, sizeof(*engine));
	engine->spare_shard = engine->lock = -1;
}

void tl_engine_unpin(struct tl_engine *engine)
{
	int error = tl_bpffs_remove(engine->config.instance);

	if (error)
		tl_warning("cannot remove all pins of instance '%s': %s", engine->config.instance, strerror(-error));
}
