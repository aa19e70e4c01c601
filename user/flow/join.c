// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The life of a ring record in the join:
 *
 *   FLOW   its canonical key (flow_key.c) finds the groups that wait; the one whose time it fits best takes it, unless
 *          the rule of connections (life.c) says that it is of none: then it begins a group.
 *   NAME   waits for the flow record it was sent ahead of (names.c) and goes where that goes.
 *   MARK   groups that are the two directions of a forwarded connection are paired (group.c), and all are emitted, in
 *          the order in which they began. The kernel lets all entries of a connection go in one sweep, so both
 *          directions and all shards are together; and nothing waits across a mark, so a replay from a mark, after a
 *          crash, makes the same records again.
 *
 * A group becomes a record of the flow that the memory (known.c) has for it, or of a new one. The flow id is a hash
 * of its identity (the canonical key, and the other interface if it is forwarded) and of the first packet's time at the
 * first record of the flow.
 */
#include "join.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "fill.h"
#include "flow_key.h"
#include "group.h"
#include "known.h"

#define NOTHING_WAITS	   UINT64_MAX
#define SPARSE		   16 /* places a group: then each is taken out, else all are cleared */
#define AHEAD		   4 /* groups, when they are emitted */
#define MARKS_A_NAME_WAITS 2 /* one, and that which a sweep writes between a name and its flow record */

struct tl_join {
	tl_join_emit *emit;
	void *context;
	__u64 seed;
	struct tl_table groups;
	struct tl_pool pool;
	struct tl_group_queue queue;
	struct tl_names names;
	struct tl_known known;
	struct tl_journal journal;
	bool keeps;
	bool tells_ends;
	bool is_forwarding; /* some of the parts that wait tell where they left */
	__u64 marks;
	__u64 group_count;
	__u64 lowest; /* ring position of the parts that wait */
	__u64 now; /* of the last mark */
	__s64 realtime_offset;
	__u64 ignored;
	struct tl_record record; /* the one that is being emitted; else empty */
};

struct tl_join *tl_join_create(tl_join_emit *emit, void *context)
{
	struct tl_join *join = calloc(1, sizeof(*join));

	if (!join)
		return NULL;
	join->emit = emit;
	join->context = context;
	join->pool.object_size = sizeof(struct tl_group);
	STAILQ_INIT(&join->queue);
	tl_journal_init(&join->journal);
	join->lowest = NOTHING_WAITS;
	/* Only where an object is in a table depends on it, never what comes out. */
	if (getrandom(&join->seed, sizeof(join->seed), GRND_NONBLOCK) != sizeof(join->seed))
		join->seed = (uintptr_t)join;
	if (tl_table_init(&join->groups) | tl_names_init(&join->names) | tl_known_init(&join->known)) {
		tl_join_destroy(join);
		return NULL;
	}
	return join;
}

void tl_join_set_idle_timeout(struct tl_join *join, __u64 idle_timeout)
{
	join->known.idle_timeout = idle_timeout;
}

void tl_join_tell_ends(struct tl_join *join)
{
	join->tells_ends = true;
}

void tl_join_destroy(struct tl_join *join)
{
	struct tl_group *group;

	if (!join)
		return;
	STAILQ_FOREACH(group, &join->queue, queue)
	{
		tl_parts_fini(&group->parts);
		tl_name_set_clear(&group->names);
	}
	tl_names_fini(&join->names);
	tl_known_fini(&join->known);
	tl_journal_fini(&join->journal);
	tl_table_fini(&join->groups);
	tl_pool_fini(&join->pool);
	free(join);
}

static struct tl_known_flow *meet(struct tl_join *join, const struct tl_group *group,
				  const struct tl_flow_identity *identity, __u64 hash)
{
	const struct tl_entries none = {};
	bool is_over = tl_known_is_over(&join->known, &group->parts, tl_parts_end_reason(&group->parts, &none));
	struct tl_known_flow *flow =
		is_over ? tl_known_borrow(&join->known, identity) : tl_known_add(&join->known, identity, hash);
	__u64 id = tl_flow_key_mix(tl_flow_identity_hash(&flow->identity, 0), tl_life_begin(&group->parts.life));

	flow->flow_id = id ? id : 1;
	flow->orientation = tl_direction_choose(&group->canonical, &group->parts);
	flow->life = group->parts.life;
	flow->met_at = group->sequence;
	return flow;
}

/* One that was met before it was known where it leaves goes by both its interfaces from then on. */
static struct tl_known_flow *find_known(struct tl_join *join, const struct tl_group *group,
					const struct tl_flow_identity *identity, __u64 hash)
{
	const struct tl_flow_identity own = tl_group_own_identity(group);
	const struct tl_life *life = &group->parts.life;
	struct tl_known_flow *flow = tl_known_find(&join->known, identity, hash, life);

	if (flow || hash == group->link.hash)
		return flow;
	flow = tl_known_find(&join->known, &own, group->link.hash, life);
	if (flow)
		tl_known_rename(&join->known, flow, identity, hash);
	return flow;
}

