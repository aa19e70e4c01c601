// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What conversations have said, on the records of their flows and in records of transactions. */
#include <stdio.h>
#include <string.h>

#include "dissector.h"
#include "talk.h"

#define REPORTED_MOST 4096 /* conversations that are kept after their flow's last record */

/* What a transaction's record shares with that of its flow; the rest is absent. */
static void make_record(struct tl_record *made, const struct tl_record *flow, const struct tl_transaction *transaction,
			__s64 realtime_offset)
{
	memset(made, 0, sizeof(*made));
	made->key = flow->key;
	made->flow_id = flow->flow_id;
	made->sequence = flow->sequence;
	made->transaction = transaction->number;
	made->start = made->forward.start = tl_real_time(transaction->start, realtime_offset);
	made->end = made->forward.end = tl_real_time(transaction->end, realtime_offset);
	made->forward.direction = flow->forward.direction;
	made->ingress_interface = flow->ingress_interface;
	made->egress_interface = flow->egress_interface;
	made->biflow_direction = flow->biflow_direction;
	made->source_place = flow->source_place;
	made->destination_place = flow->destination_place;
	memcpy(made->application, flow->application, sizeof(made->application));
	made->facts = &transaction->facts;
	if (transaction->facts.kind == TL_FACTS_http)
		memcpy(made->http_host, transaction->facts.http.host, sizeof(made->http_host));
}

/* Is the record of the same packets as a talk that has been reported? */
static bool overlaps(const struct talk *talk, const struct tl_record *flow, __s64 realtime_offset)
{
	return flow->start <= tl_real_time(talk->last, realtime_offset) &&
	       flow->end >= tl_real_time(talk->first, realtime_offset);
}

/* What was said of it stays for a while; its streams do not. */
static void retire(struct tl_talks *talks, struct talk *talk)
{
	if (talk->is_reported)
		return;
	tl_talk_free_streams(talks, talk);
	TAILQ_REMOVE(&talks->queue, talk, queue);
	TAILQ_INSERT_TAIL(&talks->reported, talk, queue);
	talk->is_reported = true;
	if (++talks->reported_count > REPORTED_MOST)
		tl_talk_forget(talks, TAILQ_FIRST(&talks->reported));
}

static void emit_transactions(struct talk *talk, const struct tl_record *flow, __s64 realtime_offset,
			      tl_join_emit *emit, void *context)
{
	bool is_over = flow->end_reason != TL_END_ACTIVE;
	struct tl_transaction *transaction, *next;
	struct tl_record made;

	for (transaction = TAILQ_FIRST(&talk->transactions.queue); transaction; transaction = next) {
		next = TAILQ_NEXT(transaction, queue);
		if (transaction->number == 1 || !(transaction->is_complete || is_over))
			continue;
		make_record(&made, flow, transaction, realtime_offset);
		emit(context, &made);
		tl_transaction_forget(&talk->transactions, transaction);
	}
}

/* Of several flows with the same packets, at other interfaces or under other tags, one is it, whichever record comes first. */
static bool is_origin(const struct talk *talk, const struct tl_record *flow)
{
	struct tl_crossing here = tl_crossing_of_key(&flow->key);

	if (!memcmp(&here, &talk->origin, sizeof(here)))
		return true;
	return flow->reverse_ingress.interface && !memcmp(&flow->reverse_ingress, &talk->origin, sizeof(here));
}

/* Names that the kernel has found stay. */
static void take_facts(struct tl_record *record, const struct tl_record_facts *facts)
{
	record->facts = facts;
	if (!record->server_name[0] && !facts->quic.version)
		memcpy(record->server_name, facts->tls.server_name, sizeof(record->server_name));
	if (!record->http_host[0] && facts->kind == TL_FACTS_http)
		memcpy(record->http_host, facts->http.host, sizeof(record->http_host));
}

void tl_talks_emit(struct tl_talks *talks, const struct tl_record *flow, __s64 realtime_offset, tl_join_emit *emit,
		   void *context)
{
	const struct tl_transaction *first;
	struct tl_record record = *flow;
	struct talk *talk = tl_talk_of_flow(talks, &flow->key);

	if (talk && talk->is_reported && !overlaps(talk, flow, realtime_offset))
		talk = NULL;
	first = talk ? TAILQ_FIRST(&talk->transactions.queue) : NULL;
	if (first && first->number == 1)
		take_facts(&record, &first->facts);
	if (talk && talk->is_known)
		snprintf(record.application, sizeof(record.application), "%s", tl_dissectors[talk->known]->name);
	emit(context, &record);
	if (!talk || !is_origin(talk, flow))
		return;
	emit_transactions(talk, &record, realtime_offset, emit, context);
	if (flow->end_reason != TL_END_ACTIVE)
		retire(talks, talk);
}
