/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Header combinations nobody thinks of: each chain of the encapsulations below whose ends fit. The innermost packet is that
 * of tunnel_vectors.h; an IP header that an encapsulation adds has, as the last octet of its source, 100 and its place in
 * the chain, 0 being the outermost.
 */
#ifndef TAPLESS_SELFTESTS_STACKS_H
#define TAPLESS_SELFTESTS_STACKS_H

#include "tunnel_vectors.h"

#define STACK_LAYERS_MAX 8
#define STACK_ROOM	 1024
#define STACK_PLACE	 100

/* What a header may have behind it, and what it is to the one before it. */
enum stack_content {
	STACK_IPV4,
	STACK_IPV6,
	STACK_FRAME,
	STACK_LABELS,
};

/* A field of 16 bits that has the length of header and content, less `less`. */
struct stack_length {
	__u8 at;
	__u8 less;
};

struct stack_layer {
	enum stack_content is, carries;
	enum tl_tunnel_kind kind;
	const char *bytes;
	__u32 size;
	struct stack_length lengths[2]; /* but IP's own */
};

struct stack {
	const struct stack_layer *layers[STACK_LAYERS_MAX]; /* outermost first */
	unsigned int count;
};

#define STACK_ROW(becomes, content, tunnel, text)                                                                      \
	.is = STACK_##becomes, .carries = STACK_##content, .kind = TL_TUNNEL_##tunnel, .bytes = (text),                \
	.size = sizeof(text) - 1
#define STACK4(protocol) IPV4("\0\0", protocol)
#define STACK6(next)	 IPV6("\0\0", next)
#define STACK4_UDP(port) STACK4("\x11") "\x9c\x40" port "\0\0\0\0"
#define STACK6_UDP(port) STACK6("\x11") "\x9c\x40" port "\0\0\0\0"
#define STACK4_UDP_LENGTH                                                                                              \
	{                                                                                                              \
		24, 20                                                                                                 \
	}
#define STACK6_UDP_LENGTH                                                                                              \
	{                                                                                                              \
		44, 40                                                                                                 \
	}

static const struct stack_layer stack_layers[] = {
	{STACK_ROW(IPV4, IPV4, IPIP, STACK4("\4"))},
	{STACK_ROW(IPV4, IPV6, SIX_IN_FOUR, STACK4("\x29"))},
	{STACK_ROW(IPV6, IPV4, FOUR_IN_SIX, STACK6("\x3c") HOP_BY_HOP("\4"))},
	{STACK_ROW(IPV6, IPV6, SIX_IN_SIX, STACK6("\x29"))},
	{STACK_ROW(IPV4, IPV4, GRE, STACK4("\x2f") "\0\0\x08\0")},
	{STACK_ROW(IPV6, IPV6, GRE, STACK6("\x2f") "\x20\0\x86\xdd\0\0\0\1")},
	{STACK_ROW(IPV4, FRAME, GRE, STACK4("\x2f") "\0\0\x65\x58")},
	{STACK_ROW(IPV4, LABELS, GRE, STACK4("\x2f") "\0\0\x88\x47")},
	{STACK_ROW(IPV4, FRAME, VXLAN, STACK4_UDP("\x12\xb5") VXLAN("\0\0\1")), .lengths = {STACK4_UDP_LENGTH}},
	{STACK_ROW(IPV6, FRAME, VXLAN, STACK6_UDP("\x12\xb5") VXLAN("\0\0\2")), .lengths = {STACK6_UDP_LENGTH}},
	{STACK_ROW(IPV4, IPV6, GENEVE, STACK4_UDP("\x17\xc1") "\0\0\x86\xdd\0\0\3\0"), .lengths = {STACK4_UDP_LENGTH}},
	{STACK_ROW(IPV4, IPV4, GTP_U, STACK4_UDP("\x08\x68") "\x30\xff\0\0\0\0\0\4"),
	 .lengths = {STACK4_UDP_LENGTH, {30, 36}}},
	{STACK_ROW(IPV6, FRAME, ETHERNET_IP, STACK6("\x8f"))},
	{STACK_ROW(LABELS, LABELS, NONE, "\0\1\0\x40")},
	{STACK_ROW(LABELS, IPV4, NONE, "\0\1\1\x40")},
	{STACK_ROW(LABELS, IPV6, NONE, "\0\1\1\x40")},
	{STACK_ROW(LABELS, FRAME, PSEUDOWIRE, "\0\1\1\x40\0\0\0\0")},
	{STACK_ROW(FRAME, IPV4, NONE, INNER_MACS TYPE_IPV4)},
	{STACK_ROW(FRAME, IPV6, NONE, INNER_MACS QINQ("\0\5") VLAN("\0\6") TYPE_IPV6)},
	{STACK_ROW(FRAME, LABELS, NONE, INNER_MACS "\x88\x47")},
	{STACK_ROW(FRAME, FRAME, PBB, INNER_MACS "\x88\xe7\0\1\2\3")},
	{STACK_ROW(FRAME, IPV4, NONE, INNER_MACS "\x88\x64\x11\0\0\x09\0\0\0\x21"), .lengths = {{18, 20}}},
};

