// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Any octets as a datagram, and sealed as the frames of an Initial packet: never read outside, a packet that was changed says nothing. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/quic_support.h"
#include "dissect/gquic.h"
#include "dissect/quic.h"
#include "unit/exact_message.h"
#include "fuzz.h"

#define FRAMES_MOST 1500

static void look_for_google(const struct tl_message *datagram)
{
	struct tl_gquic_facts facts;

	if (tl_gquic_dissect(datagram, &facts) == TL_DISSECT_FOREIGN)
		return;
	expect(facts.version && memchr(facts.server_name, 0, sizeof(facts.server_name)) &&
	       memchr(facts.user_agent, 0, sizeof(facts.user_agent)));
}

static enum tl_dissection take(const uint8_t *bytes, size_t captured, size_t length, struct tl_quic_hello *hello)
{
	struct tl_message datagram = exact_message(bytes, captured, length);
	enum tl_dissection result;

	result = tl_quic_take(&datagram, hello);
	look_for_google(&datagram);
	give_back(&datagram);
	expect(tl_quic_prefix(hello) <= TL_QUIC_HELLO_OCTETS);
	expect(result != TL_DISSECT_WHOLE || (hello->version && tl_quic_prefix(hello) >= 4));
	return result;
}

/* What came twice says the same. */
static void take_sealed(const uint8_t *frames, size_t length, size_t changed)
{
	static const struct tl_quic_hello nothing;
	static struct tl_quic_hello once, twice;
	struct quic_packet packet = {0};

	once = nothing;
	quic_seal(&packet, &quic_v1_keys, 0, 1, NULL, (__u8)changed, frames, length);
	expect(take(packet.octets, packet.length, packet.length, &once) != TL_DISSECT_FOREIGN);
	expect(once.version == 1);
	twice = once;
	take(packet.octets, packet.length, packet.length, &twice);
	expect(!memcmp(&once, &twice, sizeof(once)));
	twice = nothing;
	packet.octets[changed * 6 % packet.length] ^= 0x10;
	expect(take(packet.octets, packet.length, packet.length, &twice) != TL_DISSECT_WHOLE);
	expect(!memcmp(&nothing, &twice, sizeof(twice)));
}

/* The first octet says which, the second how much of its end was not captured, or which octet was changed. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct tl_quic_hello hello;
	size_t length;

	if (size < 2)
		return 0;
	length = size - 2;
	if (bytes[0] & 1 && length && length <= FRAMES_MOST) {
		take_sealed(bytes + 2, length, bytes[1]);
		return 0;
	}
	memset(&hello, 0, sizeof(hello));
	take(bytes + 2, length > bytes[1] ? length - bytes[1] : 0, length, &hello);
	return 0;
}
