// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What conversations have said, on the records of their flows and in records of transactions. */
#include <stdio.h>
#include <string.h>

#include "dissector.h"
#include "talk.h"

#define REPORTED_MOST 4096 /* conversations that are kept after their flow's last record */

/* What a transaction's record shares with that of its flow; the rest is absent. */
static void make_record(struct tl_record *made, const struct tl_record *flow, const struct tl_said_record *said)
{
	tl_record_begin_part(made, flow);
	made->transaction = said->transaction;
	made->start = made->forward.start = said->start;
	made->end = made->forward.end = said->end;
	if (said->facts && said->facts->kind == TL_FACTS_http)
		memcpy(made->http_host, said->facts->http.host, sizeof(made->http_host));
}

/* Names that the kernel has found stay. */
static void take_names(struct tl_record *record, const struct tl_record_facts *facts)
{
	if (!record->server_name[0] && !facts->quic.version)
		memcpy(record->server_name, facts->tls.server_name, sizeof(record->server_name));
	if (!record->http_host[0] && facts->kind == TL_FACTS_http)
		memcpy(record->http_host, facts->http.host, sizeof(record->http_host));
}

/* The record of a flow, and where it and those of its transactions go. */
struct telling {
	const struct tl_record *flow;
	__s64 realtime_offset;
	tl_join_emit *emit;
	void *context;
};

static void tell(const struct telling *telling, const struct tl_said_record *said)
{
	struct tl_record record;

	if (said->transaction)
		make_record(&record, telling->flow, said);
	else
		record = *telling->flow;
	memcpy(record.protocol, said->protocol, sizeof(record.protocol));
	record.source_name = said->source_name;
	record.destination_name = said->destination_name;
	record.is_interrupted = said->is_interrupted;
	record.facts = said->facts;
	if (said->facts && !said->transaction)
		take_names(&record, said->facts);
	telling->emit(telling->context, &record);
}

static void tell_again(const struct telling *telling, struct tl_said_reading *reading)
{
	struct tl_said_record said = {};

	if (!reading->left) /* nothing then: neither are names that this process has learned since */
		tell(telling, &said);
	while (tl_said_next(reading, &said))
		tell(telling, &said);
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

/* Of several flows with the same packets, at other interfaces or under other tags, one is it, whichever record comes first. */
static bool is_origin(const struct talk *talk, const struct tl_record *flow)
{
	struct tl_crossing here = tl_crossing_of_key(&flow->key);

	if (!memcmp(&here, &talk->origin, sizeof(here)))
		return true;
	return flow->reverse_ingress.interface && !memcmp(&flow->reverse_ingress, &talk->origin, sizeof(here));
}

static struct tl_said_record said_of_flow(const struct tl_talks *talks, const struct talk *talk,
					  const struct telling *telling)
{
	const struct tl_transaction *first = talk ? TAILQ_FIRST(&talk->transactions.queue) : NULL;
	__u64 interrupted_at = talks->said ? tl_said_interrupted_at(talks->said) : 0;
	struct tl_said_record said = {
		.facts = first && first->number == 1 ? &first->facts : NULL,
		.is_interrupted = interrupted_at &&
				  telling->flow->start <= tl_real_time(interrupted_at, telling->realtime_offset),
		.source_name = telling->flow->source_name,
		.destination_name = telling->flow->destination_name,
	};

	if (talk && (talk->has_carrier || talk->is_known))
		snprintf(said.protocol, sizeof(said.protocol), "%s",
			 tl_dissectors[talk->has_carrier ? talk->carrier : talk->known]->name);
	return said;
}

/* Its protocol is the flow's, but where that is another one's carrier. */
static struct tl_said_record said_of_transaction(const struct talk *talk, const struct tl_said_record *flow,
						 const struct tl_transaction *transaction, __s64 realtime_offset)
{
	struct tl_said_record said = {
		.start = tl_real_time(transaction->start, realtime_offset),
		.end = tl_real_time(transaction->end, realtime_offset),
		.transaction = transaction->number,
		.source_name = flow->source_name,
		.destination_name = flow->destination_name,
		.facts = &transaction->facts,
	};

	if (talk->has_carrier && transaction->protocol)
		snprintf(said.protocol, sizeof(said.protocol), "%s", transaction->protocol);
	else
		memcpy(said.protocol, flow->protocol, sizeof(said.protocol));
	return said;
}

/* Those that are to be told with this record of their flow: with the last one, all. */
static bool is_due(const struct tl_transaction *transaction, const struct tl_record *flow)
{
	return transaction->number != 1 && (transaction->is_complete || flow->end_reason != TL_END_ACTIVE);
}

/* Before anything of it goes out, so that it is never said in two ways. */
static void remember(struct tl_said *said, const struct talk *talk, const struct telling *telling,
		     const struct tl_said_record *flow)
{
	const struct tl_transaction *transaction;

	tl_said_begin(said, telling->flow->sequence);
	if (talk || flow->is_interrupted || flow->source_name.basis || flow->destination_name.basis)
		tl_said_add(said, flow);
	if (talk && is_origin(talk, telling->flow))
		TAILQ_FOREACH(transaction, &talk->transactions.queue, queue)
		{
			struct tl_said_record made;

			if (!is_due(transaction, telling->flow))
				continue;
			made = said_of_transaction(talk, flow, transaction, telling->realtime_offset);
			tl_said_add(said, &made);
		}
	tl_said_end(said);
}

static void tell_transactions(struct talk *talk, const struct telling *telling, const struct tl_said_record *flow)
{
	struct tl_transaction *transaction, *next;

	for (transaction = TAILQ_FIRST(&talk->transactions.queue); transaction; transaction = next) {
		struct tl_said_record made;

		next = TAILQ_NEXT(transaction, queue);
		if (!is_due(transaction, telling->flow))
			continue;
		made = said_of_transaction(talk, flow, transaction, telling->realtime_offset);
		tell(telling, &made);
		tl_transaction_forget(&talk->transactions, transaction);
	}
}

void tl_talks_emit(struct tl_talks *talks, const struct tl_record *flow, __s64 realtime_offset, tl_join_emit *emit,
		   void *context)
{
	const struct telling telling = {flow, realtime_offset, emit, context};
	struct talk *talk = tl_talk_of_flow(talks, &flow->key);
	struct tl_said_reading reading;
	struct tl_said_record said;

	if (talk && talk->is_reported && !overlaps(talk, flow, realtime_offset))
		talk = NULL;
	if (talks->said && tl_said_find(talks->said, flow->sequence, &reading)) {
		tell_again(&telling, &reading);
	} else {
		said = said_of_flow(talks, talk, &telling);
		if (talks->said)
			remember(talks->said, talk, &telling, &said);
		tell(&telling, &said);
		if (talk && is_origin(talk, flow))
			tell_transactions(talk, &telling, &said);
	}
	if (talk && is_origin(talk, flow) && flow->end_reason != TL_END_ACTIVE)
		retire(talks, talk);
}
