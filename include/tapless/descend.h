/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From the outermost packet down to the innermost, one header at a step. What looks like a tunnel and does not hold, or
 * is cut, changes nothing: the flow is then that of the last packet that held.
 */
#ifndef TAPLESS_DESCEND_H
#define TAPLESS_DESCEND_H

#include "parse_encapsulation.h"
#include "parse_gre.h"
#include "parse_ip.h"
#include "parse_mpls.h"
#include "parse_overlay.h"
#include "parse_ppp.h"
#include "parse_transport.h"

static __always_inline void tl_keep(struct tl_layers *layers, const struct tl_packet *packet)
{
	layers->kept = *packet;
	layers->kept_tunnel = layers->details.tunnel;
}

static __always_inline void tl_take_routing(struct tl_layers *layers, const struct tl_packet *packet)
{
	layers->routing_offset = packet->routing_offset;
	layers->routed_offset = packet->layer3_offset;
}

/* Before the first step. What is outside IP reaches to the end of the frame. */
static __always_inline void tl_descend_begin(struct tl_layers *layers, const struct tl_packet *packet)
{
	__builtin_memset(&layers->details, 0, sizeof(layers->details));
	layers->found = layers->entering = 0;
	tl_keep(layers, packet);
	layers->first_ip = *packet;
	tl_take_routing(layers, packet);
	layers->inside = packet->inside;
	layers->offset = packet->payload_offset;
	layers->end = tl_is_ip(packet) ? packet->payload_offset + packet->payload_length : packet->wire_length;
}

static __always_inline enum tl_layer_step tl_step_ip(struct tl_walk *walk, bool is_ipv6)
{
	struct tl_packet *packet = walk->packet;
	struct tl_layers *layers = walk->layers;
	enum tl_reason reason;

	tl_forget_network(packet);
	packet->key.ethertype = is_ipv6 ? TL_ETHERTYPE_IPV6 : TL_ETHERTYPE_IPV4;
	packet->layer3_offset = walk->offset;
	reason = is_ipv6 ? tl_parse_ipv6(walk) : tl_parse_ipv4(walk);
	if (reason != TL_REASON_NONE)
		return TL_STEP_BACK;
	if (!is_ipv6)
		tl_parse_ipv4_authentication(walk);
	tl_parse_transport(walk);
	tl_keep(layers, packet);
	if (packet->routing_offset)
		tl_take_routing(layers, packet);
	if (!tl_is_ip(&layers->first_ip))
		layers->first_ip = *packet;
	layers->inside = packet->inside;
	layers->offset = packet->payload_offset;
	layers->end = packet->payload_offset + packet->payload_length;
	return packet->inside ? TL_STEP_ON : TL_STEP_END;
}

/* The steps are grouped: the kernel's verifier checks each group by itself, once. */
static __always_inline enum tl_layer_step tl_steps_ip(struct tl_walk *walk, __u32 inside)
{
	__u8 version;

	if (inside != TL_INSIDE_IP)
		return tl_step_ip(walk, inside == TL_INSIDE_IPV6);
	if (tl_pull_step(walk, 0, &version, sizeof(version)))
		return TL_STEP_BACK;
	walk->layers->inside = version >> 4 == 4 ? TL_INSIDE_IPV4 : TL_INSIDE_IPV6;
	return version >> 4 == 4 || version >> 4 == 6 ? TL_STEP_ON : TL_STEP_BACK;
}

static __always_inline enum tl_layer_step tl_steps_link(struct tl_walk *walk, __u32 inside)
{
	switch (inside) {
	case TL_INSIDE_FRAME:
		return tl_step_frame(walk);
	case TL_INSIDE_MPLS:
		return tl_step_mpls(walk);
	case TL_INSIDE_PPPOE:
		return tl_step_pppoe(walk);
	case TL_INSIDE_PBB:
		return tl_step_pbb(walk);
	case TL_INSIDE_PPP:
		return tl_step_ppp(walk);
	case TL_INSIDE_NSH:
		return tl_step_nsh(walk);
	case TL_INSIDE_TRILL:
		return tl_step_trill(walk);
	case TL_INSIDE_FABRICPATH:
		return tl_step_over(walk, TL_FABRICPATH_TAG, TL_INSIDE_FRAME);
	case TL_INSIDE_SWITCH_TAG:
		return tl_step_switch_tag(walk);
	default:
		return TL_STEP_BACK;
	}
}

