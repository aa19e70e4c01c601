/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Control packets of MQTT 3.1, 3.1.1 and 5.0 (OASIS), as a stream has them one behind the other. */
#ifndef TAPLESS_DISSECT_MQTT_H
#define TAPLESS_DISSECT_MQTT_H

#include <tapless/message_starts.h>

#include "message.h"

#define TL_MQTT_TEXT_SIZE  128 /* with the NUL */
#define TL_MQTT_TOPIC_SIZE 256

enum tl_mqtt_type {
	TL_MQTT_CONNECT = 1,
	TL_MQTT_CONNACK = 2,
	TL_MQTT_PUBLISH = 3,
	TL_MQTT_PUBACK = 4,
	TL_MQTT_PUBREL = 6,
	TL_MQTT_SUBSCRIBE = 8,
	TL_MQTT_SUBACK = 9,
	TL_MQTT_UNSUBSCRIBE = 10,
	TL_MQTT_UNSUBACK = 11,
	TL_MQTT_PINGREQ = 12,
	TL_MQTT_PINGRESP = 13,
	TL_MQTT_DISCONNECT = 14,
	TL_MQTT_AUTH = 15,
};

/* One packet. Texts are UTF-8, cut where there is no room; the password and what is published are never read. */
struct tl_mqtt_facts {
	__u8 type; /* enum tl_mqtt_type */
	__u8 flags; /* the lower half of the first octet; of PUBLISH: 1 retained, 2 and 4 QoS, 8 sent again */
	__u32 octets; /* of the whole packet */
	__u8 version; /* CONNECT: 3 is 3.1, 4 is 3.1.1, 5 is 5.0 */
	__u8 connect_flags; /* CONNECT */
	__u16 keep_alive; /* CONNECT: seconds */
	bool is_resumed; /* CONNACK: the server has a session */
	__u8 code; /* CONNACK: 0 accepted */
	__u8 quality; /* SUBSCRIBE: QoS that is wanted for the first topic */
	char client[TL_MQTT_TEXT_SIZE]; /* CONNECT */
	char user[TL_MQTT_TEXT_SIZE]; /* CONNECT */
	char topic[TL_MQTT_TOPIC_SIZE]; /* PUBLISH; SUBSCRIBE, UNSUBSCRIBE: the first one */
	const __u8 *more; /* SUBSCRIBE, UNSUBSCRIBE: the message's octets behind it */
	__u32 more_octets;
};

/*
 * `version`: of the connection, on which the form of SUBSCRIBE depends; 0: not known. WHOLE: the packet was captured, or as much
 * of it as tells something: PUBLISH up to its topic. CUT: more may come; a SUBSCRIBE's topics that have come whole are there.
 */
enum tl_dissection tl_mqtt_dissect(const struct tl_message *message, __u8 version, struct tl_mqtt_facts *facts);

/* The next topic of a SUBSCRIBE or UNSUBSCRIBE in the place of the one before. False: there is none. */
bool tl_mqtt_next_topic(struct tl_mqtt_facts *facts);

#endif
