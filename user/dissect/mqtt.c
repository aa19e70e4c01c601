// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "mqtt.h"

#include <string.h>

#include "../lib/octets.h"

#define LENGTH_OCTETS 4 /* a length has at most so many (5.0, 1.5.5) */
#define VERSION_3_1   3
#define VERSION_5     5
#define VERSION_MOST  5
#define CODE_MOST     0xa2 /* of 5.0's reasons; earlier versions have five */

#define FLAG_RESERVED 0x01 /* of CONNECT */
#define FLAG_WILL     0x04
#define FLAG_PASSWORD 0x40
#define FLAG_USER     0x80

/* What has not been read of a packet's body. `left` may be more than is captured: then it is cut. */
struct body {
	const __u8 *octets;
	__u32 captured;
	__u32 left;
	bool is_cut;
	bool is_wrong;
};

static const __u8 *take(struct body *body, __u32 count)
{
	const __u8 *taken = body->octets;

	if (count > body->left)
		body->is_wrong = true;
	else if (count > body->captured)
		body->is_cut = true;
	if (body->is_wrong || body->is_cut)
		return NULL;
	body->octets += count;
	body->captured -= count;
	body->left -= count;
	return taken;
}

static __u32 take_number(struct body *body, __u32 octets)
{
	const __u8 *taken = take(body, octets);

	return taken ? (__u32)tl_octets_get(taken, octets) : 0;
}

/* Seven bits an octet, the lowest first (5.0, 1.5.5). */
static __u32 take_length(struct body *body)
{
	__u32 length = 0;

	for (unsigned int i = 0; i < LENGTH_OCTETS; i++) {
		__u32 octet = take_number(body, 1);

		length |= (octet & 0x7f) << 7 * i;
		if (!(octet & 0x80))
			return length;
	}
	body->is_wrong = true;
	return 0;
}

static void skip_properties(struct body *body)
{
	take(body, take_length(body));
}

/* UTF-8 without NUL or other control characters, as far as it is looked at (5.0, 1.5.4). */
static bool is_text(const __u8 *octets, __u32 length)
{
	for (__u32 i = 0; i < length; i++) {
		unsigned int more = 0;

		if (octets[i] < ' ' || octets[i] == 0x7f || octets[i] == 0xc0 || octets[i] == 0xc1 || octets[i] > 0xf4)
			return false;
		if (octets[i] >= 0x80 && octets[i] < 0xc2)
			return false;
		if (octets[i] >= 0xc2)
			more = octets[i] < 0xe0 ? 1 : octets[i] < 0xf0 ? 2 : 3;
		for (; more; more--)
			if (++i >= length || octets[i] >> 6 != 2)
				return false;
	}
	return true;
}

/* A text with its length before it; `text` may be NULL. */
static void take_text(struct body *body, char *text, size_t size)
{
	__u32 length = take_number(body, 2), kept;
	const __u8 *octets = take(body, length);

	if (!octets)
		return;
	if (!is_text(octets, length))
		body->is_wrong = true;
	if (!text || body->is_wrong)
		return;
	kept = length < size ? length : (__u32)size - 1;
	memcpy(text, octets, kept);
	text[kept] = 0;
}

static void skip_data(struct body *body)
{
	take(body, take_number(body, 2));
}

/* 3.1 calls itself MQIsdp, the later ones MQTT. False: neither does it. */
static bool take_name(struct body *body, __u8 *version)
{
	static const __u8 later[] = {0, 4, 'M', 'Q', 'T', 'T'}, earlier[] = {0, 6, 'M', 'Q', 'I', 's', 'd', 'p'};
	bool is_earlier = body->captured >= 2 && body->octets[1] == earlier[1];
	const __u8 *name = is_earlier ? earlier : later;
	__u32 length = is_earlier ? sizeof(earlier) : sizeof(later);
	__u32 seen = body->captured < length ? body->captured : length;

	if (memcmp(body->octets, name, seen) != 0)
		return false;
	take(body, length);
	*version = (__u8)take_number(body, 1) & 0x7f; /* the top bit is a bridge's */
	if (body->is_cut)
		return true;
	return is_earlier ? *version == VERSION_3_1 : *version > VERSION_3_1 && *version <= VERSION_MOST;
}

static void read_connect(struct body *body, struct tl_mqtt_facts *facts)
{
	if (!take_name(body, &facts->version)) {
		body->is_wrong = true;
		return;
	}
	facts->connect_flags = (__u8)take_number(body, 1);
	facts->keep_alive = (__u16)take_number(body, 2);
	if (facts->connect_flags & FLAG_RESERVED)
		body->is_wrong = true;
	if (facts->version == VERSION_5)
		skip_properties(body);
	take_text(body, facts->client, sizeof(facts->client));
	if (facts->connect_flags & FLAG_WILL) {
		if (facts->version == VERSION_5)
			skip_properties(body);
		take_text(body, NULL, 0);
		skip_data(body);
	}
	if (facts->connect_flags & FLAG_USER)
		take_text(body, facts->user, sizeof(facts->user));
	if (facts->connect_flags & FLAG_PASSWORD)
		skip_data(body);
	if (body->left && !body->is_cut)
		body->is_wrong = true;
}

static void read_connack(struct body *body, struct tl_mqtt_facts *facts)
{
	__u32 session = take_number(body, 1);

	facts->is_resumed = session & 1;
	facts->code = (__u8)take_number(body, 1);
	if (session > 1 || facts->code > CODE_MOST || (facts->code > 5 && facts->code < 0x80))
		body->is_wrong = true;
	if (body->left) { /* 5.0 */
		skip_properties(body);
		if (body->left && !body->is_cut)
			body->is_wrong = true;
	}
}

