// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "balance.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../lib/log.h"
#include "bpffs.h"
#include "ring.h"
#include "shards.h"

struct pinned {
	int instance;
	int counters;
	int emitted;
	int sweep;
	int shards;
	int first_shard;
	int flow_ring;
	int l7_ring;
};

static int get_pin(const char *instance, const char *name)
{
	char path[320];

	tl_bpffs_path(path, sizeof(path), instance, name);
	return bpf_obj_get(path);
}

static void open_pins(struct pinned *pinned, const char *instance)
{
	pinned->instance = tl_bpffs_open_map(instance, "instance", BPF_MAP_TYPE_ARRAY, 4, sizeof(struct tl_instance));
	pinned->counters =
		tl_bpffs_open_map(instance, "counters", BPF_MAP_TYPE_PERCPU_ARRAY, 4, sizeof(struct tl_counters));
	pinned->emitted =
		tl_bpffs_open_map(instance, "emitted", BPF_MAP_TYPE_PERCPU_ARRAY, 4, sizeof(struct tl_emitted));
	pinned->sweep = get_pin(instance, "programs/sweep");
	pinned->shards = tl_bpffs_open_map(instance, "shards", BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4);
	pinned->first_shard = get_pin(instance, "flows/cpu0-0");
	pinned->flow_ring = tl_bpffs_open_map(instance, "flow_ring", BPF_MAP_TYPE_RINGBUF, 0, 0);
	pinned->l7_ring = tl_bpffs_open_map(instance, "l7_ring", BPF_MAP_TYPE_RINGBUF, 0, 0);
}

static void close_pins(const struct pinned *pinned)
{
	const int *descriptors = (const int *)pinned;

	for (size_t i = 0; i < sizeof(*pinned) / sizeof(int); i++)
		if (descriptors[i] >= 0)
			close(descriptors[i]);
}

/* All counter structs are arrays of __u64: adds up the values of all CPUs word by word. */
static int sum_over_cpus(int map, void *sum, size_t size)
{
	int cpus = libbpf_num_possible_cpus();
	__u64 *values = calloc(cpus > 0 ? cpus : 1, size), *total = sum;
	__u32 zero = 0;
	int error = 0;

	memset(sum, 0, size);
	if (!values)
		return -ENOMEM;
	if (bpf_map_lookup_elem(map, &zero, values))
		error = -errno;
	for (size_t i = 0; !error && i < cpus * size / sizeof(*values); i++)
		total[i % (size / sizeof(*values))] += values[i];
	free(values);
	return error;
}

int tl_counters_read(int map, struct tl_counters *counters)
{
	return sum_over_cpus(map, counters, sizeof(*counters));
}

static struct tl_count seen_of(const struct tl_counters *counters)
{
	struct tl_count seen = {.octets = counters->segment_header_octets};

	for (int hook = 0; hook < TL_HOOK__MAX; hook++) {
		seen.packets += counters->seen[hook].packets;
		seen.octets += counters->seen[hook].octets;
	}
	return seen;
}

static struct tl_count reasons_of(const struct tl_counters *counters)
{
	struct tl_count sum = {};

	for (int reason = 0; reason < TL_REASON__MAX; reason++) {
		sum.packets += counters->reasons[reason].packets;
		sum.octets += counters->reasons[reason].octets;
	}
	return sum;
}

struct tl_count tl_counters_ignored(const struct tl_counters *counters)
{
	struct tl_count ignored = reasons_of(counters);

	ignored.packets -= counters->reasons[TL_REASON_COUNTED_AT_INGRESS].packets;
	ignored.octets -= counters->reasons[TL_REASON_COUNTED_AT_INGRESS].octets;
	return ignored;
}

static __u64 ring_fill(int map, __u64 *size, __u64 *written)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);
	struct tl_ring *ring;
	__u64 fill = 0;

	if (bpf_obj_get_info_by_fd(map, &info, &length))
		return 0;
	*size = info.max_entries;
	ring = tl_ring_open(map, info.max_entries);
	if (ring) {
		fill = tl_ring_fill(ring);
		*written = tl_ring_written(ring);
	}
	tl_ring_close(ring);
	return fill;
}

