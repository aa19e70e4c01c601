// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "flow_key.h"

int tl_names_init(struct tl_names *names)
{
	TAILQ_INIT(&names->queue);
	return tl_table_init(&names->table);
}

static void forget(struct tl_names *names, struct tl_name *name)
{
	TAILQ_REMOVE(&names->queue, name, queue);
	tl_table_remove(&names->table, &name->link);
}

void tl_names_fini(struct tl_names *names)
{
	if (names->table.buckets)
		tl_names_drop(names, UINT64_MAX);
	tl_table_fini(&names->table);
}

struct tl_name *tl_name_copy(__u32 kind, const char *bytes, __u32 length)
{
	struct tl_name *name = calloc(1, sizeof(*name) + length);

	if (!name)
		return NULL;
	name->kind = kind;
	name->length = length;
	memcpy(name->bytes, bytes, length);
	return name;
}

bool tl_names_add(struct tl_names *names, const struct tl_name_record *record, __u64 sequence, __u64 due, __u64 seed)
{
	struct tl_name *name;

	if (record->name_kind == 0 || record->name_kind >= TL_NAME_KIND__MAX)
		return false;
	if (record->length == 0 || record->length >= TL_NAME_SIZE)
		return false;
	name = tl_name_copy(record->name_kind, record->name, record->length);
	if (!name)
		return false;
	name->side = tl_flow_key_canonical(&record->key, &name->canonical);
	name->time = record->time;
	name->sequence = sequence;
	name->due = due;
	TAILQ_INSERT_TAIL(&names->queue, name, queue);
	tl_table_add(&names->table, &name->link, tl_flow_key_hash(&name->canonical, seed));
	return true;
}

static void move_to_set(struct tl_names *names, struct tl_name *name, struct tl_name_set *set)
{
	struct tl_name **place = &set->of_kind[name->kind], *loser = name;

	forget(names, name);
	if (!*place || name->sequence < (*place)->sequence) { /* the first one in the ring stays */
		loser = *place;
		*place = name;
	}
	free(loser);
}

__u64 tl_names_claim(struct tl_names *names, const struct tl_flow_key *canonical, __u64 hash, unsigned int side,
		     struct tl_name_set *set, __u64 sequence)
{
	struct tl_table_link *next;

	for (struct tl_table_link *link = tl_table_first(&names->table, hash); link; link = next) {
		struct tl_name *name = (struct tl_name *)link;

		next = tl_table_next(link);
		if (name->side != side || memcmp(&name->canonical, canonical, sizeof(*canonical)))
			continue;
		if (name->sequence < sequence)
			sequence = name->sequence;
		move_to_set(names, name, set);
	}
	return sequence;
}

void tl_names_claim_stray(struct tl_names *names, const struct tl_flow_key *canonical, __u64 hash, __u64 begin,
			  __u64 end, struct tl_name_set *set)
{
	struct tl_table_link *next;

	for (struct tl_table_link *link = tl_table_first(&names->table, hash); link; link = next) {
		struct tl_name *name = (struct tl_name *)link;

		next = tl_table_next(link);
		if (name->time < begin || name->time > end || memcmp(&name->canonical, canonical, sizeof(*canonical)))
			continue;
		move_to_set(names, name, set);
	}
}

void tl_names_drop(struct tl_names *names, __u64 mark)
{
	struct tl_name *name;

	while ((name = TAILQ_FIRST(&names->queue)) && name->due <= mark) {
		forget(names, name);
		free(name);
	}
}

void tl_name_set_merge(struct tl_name_set *set, struct tl_name_set *from)
{
	for (unsigned int kind = 1; kind < TL_NAME_KIND__MAX; kind++) {
		if (set->of_kind[kind])
			free(from->of_kind[kind]);
		else
			set->of_kind[kind] = from->of_kind[kind];
		from->of_kind[kind] = NULL;
	}
}

void tl_name_set_clear(struct tl_name_set *set)
{
	for (unsigned int kind = 1; kind < TL_NAME_KIND__MAX; kind++) {
		free(set->of_kind[kind]);
		set->of_kind[kind] = NULL;
	}
}