/* An empty topic stands for one that was said before (5.0, 3.3.2.3.4). */
static void read_publish(struct body *body, struct tl_mqtt_facts *facts)
{
	__u32 quality = facts->flags >> 1 & 3;

	if (quality == 3)
		body->is_wrong = true;
	take_text(body, facts->topic, sizeof(facts->topic));
	if (strpbrk(facts->topic, "#+")) /* 3.3.2.1: what is published has one topic */
		body->is_wrong = true;
	if (quality)
		take(body, 2);
}

static void read_topic(struct body *body, struct tl_mqtt_facts *facts)
{
	take_text(body, facts->topic, sizeof(facts->topic));
	if (facts->type == TL_MQTT_SUBSCRIBE)
		facts->quality = (__u8)take_number(body, 1) & 3;
	if (body->is_cut) /* a topic without its quality is to be told later */
		facts->topic[0] = 0;
	if (facts->quality == 3)
		body->is_wrong = true;
	facts->more = body->octets;
	facts->more_octets = body->left < body->captured ? body->left : body->captured;
}

static void read_subscribe(struct body *body, __u8 version, struct tl_mqtt_facts *facts)
{
	take(body, 2);
	if (version == VERSION_5)
		skip_properties(body);
	read_topic(body, facts);
	if (body->captured < body->left) /* of what has come, the topics are known */
		body->is_cut = true;
}

bool tl_mqtt_next_topic(struct tl_mqtt_facts *facts)
{
	struct body body = {.octets = facts->more, .captured = facts->more_octets, .left = facts->more_octets};

	if (!facts->more_octets)
		return false;
	read_topic(&body, facts);
	return !body.is_wrong;
}

/* In 5.0 a reason and properties may end a packet, or the reason alone (3.4.2.1, 3.14.2.1). What has more is none. */
static void read_reason(struct body *body, __u8 version)
{
	if (!body->left)
		return;
	if (version && version != VERSION_5)
		body->is_wrong = true;
	take(body, 1);
	if (body->left)
		skip_properties(body);
	if (body->left && !body->is_cut)
		body->is_wrong = true;
}

/* An identifier, and for each topic a reason, which UNSUBACK has in 5.0 alone. */
static void read_reasons(struct body *body, __u8 version, struct tl_mqtt_facts *facts)
{
	bool may_have_none = facts->type == TL_MQTT_UNSUBACK && version != VERSION_5;
	bool may_have_some = facts->type == TL_MQTT_SUBACK || !version || version == VERSION_5;

	take(body, 2);
	if (version == VERSION_5)
		skip_properties(body);
	if (!body->is_cut && !(body->left ? may_have_some : may_have_none))
		body->is_wrong = true;
}

static void read_other(struct body *body, __u8 version, struct tl_mqtt_facts *facts)
{
	switch (facts->type) {
	case TL_MQTT_PINGREQ:
	case TL_MQTT_PINGRESP:
		body->is_wrong = body->left;
		break;
	case TL_MQTT_SUBACK:
	case TL_MQTT_UNSUBACK:
		read_reasons(body, version, facts);
		break;
	case TL_MQTT_DISCONNECT:
	case TL_MQTT_AUTH:
		read_reason(body, version);
		break;
	default: /* what acknowledges a PUBLISH: its identifier first */
		take(body, 2);
		read_reason(body, version);
		break;
	}
}

/* Only PUBLISH has flags; three of the others have one set that means nothing (2.1.3). */
static bool has_right_flags(__u8 type, __u8 flags)
{
	if (type == TL_MQTT_PUBLISH)
		return true;
	/* of 3.1 these may have QoS 1, and been sent again */
	if (type == TL_MQTT_PUBREL || type == TL_MQTT_SUBSCRIBE || type == TL_MQTT_UNSUBSCRIBE)
		return (flags & 7) == 2;
	return !flags;
}

static void read_body(struct body *body, __u8 version, struct tl_mqtt_facts *facts)
{
	if (facts->type == TL_MQTT_CONNECT)
		read_connect(body, facts);
	else if (facts->type == TL_MQTT_CONNACK)
		read_connack(body, facts);
	else if (facts->type == TL_MQTT_PUBLISH)
		read_publish(body, facts);
	else if (facts->type == TL_MQTT_SUBSCRIBE || facts->type == TL_MQTT_UNSUBSCRIBE)
		read_subscribe(body, version, facts);
	else
		read_other(body, version, facts);
}

enum tl_dissection tl_mqtt_dissect(const struct tl_message *message, __u8 version, struct tl_mqtt_facts *facts)
{
	struct body body = {.octets = message->octets, .captured = message->captured, .left = message->captured + 8};
	__u32 first, length;

	memset(facts, 0, sizeof(*facts));
	first = take_number(&body, 1);
	facts->type = (__u8)(first >> 4);
	facts->flags = first & 0x0f;
	if (body.is_cut || !facts->type || !has_right_flags(facts->type, facts->flags))
		return TL_DISSECT_FOREIGN;
	length = take_length(&body);
	if (body.is_wrong || body.is_cut)
		return body.is_wrong ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	facts->octets = message->captured - body.captured + length;
	body.left = length;
	if (body.captured > length)
		body.captured = length;
	read_body(&body, version, facts);
	if (body.is_wrong)
		return TL_DISSECT_FOREIGN;
	return body.is_cut ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}
