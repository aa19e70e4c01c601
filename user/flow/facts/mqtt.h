/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_MQTT_H
#define TAPLESS_FLOW_FACTS_MQTT_H

#include "text.h"

/* The beginning of a connection, as far as it was sampled. */
struct tl_record_mqtt {
	__u64 asked_at; /* CONNECT; 0: not seen */
	__u64 answered_at; /* CONNACK; 0: not seen */
	__u32 response_time; /* microseconds, valid if is_timed */
	bool is_timed;
	bool has_connect;
	bool has_answer;
	bool has_publish;
	bool has_subscribe;
	__u8 version;
	__u8 connect_flags;
	__u8 code;
	__u8 publish_flags; /* of all PUBLISH together */
	__u8 subscribe_quality;
	__u16 keep_alive;
	__u16 kinds; /* a bit for each type of packet; bit 0: CONNACK told of a session */
	__u32 published;
	char client[TL_RECORD_TEXT];
	char user[TL_RECORD_TEXT];
	char topic[TL_RECORD_LINE];
	char subscribed[TL_RECORD_LINE];
};

/* clang-format off */
#define TL_MQTT_FIELDS(ROW) \
	ROW(mqtt, mqttTypeCumulative, CESNET, 1033, UNSIGNED16, FLAGS, NONE, 2, \
		kinds, kinds, "MQTT: bit n: packets of type n; 2 CONNECT, 4 CONNACK, 8 PUBLISH, ...; bit 0: a session went on") \
	ROW(mqtt, mqttVersion, CESNET, 1034, UNSIGNED8, IDENTIFIER, NONE, 1, \
		version, version, "version: 3 is 3.1, 4 is 3.1.1, 5 is 5.0") \
	ROW(mqtt, mqttConnectionFlags, CESNET, 1035, UNSIGNED8, FLAGS, NONE, 1, \
		connect_flags, has_connect, "of CONNECT: 2 clean start, 4 will, 8 and 16 its QoS, 32 retained, 64 password, 128 user") \
	ROW(mqtt, mqttKeepAlive, CESNET, 1036, UNSIGNED16, QUANTITY, SECONDS, 2, \
		keep_alive, has_connect, "how long the client may be silent") \
	ROW(mqtt, mqttConnectionReturnCode, CESNET, 1037, UNSIGNED8, IDENTIFIER, NONE, 1, \
		code, has_answer, "what CONNACK says: 0 accepted, 4 bad password, 5 not authorized; of 5.0: 128 and up") \
	ROW(mqtt, mqttPublishFlags, CESNET, 1038, UNSIGNED8, FLAGS, NONE, 1, \
		publish_flags, has_publish, "of all PUBLISH together: 1 retained, 2 QoS 1, 4 QoS 2, 8 sent again") \
	ROW(mqtt, mqttTopics, CESNET, 1039, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		topic, topic, "topic of the first PUBLISH; each further topic has a record of its own") \
	ROW(mqtt, mqttClientId, TAPLESS, 226, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		client, client, "what the client calls itself") \
	ROW(mqtt, mqttUserName, TAPLESS, 227, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		user, user, "name of the user; the password is never read") \
	ROW(mqtt, mqttSubscribeTopic, TAPLESS, 228, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		subscribed, subscribed, "first topic of the first SUBSCRIBE, and further ones likewise") \
	ROW(mqtt, mqttSubscribeQos, TAPLESS, 229, UNSIGNED8, IDENTIFIER, NONE, 1, \
		subscribe_quality, has_subscribe, "QoS that is wanted for it") \
	ROW(mqtt, mqttPublishCount, TAPLESS, 231, UNSIGNED32, QUANTITY, NONE, 4, \
		published, has_publish, "how many PUBLISH were seen in what was sampled of the flow") \
	ROW(mqtt, mqttResponseTime, TAPLESS, 232, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from CONNECT to CONNACK")
/* clang-format on */

#endif
