/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The way into a packet's tunnels: one header at a step, and back to the last packet that held. */
#ifndef TAPLESS_LAYERS_H
#define TAPLESS_LAYERS_H

#include "details.h"
#include "walk.h"

#define TL_LAYER_STEPS_MAX 24

enum tl_layer_step {
	TL_STEP_ON, /* layers->inside comes next */
	TL_STEP_END, /* there is no more to walk into */
	TL_STEP_BACK, /* the header is not what it should be, or cut */
	TL_STEP_TOO_DEEP,
};

/* Too large for a BPF stack, and state of a loop: it lives in map memory there (see names.h). */
struct tl_layers {
	struct tl_packet kept; /* the innermost that held */
	struct tl_packet first_ip; /* the outermost; until there is one, what the link carries */
	struct tl_tunnel kept_tunnel;
	struct tl_details details;
	__u32 offset; /* of what comes next, and its end */
	__u32 end;
	__u32 entering_id;
	__u16 inside; /* enum tl_inside */
	__u8 entering; /* enum tl_tunnel_kind: a header of a tunnel has been passed, which is yet to be noted */
	__u8 found; /* there are details */
	__u8 is_otv; /* UDP port 8472 is OTV's, not that of old VXLAN */
	__u8 reserved;
	__u16 routing_offset; /* of the innermost routing header that was passed, 0: none */
	__u16 routed_offset; /* of the IPv6 header that it belongs to */
	__u16 reserved2;
};

static __always_inline bool tl_is_ip(const struct tl_packet *packet)
{
	return packet->key.ethertype == TL_ETHERTYPE_IPV4 || packet->key.ethertype == TL_ETHERTYPE_IPV6;
}

/*
 * As tl_pull_inside(), for what stands at a distance that varies. The mask keeps clang from folding the two into a pointer
 * that lies behind the bytes, which the verifier does not follow.
 */
static __always_inline int tl_pull_step(struct tl_walk *walk, __u32 skip, void *to, __u32 size)
{
	__u32 offset = walk->offset + skip;

	if (offset > TL_WALK_MASK || offset + size > walk->end)
		return -1;
	return tl_pull(walk->cursor, tl_bounded_offset(offset), to, size);
}

/* `size` octets have been read, `inside` comes behind them. */
static __always_inline enum tl_layer_step tl_step_over(struct tl_walk *walk, __u32 size, enum tl_inside inside)
{
	__u32 offset = walk->offset + size;

	walk->layers->offset = offset;
	walk->layers->inside = inside;
	return inside && offset <= walk->end && offset <= TL_WALK_MASK ? TL_STEP_ON : TL_STEP_BACK;
}

/* Ids that both directions of a tunnel have in common make flows different; others are only told. */
static __always_inline bool tl_id_is_common(enum tl_tunnel_kind kind)
{
	switch (kind) {
	case TL_TUNNEL_GRE:
	case TL_TUNNEL_NVGRE:
	case TL_TUNNEL_VXLAN:
	case TL_TUNNEL_VXLAN_GPE:
	case TL_TUNNEL_OTV:
	case TL_TUNNEL_GENEVE:
	case TL_TUNNEL_PBB:
		return true;
	default:
		return false;
	}
}

/* Notes the tunnel that `packet` carries. */
static __always_inline void tl_take_tunnel(struct tl_layers *layers, const struct tl_packet *packet)
{
	struct tl_tunnel *tunnel = &layers->details.tunnel;

	tunnel->kind = layers->entering;
	tunnel->id = layers->entering_id;
	tunnel->protocol = packet->key.protocol;
	tunnel->source_port = packet->key.source_port;
	tunnel->destination_port = packet->key.destination_port;
	tunnel->is_ipv6 = packet->key.ethertype == TL_ETHERTYPE_IPV6;
	__builtin_memset(tunnel->source_address, 0, 2 * sizeof(tunnel->source_address));
	if (tl_is_ip(packet))
		__builtin_memcpy(tunnel->source_address, packet->key.source_address,
				 2 * sizeof(tunnel->source_address));
	layers->found = 1;
	layers->entering = TL_TUNNEL_NONE;
}

/* Between two steps: if the first one passed the header of a tunnel, the packet is inside from here on. */
static __always_inline enum tl_layer_step tl_enter(struct tl_layers *layers, struct tl_packet *packet)
{
	__u32 kind = layers->entering;

	if (!kind)
		return TL_STEP_ON;
	if (layers->details.tunnel.depth >= TL_TUNNELS_MAX)
		return TL_STEP_TOO_DEEP;
	tl_take_tunnel(layers, packet);
	if (kind >= TL_TUNNEL_ESP)
		return TL_STEP_END;
	layers->details.tunnel.depth++;
	packet->key.tunnel_kind = kind;
	packet->key.tunnel_id = tl_id_is_common(kind) ? layers->entering_id : 0;
	return TL_STEP_ON;
}

/* The header of a tunnel, of `size` octets, has been read. */
static __always_inline enum tl_layer_step tl_enter_tunnel(struct tl_walk *walk, enum tl_tunnel_kind kind, __u32 id,
							  __u32 size, enum tl_inside inside)
{
	walk->layers->entering = inside ? kind : TL_TUNNEL_NONE;
	walk->layers->entering_id = id;
	return tl_step_over(walk, size, inside);
}

/* What it carries cannot be read: the flow stays that of the packet itself. */
static __always_inline enum tl_layer_step tl_end_encrypted(struct tl_walk *walk, enum tl_tunnel_kind kind)
{
	if (walk->layers->details.tunnel.depth)
		return TL_STEP_END;
	walk->layers->entering = kind;
	walk->layers->entering_id = 0;
	return TL_STEP_ON;
}

#endif
