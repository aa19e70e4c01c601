// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* When a record has which field, and the table that element_list.h makes. */
#include "dialect.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define FNV_PRIME      0x100000001b3ull
#define REVERSE_BIT    0x4000 /* in an enterprise's own ids, as CERT and libfixbuf have it */

#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif
#ifndef IPPROTO_DCCP
#define IPPROTO_DCCP 33
#endif

/* Anything but NULs: a name may begin with one, in a hostile client's hello. */
static bool is_text(const char *text, size_t size)
{
	return text[0] || memcmp(text, text + 1, size - 1) != 0;
}

#define PREDICATE(name, condition)                                                                                     \
	static bool name(const struct tl_record *record, const struct tl_record_side *side)                            \
	{                                                                                                              \
		(void)record;                                                                                          \
		(void)side;                                                                                            \
		return condition;                                                                                      \
	}

static bool any(const __u8 mac[6])
{
	static const __u8 none[6];

	return memcmp(mac, none, sizeof(none));
}

PREDICATE(always, true)
PREDICATE(is_ipv4, record->key.ethertype == ETHERTYPE_IPV4)
PREDICATE(is_ipv6, record->key.ethertype == ETHERTYPE_IPV6)
PREDICATE(is_ip, is_ipv4(record, side) || is_ipv6(record, side))
PREDICATE(is_tcp, is_ip(record, side) && record->key.protocol == IPPROTO_TCP)
PREDICATE(was_cut, record->text_octets_cut)
PREDICATE(is_transaction, record->transaction)
PREDICATE(counts, !record->transaction)
PREDICATE(counts_ip, is_ip(record, side) && counts(record, side))
PREDICATE(counts_ipv4, is_ipv4(record, side) && counts(record, side))
PREDICATE(counts_tcp, is_tcp(record, side) && counts(record, side))
PREDICATE(has_syn, is_tcp(record, side) && side->has_syn)
PREDICATE(is_icmp, is_ipv4(record, side) && record->key.protocol == IPPROTO_ICMP)
PREDICATE(is_icmp6, is_ipv6(record, side) && record->key.protocol == IPPROTO_ICMPV6)
PREDICATE(has_flow_label, is_ipv6(record, side) && side->flow_label)
PREDICATE(has_fragments, is_ip(record, side) && side->fragments)
PREDICATE(has_oddities, is_ip(record, side) && side->fragment_oddities)
PREDICATE(has_end_reason, record->end_reason)
PREDICATE(is_biflow, record->reverse.packets || record->biflow_direction != TL_BIFLOW_ARBITRARY)
PREDICATE(has_ingress, record->ingress_interface)
PREDICATE(has_egress, record->egress_interface)
PREDICATE(has_source_mac, any(side->source_mac))
PREDICATE(has_destination_mac, any(side->destination_mac))
PREDICATE(has_ethertype, record->key.ethertype)
PREDICATE(has_vlan, record->key.vlan_depth > 0)
PREDICATE(has_inner_vlan, record->key.vlan_depth > 1)
PREDICATE(has_source_as, record->source_place.as_number)
PREDICATE(has_destination_as, record->destination_place.as_number)
PREDICATE(has_source_as_name, record->source_place.as_name[0])
PREDICATE(has_destination_as_name, record->destination_place.as_name[0])
PREDICATE(has_source_country, record->source_place.country[0])
PREDICATE(has_destination_country, record->destination_place.country[0])
PREDICATE(has_source_city, record->source_place.city[0])
PREDICATE(has_source_region, record->source_place.region[0])
PREDICATE(has_source_network, record->source_network.label[0])
PREDICATE(has_source_site, record->source_network.site[0])
PREDICATE(has_source_customer, record->source_network.customer[0])
PREDICATE(has_destination_city, record->destination_place.city[0])
PREDICATE(has_destination_region, record->destination_place.region[0])
PREDICATE(has_destination_network, record->destination_network.label[0])
PREDICATE(has_destination_site, record->destination_network.site[0])
PREDICATE(has_destination_customer, record->destination_network.customer[0])
PREDICATE(has_source_name, record->source_name.basis)
PREDICATE(has_destination_name, record->destination_name.basis)
PREDICATE(has_server_name, is_text(record->server_name, sizeof(record->server_name)))
PREDICATE(has_http_host, is_text(record->http_host, sizeof(record->http_host)))

static const struct tl_details *details_of(const struct tl_record *record, const struct tl_record_side *side)
{
	return side == &record->reverse ? &record->reverse_details : &record->details;
}

