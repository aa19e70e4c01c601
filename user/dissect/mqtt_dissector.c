// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From MQTT's packets to what one connection is for: who connects, what is published, what is asked for. */
#include <netinet/in.h>
#include <string.h>

#include "dissector.h"
#include "facts.h"
#include "mqtt.h"
#include "told.h"

static void keep_connect(struct tl_record_mqtt *mqtt, const struct tl_mqtt_facts *found, __u64 time)
{
	if (mqtt->has_connect)
		return;
	mqtt->has_connect = true;
	mqtt->asked_at = time;
	mqtt->version = found->version;
	mqtt->connect_flags = found->connect_flags;
	mqtt->keep_alive = found->keep_alive;
	tl_keep_text(mqtt->client, sizeof(mqtt->client), found->client);
	tl_keep_text(mqtt->user, sizeof(mqtt->user), found->user);
}

static void keep_answer(struct tl_record_mqtt *mqtt, const struct tl_mqtt_facts *found, __u64 time)
{
	if (mqtt->has_answer)
		return;
	mqtt->has_answer = true;
	mqtt->answered_at = time;
	mqtt->code = found->code;
	mqtt->kinds |= found->is_resumed;
}

static void keep_publish(struct tl_record_mqtt *mqtt, const struct tl_mqtt_facts *found)
{
	mqtt->has_publish = true;
	mqtt->publish_flags |= found->flags;
	mqtt->published++;
	if (!mqtt->topic[0])
		tl_keep_text(mqtt->topic, sizeof(mqtt->topic), found->topic);
}

static void keep_subscribe(struct tl_record_mqtt *mqtt, const struct tl_mqtt_facts *found)
{
	mqtt->has_subscribe = true;
	mqtt->subscribe_quality = found->quality;
	tl_keep_text(mqtt->subscribed, sizeof(mqtt->subscribed), found->topic);
}

/* The first topic of either kind is on the connection's own record, each further one on a record that says whose it is. */
static void tell_topic(struct tl_transactions *transactions, struct tl_transaction *first,
		       const struct tl_mqtt_facts *found, __u64 time)
{
	const struct tl_record_mqtt *connection = &first->facts.mqtt;
	struct tl_transaction *further;

	if (!found->topic[0] || !tl_told_is_new(transactions, found->type, found->topic, strlen(found->topic)))
		return;
	if (found->type == TL_MQTT_SUBSCRIBE && !connection->has_subscribe) {
		keep_subscribe(&first->facts.mqtt, found);
		return;
	}
	if (found->type == TL_MQTT_PUBLISH && !strcmp(connection->topic, found->topic))
		return;
	further = tl_transaction_begin(transactions, time);
	if (!further)
		return;
	further->is_complete = true;
	further->facts.mqtt.version = connection->version;
	further->facts.mqtt.kinds = (__u16)(1u << found->type);
	tl_keep_text(further->facts.mqtt.client, sizeof(connection->client), connection->client);
	if (found->type == TL_MQTT_PUBLISH)
		keep_publish(&further->facts.mqtt, found);
	else
		keep_subscribe(&further->facts.mqtt, found);
}

static void tell_topics(struct tl_transactions *transactions, struct tl_transaction *first, struct tl_mqtt_facts *found,
			__u64 time)
{
	if (found->type == TL_MQTT_PUBLISH)
		tell_topic(transactions, first, found, time);
	if (found->type != TL_MQTT_SUBSCRIBE)
		return;
	do
		tell_topic(transactions, first, found, time);
	while (tl_mqtt_next_topic(found));
}

static void keep(struct tl_transaction *transaction, const struct tl_mqtt_facts *found, __u64 time)
{
	struct tl_record_mqtt *mqtt = &transaction->facts.mqtt;

	mqtt->kinds |= (__u16)(1u << found->type);
	if (found->type == TL_MQTT_CONNECT)
		keep_connect(mqtt, found, time);
	else if (found->type == TL_MQTT_CONNACK)
		keep_answer(mqtt, found, time);
	else if (found->type == TL_MQTT_PUBLISH)
		keep_publish(mqtt, found);
	if (mqtt->asked_at && mqtt->answered_at >= mqtt->asked_at && !mqtt->is_timed) {
		mqtt->response_time = tl_microseconds(mqtt->asked_at, mqtt->answered_at);
		mqtt->is_timed = true;
	}
	tl_transaction_lasts(transaction, time);
}

