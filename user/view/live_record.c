// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live_record.h"

#include <string.h>
#include <time.h>

#include "../enrich/media.h"
#include "../enrich/stack.h"
#include "../flow/join.h"

struct reading {
	const struct tl_source *source;
	struct tl_join *join;
	struct tl_record *record;
	__u64 position; /* in a log that there is not */
	bool has_exchange; /* facts of order are of the whole conversation: one of its entries carries them */
	bool has_media; /* a stream of RTP is of all the entries of its direction: one of them carries it */
};

/* Where each interface counts for itself there are several records: the fullest tells most. */
static void keep_fullest(void *context, struct tl_record *record)
{
	struct reading *reading = context;
	struct tl_record *kept = reading->record;

	if (record->forward.packets + record->reverse.packets > kept->forward.packets + kept->reverse.packets)
		*kept = *record;
}

static void add(struct reading *reading, const void *record, unsigned int size)
{
	tl_join_add(reading->join, record, size, reading->position);
	reading->position = tl_ring_position_after(reading->position, size);
}

static void add_names(struct reading *reading, const struct tl_flow_value *value)
{
	for (__u32 kind = TL_NAME_TLS_SNI; kind < TL_NAME_KIND__MAX; kind++) {
		struct tl_name_record record = {
			.kind = TL_RING_NAME, .name_kind = kind, .key = value->key, .time = value->last_seen};

		if (!tl_source_name(reading->source, &value->key, kind, record.name))
			continue;
		record.length = (__u32)strlen(record.name);
		add(reading, &record, sizeof(record));
	}
}

/* All of it, whatever records have told of already. */
static void carry_media(struct reading *reading, struct tl_media_record *carrier)
{
	struct tl_flow_record *flow = &carrier->listed.whole.flow;

	if (reading->has_media || !tl_source_media(reading->source, &flow->key, carrier->streams))
		return;
	carrier->streams->reported_received = carrier->streams->reported_lost = carrier->streams->reported_others = 0;
	flow->carries |= TL_CARRIES_MEDIA;
	reading->has_media = true;
}

/* There is room for all that a record may carry. */
static void carry(struct reading *reading, struct tl_media_record *carrier)
{
	struct tl_whole_record *whole = &carrier->listed.whole;
	unsigned int side;

	whole->flow.carries = TL_CARRIES_FIRST_PACKETS; /* of which there are none: it says where the others stand */
	carry_media(reading, carrier);
	if (tl_source_details(reading->source, &whole->flow.key, &whole->details))
		whole->flow.carries |= TL_CARRIES_DETAILS;
	if (reading->has_exchange || !tl_source_exchange(reading->source, &whole->flow.key, &whole->exchange, &side) ||
	    whole->exchange.began > whole->flow.end)
		return;
	whole->flow.carries |= TL_CARRIES_EXCHANGE | (side ? TL_IS_SECOND_SIDE : 0);
	reading->has_exchange = true;
}

/* As the sweep would emit it (bpf/emit.h), but with all that it has counted. */
static void add_value(void *context, const struct tl_flow_value *value, unsigned int shard)
{
	struct reading *reading = context;
	struct tl_media_record carrier = {};
	struct tl_flow_record *flow = &carrier.listed.whole.flow;

	*flow = (struct tl_flow_record){
		.kind = TL_RING_FLOW,
		.shard = shard,
		.key = value->key,
		.packets = value->packets,
		.octets = value->octets,
		.layer2_octets = value->layer2_octets,
		.flow_start = value->first_seen,
		.start = value->first_seen,
		.end = value->last_seen,
		.flow_label = value->flow_label,
		.tcp_flags = value->tcp_flags,
		.initial_tcp_flags = value->initial_tcp_flags,
		.identification = value->identification,
		.minimum_length = value->minimum_length,
		.maximum_length = value->maximum_length,
		.end_reason = TL_END_ACTIVE,
		.ended = value->ended,
		.minimum_ttl = value->minimum_ttl,
		.maximum_ttl = value->maximum_ttl,
		.type_of_service = value->type_of_service,
		.vlan_priority = value->vlan_priority,
		.inner_vlan_priority = value->inner_vlan_priority,
		.has_syn = value->has_syn,
		.is_annotation = !value->packets,
		.syn_sequence = value->syn_sequence,
		.egress = value->egress,
		.fragments = value->fragments,
		.tags = value->tags,
		.fragment_oddities = value->fragment_oddities,
	};

	flow->key.datagram = 0;
	memcpy(flow->source_mac, value->source_mac, sizeof(flow->source_mac));
	memcpy(flow->destination_mac, value->destination_mac, sizeof(flow->destination_mac));
	carry(reading, &carrier);
	add_names(reading, value);
	add(reading, &carrier, sizeof(carrier));
}

static void add_mark(struct reading *reading, __u64 now)
{
	struct tl_mark_record mark = {.kind = TL_RING_MARK, .time = now};
	struct timespec real;

	clock_gettime(CLOCK_REALTIME, &real);
	mark.realtime_offset = (__s64)((__u64)real.tv_sec * 1000000000ull + (__u64)real.tv_nsec - now);
	add(reading, &mark, sizeof(mark));
}

bool tl_live_record(struct tl_record *record, const struct tl_source *source, const struct tl_enrichers *enrichers,
		    const struct tl_tally_row *row, __u64 now)
{
	struct reading reading = {.source = source, .record = record};

	memset(record, 0, sizeof(*record));
	reading.join = tl_join_create(keep_fullest, &reading);
	if (!reading.join)
		return false;
	for (unsigned int side = 0; side < 2; side++) {
		for (unsigned int i = 0; i < row->side[side].place_count; i++) {
			struct tl_flow_key key = tl_tally_key(row, side, &row->side[side].places[i]);

			reading.has_media = false;
			tl_source_values(source, &key, add_value, &reading);
		}
	}
	add_mark(&reading, now);
	tl_join_destroy(reading.join);
	tl_places_enrich(enrichers->places, record);
	tl_networks_enrich(enrichers->networks, record);
	tl_stack_enrich(record);
	tl_media_enrich(record);
	tl_applications_name(enrichers->applications, record);
	return record->forward.packets || record->reverse.packets;
}