static bool is_kind(const struct tl_record *record, const struct tl_record_side *side, unsigned int kind)
{
	return details_of(record, side)->tunnel.kind == kind;
}

PREDICATE(has_tunnel, details_of(record, side)->tunnel.kind)
PREDICATE(has_tunnel_ip, has_tunnel(record, side) && record->details.tunnel.protocol)
PREDICATE(has_tunnel_ipv4, has_tunnel_ip(record, side) && !record->details.tunnel.is_ipv6)
PREDICATE(has_tunnel_ipv6, has_tunnel_ip(record, side) && record->details.tunnel.is_ipv6)
PREDICATE(has_tunnel_ports, has_tunnel_ip(record, side) && record->details.tunnel.protocol == IPPROTO_UDP)
PREDICATE(has_segment, record->layers.segment)
PREDICATE(has_gre_key, is_kind(record, side, TL_TUNNEL_GRE) && record->details.tunnel.id)
PREDICATE(is_gtp, is_kind(record, side, TL_TUNNEL_GTP_U))
PREDICATE(has_qfi, details_of(record, side)->has_gtp_qfi)
PREDICATE(has_spi, details_of(record, side)->spi)
PREDICATE(has_label, details_of(record, side)->mpls_depth)
PREDICATE(has_label_2, details_of(record, side)->mpls_depth > 1)
PREDICATE(has_label_3, details_of(record, side)->mpls_depth > 2)
PREDICATE(has_pppoe, details_of(record, side)->has_pppoe)
PREDICATE(has_ipv4_options, is_ipv4(record, side) && details_of(record, side)->ipv4_options)
PREDICATE(has_extensions, is_ipv6(record, side) && details_of(record, side)->ipv6_extensions)
PREDICATE(has_segments, details_of(record, side)->segments)
PREDICATE(has_quoted, details_of(record, side)->quoted.version)
PREDICATE(has_quoted_ipv4, details_of(record, side)->quoted.version == 4)
PREDICATE(has_quoted_ipv6, details_of(record, side)->quoted.version == 6)
PREDICATE(has_quoted_ports,
	  details_of(record, side)->quoted.source_port || details_of(record, side)->quoted.destination_port)
PREDICATE(has_chunks, details_of(record, side)->sctp_chunks)
PREDICATE(has_arp, record->details.arp_operation)

static const struct tl_record_metrics *metrics_of(const struct tl_record *record, const struct tl_record_side *side)
{
	return side == &record->reverse ? &record->reverse_metrics : &record->metrics;
}

static bool is_troubled(const struct tl_record_metrics *metrics)
{
	return metrics->duplicated || metrics->duplicate_acknowledgements || metrics->zero_windows || metrics->resets;
}

PREDICATE(has_first_packets, record->first_packets.count)
PREDICATE(has_setup, record->setup[0])
PREDICATE(has_round_trip, record->round_trip)
PREDICATE(has_round_trips, metrics_of(record, side)->round_trips.count)
PREDICATE(has_responses, metrics_of(record, side)->responses.count)
PREDICATE(has_server_responses, record->reverse_metrics.responses.count)
PREDICATE(is_measured_tcp, is_tcp(record, side) && metrics_of(record, side)->known)
PREDICATE(has_trouble, is_troubled(&record->metrics) || is_troubled(&record->reverse_metrics))
PREDICATE(has_gaps, metrics_of(record, side)->gaps.count)
PREDICATE(has_measured_syn, metrics_of(record, side)->has_syn)
PREDICATE(has_window_scale, metrics_of(record, side)->has_window_scale)
PREDICATE(has_tcp_options, metrics_of(record, side)->tcp_options)
PREDICATE(has_segment_size, record->metrics.segment_size)
PREDICATE(has_reverse_segment_size, record->reverse_metrics.segment_size)

PREDICATE(has_media, record->media.known)
PREDICATE(has_media_codec, record->media.codec[0])
PREDICATE(has_media_jitter, record->media.has_jitter)
PREDICATE(has_counted_media, record->media.is_counted)
PREDICATE(has_other_media, record->media.others)
PREDICATE(has_counted_jitter, has_counted_media(record, side) && record->media.has_jitter)
PREDICATE(has_peer_media, record->reverse_media.known)
PREDICATE(has_peer_media_codec, record->reverse_media.codec[0])
PREDICATE(has_peer_media_jitter, record->reverse_media.has_jitter)
PREDICATE(has_counted_peer_media, record->reverse_media.is_counted)
PREDICATE(has_other_peer_media, record->reverse_media.others)
PREDICATE(has_counted_peer_jitter, has_counted_peer_media(record, side) && record->reverse_media.has_jitter)

