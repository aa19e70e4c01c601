// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "layers.h"

#include <stdio.h>
#include <string.h>

/* layer2SegmentId, IANA 351: the kind of overlay stands in the top octet. */
#define SEGMENT_VXLAN (1ull << 56)
#define SEGMENT_NVGRE (2ull << 56)

static const char *const tunnel_names[TL_TUNNEL__MAX] = {
#define X(symbol, name) [TL_TUNNEL_##symbol] = name,
	TL_TUNNEL_LIST(X)
#undef X
};

void tl_layers_fill(struct tl_record_layers *layers, const struct tl_details *details)
{
	__u8 kind = details->tunnel.kind;

	if (kind < TL_TUNNEL__MAX)
		snprintf(layers->tunnel, sizeof(layers->tunnel), "%s", tunnel_names[kind]);
	if (kind == TL_TUNNEL_VXLAN || kind == TL_TUNNEL_VXLAN_GPE)
		layers->segment = SEGMENT_VXLAN | details->tunnel.id;
	if (kind == TL_TUNNEL_NVGRE)
		layers->segment = SEGMENT_NVGRE | details->tunnel.id;
	for (unsigned int i = 0; i < TL_MPLS_LABELS; i++) {
		layers->labels[i][0] = details->mpls_entries[i] >> 24;
		layers->labels[i][1] = details->mpls_entries[i] >> 16;
		layers->labels[i][2] = details->mpls_entries[i] >> 8;
	}
	memcpy(layers->quoted_source, details->quoted.source_address + 12, sizeof(layers->quoted_source));
	memcpy(layers->quoted_destination, details->quoted.destination_address + 12,
	       sizeof(layers->quoted_destination));
	layers->top_label_ttl = (__u8)details->mpls_entries[0];
}
