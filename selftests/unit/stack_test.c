// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// uses:
/* The walk into all chains of encapsulations, up to the bound of tunnels and beyond it, whole and cut at each octet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <tapless/host_cursor.h>
#include <tapless/host_explore.h>

#include "stacks.h"

#define DEEP	     6 /* layers of the chains that are looked at whole */
#define CUT_DEEP     3 /* of those that are cut */
#define FEWEST_WHOLE 50000

struct walked {
	struct tl_packet packet;
	struct tl_layers layers;
	enum tl_reason reason;
	enum tl_layer_step step;
};

static unsigned long walked_whole, walked_too_deep;

static void fail_with(const struct stack *stack, const char *what, unsigned int got)
{
	for (unsigned int i = 0; i < stack->count; i++)
		print_error("layer %u: row %d\n", i, (int)(stack->layers[i] - stack_layers));
	fail_msg("%s: %u", what, got);
}

#define REQUIRE(condition, got)                                                                                        \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			fail_with(stack, #condition, got);                                                             \
	} while (0)

/* From memory of exactly the captured size, so that the address sanitizer sees a read outside. */
static void walk(struct walked *to, const __u8 *frame, __u32 captured, __u32 wire)
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
		to->step = tl_explore(&cursor, &to->packet, &to->layers, false);
	free(bytes);
}

/* Tunnels that the first `layers` of them are. */
static unsigned int tunnels_of(const struct stack *stack, unsigned int layers)
{
	unsigned int tunnels = 0;

	for (unsigned int i = 0; i < layers; i++)
		tunnels += stack->layers[i]->kind != TL_TUNNEL_NONE;
	return tunnels;
}

static bool is_ip(const struct stack_layer *layer)
{
	return layer->is == STACK_IPV4 || layer->is == STACK_IPV6;
}

/* Labels, and a frame that has nothing but IP in it, are no flow of their own. */
static bool is_flow(const struct stack_layer *layer)
{
	bool is_pppoe = layer->is == STACK_FRAME && layer->lengths[0].at;

	return is_ip(layer) || is_pppoe ||
	       (layer->is == STACK_FRAME && (layer->carries == STACK_LABELS || layer->carries == STACK_FRAME));
}

static void expect_innermost(const struct stack *stack, const struct walked *walked)
{
	bool is_ipv6 = stack->count && stack->layers[stack->count - 1]->carries == STACK_IPV6;
	const struct tl_packet *packet = &walked->packet;
	unsigned int tunnels = tunnels_of(stack, stack->count), kind = TL_TUNNEL_NONE;

	for (unsigned int i = 0; i < stack->count; i++)
		if (stack->layers[i]->kind != TL_TUNNEL_NONE)
			kind = stack->layers[i]->kind;
	REQUIRE(walked->step == TL_STEP_END, walked->step);
	REQUIRE(packet->key.ethertype == (is_ipv6 ? TL_ETHERTYPE_IPV6 : TL_ETHERTYPE_IPV4), packet->key.ethertype);
	REQUIRE(packet->key.source_address[15] == 1, packet->key.source_address[15]);
	REQUIRE(packet->key.protocol == 17, packet->key.protocol);
	REQUIRE(packet->key.source_port == 1234 && packet->key.destination_port == 80, packet->key.source_port);
	REQUIRE(packet->octets == (is_ipv6 ? 52 : 32), packet->octets);
	REQUIRE(packet->payload_length == 4 && packet->transport_complete, packet->payload_length);
	REQUIRE(packet->key.tunnel_kind == kind, packet->key.tunnel_kind);
	REQUIRE(walked->layers.details.tunnel.depth == tunnels, walked->layers.details.tunnel.depth);
}

/* The flow is the last one before the tunnel that is too deep, or that of the packets that carry it. */
static void expect_too_deep(const struct stack *stack, const struct walked *walked)
{
	unsigned int place = 0;

	while (tunnels_of(stack, place + 1) <= TL_TUNNELS_MAX)
		place++;
	while (!is_flow(stack->layers[place]))
		place--;
	REQUIRE(walked->step == TL_STEP_TOO_DEEP, walked->step);
	REQUIRE(walked->layers.details.tunnel.depth == tunnels_of(stack, place), walked->layers.details.tunnel.depth);
	if (is_ip(stack->layers[place]))
		REQUIRE(walked->packet.key.source_address[15] == STACK_PLACE + place,
			walked->packet.key.source_address[15]);
	else
		REQUIRE(!walked->packet.octets, walked->packet.octets);
	walked_too_deep++;
}

static void look_at_whole(const struct stack *stack, void *context)
{
	__u8 frame[STACK_ROOM];

	(void)context;
	for (unsigned int offloaded = 0; offloaded < 2; offloaded++) {
		__u32 begin = stack_build(frame, stack, offloaded), length = STACK_ROOM - begin;
		struct walked walked;

		walk(&walked, frame + begin, length, length);
		REQUIRE(walked.reason == TL_REASON_NONE, walked.reason);
		if (tunnels_of(stack, stack->count) > TL_TUNNELS_MAX)
			expect_too_deep(stack, &walked);
		else
			expect_innermost(stack, &walked);
		walked_whole++;
	}
}

/* Where it is cut the flow is that of one of the layers, or of the innermost packet without ports, or there is a reason. */
static void look_at_cut(const struct stack *stack, void *context)
{
	__u8 frame[STACK_ROOM];
	__u32 begin = stack_build(frame, stack, false), length = STACK_ROOM - begin;
	struct walked walked;

	(void)context;
	for (__u32 cut = 0; cut < length; cut++) {
		const struct tl_flow_key *key = &walked.packet.key;

		walk(&walked, frame + begin, cut, length);
		if (walked.reason != TL_REASON_NONE)
			continue;
		REQUIRE(walked.packet.payload_offset + walked.packet.payload_length <= length, cut);
		if (key->ethertype == TL_ETHERTYPE_IPV4 || key->ethertype == TL_ETHERTYPE_IPV6)
			REQUIRE(key->source_address[15] == 1 || key->source_address[15] >= STACK_PLACE, cut);
		if (key->ethertype == TL_ETHERTYPE_IPV4 || key->ethertype == TL_ETHERTYPE_IPV6)
			REQUIRE(!key->source_port || key->source_port == 1234 || key->source_port == 40000, cut);
		walk(&walked, frame + begin, cut, cut);
		REQUIRE(walked.reason != TL_REASON_NOT_CAPTURED, cut);
	}
}

static void test_all_chains(void **state)
{
	struct stack stack = {.count = 0};

	(void)state;
	stack_each(&stack, DEEP, look_at_whole, NULL);
	assert_true(walked_whole > FEWEST_WHOLE);
	assert_true(walked_too_deep > 1000);
	print_message("%lu frames, %lu of them beyond the bound\n", walked_whole, walked_too_deep);
}

static void test_chains_cut(void **state)
{
	struct stack stack = {.count = 0};

	(void)state;
	stack_each(&stack, CUT_DEEP, look_at_cut, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_chains),
		cmocka_unit_test(test_chains_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
