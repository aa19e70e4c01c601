// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A biflow as two uniflows, for collectors that know no RFC 5103; and records of a part of a flow. */
#include <string.h>

#include "first_packets.h"
#include "flow_key.h"
#include "join.h"

static void leave_one_side(struct tl_record *uniflow)
{
	memset(&uniflow->reverse, 0, sizeof(uniflow->reverse));
	uniflow->start = uniflow->forward.start;
	uniflow->end = uniflow->forward.end;
	uniflow->biflow_direction = TL_BIFLOW_ARBITRARY;
	memset(&uniflow->reverse_ingress, 0, sizeof(uniflow->reverse_ingress));
	memset(&uniflow->reverse_media, 0, sizeof(uniflow->reverse_media));
}

/*
 * What came in by one interface in one direction leaves by it in the other: of a forwarded connection, and of one that ends
 * at this host, with both hooks of one interface. In a mirror of somebody else's traffic both directions come in.
 */
static void turn_interfaces(struct tl_record *uniflow, const struct tl_record *biflow)
{
	const struct tl_crossing *crossing = &biflow->reverse_ingress;

	if (crossing->interface) {
		uniflow->key.ifindex = crossing->interface;
		uniflow->key.vlan_id = crossing->vlan_id;
		uniflow->key.inner_vlan_id = crossing->inner_vlan_id;
		uniflow->key.vlan_depth = crossing->vlan_depth;
	} else if (biflow->reverse.direction == biflow->forward.direction) {
		return;
	}
	uniflow->ingress_interface = biflow->egress_interface;
	uniflow->egress_interface = biflow->ingress_interface;
}

bool tl_record_split(const struct tl_record *biflow, struct tl_record *forward, struct tl_record *reverse)
{
	*forward = *biflow;
	leave_one_side(forward);
	tl_record_packets_keep(&forward->first_packets, 1);
	if (!biflow->reverse.packets)
		return false;
	*reverse = *biflow;
	tl_flow_key_mirror(&biflow->key, &reverse->key);
	reverse->key.direction = biflow->reverse.direction;
	reverse->forward = biflow->reverse;
	reverse->details = biflow->reverse_details;
	reverse->layers = biflow->reverse_layers;
	reverse->metrics = biflow->reverse_metrics;
	reverse->media = biflow->reverse_media;
	reverse->source_place = biflow->destination_place;
	reverse->destination_place = biflow->source_place;
	reverse->source_network = biflow->destination_network;
	reverse->destination_network = biflow->source_network;
	reverse->source_name = biflow->destination_name;
	reverse->destination_name = biflow->source_name;
	if (biflow->filled & (TL_FILLED_SOURCE_NAME | TL_FILLED_DESTINATION_NAME))
		reverse->filled |= TL_FILLED_SOURCE_NAME | TL_FILLED_DESTINATION_NAME;
	memset(&reverse->stack, 0, sizeof(reverse->stack)); /* a server's SYN goes by the client's */
	turn_interfaces(reverse, biflow);
	if (biflow->forward.tags.depth || biflow->reverse.tags.depth) /* the key so far told the forward direction's */
		tl_flow_key_tell_tags(&reverse->key, &biflow->reverse.tags);
	leave_one_side(reverse);
	tl_record_packets_keep(&reverse->first_packets, -1);
	return true;
}

void tl_record_begin_part(struct tl_record *part, const struct tl_record *flow)
{
	part->key = flow->key;
	part->flow_id = flow->flow_id;
	part->sequence = flow->sequence;
	part->flow_start = flow->flow_start;
	part->forward.direction = flow->forward.direction;
	part->ingress_interface = flow->ingress_interface;
	part->egress_interface = flow->egress_interface;
	part->biflow_direction = flow->biflow_direction;
	part->filled |= flow->filled & (TL_FILLED_PLACES | TL_FILLED_NETWORKS);
	if (flow->filled & TL_FILLED_PLACES) {
		part->source_place = flow->source_place;
		part->destination_place = flow->destination_place;
	}
	if (flow->filled & TL_FILLED_NETWORKS) {
		part->source_network = flow->source_network;
		part->destination_network = flow->destination_network;
	}
}
