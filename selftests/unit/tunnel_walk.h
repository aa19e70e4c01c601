/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A frame's walk into its tunnels, as the host's build of the parsers goes it. */
#ifndef TAPLESS_SELFTESTS_TUNNEL_WALK_H
#define TAPLESS_SELFTESTS_TUNNEL_WALK_H

#include <tapless/host_cursor.h>
#include <tapless/host_explore.h>

struct walked {
	struct tl_packet packet;
	struct tl_layers layers;
	enum tl_reason reason;
	enum tl_layer_step step;
};

/* From memory of exactly the captured size, so that the address sanitizer sees a read outside. */
static inline void walk(struct walked *to, const char *frame, __u32 captured, __u32 wire, bool is_otv)
{
	__u8 *bytes = malloc(captured ? captured : 1);
	struct tl_cursor cursor = {.bytes = bytes, .length = captured};

	assert_non_null(bytes);
	memcpy(bytes, frame, captured);
	memset(to, 0, sizeof(*to));
	to->packet.wire_length = wire;
	to->packet.captured_length = captured;
	to->reason = tl_parse(&cursor, TL_LINK_ETHERNET, &to->packet);
	if (to->reason == TL_REASON_NONE)
		to->step = tl_explore(&cursor, &to->packet, &to->layers, is_otv);
	free(bytes);
}

#endif
