// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Groups lie one behind the other in one block, and a table of their places finds them: of millions of groups of some
 * dozens of octets each, one allocation for each would cost more than all else.
 */
#include "groups.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/fetch.h"
#include "group_key.h"

#define PARTS	    64 /* files; each group is in one of them */
#define SLOTS_FIRST 1024
#define UNIT	    8 /* octets; places are counted in them */
#define PLACE_NONE  0 /* the first unit is of nobody */
#define WAITING	    16 /* a power of two */
#define WAITING_KEY 96 /* octets; longer ones do not wait */

struct group {
	struct tl_sums sums;
	__u32 hash;
	__u32 length;
	__u8 key[];
};

struct slot {
	__u32 hash, place;
};

/*
 * What is to be added waits for its slot, then for its group, while others are read: with millions of groups each of these is
 * somewhere in memory, and waiting for one after the other took longer than all else.
 */
struct waiting {
	struct tl_sums sums;
	__u32 hash;
	__u32 length;
	__u8 key[WAITING_KEY];
};

struct tl_groups {
	struct waiting waiting[WAITING];
	unsigned int waiting_first, waiting_count;
	__u8 *block;
	size_t used, room; /* of the block, units */
	struct slot *slots;
	size_t slot_count, count, most;
	bool is_spilled;
	FILE *parts[PARTS];
};

struct tl_groups *tl_groups_create(size_t most)
{
	struct tl_groups *groups = calloc(1, sizeof(*groups));

	if (!groups)
		return NULL;
	*groups = (struct tl_groups){.most = most ? most : 1, .used = 1, .slot_count = SLOTS_FIRST};
	groups->slots = calloc(SLOTS_FIRST, sizeof(*groups->slots));
	if (groups->slots)
		return groups;
	free(groups);
	return NULL;
}

static void clear(struct tl_groups *groups)
{
	memset(groups->slots, 0, groups->slot_count * sizeof(*groups->slots));
	groups->used = 1;
	groups->count = 0;
}

static struct group *group_at(const struct tl_groups *groups, size_t place)
{
	return (struct group *)(groups->block + place * UNIT);
}

static size_t units_of(size_t length)
{
	return (sizeof(struct group) + length + UNIT - 1) / UNIT;
}

static __u64 mix(__u64 hash, __u64 word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
	return hash ^ hash >> 32;
}

static __u32 hash_of(const __u8 *key, size_t length)
{
	__u64 hash = length, word;

	for (; length >= sizeof(word); length -= sizeof(word), key += sizeof(word)) {
		memcpy(&word, key, sizeof(word));
		hash = mix(hash, word);
	}
	word = 0;
	memcpy(&word, key, length);
	return (__u32)mix(hash, word);
}

/* The slot of this key, or the free one where it belongs. */
static struct slot *find(const struct tl_groups *groups, __u32 hash, const __u8 *key, size_t length)
{
	size_t mask = groups->slot_count - 1;

	for (size_t at = hash & mask;; at = (at + 1) & mask) {
		struct slot *slot = &groups->slots[at];
		const struct group *group;

		if (slot->place == PLACE_NONE)
			return slot;
		if (slot->hash != hash)
			continue;
		group = group_at(groups, slot->place);
		if (group->length == length && !memcmp(group->key, key, length))
			return slot;
	}
}

static bool grow_slots(struct tl_groups *groups)
{
	struct slot *old = groups->slots, *grown = calloc(groups->slot_count * 2, sizeof(*grown));
	size_t old_count = groups->slot_count, mask = old_count * 2 - 1;

	if (!grown)
		return false;
	for (size_t i = 0; i < old_count; i++) {
		size_t at = old[i].hash & mask;

		if (old[i].place == PLACE_NONE)
			continue;
		while (grown[at].place != PLACE_NONE)
			at = (at + 1) & mask;
		grown[at] = old[i];
	}
	groups->slots = grown;
	groups->slot_count *= 2;
	free(old);
	return true;
}

static bool grow_block(struct tl_groups *groups, size_t units)
{
	size_t room = groups->room ? groups->room : 4096;
	__u8 *grown;

	while (room < groups->used + units)
		room += room / 2;
	if (room == groups->room)
		return true;
	grown = room <= UINT32_MAX ? realloc(groups->block, room * UNIT) : NULL;
	if (!grown)
		return false;
	groups->block = grown;
	groups->room = room;
	return true;
}

static int no_memory(void)
{
	tl_error("no memory for more groups");
	return -ENOMEM;
}

static int add(struct tl_groups *groups, __u32 hash, const __u8 *key, size_t length, const struct tl_sums *sums)
{
	struct slot *slot = find(groups, hash, key, length);
	struct group *group;

	if (slot->place != PLACE_NONE) {
		tl_sums_add(&group_at(groups, slot->place)->sums, sums);
		return 0;
	}
	if (groups->count >= groups->slot_count / 2) {
		if (!grow_slots(groups))
			return no_memory();
		slot = find(groups, hash, key, length);
	}
	if (!grow_block(groups, units_of(length)))
		return no_memory();
	group = group_at(groups, groups->used);
	group->sums = *sums;
	group->hash = hash;
	group->length = (__u32)length;
	memcpy(group->key, key, length);
	*slot = (struct slot){hash, (__u32)groups->used};
	groups->used += units_of(length);
	groups->count++;
	return 0;
}