static void claim_stray_names(struct tl_join *join, struct tl_group *group)
{
	const struct tl_life *life = &group->parts.life;
	struct tl_group *from[] = {group, group->partner};

	for (unsigned int i = 0; i < 2 && from[i] && join->names.table.count; i++)
		tl_names_claim_stray(&join->names, &from[i]->canonical, from[i]->link.hash, tl_life_begin(life),
				     tl_life_end(life), &group->names);
	if (group->partner)
		tl_name_set_merge(&group->names, &group->partner->names);
}

/* Parts without a packet (the end of an entry whose packets were all reported) end a flow but are no record to count. */
static void emit_group(struct tl_join *join, struct tl_group *group)
{
	struct tl_flow_identity identity = tl_group_identity(group);
	__u64 hash = tl_group_is_forwarded(group) ? tl_flow_identity_hash(&identity, join->seed) : group->link.hash;
	struct tl_parts *parts = &group->parts;
	bool empty = !parts->sides[0].packets && !parts->sides[1].packets;
	struct tl_known_flow *flow = find_known(join, group, &identity, hash);
	struct tl_record *record = &join->record;

	claim_stray_names(join, group);
	if (!flow && empty) {
		tl_name_set_clear(&group->names);
		return;
	}
	if (!flow)
		flow = meet(join, group, &identity, hash);
	tl_name_set_merge(&flow->names, &group->names);
	tl_record_fill(record, group, flow, join->realtime_offset);
	tl_known_report(&join->known, flow, parts, record->end_reason, join->now);
	record->is_only_end = empty;
	if (!empty || (join->tells_ends && record->end_reason != TL_END_ACTIVE))
		join->emit(join->context, record);
	tl_record_empty(record);
}

/* The group that is `AHEAD` groups ahead comes from memory meanwhile, and where its flow is known of. */
static struct tl_group *fetch_next(const struct tl_join *join, struct tl_group *ahead)
{
	struct tl_group *next = ahead ? STAILQ_NEXT(ahead, queue) : NULL;

	if (ahead)
		tl_table_fetch(&join->known.table, ahead->link.hash, sizeof(struct tl_known_flow));
	if (!next)
		return NULL;
	tl_fetch(next, sizeof(*next));
	tl_table_expect(&join->known.table, next->link.hash);
	return next;
}

static void emit_all(struct tl_join *join)
{
	struct tl_group *group, *ahead = STAILQ_FIRST(&join->queue);
	bool is_sparse = join->groups.count < join->groups.mask / SPARSE;

	if (join->is_forwarding)
		tl_groups_pair(&join->groups, &join->queue, join->seed);
	for (unsigned int i = 0; i < AHEAD; i++)
		ahead = fetch_next(join, ahead);
	while ((group = STAILQ_FIRST(&join->queue))) {
		ahead = fetch_next(join, ahead);
		if (!group->is_taken && !tl_group_is_bare(group))
			emit_group(join, group);
		STAILQ_REMOVE_HEAD(&join->queue, queue);
		if (is_sparse)
			tl_table_remove(&join->groups, &group->link);
		tl_parts_fini(&group->parts);
		tl_pool_give(&join->pool, group);
	}
	if (!is_sparse)
		tl_table_clear(&join->groups);
	join->lowest = NOTHING_WAITS;
	join->is_forwarding = false;
}

static void begin_group(struct tl_join *join, struct tl_group *group)
{
	group->number = join->group_count++;
	STAILQ_INSERT_TAIL(&join->queue, group, queue);
}

static void put_in_group(struct tl_join *join, struct tl_group *group, const struct tl_flow_record *record,
			 unsigned int side, const struct tl_life *life, __u64 sequence)
{
	__u64 lowest = sequence;

	if (join->names.table.count && life)
		lowest = tl_names_claim(&join->names, &group->canonical, group->link.hash, side, &group->names,
					sequence);
	if (lowest < join->lowest)
		join->lowest = lowest;
	tl_parts_add(&group->parts, record, side, life);
	if (sequence > group->sequence)
		group->sequence = sequence;
}

/* There is no memory to wait in: nothing is lost, the parts go out one by one. */
static void emit_alone(struct tl_join *join, const struct tl_join_expected *expected,
		       const struct tl_flow_record *record, unsigned int size, __u64 sequence,
		       const struct tl_life *life)
{
	struct tl_group alone = {.canonical = expected->canonical, .link.hash = expected->hash, .sequence = sequence};

	tl_parts_add(&alone.parts, record, expected->side, life);
	tl_parts_add_carried(&alone.parts, record, size, expected->side);
	emit_group(join, &alone);
	tl_parts_fini(&alone.parts);
}