PREDICATE(is_interrupted, record->is_interrupted)
PREDICATE(has_protocol, record->protocol[0])
PREDICATE(has_application, record->application.name[0])
PREDICATE(has_application_id, record->application.id[0])
PREDICATE(has_agent_system, record->agent.system[0])
PREDICATE(has_agent_system_version, record->agent.system_version[0])
PREDICATE(has_agent_application, record->agent.application[0])
PREDICATE(has_agent_application_version, record->agent.application_version[0])
PREDICATE(has_stack, record->stack.system[0])
PREDICATE(has_tls_findings, record->has_tls_findings)
static bool has_ports(const struct tl_record *record, const struct tl_record_side *side)
{
	if (!is_ip(record, side))
		return false;
	switch (record->key.protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_SCTP:
	case IPPROTO_UDPLITE:
	case IPPROTO_DCCP:
		return true;
	default:
		return false;
	}
}

static bool is_said(const struct tl_element *element, const struct tl_record_facts *facts)
{
	const char *when;

	if (!facts || (!element->is_beside && facts->kind != element->facts))
		return false;
	when = (const char *)facts + element->when;
	return when[0] || memcmp(when, when + 1, element->when_size - 1u) != 0;
}

bool tl_element_is_present(const struct tl_element *element, const struct tl_record *record, bool reverse)
{
	if (element->facts)
		return !reverse && is_said(element, record->facts);
	if (!reverse)
		return element->present(record, &record->forward);
	return record->reverse.packets && element->reverse_offset && element->present(record, &record->reverse);
}

const void *tl_element_value(const struct tl_element *element, const struct tl_record *record, bool reverse)
{
	if (element->facts)
		return (const char *)record->facts + element->offset;
	return (const char *)record + (reverse ? element->reverse_offset : element->offset);
}

#define SIZE(member)	   sizeof(((struct tl_record *)0)->member)
#define FACT_SIZE(member)  sizeof(((struct tl_record_facts *)0)->member)
#define FACT_PLACE(member) offsetof(struct tl_record_facts, member)
#define COMMON(name_, enterprise_, id_, type_, semantics_, units_, length_, text_)                                     \
	.name = #name_, .enterprise = TL_PEN_##enterprise_, .id = id_, .type = TL_TYPE_##type_,                        \
	.semantics = TL_SEMANTICS_##semantics_, .units = TL_UNITS_##units_, .length = length_, .text = text_

/* The length on the wire is the member's, but for strings, parts, and IPv4 addresses (the end of a mapped one). */
#define ONE(name, enterprise, id, type, semantics, units, length, member, part, present, text)                         \
	TL_STATIC_ASSERT(TL_TYPE_##type == TL_TYPE_STRING	  ? length == TL_VARIABLE_LENGTH                       \
			 : TL_TYPE_##type == TL_TYPE_IPV4_ADDRESS ? length == 4                                        \
			 : TL_PART_##part == TL_PART_COUNTED	  ? length == TL_VARIABLE_LENGTH                       \
			 : TL_PART_##part == TL_PART_WHOLE	  ? length == SIZE(member)                             \
			 : TL_PART_##part == TL_PART_LIST	  ? length * TL_FIRST_PACKETS == SIZE(member)          \
								  : length == 1 && SIZE(member) == 2);
#define BOTH(name, enterprise, id, type, semantics, units, length, member, reverse, present, text)                     \
	TL_STATIC_ASSERT(TL_TYPE_##type == TL_TYPE_STRING ? length == TL_VARIABLE_LENGTH                               \
							  : SIZE(member) == length && SIZE(reverse) == length);
#define FACT(facts, name, enterprise, id, type, semantics, units, length, member, when, text)                          \
	TL_STATIC_ASSERT(TL_TYPE_##type == TL_TYPE_STRING ? length == TL_VARIABLE_LENGTH                               \
							  : length == FACT_SIZE(facts.member));                        \
	TL_STATIC_ASSERT(FACT_SIZE(facts.when) <= 0xffff);
TL_ELEMENT_LIST(ONE, BOTH, FACT)
#undef ONE
#undef BOTH
#undef FACT

#define X(name, ...) IS_BESIDE_##name = false,
enum { TL_FACTS_LIST(X, ) };
#undef X
#define X(name, ...) IS_BESIDE_##name = true,
enum { TL_FACTS_BESIDE_LIST(X, ) };
#undef X

