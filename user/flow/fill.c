// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "fill.h"

#include <stdint.h>
#include <string.h>

#include "flow_key.h"
#include "layers.h"

static void set_times(struct tl_record *record, __s64 realtime_offset)
{
	struct tl_record_side *sides[] = {&record->forward, &record->reverse};

	record->start = UINT64_MAX;
	for (unsigned int i = 0; i < 2; i++) {
		struct tl_record_side *side = sides[i];

		if (!side->packets)
			continue;
		side->start = tl_real_time(side->start, realtime_offset);
		side->end = tl_real_time(side->end, realtime_offset);
		if (side->start < record->start)
			record->start = side->start;
		if (side->end > record->end)
			record->end = side->end;
	}
	for (unsigned int i = 0; i < record->first_packets.count; i++)
		record->first_packets.times[i] = tl_real_time(record->first_packets.times[i], realtime_offset);
}

static void copy_names(struct tl_record *record, const struct tl_name_set *names)
{
	const struct tl_name *server = names->of_kind[TL_NAME_TLS_SNI], *host = names->of_kind[TL_NAME_HTTP_HOST];

	/* the record was empty, and a name leaves room for its NUL */
	if (server) {
		memcpy(record->server_name, server->bytes, server->length);
		record->filled |= TL_FILLED_SERVER_NAME;
	}
	if (host) {
		memcpy(record->http_host, host->bytes, host->length);
		record->filled |= TL_FILLED_HTTP_HOST;
	}
}

static void copy_details(struct tl_record *record, const struct tl_parts *parts, unsigned int forward)
{
	const struct tl_details *details = parts->details[forward], *reverse = parts->details[!forward];

	if (!details && !reverse)
		return;
	record->filled |= TL_FILLED_DETAILS;
	if (details)
		record->details = *details;
	if (reverse)
		record->reverse_details = *reverse;
	tl_layers_fill(&record->layers, &record->details);
	tl_layers_fill(&record->reverse_layers, &record->reverse_details);
}

static void fill_media(struct tl_record *record, const struct tl_parts *parts, unsigned int forward)
{
	if (!parts->media[0] && !parts->media[1] && !parts->more_media)
		return;
	record->filled |= TL_FILLED_MEDIA;
	tl_media_fill(&record->media, parts->media[forward]);
	tl_media_fill(&record->reverse_media, parts->media[!forward]);
	tl_streams_fill(record, parts->more_media, forward);
}

static void fill_first_packets(struct tl_record *record, const struct tl_packet_list *list, unsigned int forward)
{
	if (!list)
		return;
	record->filled |= TL_FILLED_FIRST_PACKETS;
	tl_packet_list_fill(&record->first_packets, list, forward);
}

static void fill_keys(struct tl_record *record, const struct tl_group *group, unsigned int forward)
{
	const struct tl_flow_key *canonical = tl_group_key(group, forward), *answers = tl_group_key(group, !forward);

	if (forward)
		tl_flow_key_mirror(canonical, &record->key);
	else
		record->key = *canonical;
	record->key.direction = record->forward.direction;
	if (record->forward.tags.depth)
		tl_flow_key_tell_tags(&record->key, &record->forward.tags);
	if (record->key.direction == TL_INGRESS) {
		record->ingress_interface = record->key.ifindex;
		record->egress_interface = tl_group_egress(group, forward).interface;
	} else {
		record->egress_interface = record->key.ifindex;
	}
	if (group->partner)
		record->reverse_ingress = tl_crossing_of_key(answers);
}

void tl_record_fill(struct tl_record *record, const struct tl_group *group, const struct tl_known_flow *flow,
		    __s64 realtime_offset)
{
	struct tl_orientation orientation = tl_direction_for(flow->orientation, &group->parts);
	unsigned int forward = orientation.forward;

	record->forward = group->parts.sides[forward];
	record->reverse = group->parts.sides[!forward];
	fill_keys(record, group, forward);
	fill_first_packets(record, group->parts.first_packets, forward);
	set_times(record, realtime_offset);
	record->flow_start = tl_real_time(tl_life_begin(&flow->life), realtime_offset);
	record->flow_id = flow->flow_id;
	record->sequence = group->sequence;
	record->end_reason = tl_parts_end_reason(&group->parts, &flow->counting);
	record->biflow_direction = orientation.biflow_direction;
	record->vlan_priority = group->parts.first[forward].vlan_priority;
	record->inner_vlan_priority = group->parts.first[forward].inner_vlan_priority;
	copy_details(record, &group->parts, forward);
	tl_metrics_fill(record, &group->parts.metrics[forward], &group->parts.metrics[!forward]);
	fill_media(record, &group->parts, forward);
	copy_names(record, &flow->names);
}