static bool is_mqtt_port(const struct tl_message *message)
{
	return message->source_port == TL_MQTT_PORT || message->destination_port == TL_MQTT_PORT;
}

/*
 * CONNECT says what it is. The others are a few octets: alone they are believed by the port, and only if nothing but packets
 * stands there to the end, or to where one is cut.
 */
static bool is_convincing(const struct tl_message *whole)
{
	struct tl_message message = *whole;
	struct tl_mqtt_facts found;
	unsigned int packets = 0;

	while (message.captured) {
		enum tl_dissection dissection = tl_mqtt_dissect(&message, 0, &found);

		if (dissection == TL_DISSECT_FOREIGN)
			return false;
		if (dissection == TL_DISSECT_WHOLE && found.type == TL_MQTT_CONNECT && !packets)
			return true;
		packets += dissection == TL_DISSECT_WHOLE;
		if (dissection == TL_DISSECT_CUT || found.octets >= message.captured)
			break;
		message.octets += found.octets;
		message.captured -= found.octets;
	}
	return packets && is_mqtt_port(whole);
}

/* What one packet may be, or the beginning of one: more of the stream tells. */
static enum tl_dissection look(const struct tl_message *message)
{
	struct tl_mqtt_facts found;

	return tl_mqtt_dissect(message, 0, &found) == TL_DISSECT_FOREIGN ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
}

static __u8 version_of(const struct tl_transactions *transactions)
{
	const struct tl_transaction *first = TAILQ_FIRST(&transactions->queue);

	return first ? first->facts.mqtt.version : 0;
}

/* The packets that are new since the stream's beginning was looked at before. */
static void follow(struct tl_transactions *transactions, struct tl_transaction *transaction,
		   const struct tl_message *whole)
{
	__u32 *taken = &transactions->taken[whole->side];
	struct tl_message message = *whole;
	struct tl_mqtt_facts found;

	while (message.captured && message.offset <= whole->offset + whole->captured) {
		enum tl_dissection dissection = tl_mqtt_dissect(&message, version_of(transactions), &found);

		if (dissection != TL_DISSECT_WHOLE && !(found.type == TL_MQTT_SUBSCRIBE && found.topic[0]))
			return;
		if (message.offset >= *taken) {
			keep(transaction, &found, message.time);
			tell_topics(transactions, transaction, &found, message.time);
			if (dissection == TL_DISSECT_WHOLE)
				*taken = message.offset + 1;
		}
		if (dissection != TL_DISSECT_WHOLE) /* its other topics are still to come */
			return;
		if (found.octets >= message.captured)
			return;
		tl_message_pass(&message, found.octets);
	}
}

/*
 * What stands behind a gap: where a packet begins there is not known, but what is nothing but whole packets to its end is such. It may
 * come again when the gap is filled, so that it is not counted.
 */
static void take_apart(struct tl_transactions *transactions, const struct tl_message *whole)
{
	struct tl_transaction *first = TAILQ_FIRST(&transactions->queue);
	struct tl_message message = *whole;
	__u16 kinds = 0;

	while (first && message.captured) {
		struct tl_mqtt_facts found;

		if (tl_mqtt_dissect(&message, first->facts.mqtt.version, &found) != TL_DISSECT_WHOLE ||
		    found.octets > message.captured)
			return;
		kinds |= (__u16)(1u << found.type);
		tell_topics(transactions, first, &found, whole->time);
		message.octets += found.octets;
		message.captured -= found.octets;
	}
	if (first && whole->captured == whole->length)
		first->facts.mqtt.kinds |= kinds;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;

	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	if (message->is_apart) {
		take_apart(transactions, message);
		return TL_DISSECT_CUT;
	}
	if (TAILQ_EMPTY(&transactions->queue) && !is_convincing(message))
		return look(message);
	transaction = tl_transaction_first(transactions, message->time);
	if (transaction)
		follow(transactions, transaction, message);
	return TL_DISSECT_CUT; /* as long as the connection lives, more may follow */
}

const struct tl_dissector tl_dissector_mqtt = {
	.name = "mqtt",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_mqtt,
	.take = take,
};
