/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What stands beside the flow cache for a direction of a flow, whatever CPUs its entries are on: names and details. They go with
 * the last of these entries, which the sweep knows as it asks for the others anyway (connection.h). Streams of RTP go with the
 * first, for the others have ended in the same walk.
 */
#ifndef TAPLESS_BPF_BESIDE_H
#define TAPLESS_BPF_BESIDE_H

#include <tapless/conversation.h>

#include "count.h"

static __always_inline bool tl_is_long_name(const struct tl_name_value *name)
{
	return name->length >= TL_SHORT_NAME_SIZE;
}

/* The long part first: who finds the short one, which tells that there is more, then finds that too. */
static __always_inline void tl_forget_name(const struct tl_name_key *key)
{
	const struct tl_name_value *known = bpf_map_lookup_elem(&names, key);

	if (!known)
		return;
	if (tl_is_long_name(known))
		bpf_map_delete_elem(&long_names, key);
	bpf_map_delete_elem(&names, key);
}

static __always_inline bool tl_has_beside(const struct tl_flow_value *value)
{
	return value->keeps_beside || value->has_details || value->name_progress & (TL_NAME_HAS_SNI | TL_NAME_HAS_HOST);
}

/* `name_key`: that of one of the flow's names, of either kind, in a map's memory, for the stack has no room (emit.h). */
static __always_inline void tl_forget_beside(struct tl_name_key *name_key, const struct tl_flow_value *value)
{
	if (!tl_has_beside(value))
		return;
	if (value->keeps_beside || value->name_progress & TL_NAME_HAS_SNI) {
		name_key->kind = TL_NAME_TLS_SNI;
		tl_forget_name(name_key);
	}
	if (value->keeps_beside || value->name_progress & TL_NAME_HAS_HOST) {
		name_key->kind = TL_NAME_HTTP_HOST;
		tl_forget_name(name_key);
	}
	if (value->keeps_beside || value->has_details)
		bpf_map_delete_elem(&details, &value->key);
}

/* All sources of one direction; `media_key` is that of the first. */
static __always_inline void tl_forget_media(__u64 media_key)
{
	__u64 key;

	for (__u32 number = 0; number < TL_MEDIA_SOURCES; number++) {
		key = tl_media_source_key(media_key, number);
		bpf_map_delete_elem(&media, &key);
	}
}

#endif
