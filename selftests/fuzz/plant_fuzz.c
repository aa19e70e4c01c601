// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Dissectors of plants, tunnels and SSH on any octets: never read outside, and a conversation is said to begin only
 * with one.
 */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/dissector.h"
#include "fuzz.h"

extern const struct tl_dissector tl_dissector_dnp3;
extern const struct tl_dissector tl_dissector_enip;
extern const struct tl_dissector tl_dissector_iec104;
extern const struct tl_dissector tl_dissector_ike;
extern const struct tl_dissector tl_dissector_l2tp;
extern const struct tl_dissector tl_dissector_modbus;
extern const struct tl_dissector tl_dissector_openvpn;
extern const struct tl_dissector tl_dissector_pptp;
extern const struct tl_dissector tl_dissector_s7comm;
extern const struct tl_dissector tl_dissector_ssh;
extern const struct tl_dissector tl_dissector_wireguard;

static const struct {
	const struct tl_dissector *dissector;
	__u8 protocol;
	__u16 port;
} cases[] = {
	{&tl_dissector_modbus, IPPROTO_TCP, 502},   {&tl_dissector_modbus, IPPROTO_TCP, 5020},
	{&tl_dissector_iec104, IPPROTO_TCP, 2404},  {&tl_dissector_dnp3, IPPROTO_TCP, 20000},
	{&tl_dissector_dnp3, IPPROTO_UDP, 20000},   {&tl_dissector_wireguard, IPPROTO_UDP, 51820},
	{&tl_dissector_ike, IPPROTO_UDP, 500},	    {&tl_dissector_openvpn, IPPROTO_UDP, 1194},
	{&tl_dissector_openvpn, IPPROTO_TCP, 1194}, {&tl_dissector_ssh, IPPROTO_TCP, 22},
	{&tl_dissector_s7comm, IPPROTO_TCP, 102},   {&tl_dissector_enip, IPPROTO_TCP, 44818},
	{&tl_dissector_enip, IPPROTO_UDP, 2222},    {&tl_dissector_l2tp, IPPROTO_UDP, 1701},
	{&tl_dissector_pptp, IPPROTO_TCP, 1723},
};

static void offer(const struct tl_dissector *dissector, struct tl_transactions *transactions, struct tl_message message)
{
	__u8 *copy = malloc(message.captured);
	__u32 begun = transactions->begun;
	enum tl_dissection result;

	expect(copy);
	memcpy(copy, message.octets, message.captured);
	message.octets = copy;
	result = dissector->take(transactions, &message);
	free(copy);
	expect(result != TL_DISSECT_FOREIGN || transactions->begun == begun);
}

/*
 * The first octet says which, the second how long the messages are, the third how much of them was not captured.
 * Sides take turns; of a stream each sees its beginning again, as it grows.
 */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct tl_transactions_room room = {.most = 16};
	struct tl_transactions transactions;
	size_t which, step, start = 3;
	__u8 side = 0;

	if (size <= start)
		return 0;
	which = bytes[0] % (sizeof(cases) / sizeof(cases[0]));
	step = bytes[1] ? bytes[1] : size;
	tl_transactions_init(&transactions, &room);
	transactions.kind = cases[which].dissector->facts;
	for (size_t at = start; at < size; at += step, side ^= 1) {
		bool is_stream = cases[which].protocol == IPPROTO_TCP;
		size_t end = at + step < size ? at + step : size, from = is_stream ? start : at, cut = bytes[2];
		struct tl_message message = {
			.octets = bytes + from,
			.captured = (__u32)(end - from),
			.length = (__u32)(end - from),
			.source_port = side ? cases[which].port : 40000,
			.destination_port = side ? 40000 : cases[which].port,
			.protocol = cases[which].protocol,
			.side = side,
			.time = 1000 * (at + 1),
		};

		if (!is_stream && cut < message.captured)
			message.captured -= (__u32)cut;
		offer(cases[which].dissector, &transactions, message);
	}
	tl_transactions_free(&transactions);
	return 0;
}