/* A packet in flight has been seen and is not in its flow yet: waits until none of those before is. */
static void settle(const struct pinned *pinned)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);

	if (!bpf_obj_get_info_by_fd(pinned->shards, &info, &length))
		tl_shards_wait_by(pinned->shards, info.max_entries, pinned->first_shard);
}

static int take(struct tl_balance *balance, const struct pinned *pinned)
{
	struct tl_counters before;
	struct tl_emitted emitted_before;
	__u32 zero = 0;
	int error = 0;

	if (bpf_map_lookup_elem(pinned->instance, &zero, &balance->identity))
		return -errno;
	error = sum_over_cpus(pinned->counters, &before, sizeof(before));
	settle(pinned);
	if (!error)
		error = sum_over_cpus(pinned->emitted, &emitted_before, sizeof(emitted_before));
	if (!error)
		error = tl_sweep_count(pinned->sweep, &balance->identity, &balance->live);
	settle(pinned); /* an entry that the walk passed over as emitted is by now counted as such */
	if (!error)
		error = sum_over_cpus(pinned->emitted, &balance->emitted, sizeof(balance->emitted));
	if (!error)
		error = sum_over_cpus(pinned->counters, &balance->counters, sizeof(balance->counters));
	if (error)
		return error;
	balance->seen_before = seen_of(&before);
	balance->seen_after = seen_of(&balance->counters);
	/* What left the cache during the walk may have been met there or not: then the walk says nothing. */
	return memcmp(&emitted_before, &balance->emitted, sizeof(emitted_before)) ? -EAGAIN : 0;
}

static void judge(struct tl_balance *balance)
{
	__u64 packets, octets;

	balance->reasons = reasons_of(&balance->counters);
	packets = balance->live.packets + balance->emitted.records.packets + balance->reasons.packets;
	octets = balance->live.layer2_octets + balance->emitted.records.octets + balance->reasons.octets;
	balance->quiet = balance->seen_before.packets == balance->seen_after.packets;
	balance->residual_packets = (__s64)(balance->seen_after.packets - packets);
	balance->residual_octets = (__s64)(balance->seen_after.octets - octets);
	balance->holds = !balance->conclusive ||
			 (balance->seen_before.packets <= packets && packets <= balance->seen_after.packets &&
			  balance->seen_before.octets <= octets && octets <= balance->seen_after.octets);
}

/* Walks that only count share one place for their state: whoever counts holds a lock on the instance's folder. */
static int wait_for_turn(const char *instance)
{
	char path[320];
	int lock;

	tl_bpffs_path(path, sizeof(path), instance, NULL);
	lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock >= 0)
		flock(lock, LOCK_EX);
	return lock;
}

int tl_balance_take(struct tl_balance *balance, const char *instance)
{
	struct pinned pinned;
	int error = -EAGAIN, lock;
	__u64 written;

	memset(balance, 0, sizeof(*balance));
	open_pins(&pinned, instance);
	if (pinned.instance < 0 || pinned.sweep < 0) {
		error = pinned.instance < 0 ? pinned.instance : pinned.sweep;
		tl_error("cannot read the pins of instance '%s': %s%s", instance, strerror(-error),
			 error == -EPROTO ? "; they are none of this version" : "");
		goto cleanup;
	}
	lock = wait_for_turn(instance);
	/* -ESTALE: another daemon has taken the instance over meanwhile */
	for (int attempt = 0; attempt < 50 && (error == -EAGAIN || error == -ESTALE); attempt++)
		error = take(balance, &pinned);
	if (lock >= 0)
		close(lock);
	if (error && error != -EAGAIN) {
		tl_error("cannot read the counters of instance '%s': %s", instance, strerror(-error));
		goto cleanup;
	}
	balance->conclusive = !error;
	error = 0;
	judge(balance);
	balance->capacity = balance->identity.flows;
	balance->flow_ring_fill = ring_fill(pinned.flow_ring, &balance->flow_ring_size, &written);
	balance->l7_ring_fill = ring_fill(pinned.l7_ring, &balance->l7_ring_size, &balance->l7_copied);
cleanup:
	close_pins(&pinned);
	return error;
}