static void add_flow(struct tl_join *join, const struct tl_join_expected *expected, const struct tl_flow_record *record,
		     unsigned int size, __u64 sequence)
{
	bool is_annotation = record->is_annotation && !record->packets;
	unsigned int side = expected->side;
	struct tl_group *group;
	struct tl_life life;

	tl_life_of_record(&life, record, side, join->now);
	group = tl_group_find(&join->groups, &expected->canonical, expected->hash, is_annotation ? NULL : &life);
	if (!group) {
		group = tl_pool_take(&join->pool);
		if (!group && !is_annotation)
			emit_alone(join, expected, record, size, sequence, &life);
		if (!group)
			return;
		group->canonical = expected->canonical;
		tl_table_add(&join->groups, &group->link, expected->hash);
		begin_group(join, group);
	}
	join->is_forwarding |= record->egress.interface != 0;
	put_in_group(join, group, record, side, is_annotation ? NULL : &life, sequence);
	tl_parts_add_carried(&group->parts, record, size, side);
}

static void add_mark(struct tl_join *join, const struct tl_mark_record *mark, __u64 end)
{
	join->known.position = end;
	join->known.promises = mark->promises;
	join->marks++;
	join->now = mark->time;
	join->realtime_offset = mark->realtime_offset;
	emit_all(join);
	tl_names_drop(&join->names, join->marks);
	join->known.promises = 0;
	tl_known_age(&join->known, join->now);
	tl_known_mark(&join->known, join->now, join->names.table.count);
}

static __u32 kind_of(const void *ring_record, unsigned int size)
{
	__u32 kind = 0;

	if (size >= sizeof(kind))
		memcpy(&kind, ring_record, sizeof(kind));
	return kind;
}

void tl_join_expect(const struct tl_join *join, struct tl_join_expected *expected, const void *ring_record,
		    unsigned int size)
{
	const struct tl_flow_record *record = ring_record;

	expected->is_flow = kind_of(record, size) == TL_RING_FLOW && size >= sizeof(*record);
	if (!expected->is_flow)
		return;
	expected->side = tl_flow_key_canonical(&record->key, &expected->canonical);
	expected->hash = tl_flow_key_hash(&expected->canonical, join->seed);
	tl_table_expect(&join->groups, expected->hash);
}

void tl_join_fetch(const struct tl_join *join, const struct tl_join_expected *expected)
{
	if (expected->is_flow)
		tl_table_fetch(&join->groups, expected->hash, sizeof(struct tl_group));
}

void tl_join_add_expected(struct tl_join *join, const struct tl_join_expected *expected, const void *ring_record,
			  unsigned int size, __u64 sequence)
{
	__u32 kind = kind_of(ring_record, size);

	if (expected->is_flow)
		add_flow(join, expected, ring_record, size, sequence);
	else if (kind == TL_RING_MARK && size >= sizeof(struct tl_mark_record))
		add_mark(join, ring_record, tl_ring_position_after(sequence, size));
	else if (kind != TL_RING_NAME || size < sizeof(struct tl_name_record) ||
		 !tl_names_add(&join->names, ring_record, sequence, join->marks + MARKS_A_NAME_WAITS, join->seed))
		join->ignored++;
}

void tl_join_add(struct tl_join *join, const void *ring_record, unsigned int size, __u64 sequence)
{
	struct tl_join_expected expected;

	tl_join_expect(join, &expected, ring_record, size);
	tl_join_add_expected(join, &expected, ring_record, size, sequence);
}

void tl_join_flush(struct tl_join *join)
{
	emit_all(join);
	tl_names_drop(&join->names, UINT64_MAX);
}

bool tl_join_settle(struct tl_join *join)
{
	return tl_pool_settle(&join->pool);
}

__u64 tl_join_committable(const struct tl_join *join, __u64 position)
{
	const struct tl_name *name = TAILQ_FIRST(&join->names.queue);
	__u64 lowest = name && name->sequence < position ? name->sequence : position;

	if (join->lowest < lowest)
		lowest = join->lowest;
	return join->keeps ? tl_journal_cut(&join->journal, lowest) : lowest;
}

struct tl_journal *tl_join_keep(struct tl_join *join, size_t flows)
{
	join->keeps = true;
	tl_known_keep(&join->known, &join->journal, flows);
	return &join->journal;
}

int tl_join_restore(struct tl_join *join, const struct tl_open_version *version, __u64 row,
		    const struct tl_open_name *const *names)
{
	struct tl_known_flow *flow = tl_known_restore(&join->known, version, row,
						      tl_flow_identity_hash(&version->flow.identity, join->seed));

	for (__u32 kind = 1; flow && kind < TL_NAME_KIND__MAX; kind++)
		if (names[kind])
			tl_known_restore_name(flow, kind, names[kind]);
	return flow ? 0 : -ENOMEM;
}

void tl_join_restore_checkpoint(struct tl_join *join, const struct tl_checkpoint *checkpoint)
{
	join->now = checkpoint->now;
	tl_known_restore_checkpoint(&join->known, checkpoint);
}

__s64 tl_join_realtime_offset(const struct tl_join *join)
{
	return join->realtime_offset;
}

__u64 tl_join_ignored(const struct tl_join *join)
{
	return join->ignored;
}

__u64 tl_join_forgotten(const struct tl_join *join)
{
	return join->known.forgotten;
}
