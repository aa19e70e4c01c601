/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * When a record has a field: predicates, each a row here, that rows of element_list.h name. All are asked once for a record, and the
 * answers are its shape: records of one shape have the same fields.
 *
 *     X(name, condition on `record` and `side`, its forward or reverse one)
 *
 * A condition may use predicates above it, and what predicates.c has besides.
 */
#ifndef TAPLESS_EXPORT_PREDICATES_H
#define TAPLESS_EXPORT_PREDICATES_H

#include <stdbool.h>

#include "../flow/record.h"

/* clang-format off */
#define TL_PREDICATE_LIST(X) \
	X(always, true) \
	X(is_ipv4, record->key.ethertype == ETHERTYPE_IPV4) \
	X(is_ipv6, record->key.ethertype == ETHERTYPE_IPV6) \
	X(is_ip, is_ipv4(record, side) || is_ipv6(record, side)) \
	X(is_tcp, is_ip(record, side) && record->key.protocol == IPPROTO_TCP) \
	X(was_cut, record->text_octets_cut) \
	X(is_transaction, record->transaction) \
	X(counts, !record->transaction) \
	X(counts_ip, is_ip(record, side) && counts(record, side)) \
	X(counts_ipv4, is_ipv4(record, side) && counts(record, side)) \
	X(counts_tcp, is_tcp(record, side) && counts(record, side)) \
	X(has_syn, is_tcp(record, side) && side->has_syn) \
	X(is_icmp, is_ipv4(record, side) && record->key.protocol == IPPROTO_ICMP) \
	X(is_icmp6, is_ipv6(record, side) && record->key.protocol == IPPROTO_ICMPV6) \
	X(has_flow_label, is_ipv6(record, side) && side->flow_label) \
	X(has_fragments, is_ip(record, side) && side->fragments) \
	X(has_oddities, is_ip(record, side) && side->fragment_oddities) \
	X(has_end_reason, record->end_reason) \
	X(is_biflow, record->reverse.packets || record->biflow_direction != TL_BIFLOW_ARBITRARY) \
	X(has_ingress, record->ingress_interface) \
	X(has_egress, record->egress_interface) \
	X(has_source_mac, any(side->source_mac)) \
	X(has_destination_mac, any(side->destination_mac)) \
	X(has_ethertype, record->key.ethertype) \
	X(has_vlan, record->key.vlan_depth > 0) \
	X(has_inner_vlan, record->key.vlan_depth > 1) \
	X(has_source_as, record->source_place.as_number) \
	X(has_destination_as, record->destination_place.as_number) \
	X(has_source_as_name, record->source_place.as_name[0]) \
	X(has_destination_as_name, record->destination_place.as_name[0]) \
	X(has_source_country, record->source_place.country[0]) \
	X(has_destination_country, record->destination_place.country[0]) \
	X(has_source_city, record->source_place.city[0]) \
	X(has_source_region, record->source_place.region[0]) \
	X(has_source_network, record->source_network.label[0]) \
	X(has_source_site, record->source_network.site[0]) \
	X(has_source_customer, record->source_network.customer[0]) \
	X(has_destination_city, record->destination_place.city[0]) \
	X(has_destination_region, record->destination_place.region[0]) \
	X(has_destination_network, record->destination_network.label[0]) \
	X(has_destination_site, record->destination_network.site[0]) \
	X(has_destination_customer, record->destination_network.customer[0]) \
	X(has_source_name, record->source_name.basis) \
	X(has_destination_name, record->destination_name.basis) \
	X(has_server_name, is_text(record->server_name, sizeof(record->server_name))) \
	X(has_http_host, is_text(record->http_host, sizeof(record->http_host))) \
	X(has_tunnel, details_of(record, side)->tunnel.kind) \
	X(has_tunnel_ip, has_tunnel(record, side) && record->details.tunnel.protocol) \
	X(has_tunnel_ipv4, has_tunnel_ip(record, side) && !record->details.tunnel.is_ipv6) \
	X(has_tunnel_ipv6, has_tunnel_ip(record, side) && record->details.tunnel.is_ipv6) \
	X(has_tunnel_ports, has_tunnel_ip(record, side) && record->details.tunnel.protocol == IPPROTO_UDP) \
	X(has_segment, record->layers.segment) \
	X(has_gre_key, is_kind(record, side, TL_TUNNEL_GRE) && record->details.tunnel.id) \
	X(is_gtp, is_kind(record, side, TL_TUNNEL_GTP_U)) \
	X(has_qfi, details_of(record, side)->has_gtp_qfi) \
	X(has_spi, details_of(record, side)->spi) \
	X(has_label, details_of(record, side)->mpls_depth) \
	X(has_label_2, details_of(record, side)->mpls_depth > 1) \
	X(has_label_3, details_of(record, side)->mpls_depth > 2) \
	X(has_pppoe, details_of(record, side)->has_pppoe) \
	X(has_ipv4_options, is_ipv4(record, side) && details_of(record, side)->ipv4_options) \
	X(has_extensions, is_ipv6(record, side) && details_of(record, side)->ipv6_extensions) \
	X(has_segments, details_of(record, side)->segments) \
	X(has_quoted, details_of(record, side)->quoted.version) \
	X(has_quoted_ipv4, details_of(record, side)->quoted.version == 4) \
	X(has_quoted_ipv6, details_of(record, side)->quoted.version == 6) \
	X(has_quoted_ports, details_of(record, side)->quoted.source_port || details_of(record, side)->quoted.destination_port) \
	X(has_chunks, details_of(record, side)->sctp_chunks) \
	X(has_arp, record->details.arp_operation) \
	X(has_first_packets, record->first_packets.count) \
	X(has_setup, record->setup[0]) \
	X(has_round_trip, record->round_trip) \
	X(has_round_trips, metrics_of(record, side)->round_trips.count) \
	X(has_responses, metrics_of(record, side)->responses.count) \
	X(has_server_responses, record->reverse_metrics.responses.count) \
	X(is_measured_tcp, is_tcp(record, side) && metrics_of(record, side)->known) \
	X(has_trouble, is_troubled(&record->metrics) || is_troubled(&record->reverse_metrics)) \
	X(has_gaps, metrics_of(record, side)->gaps.count) \
	X(has_measured_syn, metrics_of(record, side)->has_syn) \
	X(has_window_scale, metrics_of(record, side)->has_window_scale) \
	X(has_tcp_options, metrics_of(record, side)->tcp_options) \
	X(has_segment_size, record->metrics.segment_size) \
	X(has_reverse_segment_size, record->reverse_metrics.segment_size) \
	X(has_media, record->media.known) \
	X(has_media_codec, record->media.codec[0]) \
	X(has_media_jitter, record->media.has_jitter) \
	X(has_counted_media, record->media.is_counted) \
	X(has_other_media, record->media.others) \
	X(has_counted_jitter, has_counted_media(record, side) && record->media.has_jitter) \
	X(has_peer_media, record->reverse_media.known) \
	X(has_peer_media_codec, record->reverse_media.codec[0]) \
	X(has_peer_media_jitter, record->reverse_media.has_jitter) \
	X(has_counted_peer_media, record->reverse_media.is_counted) \
	X(has_other_peer_media, record->reverse_media.others) \
	X(has_counted_peer_jitter, has_counted_peer_media(record, side) && record->reverse_media.has_jitter) \
	X(is_interrupted, record->is_interrupted) \
	X(has_protocol, record->protocol[0]) \
	X(has_application, record->application.name[0]) \
	X(has_application_id, record->application.id[0]) \
	X(has_agent_system, record->agent.system[0]) \
	X(has_agent_system_version, record->agent.system_version[0]) \
	X(has_agent_application, record->agent.application[0]) \
	X(has_agent_application_version, record->agent.application_version[0]) \
	X(has_stack, record->stack.system[0]) \
	X(has_tls_findings, record->has_tls_findings) \
	X(has_ports, is_ip(record, side) && is_of_ports(record->key.protocol))
/* clang-format on */

enum tl_predicate {
#define X(name, condition) TL_PREDICATE_##name,
	TL_PREDICATE_LIST(X)
#undef X
		TL_PREDICATE__COUNT,
};

#define TL_PREDICATE_WORDS ((TL_PREDICATE__COUNT + 63) / 64)
#define TL_SAID_WORDS	   2 /* facts that one record may have */

/* A bit for each answer. */
struct tl_shape {
	__u64 forward[TL_PREDICATE_WORDS];
	__u64 reverse
		[TL_PREDICATE_WORDS]; /* of those that some reverse form needs; none if that direction was not observed */
	__u64 said[TL_SAID_WORDS]; /* by dissectors: members of the facts that are not all zeros */
	__u64 kind; /* enum tl_facts_kind, and 1 more; 0: there are no facts */
};

bool tl_predicate_holds(enum tl_predicate predicate, const struct tl_record *record, const struct tl_record_side *side);

void tl_shape_of(struct tl_shape *shape, const struct tl_record *record);

/* Has a record of this shape the field? The same as tl_element_is_present() of the record. */
bool tl_shape_has(const struct tl_shape *shape, unsigned int field);

#endif
