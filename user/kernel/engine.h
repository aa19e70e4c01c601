/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel half, seen from user space: programs and maps of one instance. A live instance is pinned below one bpffs
 * folder and outlives the process; that of `tapless read` is private and fed frame by frame.
 */
#ifndef TAPLESS_KERNEL_ENGINE_H
#define TAPLESS_KERNEL_ENGINE_H

#include <stdbool.h>

#include <tapless/control.h>
#include <tapless/counters.h>
#include <tapless/flow.h>

#include "../capture/capture.h"
#include "checkpoint.h"
#include "ring.h"

struct tapless_bpf;
struct tl_takeover;

/* What will never be attached costs its verification at each start, and its memory. */
enum tl_programs_loaded {
	TL_PROGRAMS_ALL,
	TL_PROGRAMS_OF_HOOK, /* of the way in that `xdp` says, of the other one where it is attached: it may have to stay */
	TL_PROGRAMS_OF_SWEEP, /* nothing is metered any more */
};

struct tl_engine_config {
	const char *instance; /* NULL: capture build */
	unsigned int flows; /* cache entries over all CPUs */
	bool names;
	bool samples; /* payload for the dissectors */
	unsigned int
		ring_ration; /* records a CPU's packets may write to the flow ring in a millisecond; 0: any number */
	bool metrics; /* facts of order: round trips, retransmissions, ... */
	bool exact_clock; /* for packets that are only counted, too; with metrics it always is */
	bool splt; /* lengths, directions and times of first packets; only with metrics */
	bool fragments; /* later ones go to the flow of the first */
	bool otv; /* UDP port 8472 is OTV's, not that of old VXLAN */
	enum tl_tunnels_mode tunnels;
	bool no_vlan_in_key; /* --key no-vlan */
	bool layer3_devices; /* some interfaces have no Ethernet header */
	bool count_once; /* what the ingress has counted, the egress annotates */
	bool xdp; /* on some ingress */
	enum tl_programs_loaded programs;
	bool long_way; /* for plain packets too (bpf/plain.h): for tests */
	unsigned int step; /* of a sweep, nanoseconds of a CPU; 0: as it always is; else: for tests */
	__u64 idle_timeout; /* nanoseconds */
	__u64 active_timeout;
	__u64 closed_timeout;
};

/* What a sweep has taken of a CPU, in nanoseconds. */
struct tl_sweep_cost {
	__u64 took; /* all its walks */
	__u64 longest_stretch; /* in the kernel, at one time */
	__u32 portions; /* that were walked */
};

struct tl_engine {
	struct tl_engine_config config;
	struct tapless_bpf *skeleton;
	char folder[256]; /* bpffs folder of a live instance */
	int lock; /* descriptor: that of the instance's pins; -1: none */
	char pins[128]; /* the folder of its maps: the instance's, or `next` in it while a takeover is under way */
	bool took_over; /* an instance was there already */
	bool has_maps; /* and these are its maps */
	struct tl_takeover *takeover; /* of an instance that another build made; NULL: there is none to be drained */
	struct tl_ring *next_ring; /* its own flow ring, while flow_ring is the old one */
	struct tl_instance identity;
	__u32 shard_count; /* slots: possible CPUs × shards of each; only those of online CPUs hold a map */
	__u32 shard_entries;
	__u32 fullest_shard; /* entries that sweeps left in the fullest of them */
	__u32 flow_ring_size;
	int shards_map;
	int spare_shard; /* descriptor: what tl_shards_wait_for_grace_period puts in the spare slot */
	int sweep_program;
	int exporters_map; /* see ledger.h */
	__u32 walk;
	__u32 first_portion; /* of the next sweep: where the last one found the ring full */
	struct tl_portions *portions; /* see portions.h */
	__u64 marked_at; /* position in the flow ring: all that is written behind it has no mark yet */
	struct tl_sweep_cost cost; /* of the last sweep */
	void (*between_steps)(struct tl_engine *engine); /* of a sweep; NULL: nobody empties the rings meanwhile */
	void *between_context;
	bool reader_waits; /* whoever empties the flow ring leaves records there, for exporters that are behind */
	bool ends; /* the instance does: marks say so */
	bool is_split; /* a portion was not walked to its end, by whoever was here: entries that have left may have others that have not */
	__s64 realtime_offset;
	struct tl_ring *flow_ring;
	struct tl_ring *l7_ring;
	void *said; /* the map `said`, in this process's memory; NULL: none */
	size_t said_size;
};

/*
 * Loads programs and maps. A live instance whose maps are pinned already is taken over if its layout is the same; if it is
 * not, `takeover` is set: once the programs are attached the old cache is to be drained (tl_takeover_sweep) from what is the
 * flow_ring until tl_engine_replace_old(). 0, or -errno after an error that has been printed.
 */
int tl_engine_open(struct tl_engine *engine, const struct tl_engine_config *config);

/* The old cache is empty and its ring read to the end: from here on there is only the new one. 0 or -errno, printed. */
int tl_engine_replace_old(struct tl_engine *engine);

struct tl_checkpoint_maps tl_engine_checkpoint_maps(const struct tl_engine *engine);

/* Capture build: meters one frame. */
int tl_engine_feed(struct tl_engine *engine, const struct tl_frame *frame);

/* Frees what this process holds; pins stay. */
void tl_engine_close(struct tl_engine *engine);

/* Removes every pin of the instance and its folder. */
void tl_engine_unpin(struct tl_engine *engine);

#endif
