// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Packets of MQTT in its three versions: whole, at every truncation, and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/mqtt.h"
#include "unit/exact_message.h"

#define OF(text) (text), sizeof(text) - 1

/* with a will, a user and a password */
#define CONNECT "\x10\x2a\0\4MQTT\4\xee\0\x3c\0\5thing\0\4will\0\3bye\0\3ann\0\7secret!"

static struct tl_mqtt_facts facts;

static enum tl_dissection look_as(__u8 version, const char *octets, size_t length)
{
	struct tl_message message = exact_message(octets, length, length);
	enum tl_dissection result;

	memset(&facts, 0xa5, sizeof(facts));
	result = tl_mqtt_dissect(&message, version, &facts);
	give_back(&message);
	return result;
}

static enum tl_dissection look(const char *octets, size_t length)
{
	return look_as(0, octets, length);
}

static void test_connect(void **state)
{
	(void)state;
	assert_int_equal(look(OF(CONNECT "\xe0\0")), TL_DISSECT_WHOLE);
	assert_int_equal(facts.type, TL_MQTT_CONNECT);
	assert_int_equal(facts.octets, sizeof(CONNECT) - 1);
	assert_int_equal(facts.version, 4);
	assert_int_equal(facts.keep_alive, 60);
	assert_int_equal(facts.connect_flags, 0xee);
	assert_string_equal(facts.client, "thing");
	assert_string_equal(facts.user, "ann");
	assert_string_equal(facts.topic, "");
	assert_int_equal(look(OF("\x10\x0f\0\6MQIsdp\3\2\0\x0a\0\1x")), TL_DISSECT_WHOLE);
	assert_int_equal(facts.version, 3);
	assert_string_equal(facts.client, "x");
	assert_int_equal(look(OF("\x10\x15\0\4MQTT\5\2\0\x0a\5\x11\0\0\0\7\0\3abc")), TL_DISSECT_WHOLE);
	assert_int_equal(facts.version, 5);
	assert_string_equal(facts.client, "abc");
	assert_int_equal(look(OF("\x10\x0c\0\4MQTT\4\2\0\0\0\0")), TL_DISSECT_WHOLE); /* the server gives it a name */
	assert_string_equal(facts.client, "");
}

static void test_others(void **state)
{
	(void)state;
	assert_int_equal(look(OF("\x20\2\1\5")), TL_DISSECT_WHOLE);
	assert_true(facts.is_resumed);
	assert_int_equal(facts.code, 5);
	assert_int_equal(look(OF("\x20\3\0\x87\0")), TL_DISSECT_WHOLE);
	assert_int_equal(facts.code, 0x87);
	assert_int_equal(look(OF("\x33\x7f\0\3a/bQQ...")), TL_DISSECT_WHOLE); /* what it publishes is not waited for */
	assert_string_equal(facts.topic, "a/b");
	assert_int_equal(facts.octets, 129);
	assert_int_equal(look(OF("\x82\x08\0\1\0\3a/#\1")), TL_DISSECT_WHOLE);
	assert_string_equal(facts.topic, "a/#");
	assert_int_equal(facts.quality, 1);
	assert_int_equal(look_as(5, OF("\x82\x09\0\1\0\0\3a/#\2")), TL_DISSECT_WHOLE);
	assert_string_equal(facts.topic, "a/#");
	assert_int_equal(facts.quality, 2);
	assert_int_equal(look(OF("\xc0\0")), TL_DISSECT_WHOLE);
	assert_int_equal(look(OF("\x90\3\0\1\0")), TL_DISSECT_WHOLE);
}

