// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Calls and things on any octets: never read outside, texts end, and what a packet says does not depend on what was not captured. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/coap.h"
#include "dissect/mqtt.h"
#include "dissect/rtp.h"
#include "dissect/sip.h"
#include "unit/exact_message.h"
#include "fuzz.h"

enum { SIP, RTP, RTCP, MQTT, COAP, COAP_STREAM, KINDS };

struct facts {
	struct tl_sip_facts sip;
	struct tl_rtp_packet packet;
	struct tl_rtcp_facts rtcp;
	struct tl_mqtt_facts mqtt;
	struct tl_coap_facts coap;
};

static enum tl_dissection look(const uint8_t *bytes, size_t captured, size_t length, unsigned int which,
			       struct facts *facts)
{
	struct tl_message message = exact_message(bytes, captured, length);
	enum tl_dissection result = TL_DISSECT_FOREIGN;

	memset(facts, 0, sizeof(*facts));
	if (which == SIP)
		result = tl_sip_dissect(&message, &facts->sip);
	else if (which == RTP)
		result = tl_rtp_read(&message, &facts->packet) ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
	else if (which == RTCP)
		result = tl_rtcp_dissect(&message, &facts->rtcp);
	else if (which == MQTT)
		result = tl_mqtt_dissect(&message, bytes[0] % 6, &facts->mqtt);
	else if (which == COAP)
		result = tl_coap_dissect(&message, &facts->coap);
	else
		result = tl_coap_dissect_stream(&message, &facts->coap);
	give_back(&message);
	return result;
}

static void ends(const char *text, size_t size)
{
	expect(memchr(text, 0, size));
}

static void check(const struct facts *facts)
{
	char codecs[16];

	ends(facts->sip.uri, sizeof(facts->sip.uri));
	ends(facts->sip.from, sizeof(facts->sip.from));
	ends(facts->sip.branch, sizeof(facts->sip.branch));
	expect(facts->sip.sdp.count <= TL_SDP_MEDIA);
	for (unsigned int i = 0; i < facts->sip.sdp.count; i++) {
		tl_sdp_codecs(&facts->sip.sdp.media[i], codecs, sizeof(codecs));
		ends(codecs, sizeof(codecs));
	}
	ends(facts->rtcp.name, sizeof(facts->rtcp.name));
	ends(facts->mqtt.topic, sizeof(facts->mqtt.topic));
	ends(facts->mqtt.client, sizeof(facts->mqtt.client));
	ends(facts->coap.path, sizeof(facts->coap.path));
	ends(facts->coap.query, sizeof(facts->coap.query));
}

/* The octets as packets of one stream, 8 each: what they tell is bounded. */
static void check_stream(const uint8_t *bytes, size_t size)
{
	struct tl_rtp_stream stream = {0};
	struct tl_rtp_quality quality;

	for (size_t i = 0; i + 8 <= size; i += 8) {
		struct tl_rtp_packet packet = {.source = bytes[i] & 1, .type = bytes[i] >> 1};

		packet.time = bytes[i + 1] * 1000000ull;
		packet.sequence = (__u16)(bytes[i + 2] << 8 | bytes[i + 3]);
		memcpy(&packet.timestamp, bytes + i + 4, sizeof(packet.timestamp));
		tl_rtp_add(&stream, &packet);
	}
	expect(stream.count <= TL_RTP_KEPT);
	tl_rtp_measure(&stream, 8000, &quality);
	if (tl_rtp_is_convincing(&stream))
		expect(stream.count >= TL_RTP_CONVINCING && quality.lost < 32);
}

/* What is chosen: who is asked. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct facts whole, cut;
	enum tl_dissection of_whole, of_cut;
	struct fuzz_message input;
	unsigned int which;

	if (!fuzz_take_message(&input, bytes, size) || !input.length)
		return 0;
	which = input.choice % KINDS;
	of_whole = look(input.octets, input.length, input.length, which, &whole);
	of_cut = look(input.octets, input.captured, input.length, which, &cut);
	check(&whole);
	check(&cut);
	if (of_cut == TL_DISSECT_WHOLE && (which == COAP || which == COAP_STREAM || which == MQTT))
		expect(of_whole == TL_DISSECT_WHOLE && !memcmp(&whole.coap, &cut.coap, sizeof(cut.coap)));
	check_stream(input.octets, input.length);
	return 0;
}
