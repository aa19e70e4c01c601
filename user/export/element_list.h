/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The fields of a flow record: one row each (invariant I6). Encoder, templates, JSON, RFC 5610 type records, `tapless fields`
 * and the decoder's names come from these rows. A new field is a member of struct tl_record and a row here.
 *
 *     ONE(name, enterprise, id, type, semantics, units, length, member, part, present, text)
 *     BOTH(name, enterprise, id, type, semantics, units, length, forward member, reverse member, present, text)
 *
 * What dissectors say has its rows in flow/facts/, a file for each protocol.
 *
 * BOTH has a reverse form: RFC 5103's under enterprise 29305, an enterprise's own with bit 14 of the id set. `present` is a
 * predicate of predicates.h; a field that is not present is in no template, not sent as zero. JSON has the rows in this order,
 * the reverse forms after all forward ones.
 */
#ifndef TAPLESS_EXPORT_ELEMENT_LIST_H
#define TAPLESS_EXPORT_ELEMENT_LIST_H

#include "../flow/record_facts.h"

/* Enterprise numbers; 32473 is RFC 5612's for examples: tapless has none of its own. */
#define TL_PEN_IANA    0
#define TL_PEN_CERT    6871
#define TL_PEN_REVERSE 29305
#define TL_PEN_TAPLESS 32473
#define TL_PEN_NTOP    35632
#define TL_PEN_MUNI    16982 /* Masaryk University */
#define TL_PEN_FLOWMON 39499
#define TL_PEN_CESNET  8057

