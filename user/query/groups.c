// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "groups.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "../lib/log.h"
#include "group_key.h"

#define PARTS 64 /* files; each group is in one of them */

struct group {
	UT_hash_handle hh;
	struct tl_sums sums;
	__u32 length;
	__u8 key[];
};

struct tl_groups {
	struct group *groups;
	size_t most;
	bool is_spilled;
	FILE *parts[PARTS];
};

void tl_sums_init(struct tl_sums *sums)
{
	*sums = (struct tl_sums){.first = UINT64_MAX};
}

static __u64 number_of(const struct tl_row *row, unsigned int field)
{
	return row->data[field].is_present ? row->data[field].number : 0;
}

void tl_sums_of_row(struct tl_sums *sums, const struct tl_row *row)
{
	tl_sums_init(sums);
	sums->records = 1;
	sums->flows = !row->data[tl_field_of(TL_ELEMENT_transactionNumber)].is_present;
	sums->packets = number_of(row, tl_field_of(TL_ELEMENT_packetDeltaCount)) +
			number_of(row, tl_field_reverse_of(TL_ELEMENT_packetDeltaCount));
	sums->bytes = number_of(row, tl_field_of(TL_ELEMENT_octetDeltaCount)) +
		      number_of(row, tl_field_reverse_of(TL_ELEMENT_octetDeltaCount));
	tl_row_start(row, &sums->first);
	tl_row_end(row, &sums->last);
}

void tl_sums_add(struct tl_sums *sums, const struct tl_sums *more)
{
	sums->records += more->records;
	sums->flows += more->flows;
	sums->packets += more->packets;
	sums->bytes += more->bytes;
	if (more->first < sums->first)
		sums->first = more->first;
	if (more->last > sums->last)
		sums->last = more->last;
}

struct tl_groups *tl_groups_create(size_t most)
{
	struct tl_groups *groups = calloc(1, sizeof(*groups));

	if (groups)
		groups->most = most;
	return groups;
}

static void clear(struct tl_groups *groups)
{
	struct group *group, *next;

	HASH_ITER (hh, groups->groups, group, next) {
		HASH_DEL(groups->groups, group);
		free(group);
	}
}

static int write_group(FILE *part, const struct group *group)
{
	return fwrite(&group->length, sizeof(group->length), 1, part) == 1 &&
			       fwrite(group->key, group->length, 1, part) == 1 &&
			       fwrite(&group->sums, sizeof(group->sums), 1, part) == 1
		       ? 0
		       : -errno;
}

static int cannot_spill(int error)
{
	tl_error("more groups than memory is taken for, and no room for temporary files: %s; group by less, ask for "
		 "less, or give TMPDIR with more room",
		 strerror(-error));
	return error ? error : -EIO;
}

/* FNV-1a: not uthash's own, which would put a part in few of its buckets. */
static unsigned int part_of(const struct group *group)
{
	__u32 hash = 2166136261u;

	for (__u32 i = 0; i < group->length; i++)
		hash = (hash ^ group->key[i]) * 16777619u;
	return (hash ^ hash >> 16) % PARTS;
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

static int spill(struct tl_groups *groups)
{
	struct group *group, *next;

	if (!groups->is_spilled)
		tl_warning("more than %zu groups: they are added up in temporary files, which takes longer",
			   groups->most);
	groups->is_spilled = true;
	HASH_ITER (hh, groups->groups, group, next) {
		FILE **part = &groups->parts[part_of(group)];
		int error;

		if (!*part)
			*part = open_part();
		error = *part ? write_group(*part, group) : -errno;
		if (error)
			return cannot_spill(error);
	}
	clear(groups);
	return 0;
}

static int no_memory(void)
{
	tl_error("no memory for more groups");
	return -ENOMEM;
}

static int add(struct tl_groups *groups, const __u8 *key, size_t length, const struct tl_sums *sums)
{
	struct group *group;

	HASH_FIND(hh, groups->groups, key, length, group);
	if (group) {
		tl_sums_add(&group->sums, sums);
		return 0;
	}
	group = calloc(1, sizeof(*group) + length);
	if (!group)
		return no_memory();
	group->sums = *sums;
	group->length = (__u32)length;
	memcpy(group->key, key, length);
	HASH_ADD_KEYPTR(hh, groups->groups, group->key, length, group);
	if (group->hh.tbl)
		return 0;
	free(group);
	return no_memory();
}

int tl_groups_add(struct tl_groups *groups, const __u8 *key, size_t length, const struct tl_sums *sums)
{
	int error = HASH_COUNT(groups->groups) >= groups->most ? spill(groups) : 0;

	return error ? error : add(groups, key, length, sums);
}

typedef int visit_group(void *context, const __u8 *key, size_t length, const struct tl_sums *sums);

static int visit_all(const struct tl_groups *groups, visit_group *visit, void *context)
{
	int status = 0;

	for (const struct group *group = groups->groups; group && !status; group = group->hh.next)
		status = visit(context, group->key, group->length, &group->sums);
	return status;
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
		error = add(groups, key, length, &sums);
	}
	return error;
}

int tl_groups_each(struct tl_groups *groups, visit_group *visit, void *context)
{
	int status = groups->is_spilled ? spill(groups) : 0;

	if (!groups->is_spilled)
		return visit_all(groups, visit, context);
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
	clear(groups);
	for (unsigned int i = 0; i < PARTS; i++)
		if (groups->parts[i])
			fclose(groups->parts[i]);
	free(groups);
}
