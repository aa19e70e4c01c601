// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "known.h"

#include <string.h>

#define LONG_FLOWS     (1u << 20)
#define LONG_LIFETIME  (3600 * TL_SECOND)
#define BRIEF_LIFETIME (90 * TL_SECOND)

#define IDLE_TIMEOUT (15 * TL_SECOND) /* until tl_join_set_idle_timeout says otherwise */

int tl_known_init(struct tl_known *known)
{
	known->pool.object_size = sizeof(struct tl_known_flow);
	known->limits[false] = TL_BRIEF_FLOWS;
	known->limits[true] = LONG_FLOWS;
	known->idle_timeout = IDLE_TIMEOUT;
	TAILQ_INIT(&known->queues[false]);
	TAILQ_INIT(&known->queues[true]);
	return tl_table_init(&known->table);
}

static void unqueue(struct tl_known *known, struct tl_known_flow *flow)
{
	if (!flow->is_queued)
		return;
	TAILQ_REMOVE(&known->queues[flow->is_long], flow, queue);
	known->counts[flow->is_long]--;
	flow->is_queued = false;
}

/* The version before is dropped only once the next one is committed: until then a replay begins with that. */
static void drop_version(struct tl_known *known, const struct tl_known_flow *flow, bool is_old)
{
	const struct tl_open_flow_key key = {.met_at = flow->met_at, .position = flow->kept_at};

	if (flow->row && is_old)
		tl_journal_drop_brief(known->journal, flow->row);
	else if (flow->row)
		tl_journal_wipe_brief(known->journal, flow->row);
	else if (flow->kept_at)
		tl_journal_drop_flow(known->journal, &key);
}

static struct tl_open_version version_of(const struct tl_known *known, const struct tl_known_flow *flow)
{
	return (struct tl_open_version){
		.key = {.met_at = flow->met_at, .position = known->position},
		.flow =
			{
				.identity = flow->identity,
				.life = {.side = {flow->life.side[0], flow->life.side[1]},
					 .idle_at = flow->life.idle_at},
				.awake = flow->life.awake,
				.counting = flow->counting,
				.flow_id = flow->flow_id,
				.reported_at = flow->reported_at,
				.order = flow->order,
				.orientation = flow->orientation,
				.is_long = flow->is_long,
				.is_over = flow->is_over,
			},
	};
}

static void keep(struct tl_known *known, struct tl_known_flow *flow)
{
	const struct tl_open_version version = version_of(known, flow);

	if (flow->row || flow->kept_at != known->position) /* else it is replaced under the same key */
		drop_version(known, flow, false);
	flow->row = flow->is_long ? 0 : tl_journal_keep_brief(known->journal, &version);
	if (flow->is_long)
		tl_journal_keep_flow(known->journal, &version.key, &version.flow);
	flow->kept_at = known->position;
}

static void keep_names(struct tl_known *known, struct tl_known_flow *flow)
{
	for (__u32 kind = 1; kind < TL_NAME_KIND__MAX; kind++) {
		const struct tl_open_name_key key = {.met_at = flow->met_at, .kind = kind};
		const struct tl_name *name = flow->names.of_kind[kind];
		struct tl_open_name value = {.position = known->position};

		if (!name || flow->kept_names[kind])
			continue;
		value.length = name->length;
		memcpy(value.name, name->bytes, name->length);
		tl_journal_keep_name(known->journal, &key, &value);
		flow->kept_names[kind] = true;
	}
}

static void drop(struct tl_known *known, const struct tl_known_flow *flow)
{
	if (!known->journal || !flow->kept_at)
		return;
	drop_version(known, flow, !flow->is_over);
	for (__u32 kind = 1; kind < TL_NAME_KIND__MAX; kind++) {
		const struct tl_open_name_key name = {.met_at = flow->met_at, .kind = kind};

		if (flow->kept_names[kind])
			tl_journal_drop_name(known->journal, &name);
	}
}

/* Its versions are deleted one by one, once the step is committed: whoever finds some of them must not go on with it. */
static void bury(struct tl_known *known, struct tl_known_flow *flow)
{
	if (!known->journal || !flow->kept_at)
		return;
	flow->is_over = true;
	keep(known, flow);
}

