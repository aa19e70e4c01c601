/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the walk into tunnels keeps in scratch memory, and how it ends. */
#ifndef TAPLESS_BPF_LAYERS_H
#define TAPLESS_BPF_LAYERS_H

#include "count.h"

static __always_inline struct tl_layers *tl_layers_here(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&layers, &zero);
}

__noinline int tl_enter_here(struct tl_packet *packet)
{
	struct tl_layers *here = tl_layers_here();

	return packet && here ? (int)tl_enter(here, packet) : TL_STEP_BACK;
}

/* What a flow's packets may show one after the other. */
#define TL_RARE_AND_MORE (TL_RARE_IPV4_OPTIONS | TL_RARE_EXTENSIONS | TL_RARE_SCTP)

/* Once for each entry: what the walk has found beside the key, and of all that packets show what those on other CPUs have. */
static __always_inline void tl_note_details(struct tl_flow_value *value, const struct tl_packet *packet, __u64 now)
{
	struct tl_details *known = bpf_map_lookup_elem(&details, &packet->key);
	struct tl_layers *here = tl_layers_here();

	if (!here)
		return;
	if (known) {
		here->details.sctp_chunks |= known->sctp_chunks;
		here->details.ipv4_options |= known->ipv4_options;
		here->details.ipv6_extensions |= known->ipv6_extensions;
	}
	here->details.first_seen = now;
	if (bpf_map_update_elem(&details, &packet->key, &here->details, BPF_ANY))
		tl_count_event_here(TL_EVENT_DETAILS_NO_ROOM);
	else
		value->has_details = 1;
}

/* Kinds of chunks, options, extension headers: the details that the first packet left learn of more. */
static __always_inline void tl_note_more(const struct tl_packet *packet)
{
	struct tl_details *known = bpf_map_lookup_elem(&details, &packet->key);
	struct tl_layers *here = tl_layers_here();

	if (!known || !here)
		return;
	if (here->details.sctp_chunks & ~known->sctp_chunks)
		__sync_fetch_and_or(&known->sctp_chunks, here->details.sctp_chunks);
	if (here->details.ipv4_options & ~known->ipv4_options)
		__sync_fetch_and_or(&known->ipv4_options, here->details.ipv4_options);
	/* too short for an atomic one: the next packet mends it */
	if (here->details.ipv6_extensions & ~known->ipv6_extensions)
		known->ipv6_extensions |= here->details.ipv6_extensions;
}

/* Flows of the same inner addresses in different tunnels: the same for both directions, so no ports. */
static __always_inline __u32 tl_tunnel_ends(const struct tl_tunnel *tunnel)
{
	const __u32 *words = (const __u32 *)tunnel;
	__u32 hash = tunnel->kind;

	for (int i = 0; i < 4; i++)
		hash = (hash ^ (words[i] + words[i + 4])) * 0x9e3779b1;
	return hash;
}

/* With --tunnels outer the headers inside still repeat in each segment of a super-packet: the payload is the innermost. */
static __always_inline void tl_explore_end(struct tl_layers *here, struct tl_packet *packet, enum tl_layer_step step)
{
	__u32 payload_offset, payload_length;

	tl_descend_end(here, packet, step);
	if (step == TL_STEP_BACK)
		tl_count_event_here(TL_EVENT_TUNNEL_NOT_WALKED);
	if (step == TL_STEP_TOO_DEEP || step == TL_STEP_ON)
		tl_count_event_here(TL_EVENT_TUNNEL_TOO_DEEP);
	if (tl_tunnels == TL_TUNNELS_BOTH && packet->key.tunnel_kind)
		packet->key.tunnel_id ^= tl_tunnel_ends(&here->details.tunnel);
	if (tl_tunnels != TL_TUNNELS_OUTER || !tl_is_ip(&here->first_ip))
		return;
	payload_offset = packet->payload_offset;
	payload_length = packet->payload_length;
	*packet = here->first_ip;
	packet->payload_offset = payload_offset;
	packet->payload_length = payload_length;
}

#endif
