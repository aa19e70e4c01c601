// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "plan.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../lib/log.h"
#include "attached.h"
#include "bpffs.h"
#include "bpffs_next.h"
#include "pinned.h"
#include "shards.h"
#include "takeover.h"
#include "tapless.skel.h"

int tl_pins_settle(const char *name)
{
	char next[96];

	tl_bpffs_next(next, sizeof(next), name);
	if (tl_bpffs_has_instance(name))
		return 0;
	if (tl_bpffs_has_instance(next))
		return tl_bpffs_promote(name);
	tl_detach_all(name);
	return tl_bpffs_clear(name);
}

/* The version is the first member, and written last. */
static bool is_announced(const char *name)
{
	__u32 version[128] = {0};

	return tl_pinned_value(name, "instance", version, sizeof(version)) > 0 && version[0];
}

int tl_pins_discard(const char *name)
{
	char next[96];
	int lock, error;

	tl_bpffs_next(next, sizeof(next), name);
	if (is_announced(name) || tl_bpffs_has_instance(next))
		return 0;
	lock = tl_bpffs_lock(name);
	if (lock < 0)
		return lock;
	tl_detach_all(name);
	error = tl_bpffs_remove(name);
	close(lock);
	return error ? error : 1;
}

static int refuse_upgrade(const char *name, const char *difference)
{
	tl_error("instance '%s' is being drained by another build of tapless (%s), which was killed: run that one "
		 "again first",
		 name, difference);
	return -EPROTO;
}

/* Maps in `pins`: those there, or none; 1 or 0, or -errno, printed. */
static int inspect_next(struct tl_engine *engine)
{
	char difference[160];
	int pinned = tl_pinned_inspect(engine->pins, engine->skeleton->obj, &engine->identity, difference,
				       sizeof(difference));

	if (pinned == TL_PINNED_OTHER)
		return refuse_upgrade(engine->config.instance, difference);
	if (pinned == TL_PINNED_NONE) {
		tl_bpffs_remove(engine->pins);
		memset(&engine->identity, 0, sizeof(engine->identity));
		return tl_bpffs_prepare(engine->pins);
	}
	return pinned < 0 ? pinned : 1;
}

/* 1: the maps that are pinned are this build's; 0: there are none; -errno, printed. */
static int inspect_pinned(struct tl_engine *engine)
{
	const char *name = engine->config.instance;
	char difference[160], next[96];
	int pinned, error;

	if (!name)
		return 0;
	pinned = tl_pinned_inspect(name, engine->skeleton->obj, &engine->identity, difference, sizeof(difference));
	tl_bpffs_next(next, sizeof(next), name);
	if (pinned == TL_PINNED_OTHER) {
		tl_info("instance '%s' was made by another build (%s): its cache is drained first", name, difference);
		error = tl_takeover_open(&engine->takeover, name, bpf_object__btf(engine->skeleton->obj));
		memcpy(engine->pins, next, sizeof(next));
		return error ? error : inspect_next(engine);
	}
	if (pinned == TL_PINNED_SAME && tl_bpffs_has_instance(next))
		return refuse_upgrade(name, "its maps are in " TL_BPFFS_ROOT "/NAME/next");
	if (pinned < 0)
		return pinned;
	tl_bpffs_remove(next); /* of an upgrade that had not begun */
	if (pinned == TL_PINNED_SAME)
		return 1;
	memset(&engine->identity, 0, sizeof(engine->identity));
	return tl_bpffs_has_instance(name) ? tl_bpffs_clear(name) : 0;
}

int tl_engine_plan(struct tl_engine *engine)
{
	int possible = engine->config.instance ? libbpf_num_possible_cpus() : 1;
	int pinned = inspect_pinned(engine);
	struct tl_cpus cpus;

	if (possible < 0 || pinned < 0)
		return possible < 0 ? possible : pinned;
	engine->has_maps = pinned;
	engine->took_over = engine->is_split = engine->has_maps || engine->takeover;
	if (engine->has_maps) {
		engine->config.flows = engine->identity.flows;
		return 0;
	}
	cpus = tl_cpus_here(possible);
	tl_shards_plan(engine, &cpus);
	engine->identity.abi_version = TL_ABI_VERSION;
	engine->identity.flows = engine->config.flows;
	if (engine->config.instance && getentropy(&engine->identity.hash_seed, sizeof(__u64))) {
		tl_error("the kernel has no random numbers: %s", strerror(errno));
		return -errno;
	}
	return 0;
}