#define ONE(name, enterprise, id, type, semantics, units, length, member, part_, present_, text)                       \
	{COMMON(name, enterprise, id, type, semantics, units, length, text), .present = present_,                      \
	 .offset = offsetof(struct tl_record, member), .size = SIZE(member), .part = TL_PART_##part_},
#define BOTH(name, enterprise, id, type, semantics, units, length, member, reverse_member, present_, text)             \
	{COMMON(name, enterprise, id, type, semantics, units, length, text), .present = present_,                      \
	 .offset = offsetof(struct tl_record, member), .size = SIZE(member),                                           \
	 .reverse_offset = offsetof(struct tl_record, reverse_member)},
#define FACT(facts_, name, enterprise, id, type, semantics, units, length, member, when_, text)                        \
	{COMMON(name, enterprise, id, type, semantics, units, length, text),                                           \
	 .facts = TL_FACTS_##facts_,                                                                                   \
	 .is_beside = IS_BESIDE_##facts_,                                                                              \
	 .offset = FACT_PLACE(facts_.member),                                                                          \
	 .size = FACT_SIZE(facts_.member),                                                                             \
	 .when = FACT_PLACE(facts_.when_),                                                                             \
	 .when_size = FACT_SIZE(facts_.when_)},
const struct tl_element tl_elements[TL_ELEMENT__COUNT] = {TL_ELEMENT_LIST(ONE, BOTH, FACT)};
#undef ONE
#undef BOTH
#undef FACT

static const char *const type_names[] = {
#define X(symbol, name) name,
	TL_TYPE_LIST(X)
#undef X
};

static const char *const semantics_names[] = {
#define X(symbol, name) name,
	TL_SEMANTICS_LIST(X)
#undef X
};

const char *tl_type_name(unsigned int type)
{
	return type < TL_TYPE__MAX ? type_names[type] : "unknown";
}

const char *tl_semantics_name(unsigned int semantics)
{
	return semantics < TL_SEMANTICS__MAX ? semantics_names[semantics] : "unknown";
}

const char *tl_units_name(unsigned int units)
{
	switch (units) {
	case TL_UNITS_OCTETS:
		return "octets";
	case TL_UNITS_PACKETS:
		return "packets";
	case TL_UNITS_SECONDS:
		return "seconds";
	case TL_UNITS_MILLISECONDS:
		return "milliseconds";
	case TL_UNITS_MICROSECONDS:
		return "microseconds";
	case TL_UNITS_NANOSECONDS:
		return "nanoseconds";
	case TL_UNITS_HOPS:
		return "hops";
	default:
		return "";
	}
}

__u64 tl_elements_layout(void)
{
	__u64 layout = sizeof(struct tl_record_facts) + sizeof(struct tl_record_name) * FNV_PRIME;

	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++)
		if (tl_elements[i].facts)
			layout = (layout ^ tl_elements[i].offset) * FNV_PRIME ^ tl_elements[i].id;
	return layout;
}

void tl_element_reverse_number(const struct tl_element *element, __u32 *enterprise, __u16 *id)
{
	*enterprise = element->enterprise == TL_PEN_IANA ? TL_PEN_REVERSE : element->enterprise;
	*id = element->enterprise == TL_PEN_IANA ? element->id : element->id | REVERSE_BIT;
}

static int by_id(const void *id, const void *element)
{
	return *(const __u16 *)id - ((const struct tl_element *)element)->id;
}

static const struct tl_element *find_forward(__u32 enterprise, __u16 id)
{
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++)
		if (tl_elements[i].enterprise == enterprise && tl_elements[i].id == id)
			return &tl_elements[i];
	if (enterprise != TL_PEN_IANA)
		return NULL;
	return bsearch(&id, tl_known_elements, tl_known_element_count, sizeof(tl_known_elements[0]), by_id);
}

const struct tl_element *tl_element_find(__u32 enterprise, __u16 id, bool *reverse)
{
	const struct tl_element *element;

	*reverse = enterprise == TL_PEN_REVERSE;
	if (*reverse)
		return find_forward(TL_PEN_IANA, id);
	element = find_forward(enterprise, id);
	if (!element)
		element = tl_dialect_find(enterprise, id, reverse);
	if (element || enterprise == TL_PEN_IANA || !(id & REVERSE_BIT))
		return element;
	element = find_forward(enterprise, id & ~REVERSE_BIT);
	*reverse = element && (element->reverse_offset || enterprise == TL_PEN_CERT);
	return *reverse ? element : NULL;
}