#define STACK_LAYERS (sizeof(stack_layers) / sizeof(*stack_layers))

static inline void stack_write16(__u8 *to, __u32 number)
{
	to[0] = number >> 8;
	to[1] = number;
}

/* What an IP header says of itself: its length (0 with segmentation offload or BIG TCP) and, on the way in, its place. */
static inline void stack_set_ip(__u8 *ip, bool is_ipv6, __u32 length, unsigned int place)
{
	stack_write16(ip + (is_ipv6 ? 4 : 2), is_ipv6 && length ? length - 40 : length);
	ip[is_ipv6 ? 23 : 15] = place;
}

/* Puts the layer in front of what is in the frame from `begin` to its end. The new beginning. */
static inline __u32 stack_put(__u8 *frame, __u32 begin, const struct stack_layer *layer, unsigned int place,
			      bool offloaded)
{
	__u8 *header = frame + begin - layer->size;
	__u32 length = STACK_ROOM - (begin - layer->size);

	memcpy(header, layer->bytes, layer->size);
	for (unsigned int i = 0; i < 2; i++)
		if (layer->lengths[i].at)
			stack_write16(header + layer->lengths[i].at, length - layer->lengths[i].less);
	if (layer->is == STACK_IPV4 || layer->is == STACK_IPV6)
		stack_set_ip(header, layer->is == STACK_IPV6, offloaded ? 0 : length, STACK_PLACE + place);
	return begin - layer->size;
}

/*
 * The stack as an Ethernet frame, at the end of `frame`; where it begins. `offloaded`: as the kernel has a super-packet that
 * is too long for the headers, all of whose IP lengths are 0.
 */
static inline __u32 stack_build(__u8 frame[STACK_ROOM], const struct stack *stack, bool offloaded)
{
	static const char *const types[] = {
		[STACK_IPV4] = ETHER(TYPE_IPV4), [STACK_IPV6] = ETHER(TYPE_IPV6), [STACK_LABELS] = ETHER("\x88\x47")};
	bool is_ipv6 = stack->count && stack->layers[stack->count - 1]->carries == STACK_IPV6;
	__u32 size = is_ipv6 ? 52 : 32, begin = STACK_ROOM - size;

	memcpy(frame + begin, is_ipv6 ? INNER6 : INNER4, size);
	stack_set_ip(frame + begin, is_ipv6, offloaded ? 0 : size, 1);
	for (unsigned int i = stack->count; i-- > 0;)
		begin = stack_put(frame, begin, stack->layers[i], i, offloaded);
	if (stack->count && stack->layers[0]->is == STACK_FRAME)
		return begin;
	begin -= 14;
	memcpy(frame + begin, types[stack->count ? stack->layers[0]->is : STACK_IPV4], 14);
	return begin;
}

typedef void stack_visit(const struct stack *stack, void *context);

/* Each stack of at most `most` layers below those that it has. */
static inline void stack_each(struct stack *stack, unsigned int most, stack_visit *visit, void *context)
{
	const struct stack_layer *last = stack->count ? stack->layers[stack->count - 1] : NULL;

	if (!last || last->carries == STACK_IPV4 || last->carries == STACK_IPV6)
		visit(stack, context);
	for (unsigned int i = 0; i < STACK_LAYERS && stack->count < most; i++) {
		if (last && last->carries != stack_layers[i].is)
			continue;
		stack->layers[stack->count++] = &stack_layers[i];
		stack_each(stack, most, visit, context);
		stack->count--;
	}
}

#endif