static __always_inline enum tl_layer_step tl_steps_protocol(struct tl_walk *walk, __u32 inside)
{
	switch (inside) {
	case TL_INSIDE_TUNNELLED_IPV4:
		return tl_step_tunnelled_ip(walk, false);
	case TL_INSIDE_TUNNELLED_IPV6:
		return tl_step_tunnelled_ip(walk, true);
	case TL_INSIDE_GRE:
		return tl_step_gre(walk);
	case TL_INSIDE_ESP:
		return tl_step_esp(walk, TL_TUNNEL_ESP);
	case TL_INSIDE_ETHERIP:
		return tl_step_etherip(walk);
	case TL_INSIDE_L2TP_IP:
		return tl_step_l2tp3(walk, 0);
	case TL_INSIDE_MPLS_IP:
		return tl_enter_tunnel(walk, TL_TUNNEL_MPLS_IP, 0, 0, TL_INSIDE_MPLS);
	case TL_INSIDE_ETHERNET_IP:
		return tl_enter_tunnel(walk, TL_TUNNEL_ETHERNET_IP, 0, 0, TL_INSIDE_FRAME);
	default:
		return TL_STEP_BACK;
	}
}

static __always_inline enum tl_layer_step tl_steps_port(struct tl_walk *walk, __u32 inside)
{
	switch (inside) {
	case TL_INSIDE_VXLAN:
		return tl_step_vxlan(walk, TL_TUNNEL_VXLAN);
	case TL_INSIDE_OTV:
		return tl_step_vxlan(walk, walk->layers->is_otv ? TL_TUNNEL_OTV : TL_TUNNEL_VXLAN);
	case TL_INSIDE_VXLAN_GPE:
		return tl_step_vxlan_gpe(walk);
	case TL_INSIDE_GENEVE:
		return tl_step_geneve(walk);
	case TL_INSIDE_GTP_U:
		return tl_step_gtp(walk);
	case TL_INSIDE_L2TP:
		return tl_step_l2tp(walk);
	case TL_INSIDE_MPLS_UDP:
		return tl_enter_tunnel(walk, TL_TUNNEL_MPLS_UDP, 0, 0, TL_INSIDE_MPLS);
	case TL_INSIDE_TEREDO:
		return tl_step_teredo(walk);
	case TL_INSIDE_ESP_UDP:
		return tl_step_esp(walk, TL_TUNNEL_ESP_UDP);
	case TL_INSIDE_WIREGUARD:
		return tl_step_wireguard(walk);
	case TL_INSIDE_OPENVPN:
		return tl_step_openvpn(walk);
	default:
		return TL_STEP_BACK;
	}
}

/* All that a step needs is in `packet` and `layers`, so a loop over steps holds no state of its own. */
static __always_inline struct tl_walk tl_walk_on(struct tl_cursor *cursor, struct tl_packet *packet,
						 struct tl_layers *layers)
{
	struct tl_walk walk = {
		.cursor = cursor,
		.packet = packet,
		.layers = layers,
		.offset = tl_bounded_offset(*(volatile __u32 *)&layers->offset),
		.end = *(volatile __u32 *)&layers->end,
	};

	return walk;
}

/* After the last step. */
static __always_inline void tl_descend_end(struct tl_layers *layers, struct tl_packet *packet, enum tl_layer_step step)
{
	if (step == TL_STEP_END)
		return;
	*packet = layers->kept;
	layers->details.tunnel = layers->kept_tunnel;
}

#endif