/* What acknowledges or ends is as long as its version says (5.0, 3.4.2, 3.11, 3.14.2): text is none of these. */
static void test_ends(void **state)
{
	(void)state;
	assert_int_equal(look_as(4, OF("\x40\2\0\1")), TL_DISSECT_WHOLE);
	assert_int_equal(look_as(4, OF("\x40\3\0\1\0")), TL_DISSECT_FOREIGN);
	assert_int_equal(look_as(5, OF("\x40\3\0\1\x10")), TL_DISSECT_WHOLE);
	assert_int_equal(look_as(5, OF("\x62\4\0\1\x92\0")), TL_DISSECT_WHOLE);
	assert_int_equal(look_as(5, OF("\x62\5\0\1\x92\0!")), TL_DISSECT_FOREIGN);
	assert_int_equal(look_as(5, OF("\x62\5\0\1\x92\5!")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x50\5\0\1")), TL_DISSECT_CUT);
	assert_int_equal(look(OF("bcbabaabbabbaab")),
			 TL_DISSECT_FOREIGN); /* a piece of text, as if PUBREL of 99 octets */
	assert_int_equal(look_as(4, OF("\x90\2\0\1")), TL_DISSECT_FOREIGN);
	assert_int_equal(look_as(5, OF("\x90\4\0\1\0\2")), TL_DISSECT_WHOLE);
	assert_int_equal(look_as(4, OF("\xb0\2\0\1")), TL_DISSECT_WHOLE);
	assert_int_equal(look_as(4, OF("\xb0\3\0\1\0")), TL_DISSECT_FOREIGN);
	assert_int_equal(look_as(5, OF("\xb0\4\0\1\0\x11")), TL_DISSECT_WHOLE);
	assert_int_equal(look(OF("\xb0\4\0\1\0\x11")), TL_DISSECT_WHOLE);
	assert_int_equal(look_as(4, OF("\xe0\1\0")), TL_DISSECT_FOREIGN);
	assert_int_equal(look_as(5, OF("\xe0\1\x8e")), TL_DISSECT_WHOLE);
	assert_int_equal(look_as(5, OF("\xe0\7\0\5\x11\0\0\0\7")), TL_DISSECT_WHOLE);
	assert_int_equal(look(OF("\xe0\x11............")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\xd0\1\0")), TL_DISSECT_FOREIGN);
}

static void test_every_truncation(void **state)
{
	(void)state;
	for (size_t length = 0; length < sizeof(CONNECT) - 1; length++) {
		assert_int_equal(look(CONNECT, length), length ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN);
		assert_true(!facts.user[0] || !strcmp(facts.user, "ann"));
	}
}

static void test_wrong(void **state)
{
	(void)state;
	assert_int_equal(look(OF("\x10\x0c\0\4MQTX\4\2\0\0\0\0")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x10\x0c\0\4MQTT\6\2\0\0\0\0")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x10\x0c\0\4MQTT\4\3\0\0\0\0")), TL_DISSECT_FOREIGN); /* reserved flag */
	assert_int_equal(look(OF("\x10\x0d\0\4MQTT\4\2\0\0\0\0!")), TL_DISSECT_FOREIGN); /* longer than it says */
	assert_int_equal(look(OF("\x10\x0c\0\4MQTT\4\2\0\0\0\1")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x10\xff\xff\xff\xff\1")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x11\x0c")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x20\2\2\0")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x36\7\0\3a/b..")), TL_DISSECT_FOREIGN); /* QoS 3 */
	assert_int_equal(look(OF("\x30\7\0\3a/#..")), TL_DISSECT_FOREIGN); /* a wildcard is no topic */
	assert_int_equal(look(OF("\x30\7\0\3a\xff"
				 "b..")),
			 TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x80\x08\0\1\0\3a/#\1")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x16\3\1\2\0\1\0\1\xfc\3\3")), TL_DISSECT_FOREIGN); /* TLS */
	assert_int_equal(look(OF("GET / HTTP/1.1\r\n")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("SSH-2.0-x\r\n")), TL_DISSECT_FOREIGN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connect),		 cmocka_unit_test(test_others), cmocka_unit_test(test_ends),
		cmocka_unit_test(test_every_truncation), cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
