/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The walk into a packet's tunnels, for one kind of context: included once for each, with TL_CONTEXT, TL_OF_CONTEXT and
 * TL_CURSOR defined. Global functions, each verified once and by itself; in one, the paths through all headers would
 * multiply.
 */

#define TL_STEPS(group)                                                                                                \
	__noinline int TL_OF_CONTEXT(tl_steps_##group)(TL_CONTEXT * context, struct tl_packet * packet)                \
	{                                                                                                              \
		struct tl_layers *here = tl_layers_here();                                                             \
		struct tl_cursor cursor;                                                                               \
		struct tl_walk walk;                                                                                   \
                                                                                                                       \
		if (!packet || !here)                                                                                  \
			return TL_STEP_BACK;                                                                           \
		cursor = TL_CURSOR(context, packet);                                                                   \
		walk = tl_walk_on(&cursor, packet, here);                                                              \
		return tl_steps_##group(&walk, *(volatile __u16 *)&here->inside);                                      \
	}

TL_STEPS(ip)
TL_STEPS(link)
TL_STEPS(protocol)
TL_STEPS(port)

#undef TL_STEPS

static __always_inline int TL_OF_CONTEXT(tl_step)(TL_CONTEXT *context, struct tl_packet *packet, __u32 inside)
{
	if (inside < TL_INSIDE_FIRST_LINK)
		return TL_OF_CONTEXT(tl_steps_ip)(context, packet);
	if (inside < TL_INSIDE_FIRST_PROTOCOL)
		return TL_OF_CONTEXT(tl_steps_link)(context, packet);
	if (inside < TL_INSIDE_FIRST_PORT)
		return TL_OF_CONTEXT(tl_steps_protocol)(context, packet);
	return TL_OF_CONTEXT(tl_steps_port)(context, packet);
}

__noinline int TL_OF_CONTEXT(tl_describe)(TL_CONTEXT *context, struct tl_packet *packet)
{
	struct tl_layers *here = tl_layers_here();
	struct tl_cursor cursor;

	if (!packet || !here)
		return 0;
	cursor = TL_CURSOR(context, packet);
	tl_describe(&cursor, packet, here);
	return here->found;
}

/* The options of a SYN, into the scratch memory. */
__noinline int TL_OF_CONTEXT(tl_options)(TL_CONTEXT *context, struct tl_packet *packet)
{
	__u32 zero = 0;
	struct tl_scratch *here = bpf_map_lookup_elem(&scratch, &zero);
	struct tl_cursor cursor;

	if (!packet || !here)
		return 0;
	cursor = TL_CURSOR(context, packet);
	tl_read_tcp_options(&cursor, packet, &here->options);
	return 0;
}

static long TL_OF_CONTEXT(tl_media_step)(__u32 index, struct tl_media_walk *walk)
{
	struct tl_cursor cursor = TL_CURSOR(walk->context, walk->packet);

	return tl_follow_segment(&cursor, index, walk);
}

__noinline int TL_OF_CONTEXT(tl_follow_media)(TL_CONTEXT *context, struct tl_packet *packet, __u64 now, __u32 packets,
					      __u32 segment_size)
{
	struct tl_media_walk walk = {.context = context, .packet = packet, .now = now, .segment_size = segment_size};

	if (!packet)
		return 0;
	walk.key = tl_media_key(&packet->key, tl_hash_seed);
	bpf_loop(packets, TL_OF_CONTEXT(tl_media_step), &walk, 0);
	return 0;
}

/* Makes the packet the innermost one; packet->found tells what there is to note, details in the scratch memory. */
__noinline int TL_OF_CONTEXT(tl_explore)(TL_CONTEXT *context, struct tl_packet *packet, __u64 now)
{
	struct tl_layers *here = tl_layers_here();
	int step = TL_STEP_ON;

	if (!packet || !here)
		return 0;
	tl_descend_begin(here, packet);
	here->is_otv = tl_otv;
	if (!packet->inside)
		step = TL_STEP_END;
	for (int i = 0; i < TL_LAYER_STEPS_MAX && step == TL_STEP_ON; i++) {
		step = TL_OF_CONTEXT(tl_step)(context, packet, here->inside);
		if (step == TL_STEP_ON)
			step = tl_enter_here(packet);
	}
	tl_explore_end(here, packet, step);
	if (packet->rare & TL_RARE_FRAGMENT)
		tl_join_fragment(packet, now);
	if (TL_OF_CONTEXT(tl_describe)(context, packet))
		packet->found |= TL_FOUND_DETAILS;
	return 0;
}