/* clang-format off */
#define TL_ELEMENT_LIST(ONE, BOTH, FACT) \
	BOTH(flowStartMilliseconds, IANA, 152, DATE_TIME_MILLISECONDS, DEFAULT, MILLISECONDS, 8, \
		start, reverse.start, always, "first packet; of a biflow: of either direction") \
	BOTH(flowEndMilliseconds, IANA, 153, DATE_TIME_MILLISECONDS, DEFAULT, MILLISECONDS, 8, \
		end, reverse.end, always, "last packet; of a biflow: of either direction") \
	BOTH(flowStartNanoseconds, IANA, 156, DATE_TIME_NANOSECONDS, DEFAULT, NANOSECONDS, 8, \
		start, reverse.start, always, "the same as flowStartMilliseconds, exact") \
	BOTH(flowEndNanoseconds, IANA, 157, DATE_TIME_NANOSECONDS, DEFAULT, NANOSECONDS, 8, \
		end, reverse.end, always, "the same as flowEndMilliseconds, exact") \
	ONE(sourceIPv4Address, IANA, 8, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		key.source_address[12], WHOLE, is_ipv4, "source address") \
	ONE(destinationIPv4Address, IANA, 12, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		key.destination_address[12], WHOLE, is_ipv4, "destination address") \
	ONE(sourceIPv6Address, IANA, 27, IPV6_ADDRESS, DEFAULT, NONE, 16, \
		key.source_address, WHOLE, is_ipv6, "source address") \
	ONE(destinationIPv6Address, IANA, 28, IPV6_ADDRESS, DEFAULT, NONE, 16, \
		key.destination_address, WHOLE, is_ipv6, "destination address") \
	ONE(sourceTransportPort, IANA, 7, UNSIGNED16, IDENTIFIER, NONE, 2, \
		key.source_port, WHOLE, has_ports, "source port; 0 in fragments whose first one was not seen") \
	ONE(destinationTransportPort, IANA, 11, UNSIGNED16, IDENTIFIER, NONE, 2, \
		key.destination_port, WHOLE, has_ports, "destination port") \
	ONE(protocolIdentifier, IANA, 4, UNSIGNED8, IDENTIFIER, NONE, 1, \
		key.protocol, WHOLE, is_ip, "IP protocol of the transport header: 6 TCP, 17 UDP, 1 ICMP, ...") \
	ONE(ipVersion, IANA, 60, UNSIGNED8, IDENTIFIER, NONE, 1, \
		key.ethertype, IP_VERSION, is_ip, "4 or 6") \
	BOTH(packetDeltaCount, IANA, 2, UNSIGNED64, DELTA_COUNTER, PACKETS, 8, \
		forward.packets, reverse.packets, counts, "packets since the flow's last record") \
	BOTH(octetDeltaCount, IANA, 1, UNSIGNED64, DELTA_COUNTER, OCTETS, 8, \
		forward.octets, reverse.octets, counts_ip, "octets since the flow's last record: sum of IP total lengths") \
	BOTH(layer2OctetDeltaCount, IANA, 352, UNSIGNED64, DELTA_COUNTER, OCTETS, 8, \
		forward.layer2_octets, reverse.layer2_octets, counts, "sum of frame lengths without FCS, VLAN tags included") \
	BOTH(ipClassOfService, IANA, 5, UNSIGNED8, IDENTIFIER, NONE, 1, \
		forward.type_of_service, reverse.type_of_service, counts_ip, "ToS octet or traffic class of the first packet") \
	BOTH(ipDiffServCodePoint, IANA, 195, UNSIGNED8, IDENTIFIER, NONE, 1, \
		forward.code_point, reverse.code_point, counts_ip, "its upper 6 bits: DSCP; the lower 2 are ECN") \
	BOTH(flowLabelIPv6, IANA, 31, UNSIGNED32, IDENTIFIER, NONE, 4, \
		forward.flow_label, reverse.flow_label, has_flow_label, "IPv6 flow label of the first packet, if not 0") \
	BOTH(fragmentIdentification, IANA, 54, UNSIGNED32, DEFAULT, NONE, 2, \
		forward.identification, reverse.identification, counts_ipv4, "IPv4 identification of the first packet") \
	BOTH(tcpControlBits, IANA, 6, UNSIGNED16, FLAGS, NONE, 2, \
		forward.tcp_flags, reverse.tcp_flags, counts_tcp, "TCP flags of all packets together: FIN 1, SYN 2, RST 4, ...") \
	BOTH(initialTCPFlags, CERT, 14, UNSIGNED16, FLAGS, NONE, 2, \
		forward.initial_tcp_flags, reverse.initial_tcp_flags, counts_tcp, "TCP flags of the first packet") \
	BOTH(tcpSequenceNumber, IANA, 184, UNSIGNED32, DEFAULT, NONE, 4, \
		forward.syn_sequence, reverse.syn_sequence, has_syn, "TCP sequence number of the first SYN") \
	BOTH(fragmentDeltaCount, TAPLESS, 21, UNSIGNED64, DELTA_COUNTER, PACKETS, 8, \
		forward.fragments, reverse.fragments, has_fragments, "packets that were fragments, of packetDeltaCount") \
	BOTH(fragmentOddities, TAPLESS, 22, UNSIGNED8, FLAGS, NONE, 1, \
		forward.fragment_oddities, reverse.fragment_oddities, has_oddities, "1: the first fragment was lost, so these have no ports; 2: some came before the first") \
	ONE(icmpTypeIPv4, IANA, 176, UNSIGNED8, IDENTIFIER, NONE, 1, \
		key.destination_port, HIGH, is_icmp, "ICMP type") \
	ONE(icmpCodeIPv4, IANA, 177, UNSIGNED8, IDENTIFIER, NONE, 1, \
		key.destination_port, LOW, is_icmp, "ICMP code") \
	ONE(icmpTypeCodeIPv4, IANA, 32, UNSIGNED16, IDENTIFIER, NONE, 2, \
		key.destination_port, WHOLE, is_icmp, "type * 256 + code, for older collectors") \
	ONE(icmpTypeIPv6, IANA, 178, UNSIGNED8, IDENTIFIER, NONE, 1, \
		key.destination_port, HIGH, is_icmp6, "ICMPv6 type") \
	ONE(icmpCodeIPv6, IANA, 179, UNSIGNED8, IDENTIFIER, NONE, 1, \
		key.destination_port, LOW, is_icmp6, "ICMPv6 code") \
	ONE(icmpTypeCodeIPv6, IANA, 139, UNSIGNED16, IDENTIFIER, NONE, 2, \
		key.destination_port, WHOLE, is_icmp6, "type * 256 + code, for older collectors") \
	BOTH(minimumTTL, IANA, 52, UNSIGNED8, DEFAULT, HOPS, 1, \
		forward.minimum_ttl, reverse.minimum_ttl, counts_ip, "least TTL or hop limit") \
	BOTH(maximumTTL, IANA, 53, UNSIGNED8, DEFAULT, HOPS, 1, \
		forward.maximum_ttl, reverse.maximum_ttl, counts_ip, "greatest TTL or hop limit") \
	BOTH(minimumIpTotalLength, IANA, 25, UNSIGNED64, DEFAULT, OCTETS, 2, \
		forward.minimum_length, reverse.minimum_length, counts_ip, "least IP total length") \
	BOTH(maximumIpTotalLength, IANA, 26, UNSIGNED64, DEFAULT, OCTETS, 2, \
		forward.maximum_length, reverse.maximum_length, counts_ip, "greatest IP total length") \
	ONE(flowEndReason, IANA, 136, UNSIGNED8, IDENTIFIER, NONE, 1, \
		end_reason, WHOLE, has_end_reason, "1 idle, 2 active timeout, 3 end seen, 4 forced, 5 no room") \
	ONE(flowId, IANA, 148, UNSIGNED64, IDENTIFIER, NONE, 8, \
		flow_id, WHOLE, always, "the same in all records of one flow") \
	ONE(recordSequence, TAPLESS, 1, UNSIGNED64, IDENTIFIER, NONE, 8, \
		sequence, WHOLE, always, "with flowId: tells a record that was exported twice") \
	ONE(biflowDirection, IANA, 239, UNSIGNED8, IDENTIFIER, NONE, 1, \
		biflow_direction, WHOLE, is_biflow, "why source is source: 1 it opened the connection, 2 its peer did, 0 arbitrary") \
	ONE(ingressInterface, IANA, 10, UNSIGNED32, IDENTIFIER, NONE, 4, \
		ingress_interface, WHOLE, has_ingress, "number of the interface that packets source to destination came in by") \
	ONE(egressInterface, IANA, 14, UNSIGNED32, IDENTIFIER, NONE, 4, \
		egress_interface, WHOLE, has_egress, "number of the interface that they left by; forwarded packets have both") \
	BOTH(flowDirection, IANA, 61, UNSIGNED8, IDENTIFIER, NONE, 1, \
		forward.direction, reverse.direction, always, "where it was counted: 0 arriving, forwarded or not; 1 departing, made here or come in unseen") \
	ONE(sourceMacAddress, IANA, 56, MAC_ADDRESS, DEFAULT, NONE, 6, \
		forward.source_mac, WHOLE, has_source_mac, "source MAC of the first packet") \
	ONE(destinationMacAddress, IANA, 80, MAC_ADDRESS, DEFAULT, NONE, 6, \
		forward.destination_mac, WHOLE, has_destination_mac, "destination MAC of the first packet") \
	ONE(ethernetType, IANA, 256, UNSIGNED16, IDENTIFIER, NONE, 2, \
		key.ethertype, WHOLE, has_ethertype, "EtherType behind the VLAN tags; absent for 802.3 frames with LLC") \
	ONE(vlanId, IANA, 58, UNSIGNED16, IDENTIFIER, NONE, 2, \
		key.vlan_id, WHOLE, has_vlan, "VLAN, for older collectors: the same as dot1qVlanId") \
	ONE(dot1qVlanId, IANA, 243, UNSIGNED16, IDENTIFIER, NONE, 2, \
		key.vlan_id, WHOLE, has_vlan, "VLAN of the outer tag") \
	ONE(dot1qPriority, IANA, 244, UNSIGNED8, IDENTIFIER, NONE, 1, \
		vlan_priority, WHOLE, has_vlan, "priority in the outer tag, first packet") \
	ONE(dot1qCustomerVlanId, IANA, 245, UNSIGNED16, IDENTIFIER, NONE, 2, \
		key.inner_vlan_id, WHOLE, has_inner_vlan, "VLAN of the inner tag") \
	ONE(dot1qCustomerPriority, IANA, 246, UNSIGNED8, IDENTIFIER, NONE, 1, \
		inner_vlan_priority, WHOLE, has_inner_vlan, "priority in the inner tag, first packet") \
	BOTH(tunnelKind, TAPLESS, 4, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		layers.tunnel, reverse_layers.tunnel, has_tunnel, "kind of the innermost tunnel: vxlan, gre, gtp-u, ...; or of the encryption: esp, ...") \
	BOTH(tunnelId, TAPLESS, 5, UNSIGNED32, IDENTIFIER, NONE, 4, \
		details.tunnel.id, reverse_details.tunnel.id, has_tunnel, "its VNI, key, TEID, session, label or I-SID; 0 if it has none") \
	BOTH(tunnelDepth, TAPLESS, 6, UNSIGNED8, DEFAULT, NONE, 1, \
		details.tunnel.depth, reverse_details.tunnel.depth, has_tunnel, "tunnels one in the other; 0: the content is encrypted") \
	ONE(tunnelSourceIPv4Address, TAPLESS, 7, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		details.tunnel.source_address[12], WHOLE, has_tunnel_ipv4, "source of the packets that carry the tunnel") \
	ONE(tunnelDestinationIPv4Address, TAPLESS, 8, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		details.tunnel.destination_address[12], WHOLE, has_tunnel_ipv4, "their destination") \
	ONE(tunnelSrcIPv6, MUNI, 400, IPV6_ADDRESS, IDENTIFIER, NONE, 16, \
		details.tunnel.source_address, WHOLE, has_tunnel_ipv6, "source of the packets that carry the tunnel") \
	ONE(tunnelDstIPv6, MUNI, 401, IPV6_ADDRESS, IDENTIFIER, NONE, 16, \
		details.tunnel.destination_address, WHOLE, has_tunnel_ipv6, "their destination") \
	ONE(tunnelSrcPort, MUNI, 402, UNSIGNED16, IDENTIFIER, NONE, 2, \
		details.tunnel.source_port, WHOLE, has_tunnel_ports, "their source port, of the first one") \
	ONE(tunnelDstPort, MUNI, 403, UNSIGNED16, IDENTIFIER, NONE, 2, \
		details.tunnel.destination_port, WHOLE, has_tunnel_ports, "their destination port") \
	ONE(tunnelProtocol, MUNI, 404, UNSIGNED8, IDENTIFIER, NONE, 1, \
		details.tunnel.protocol, WHOLE, has_tunnel_ip, "their IP protocol") \
	ONE(layer2SegmentId, IANA, 351, UNSIGNED64, IDENTIFIER, NONE, 8, \
		layers.segment, WHOLE, has_segment, "VXLAN or NVGRE segment; the top octet tells which") \
	ONE(greKey, IANA, 296, UNSIGNED32, IDENTIFIER, NONE, 4, \
		details.tunnel.id, WHOLE, has_gre_key, "key of the GRE tunnel") \
	BOTH(gtpuTEid, IANA, 507, UNSIGNED32, IDENTIFIER, NONE, 4, \
		details.tunnel.id, reverse_details.tunnel.id, is_gtp, "endpoint of the GTP-U tunnel") \
	BOTH(gtpuQFI, IANA, 509, UNSIGNED8, IDENTIFIER, NONE, 1, \
		details.gtp_qfi, reverse_details.gtp_qfi, has_qfi, "QoS flow in the GTP-U tunnel") \
	BOTH(IPSecSPI, IANA, 295, UNSIGNED32, IDENTIFIER, NONE, 4, \
		details.spi, reverse_details.spi, has_spi, "security parameters index of ESP or AH") \
	BOTH(mplsTopLabelStackSection, IANA, 70, OCTET_ARRAY, IDENTIFIER, NONE, 3, \
		layers.labels[0], reverse_layers.labels[0], has_label, "topmost MPLS label, traffic class, bottom of stack") \
	BOTH(mplsLabelStackSection2, IANA, 71, OCTET_ARRAY, IDENTIFIER, NONE, 3, \
		layers.labels[1], reverse_layers.labels[1], has_label_2, "the label below") \
	BOTH(mplsLabelStackSection3, IANA, 72, OCTET_ARRAY, IDENTIFIER, NONE, 3, \
		layers.labels[2], reverse_layers.labels[2], has_label_3, "the label below that") \
	BOTH(mplsTopLabelTTL, IANA, 200, UNSIGNED8, DEFAULT, HOPS, 1, \
		layers.top_label_ttl, reverse_layers.top_label_ttl, has_label, "TTL of the topmost label") \
	BOTH(mplsLabelStackDepth, IANA, 202, UNSIGNED32, DEFAULT, NONE, 1, \
		details.mpls_depth, reverse_details.mpls_depth, has_label, "number of labels") \
	BOTH(pppoeSessionId, TAPLESS, 9, UNSIGNED16, IDENTIFIER, NONE, 2, \
		details.pppoe_session, reverse_details.pppoe_session, has_pppoe, "PPPoE session") \
	BOTH(ipv4Options, IANA, 208, UNSIGNED32, FLAGS, NONE, 4, \
		details.ipv4_options, reverse_details.ipv4_options, has_ipv4_options, "IPv4 options seen, by number") \
	BOTH(ipv6ExtensionHeaders, IANA, 64, UNSIGNED32, FLAGS, NONE, 2, \
		details.ipv6_extensions, reverse_details.ipv6_extensions, has_extensions, "IPv6 extension headers seen") \
	BOTH(srhActiveSegmentIPv6, IANA, 495, IPV6_ADDRESS, DEFAULT, NONE, 16, \
		details.active_segment, reverse_details.active_segment, has_segments, "active segment of the SRv6 routing header, which may be that of the packet around") \
	BOTH(srhSegmentsIPv6Left, IANA, 498, UNSIGNED8, QUANTITY, NONE, 1, \
		details.segments_left, reverse_details.segments_left, has_segments, "segments left in it") \
	ONE(arpOperation, TAPLESS, 10, UNSIGNED16, IDENTIFIER, NONE, 2, \
		details.arp_operation, WHOLE, has_arp, "1 request, 2 reply, of the first packet") \
	ONE(arpSourceIPv4Address, TAPLESS, 11, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		details.arp_source, WHOLE, has_arp, "the address that asks or answers") \
	ONE(arpDestinationIPv4Address, TAPLESS, 12, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		details.arp_destination, WHOLE, has_arp, "the address that is asked for or answered") \
	BOTH(quotedSourceIPv4Address, TAPLESS, 13, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		layers.quoted_source, reverse_layers.quoted_source, has_quoted_ipv4, "source of the packet that an ICMP error quotes, the first one") \
	BOTH(quotedDestinationIPv4Address, TAPLESS, 14, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		layers.quoted_destination, reverse_layers.quoted_destination, has_quoted_ipv4, "its destination") \
	BOTH(quotedSourceIPv6Address, TAPLESS, 15, IPV6_ADDRESS, DEFAULT, NONE, 16, \
		details.quoted.source_address, reverse_details.quoted.source_address, has_quoted_ipv6, "source of the packet that an ICMP error quotes, the first one") \
	BOTH(quotedDestinationIPv6Address, TAPLESS, 16, IPV6_ADDRESS, DEFAULT, NONE, 16, \
		details.quoted.destination_address, reverse_details.quoted.destination_address, has_quoted_ipv6, "its destination") \
	BOTH(quotedSourceTransportPort, TAPLESS, 17, UNSIGNED16, IDENTIFIER, NONE, 2, \
		details.quoted.source_port, reverse_details.quoted.source_port, has_quoted_ports, "its source port") \
	BOTH(quotedDestinationTransportPort, TAPLESS, 18, UNSIGNED16, IDENTIFIER, NONE, 2, \
		details.quoted.destination_port, reverse_details.quoted.destination_port, has_quoted_ports, "its destination port; of ICMP type * 256 + code") \
	BOTH(quotedProtocolIdentifier, TAPLESS, 19, UNSIGNED8, IDENTIFIER, NONE, 1, \
		details.quoted.protocol, reverse_details.quoted.protocol, has_quoted, "its IP protocol") \
	BOTH(sctpChunkTypes, TAPLESS, 20, UNSIGNED64, FLAGS, NONE, 8, \
		details.sctp_chunks, reverse_details.sctp_chunks, has_chunks, "kinds of SCTP chunks seen: bit (type / 64) * 16 + type % 16") \
	ONE(tcpSetup, TAPLESS, 40, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		setup, WHOLE, has_setup, "how the handshake went: established, half-open, refused, unanswered") \
	ONE(npnRoundTripTime, FLOWMON, 69, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		round_trip, WHOLE, has_round_trip, "round trip by the handshake: SYN to SYN-ACK to ACK") \
	ONE(clientRoundTripTime, TAPLESS, 41, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		metrics.handshake, WHOLE, has_round_trip, "its client part: SYN-ACK to ACK") \
	ONE(serverRoundTripTime, TAPLESS, 42, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		reverse_metrics.handshake, WHOLE, has_round_trip, "its server part: SYN to SYN-ACK") \
	BOTH(roundTripTimeMinimum, TAPLESS, 43, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		metrics.round_trips.minimum, reverse_metrics.round_trips.minimum, has_round_trips, "least time from the meter to this direction's sender and back: data to acknowledgement") \
	BOTH(roundTripTimeAverage, TAPLESS, 44, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		metrics.round_trips.average, reverse_metrics.round_trips.average, has_round_trips, "the same, on average; with what acknowledgements are delayed") \
	BOTH(roundTripTimeMaximum, TAPLESS, 45, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		metrics.round_trips.maximum, reverse_metrics.round_trips.maximum, has_round_trips, "the same, at most") \
	BOTH(roundTripSamples, TAPLESS, 46, UNSIGNED32, DELTA_COUNTER, NONE, 4, \
		metrics.round_trips.count, reverse_metrics.round_trips.count, has_round_trips, "number of these measurements") \
	ONE(npmServerResponseTime, FLOWMON, 70, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		reverse_metrics.responses.average, WHOLE, has_server_responses, "server's response time, on average: reverse responseTimeAverage") \
	BOTH(responseTimeMinimum, TAPLESS, 47, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		metrics.responses.minimum, reverse_metrics.responses.minimum, has_responses, "least time from the other side's last payload to the first of this direction's answer") \
	BOTH(responseTimeAverage, TAPLESS, 48, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		metrics.responses.average, reverse_metrics.responses.average, has_responses, "the same, on average") \
	BOTH(responseTimeMaximum, TAPLESS, 49, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		metrics.responses.maximum, reverse_metrics.responses.maximum, has_responses, "the same, at most") \
	BOTH(responses, TAPLESS, 50, UNSIGNED32, DELTA_COUNTER, NONE, 4, \
		metrics.responses.count, reverse_metrics.responses.count, has_responses, "number of transactions that this direction's sender answered") \
	BOTH(npmTcpRetransmission, FLOWMON, 71, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		metrics.retransmitted, reverse_metrics.retransmitted, is_measured_tcp, "packets sent again, SYNs too; no keep-alives or window probes") \
	BOTH(npmTcpOutOfOrder, FLOWMON, 72, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		metrics.out_of_order, reverse_metrics.out_of_order, is_measured_tcp, "packets that others, sent later, came ahead of") \
	BOTH(duplicatedPackets, TAPLESS, 51, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		metrics.duplicated, reverse_metrics.duplicated, has_trouble, "packets that the network doubled") \
	BOTH(duplicateAcknowledgements, TAPLESS, 52, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		metrics.duplicate_acknowledgements, reverse_metrics.duplicate_acknowledgements, has_trouble, "acknowledgements sent again while data were outstanding (RFC 5681)") \
	BOTH(zeroWindows, TAPLESS, 53, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		metrics.zero_windows, reverse_metrics.zero_windows, has_trouble, "packets that offered no window") \
	BOTH(resets, TAPLESS, 54, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		metrics.resets, reverse_metrics.resets, has_trouble, "packets with RST") \
	BOTH(npmDelayDev, FLOWMON, 65, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		metrics.gap_deviation, reverse_metrics.gap_deviation, has_gaps, "time between two packets: its standard deviation") \
	BOTH(npmDelayAvg, FLOWMON, 66, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		metrics.gaps.average, reverse_metrics.gaps.average, has_gaps, "time between two packets, on average") \
	BOTH(npmDelayMin, FLOWMON, 67, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		metrics.gaps.minimum, reverse_metrics.gaps.minimum, has_gaps, "least time between two packets") \
	BOTH(npmDelayMax, FLOWMON, 68, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		metrics.gaps.maximum, reverse_metrics.gaps.maximum, has_gaps, "greatest time between two packets") \
	ONE(rtpCodec, FLOWMON, 45, UNSIGNED8, IDENTIFIER, NONE, 1, \
		media.type, WHOLE, has_media, "payload type of RTP; 96 and up: what the call says") \
	ONE(rtpCodecName, TAPLESS, 212, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		media.codec, WHOLE, has_media_codec, "its codec, by the payload type or by the call's session description") \
	ONE(rtpSsrc, TAPLESS, 213, UNSIGNED32, IDENTIFIER, NONE, 4, \
		media.source, WHOLE, has_media, "its source (SSRC)") \
	ONE(rfc3550JitterMicroseconds, IANA, 386, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		media.jitter.now, WHOLE, has_media_jitter, "its jitter (RFC 3550 A.8) at the record's end; with --metrics off, of the first eight packets") \
	ONE(rtpJitterMean, TAPLESS, 352, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		media.jitter.mean, WHOLE, has_counted_jitter, "mean of the jitter after each packet since the flow's last record") \
	ONE(rtpJitterMaximum, TAPLESS, 353, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		media.jitter.maximum, WHOLE, has_counted_jitter, "the greatest of them") \
	ONE(rtpPackets, TAPLESS, 354, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		media.packets, WHOLE, has_counted_media, "packets of this stream since the flow's last record") \
	ONE(rtpLost, TAPLESS, 214, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		media.lost, WHOLE, has_media, "packets whose numbers are missing, since the last record; --metrics off: among the first eight") \
	ONE(rtpOtherPackets, TAPLESS, 358, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		media.others, WHOLE, has_other_media, "packets of sources (SSRCs) beyond the four of a direction that are told of") \
	ONE(rtpPeerCodec, TAPLESS, 215, UNSIGNED8, IDENTIFIER, NONE, 1, \
		reverse_media.type, WHOLE, has_peer_media, "payload type of the other direction's RTP") \
	ONE(rtpPeerCodecName, TAPLESS, 216, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		reverse_media.codec, WHOLE, has_peer_media_codec, "its codec") \
	ONE(rtpPeerSsrc, TAPLESS, 217, UNSIGNED32, IDENTIFIER, NONE, 4, \
		reverse_media.source, WHOLE, has_peer_media, "its source (SSRC)") \
	ONE(rtpPeerJitter, TAPLESS, 218, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		reverse_media.jitter.now, WHOLE, has_peer_media_jitter, "its jitter, as rfc3550JitterMicroseconds") \
	ONE(rtpPeerJitterMean, TAPLESS, 355, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		reverse_media.jitter.mean, WHOLE, has_counted_peer_jitter, "mean of the jitter after each packet since the flow's last record") \
	ONE(rtpPeerJitterMaximum, TAPLESS, 356, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		reverse_media.jitter.maximum, WHOLE, has_counted_peer_jitter, "the greatest of them") \
	ONE(rtpPeerPackets, TAPLESS, 357, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		reverse_media.packets, WHOLE, has_counted_peer_media, "packets of this stream since the flow's last record") \
	ONE(rtpPeerLost, TAPLESS, 219, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		reverse_media.lost, WHOLE, has_peer_media, "packets whose numbers are missing, as rtpLost") \
	ONE(rtpPeerOtherPackets, TAPLESS, 359, UNSIGNED32, DELTA_COUNTER, PACKETS, 4, \
		reverse_media.others, WHOLE, has_other_peer_media, "packets of other sources (SSRCs) in the other direction, as rtpOtherPackets") \
	ONE(packetLength, CESNET, 1013, SIGNED16, QUANTITY, OCTETS, 2, \
		first_packets.lengths, LIST, has_first_packets, "octets of payload of the first 30 packets that had any, at most 32767: in one record of a flow") \
	ONE(packetTime, CESNET, 1014, DATE_TIME_MILLISECONDS, DEFAULT, MILLISECONDS, 8, \
		first_packets.times, LIST, has_first_packets, "when each of them passed") \
	ONE(packetDirection, CESNET, 1016, SIGNED8, DEFAULT, NONE, 1, \
		first_packets.directions, LIST, has_first_packets, "and which way: 1 from source to destination, -1 the other") \
	BOTH(tcpWindowSize, IANA, 186, UNSIGNED16, DEFAULT, NONE, 2, \
		metrics.syn_window, reverse_metrics.syn_window, has_measured_syn, "window in the SYN") \
	BOTH(tcpWindowScale, IANA, 238, UNSIGNED16, DEFAULT, NONE, 1, \
		metrics.window_scale, reverse_metrics.window_scale, has_window_scale, "window scale in the SYN") \
	BOTH(tcpOptions, IANA, 209, UNSIGNED64, FLAGS, NONE, 8, \
		metrics.tcp_options, reverse_metrics.tcp_options, has_tcp_options, "options of the SYN, by kind") \
	ONE(tcpMss, CESNET, 900, UNSIGNED32, QUANTITY, OCTETS, 4, \
		metrics.segment_size, WHOLE, has_segment_size, "maximum segment size in the source's SYN") \
	ONE(tcpMssRev, CESNET, 901, UNSIGNED32, QUANTITY, OCTETS, 4, \
		reverse_metrics.segment_size, WHOLE, has_reverse_segment_size, "maximum segment size in the destination's SYN") \
	ONE(tcpSynSize, CESNET, 902, UNSIGNED16, QUANTITY, OCTETS, 2, \
		metrics.syn_length, WHOLE, has_measured_syn, "IP total length of the source's SYN") \
	ONE(tcpSynTtl, FLOWMON, 81, UNSIGNED8, DEFAULT, HOPS, 1, \
		metrics.syn_ttl, WHOLE, has_measured_syn, "TTL of the source's SYN") \
	ONE(bgpSourceAsNumber, IANA, 16, UNSIGNED32, IDENTIFIER, NONE, 4, \
		source_place.as_number, WHOLE, has_source_as, "autonomous system of the source address") \
	ONE(bgpDestinationAsNumber, IANA, 17, UNSIGNED32, IDENTIFIER, NONE, 4, \
		destination_place.as_number, WHOLE, has_destination_as, "autonomous system of the destination address") \
	ONE(sourceAsName, TAPLESS, 2, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		source_place.as_name, WHOLE, has_source_as_name, "name of the source's autonomous system") \
	ONE(destinationAsName, TAPLESS, 3, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		destination_place.as_name, WHOLE, has_destination_as_name, "name of the destination's autonomous system") \
	ONE(sourceIPCountry, NTOP, 101, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		source_place.country, WHOLE, has_source_country, "country of the source address, ISO 3166") \
	ONE(destinationIPCountry, NTOP, 103, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		destination_place.country, WHOLE, has_destination_country, "country of the destination address, ISO 3166") \
	ONE(sourceIPCity, NTOP, 102, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		source_place.city, WHOLE, has_source_city, "city of the source address, in English: of whoever has it, often only its provider") \
	ONE(sourceIPRegion, TAPLESS, 350, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		source_place.region, WHOLE, has_source_region, "state or province of that city") \
	ONE(destinationIPCity, NTOP, 104, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		destination_place.city, WHOLE, has_destination_city, "city of the destination address, in English: of whoever has it, often only its provider") \
	ONE(destinationIPRegion, TAPLESS, 351, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		destination_place.region, WHOLE, has_destination_region, "state or province of that city") \
	ONE(sourceNetwork, TAPLESS, 344, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		source_network.label, WHOLE, has_source_network, "name of one's own network that the source address is in (--networks)") \
	ONE(sourceSite, TAPLESS, 345, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		source_network.site, WHOLE, has_source_site, "site of that network") \
	ONE(sourceCustomer, TAPLESS, 346, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		source_network.customer, WHOLE, has_source_customer, "customer that it is for") \
	ONE(destinationNetwork, TAPLESS, 347, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		destination_network.label, WHOLE, has_destination_network, "name of one's own network that the destination address is in (--networks)") \
	ONE(destinationSite, TAPLESS, 348, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		destination_network.site, WHOLE, has_destination_site, "site of that network") \
	ONE(destinationCustomer, TAPLESS, 349, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		destination_network.customer, WHOLE, has_destination_customer, "customer that it is for") \
	ONE(sourceName, TAPLESS, 342, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		source_name.text, WHOLE, has_source_name, "a name of the source address, in lower case: as destinationName") \
	ONE(sourceNameBasis, TAPLESS, 343, UNSIGNED8, IDENTIFIER, NONE, 1, \
		source_name.basis, WHOLE, has_source_name, "what it was told by, as destinationNameBasis") \
	ONE(destinationName, TAPLESS, 340, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		destination_name.text, WHOLE, has_destination_name, "name of the destination: SNI or Host, else what its client asked DNS for, else what others did") \
	ONE(destinationNameBasis, TAPLESS, 341, UNSIGNED8, IDENTIFIER, NONE, 1, \
		destination_name.basis, WHOLE, has_destination_name, "1 SNI, 2 Host; earlier, of this client: 3 DNS, 4 SNI or Host; 5, 6: the same of others, or later") \
	ONE(tlsSni, FLOWMON, 338, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		server_name, WHOLE, has_server_name, "server name in the TLS ClientHello") \
	ONE(httpRequestHost, IANA, 460, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		http_host, WHOLE, has_http_host, "Host of the first HTTP/1 request") \
	TL_FACTS_FIELD_LIST(FACT) \
	ONE(applicationId, IANA, 95, OCTET_ARRAY, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		application.id, COUNTED, has_application_id, "engine and selector (RFC 6759): 3 well-known port, 20 number of our own") \
	ONE(userAgentSystem, TAPLESS, 270, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		agent.system, WHOLE, has_agent_system, "operating system that the HTTP user agent tells, by the rules of uap-core") \
	ONE(userAgentSystemVersion, TAPLESS, 271, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		agent.system_version, WHOLE, has_agent_system_version, "its version") \
	ONE(userAgentApplication, TAPLESS, 272, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		agent.application, WHOLE, has_agent_application, "browser or other application that it tells") \
	ONE(userAgentApplicationVersion, TAPLESS, 273, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		agent.application_version, WHOLE, has_agent_application_version, "its version") \
	ONE(tcpSynSystem, TAPLESS, 274, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		stack.system, WHOLE, has_stack, "operating system whose SYNs look like the source's: a guess") \
	ONE(tcpSynSystemConfidence, TAPLESS, 275, UNSIGNED8, QUANTITY, NONE, 1, \
		stack.confidence, WHOLE, has_stack, "how sure that is, of 100") \
	ONE(tlsFindings, TAPLESS, 276, UNSIGNED32, FLAGS, NONE, 4, \
		tls_findings, WHOLE, has_tls_findings, "what is odd about TLS, bits: docs/findings.md; 0: nothing was found") \
	ONE(applicationName, IANA, 96, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		application.name, WHOLE, has_application, "application: a service by its servers' names, else the protocol") \
	ONE(applicationCategoryName, IANA, 372, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		application.category, WHOLE, has_application, "kind of application: web, mail, streaming, network-service, ...") \
	ONE(applicationProtocol, TAPLESS, 76, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		protocol, WHOLE, has_protocol, "protocol that the payload was understood as: dns, http, tls, quic, ...") \
	ONE(applicationBasis, TAPLESS, 77, UNSIGNED8, IDENTIFIER, NONE, 1, \
		application.basis, WHOLE, has_application, "what the application was told by: 1 payload, 2 server name, 3 port, 4 IP protocol, 5 DNS") \
	ONE(payloadInterrupted, TAPLESS, 75, BOOLEAN, DEFAULT, NONE, 1, \
		is_interrupted, WHOLE, is_interrupted, "a restart came between: what the payload had said before may be missing here") \
	ONE(transactionNumber, TAPLESS, 74, UNSIGNED32, IDENTIFIER, NONE, 4, \
		transaction, WHOLE, is_transaction, "from 2: a record of this transaction alone, or of this further source of RTP; it counts nothing") \
	ONE(textOctetsCut, TAPLESS, 78, UNSIGNED16, QUANTITY, OCTETS, 2, \
		text_octets_cut, WHOLE, was_cut, "octets left out, of texts first: no message to this collector has room for them")
/* clang-format on */

#endif
