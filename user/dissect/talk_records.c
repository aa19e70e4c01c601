// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What conversations have said, on the records of their flows and in records of transactions. */
#include <string.h>

#include "dissector.h"
#include "facts.h"
#include "talk.h"

#define REPORTED_MOST 4096 /* conversations that are kept after their flow's last record */

static void take_host(struct tl_record *record, const struct tl_record_http *http)
{
	memcpy(record->http_host, http->host, sizeof(record->http_host));
	record->filled |= TL_FILLED_HTTP_HOST;
}

/* What a transaction's record shares with that of its flow; the rest is absent. */
static void make_record(struct tl_record *made, const struct tl_record *flow, const struct tl_said_record *said)
{
	tl_record_begin_part(made, flow);
	made->transaction = said->transaction;
	made->start = made->forward.start = said->start;
	made->end = made->forward.end = said->end;
	if (said->facts && said->facts->kind == TL_FACTS_http)
		take_host(made, &said->facts->http);
}

/* Names that the kernel has found stay. */
static void take_names(struct tl_record *record, const struct tl_record_facts *facts)
{
	if (!record->server_name[0] && facts->has.tls && facts->tls.known &&
	    !(facts->has.quic && facts->quic.version)) {
		memcpy(record->server_name, facts->tls.server_name, sizeof(record->server_name));
		record->filled |= TL_FILLED_SERVER_NAME;
	}
	if (!record->http_host[0] && facts->kind == TL_FACTS_http)
		take_host(record, &facts->http);
}

/* The record of a flow, and where it and those of its transactions go. */
struct telling {
	struct tl_record *flow;
	struct tl_record *made; /* empty but while a transaction is told */
	__s64 realtime_offset;
	tl_join_emit *emit;
	void *context;
};

static void take_name(struct tl_record *record, struct tl_record_name *to, const struct tl_record_name *name, __u16 bit)
{
	if (to == name)
		return;
	if (name)
		*to = *name;
	else if (to->basis)
		memset(to, 0, sizeof(*to));
	record->filled |= name ? bit : 0;
}

static void fill(struct tl_record *record, const struct tl_said_record *said)
{
	memcpy(record->protocol, said->protocol, sizeof(record->protocol));
	take_name(record, &record->source_name, said->source_name, TL_FILLED_SOURCE_NAME);
	take_name(record, &record->destination_name, said->destination_name, TL_FILLED_DESTINATION_NAME);
	record->is_interrupted = said->is_interrupted;
	record->facts = said->facts;
}

static void tell(const struct telling *telling, const struct tl_said_record *said)
{
	if (telling->flow->is_only_end && !said->transaction)
		return;
	if (said->transaction) {
		make_record(telling->made, telling->flow, said);
		fill(telling->made, said);
		telling->emit(telling->context, telling->made);
		tl_record_empty(telling->made);
		return;
	}
	fill(telling->flow, said);
	if (said->facts)
		take_names(telling->flow, said->facts);
	telling->emit(telling->context, telling->flow);
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

/* The next ones to be forgotten have not been touched for long. */
static void fetch_oldest(const struct tl_talks *talks)
{
	const struct talk *first = TAILQ_FIRST(&talks->reported), *second = TAILQ_NEXT(first, queue);

	if (talks->reported_count < REPORTED_MOST)
		return;
	tl_table_expect(&talks->table, first->link.hash);
	tl_fetch(TAILQ_FIRST(&first->transactions.queue), TL_CACHE_LINE);
	tl_fetch(second, TALK_CLEARED);
}

/* What was said of it stays for a while; its streams do not, and neither does what dissectors remember: nothing follows. */
static void retire(struct tl_talks *talks, struct talk *talk)
{
	if (talk->is_reported)
		return;
	tl_talk_free_streams(talks, talk);
	tl_transaction_forget_memory(&talk->transactions);
	TAILQ_REMOVE(&talks->queue, talk, queue);
	TAILQ_INSERT_TAIL(&talks->reported, talk, queue);
	talk->is_reported = true;
	if (++talks->reported_count > REPORTED_MOST)
		tl_talk_forget(talks, TAILQ_FIRST(&talks->reported));
	fetch_oldest(talks);
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
		.source_name = telling->flow->source_name.basis ? &telling->flow->source_name : NULL,
		.destination_name = telling->flow->destination_name.basis ? &telling->flow->destination_name : NULL,
	};

	if (talk && (talk->has_carrier || talk->is_known))
		tl_keep_text(said.protocol, sizeof(said.protocol),
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
		tl_keep_text(said.protocol, sizeof(said.protocol), transaction->protocol);
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
	if (talk || flow->is_interrupted || flow->source_name || flow->destination_name)
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

/* Of the flow's own record the names are added to when it goes out: later ones have them as they were. */
static void tell_all(struct talk *talk, const struct telling *telling, struct tl_said_record *said)
{
	struct tl_record_name source = {0}, destination = {0};

	if (said->source_name)
		source = *said->source_name;
	if (said->destination_name)
		destination = *said->destination_name;
	tell(telling, said);
	said->source_name = said->source_name ? &source : NULL;
	said->destination_name = said->destination_name ? &destination : NULL;
	tell_transactions(talk, telling, said);
	said->source_name = said->destination_name = NULL;
}

void tl_talks_emit(struct tl_talks *talks, struct tl_record *flow, __s64 realtime_offset, tl_join_emit *emit,
		   void *context)
{
	struct tl_talks_expected expected;

	tl_talks_expect_flow(talks, &expected, &flow->key);
	tl_talks_emit_expected(talks, &expected, flow, realtime_offset, emit, context);
}

void tl_talks_emit_expected(struct tl_talks *talks, const struct tl_talks_expected *expected, struct tl_record *flow,
			    __s64 realtime_offset, tl_join_emit *emit, void *context)
{
	const struct telling telling = {flow, &talks->made, realtime_offset, emit, context};
	struct talk *talk = tl_talk_expected(talks, expected);
	struct tl_said_reading reading;
	struct tl_said_record said;
	bool has_more;

	if (talk && talk->is_reported && !overlaps(talk, flow, realtime_offset))
		talk = NULL;
	has_more = talk && is_origin(talk, flow) && talk->transactions.begun > 1;
	if (talks->said && tl_said_find(talks->said, flow->sequence, &reading)) {
		tell_again(&telling, &reading);
	} else {
		said = said_of_flow(talks, talk, &telling);
		if (talks->said && (has_more || !flow->is_only_end))
			remember(talks->said, talk, &telling, &said);
		if (has_more)
			tell_all(talk, &telling, &said);
		else
			tell(&telling, &said);
	}
	if (talk && is_origin(talk, flow) && flow->end_reason != TL_END_ACTIVE)
		retire(talks, talk);
}