static void forget(struct tl_known *known, struct tl_known_flow *flow)
{
	drop(known, flow);
	unqueue(known, flow);
	tl_name_set_clear(&flow->names);
	if (flow == &known->spare)
		return;
	tl_table_remove(&known->table, &flow->link);
	tl_pool_give(&known->pool, flow);
}

void tl_known_fini(struct tl_known *known)
{
	known->journal = NULL; /* the end of a process is no reason to forget */
	for (unsigned int i = 0; i < 2; i++) {
		while (known->table.buckets && !TAILQ_EMPTY(&known->queues[i]))
			forget(known, TAILQ_FIRST(&known->queues[i]));
	}
	tl_table_fini(&known->table);
	tl_pool_fini(&known->pool);
}

static bool may_continue(const struct tl_known *known, const struct tl_known_flow *flow, const struct tl_life *life)
{
	return tl_life_begin(life) <= tl_life_end(&flow->life) + known->idle_timeout &&
	       tl_life_may_be_same(&flow->life, life);
}

/* Nearest in time; of equally near ones the one that lives on latest, so that the table's order never decides. */
static bool is_better(const struct tl_known_flow *flow, const struct tl_known_flow *than, const struct tl_life *life)
{
	__u64 gap, other_gap;

	if (!than)
		return true;
	gap = tl_life_gap(&flow->life, life);
	other_gap = tl_life_gap(&than->life, life);
	if (gap != other_gap)
		return gap < other_gap;
	if (tl_life_end(&flow->life) != tl_life_end(&than->life))
		return tl_life_end(&flow->life) > tl_life_end(&than->life);
	return flow->flow_id < than->flow_id;
}

struct tl_known_flow *tl_known_find(const struct tl_known *known, const struct tl_flow_identity *identity, __u64 hash,
				    const struct tl_life *life)
{
	struct tl_known_flow *best = NULL;

	for (struct tl_table_link *link = tl_table_first(&known->table, hash); link; link = tl_table_next(link)) {
		struct tl_known_flow *flow = (struct tl_known_flow *)link;

		if (memcmp(&flow->identity, identity, sizeof(*identity)) || !may_continue(known, flow, life))
			continue;
		if (is_better(flow, best, life))
			best = flow;
	}
	return best;
}

/* Fragments that came before their first one are an entry apart, in whatever portion, and an addition to its flow. */
static bool has_fragments(const struct tl_parts *parts)
{
	return parts->sides[0].fragments || parts->sides[1].fragments;
}

bool tl_known_is_over(const struct tl_known *known, const struct tl_parts *parts, __u8 end_reason)
{
	bool is_last = end_reason == TL_END_IDLE || (end_reason == TL_END_FORCED && known->promises & TL_MARK_OF_END);

	return is_last && known->promises & TL_MARK_IS_WHOLE && !has_fragments(parts);
}

struct tl_known_flow *tl_known_borrow(struct tl_known *known, const struct tl_flow_identity *identity)
{
	struct tl_known_flow *flow = &known->spare;

	memset(flow, 0, sizeof(*flow));
	flow->identity = *identity;
	return flow;
}

struct tl_known_flow *tl_known_add(struct tl_known *known, const struct tl_flow_identity *identity, __u64 hash)
{
	struct tl_known_flow *flow = tl_pool_take(&known->pool);

	if (!flow)
		return tl_known_borrow(known, identity);
	tl_table_add(&known->table, &flow->link, hash);
	flow->identity = *identity;
	return flow;
}

void tl_known_rename(struct tl_known *known, struct tl_known_flow *flow, const struct tl_flow_identity *identity,
		     __u64 hash)
{
	if (flow == &known->spare)
		return;
	tl_table_remove(&known->table, &flow->link);
	flow->identity = *identity;
	tl_table_add(&known->table, &flow->link, hash);
}

/* Nobody has looked at it for a while, nor at those behind it: their turn comes with the next reports, and their memory meanwhile. */
static void forget_oldest(struct tl_known *known, bool is_long)
{
	struct tl_known_flow *oldest = TAILQ_FIRST(&known->queues[is_long]), *second = TAILQ_NEXT(oldest, queue),
			     *third = second ? TAILQ_NEXT(second, queue) : NULL;

	if (second)
		tl_table_expect(&known->table, second->link.hash);
	if (third)
		tl_fetch(third, sizeof(*third));
	forget(known, oldest);
}