static int add_first(struct tl_groups *groups)
{
	const struct waiting *waiting = &groups->waiting[groups->waiting_first++ % WAITING];

	groups->waiting_count--;
	return add(groups, waiting->hash, waiting->key, waiting->length, &waiting->sums);
}

static int add_waiting(struct tl_groups *groups)
{
	int error = 0;

	while (groups->waiting_count && !error)
		error = add_first(groups);
	return error;
}

/* The slot of the newest, the group of the one in the middle, whose slot has come. */
static void prefetch(const struct tl_groups *groups)
{
	unsigned int newest = groups->waiting_first + groups->waiting_count - 1;
	__u32 hash = groups->waiting[(newest - WAITING / 2) % WAITING].hash;
	const struct slot *slot = &groups->slots[hash & (groups->slot_count - 1)];

	tl_prefetch(&groups->slots[groups->waiting[newest % WAITING].hash & (groups->slot_count - 1)]);
	if (groups->waiting_count > WAITING / 2)
		tl_prefetch(groups->block + slot->place * UNIT);
}

static int wait(struct tl_groups *groups, const __u8 *key, size_t length, const struct tl_sums *sums)
{
	struct waiting *last = &groups->waiting[(groups->waiting_first + groups->waiting_count++) % WAITING];

	last->sums = *sums;
	last->hash = hash_of(key, length);
	last->length = (__u32)length;
	memcpy(last->key, key, length);
	prefetch(groups);
	return groups->waiting_count < WAITING ? 0 : add_first(groups);
}

typedef int visit_group(void *context, const __u8 *key, size_t length, const struct tl_sums *sums);

static int visit_all(const struct tl_groups *groups, visit_group *visit, void *context)
{
	const struct group *group;
	int status = 0;

	for (size_t place = 1; place < groups->used && !status; place += units_of(group->length)) {
		group = group_at(groups, place);
		status = visit(context, group->key, group->length, &group->sums);
	}
	return status;
}

/* --- more of them than memory is taken for */

static int cannot_spill(int error)
{
	tl_error("more groups than memory is taken for, and no room for temporary files: %s; group by less, ask for "
		 "less, or give TMPDIR with more room",
		 strerror(-error));
	return error ? error : -EIO;
}

static FILE *open_part(void)
{
	const char *folder = getenv("TMPDIR");
	char path[4096];
	int file;

	snprintf(path, sizeof(path), "%s/tapless-query-XXXXXX", folder && folder[0] ? folder : "/tmp");
	file = mkstemp(path);
	if (file < 0)
		return NULL;
	remove(path); /* it goes with the process */
	return fdopen(file, "w+");
}

static int write_group(FILE *part, const struct group *group)
{
	return fwrite(&group->length, sizeof(group->length), 1, part) == 1 &&
			       fwrite(group->key, group->length, 1, part) == 1 &&
			       fwrite(&group->sums, sizeof(group->sums), 1, part) == 1
		       ? 0
		       : -errno;
}

/* By the bits that the slots of a part do not go by. */
static int spill(struct tl_groups *groups)
{
	const struct group *group;

	if (!groups->is_spilled)
		tl_warning("more than %zu groups: they are added up in temporary files, which takes longer",
			   groups->most);
	groups->is_spilled = true;
	for (size_t place = 1; place < groups->used; place += units_of(group->length)) {
		FILE **part;
		int error;

		group = group_at(groups, place);
		part = &groups->parts[group->hash >> 26];
		if (!*part)
			*part = open_part();
		error = *part ? write_group(*part, group) : -errno;
		if (error)
			return cannot_spill(error);
	}
	clear(groups);
	return 0;
}

int tl_groups_add(struct tl_groups *groups, const __u8 *key, size_t length, const struct tl_sums *sums)
{
	int error = groups->count >= groups->most ? spill(groups) : 0;

	if (error)
		return error;
	return length <= WAITING_KEY ? wait(groups, key, length, sums)
				     : add(groups, hash_of(key, length), key, length, sums);
}

static int read_part(struct tl_groups *groups, FILE *part)
{
	__u8 key[TL_GROUP_KEY_SIZE];
	struct tl_sums sums;
	__u32 length;
	int error = 0;

	if (fflush(part) || fseek(part, 0, SEEK_SET))
		return cannot_spill(-errno);
	while (!error && fread(&length, sizeof(length), 1, part) == 1) {
		if (length > sizeof(key) || fread(key, length, 1, part) != 1 ||
		    fread(&sums, sizeof(sums), 1, part) != 1)
			return cannot_spill(-EIO);
		error = add(groups, hash_of(key, length), key, length, &sums);
	}
	return error;
}

int tl_groups_each(struct tl_groups *groups, visit_group *visit, void *context)
{
	int status = add_waiting(groups);

	if (!status && groups->is_spilled)
		status = spill(groups);
	if (!groups->is_spilled)
		return status ? status : visit_all(groups, visit, context);
	for (unsigned int i = 0; i < PARTS && !status; i++) {
		if (!groups->parts[i])
			continue;
		status = read_part(groups, groups->parts[i]);
		if (!status)
			status = visit_all(groups, visit, context);
		clear(groups);
	}
	return status;
}

void tl_groups_free(struct tl_groups *groups)
{
	if (!groups)
		return;
	for (unsigned int i = 0; i < PARTS; i++)
		if (groups->parts[i])
			fclose(groups->parts[i]);
	free(groups->slots);
	free(groups->block);
	free(groups);
}
