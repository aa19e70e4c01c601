// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "known.h"

#include <string.h>

#define LONG_FLOWS     (1u << 20)
#define BRIEF_FLOWS    (1u << 17)
#define LONG_LIFETIME  (3600 * TL_SECOND)
#define BRIEF_LIFETIME (90 * TL_SECOND)

#define IDLE_TIMEOUT (15 * TL_SECOND) /* until tl_join_set_idle_timeout says otherwise */

int tl_known_init(struct tl_known *known)
{
	known->pool.object_size = sizeof(struct tl_known_flow);
	known->limits[false] = BRIEF_FLOWS;
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

static void forget(struct tl_known *known, struct tl_known_flow *flow)
{
	unqueue(known, flow);
	tl_name_set_clear(&flow->names);
	if (flow == &known->spare)
		return;
	tl_table_remove(&known->table, &flow->link);
	tl_pool_give(&known->pool, flow);
}

void tl_known_fini(struct tl_known *known)
{
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

struct tl_known_flow *tl_known_find(const struct tl_known *known, const struct tl_flow_key *canonical, __u64 hash,
				    const struct tl_life *life)
{
	struct tl_known_flow *best = NULL;

	for (struct tl_table_link *link = tl_table_first(&known->table, hash); link; link = tl_table_next(link)) {
		struct tl_known_flow *flow = (struct tl_known_flow *)link;

		if (memcmp(&flow->canonical, canonical, sizeof(*canonical)) || !may_continue(known, flow, life))
			continue;
		if (is_better(flow, best, life))
			best = flow;
	}
	return best;
}

struct tl_known_flow *tl_known_add(struct tl_known *known, const struct tl_flow_key *canonical, __u64 hash)
{
	struct tl_known_flow *flow = tl_pool_take(&known->pool);

	if (flow) {
		tl_table_add(&known->table, &flow->link, hash);
	} else {
		flow = &known->spare;
		memset(flow, 0, sizeof(*flow));
	}
	flow->canonical = *canonical;
	return flow;
}

void tl_known_report(struct tl_known *known, struct tl_known_flow *flow, const struct tl_parts *parts, __u8 end_reason,
		     __u64 now)
{
	struct tl_known_queue *queue;

	tl_life_merge(&flow->life, &parts->life);
	flow->life.awake = end_reason != TL_END_IDLE;
	flow->counting = tl_parts_counting(parts, &flow->counting);
	flow->reported_at = now;
	if (flow == &known->spare) {
		forget(known, flow);
		return;
	}
	unqueue(known, flow);
	flow->is_long |= end_reason == TL_END_ACTIVE;
	queue = &known->queues[flow->is_long];
	if (known->counts[flow->is_long] >= known->limits[flow->is_long]) {
		forget(known, TAILQ_FIRST(queue));
		known->forgotten += flow->is_long;
	}
	TAILQ_INSERT_TAIL(queue, flow, queue);
	flow->is_queued = true;
	known->counts[flow->is_long]++;
}

void tl_known_age(struct tl_known *known, __u64 now)
{
	static const __u64 lifetimes[] = {BRIEF_LIFETIME, LONG_LIFETIME};
	struct tl_known_flow *flow;

	for (unsigned int i = 0; i < 2; i++) {
		while ((flow = TAILQ_FIRST(&known->queues[i])) && flow->reported_at + lifetimes[i] < now)
			forget(known, flow);
	}
}