static void enqueue(struct tl_known *known, struct tl_known_flow *flow)
{
	struct tl_known_queue *queue = &known->queues[flow->is_long];

	if (known->counts[flow->is_long] >= known->limits[flow->is_long]) {
		forget_oldest(known, flow->is_long);
		known->forgotten += flow->is_long;
	}
	TAILQ_INSERT_TAIL(queue, flow, queue);
	flow->is_queued = true;
	known->counts[flow->is_long]++;
}

void tl_known_report(struct tl_known *known, struct tl_known_flow *flow, const struct tl_parts *parts, __u8 end_reason,
		     __u64 now)
{
	if (flow == &known->spare || tl_known_is_over(known, parts, end_reason)) {
		bury(known, flow);
		forget(known, flow);
		return;
	}
	tl_life_merge(&flow->life, &parts->life);
	flow->life.awake = end_reason != TL_END_IDLE;
	flow->counting = tl_parts_counting(parts, &flow->counting);
	flow->reported_at = now;
	unqueue(known, flow);
	flow->is_long |= end_reason == TL_END_ACTIVE;
	flow->order = ++known->reports;
	enqueue(known, flow);
	if (known->journal) {
		keep(known, flow);
		keep_names(known, flow);
	}
}

void tl_known_age(struct tl_known *known, __u64 now)
{
	static const __u64 lifetimes[] = {BRIEF_LIFETIME, LONG_LIFETIME};
	struct tl_known_flow *flow;

	for (unsigned int i = 0; i < 2; i++) {
		while ((flow = TAILQ_FIRST(&known->queues[i])) && flow->reported_at + lifetimes[i] < now)
			forget_oldest(known, i);
	}
}

void tl_known_keep(struct tl_known *known, struct tl_journal *journal, size_t flows)
{
	known->journal = journal;
	known->position = TL_BETWEEN_MARKS;
	known->limits[true] = flows;
	known->limits[false] = flows < TL_BRIEF_FLOWS ? flows : TL_BRIEF_FLOWS;
}

void tl_known_mark(struct tl_known *known, __u64 now, bool names_wait)
{
	struct tl_checkpoint checkpoint = {.position = known->position, .now = now, .reports = known->reports};

	if (!known->journal)
		return;
	for (unsigned int i = 0; i < 2; i++) {
		const struct tl_known_flow *oldest = TAILQ_FIRST(&known->queues[i]);

		checkpoint.oldest[i] = oldest ? oldest->order : known->reports + 1;
	}
	tl_journal_mark(known->journal, &checkpoint, names_wait);
	known->position = TL_BETWEEN_MARKS;
}

struct tl_known_flow *tl_known_restore(struct tl_known *known, const struct tl_open_version *version, __u64 row,
				       __u64 hash)
{
	const struct tl_open_flow *value = &version->flow;
	struct tl_known_flow *flow = tl_known_add(known, &value->identity, hash);

	if (flow == &known->spare)
		return NULL;
	flow->life = (struct tl_life){.side = {value->life.side[0], value->life.side[1]},
				      .idle_at = value->life.idle_at,
				      .awake = value->awake};
	flow->counting = value->counting;
	flow->orientation = value->orientation;
	flow->flow_id = value->flow_id;
	flow->met_at = version->key.met_at;
	flow->kept_at = version->key.position;
	flow->row = row;
	flow->reported_at = value->reported_at;
	flow->order = value->order;
	flow->is_long = value->is_long;
	enqueue(known, flow);
	return flow;
}

void tl_known_restore_name(struct tl_known_flow *flow, __u32 kind, const struct tl_open_name *name)
{
	flow->names.of_kind[kind] = tl_name_copy(kind, name->name, name->length);
	flow->kept_names[kind] = true;
}

void tl_known_restore_checkpoint(struct tl_known *known, const struct tl_checkpoint *checkpoint)
{
	known->reports = checkpoint->reports;
	known->journal->committed = checkpoint->position;
}
