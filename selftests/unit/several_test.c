// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A handshake over several datagrams, several topics in a connection, messages in a stream that mostly come in datagrams. */
#include "unit/offer.h"

#include "flow/record_facts.h"
#include "unit/hello.h"
#include "unit/tls_certificate_vector.h"
#include "unit/tls_vectors.h"

#define DTLS_PORT 4433
#define PIECE	  200

extern const struct tl_dissector tl_dissector_mqtt, tl_dissector_snmp, tl_dissector_stun;
extern const struct tl_dissector tl_dissector_syslog, tl_dissector_tls;
static struct conversation talk;

/* Each fragment in a datagram of its own. */
static void offer_flight(__u8 side, const struct hello *message, unsigned int sequence)
{
	for (size_t from = 0; from < message->length - 4; from += PIECE) {
		struct hello datagram = {0};
		size_t left = message->length - 4 - from;

		dtls_fragment(&datagram, message, sequence, from, left < PIECE ? left : PIECE);
		offer_octets(&talk, side, datagram.bytes, (__u32)datagram.length, (__u32)datagram.length);
	}
}

static void test_flights(void **state)
{
	struct hello client = {0}, server = {0}, chain = {0};
	const struct tl_record_tls *tls;

	(void)state;
	chrome_hello(&client, 0xfefd, true);
	server_hello(&server, 0xfefd, 0xc02b, 0, NULL, 0);
	certificate_message(&chain);
	converse(&talk, &tl_dissector_tls, IPPROTO_UDP, DTLS_PORT);
	offer_flight(0, &client, 1);
	tls = &said(&talk, 1)->tls;
	assert_string_equal(tls->server_name, "example.com");
	offer_flight(1, &server, 1);
	offer_flight(1, &server, 1); /* sent again */
	assert_int_equal(tls->cipher, 0xc02b);
	assert_false(tls->has_certificate);
	offer_flight(1, &chain, 2);
	assert_true(tls->has_certificate);
	assert_true(tls->subject_name[0]);
	part(&talk);
}

static void test_topics(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_mqtt, IPPROTO_TCP, 1883);
	offer(&talk, 0,
	      "101100044d51545404020003"
	      "0005"
	      "7468696e67");
	offer(&talk, 1, "20020000");
	offer(&talk, 0,
	      "8210"
	      "0001"
	      "0003612f62"
	      "01"
	      "0003"
	      "632f64"
	      "02"
	      "9999"); /* what is behind is no topic */
	offer(&talk, 0,
	      "3007"
	      "0003"
	      "612f62"
	      "7878");
	offer(&talk, 0,
	      "3007"
	      "0003"
	      "612f63"
	      "7878"
	      "3007"
	      "0003"
	      "612f63"
	      "7979"
	      "3007"
	      "0003"
	      "612f62"
	      "7979");
	assert_int_equal(talk.transactions.begun, 3);
	assert_string_equal(said(&talk, 1)->mqtt.topic, "a/b");
	assert_string_equal(said(&talk, 1)->mqtt.subscribed, "a/b");
	assert_int_equal(said(&talk, 1)->mqtt.published, 4);
	assert_string_equal(said(&talk, 2)->mqtt.subscribed, "c/d");
	assert_int_equal(said(&talk, 2)->mqtt.subscribe_quality, 2);
	assert_string_equal(said(&talk, 2)->mqtt.client, "thing");
	assert_string_equal(said(&talk, 3)->mqtt.topic, "a/c");
	assert_int_equal(said(&talk, 3)->mqtt.kinds, 1 << 3);
	part(&talk);
}

/* A SUBSCRIBE of three topics that comes in pieces: those that have come whole are told, each once. */
static void test_topics_in_pieces(void **state)
{
	static const char subscribe[] = "8214"
					"0001"
					"0003612f62"
					"01"
					"0003632f64"
					"02"
					"0003652f66"
					"00";
	__u8 octets[OFFERED_MOST];
	__u32 length = octets_of(subscribe, octets);

	(void)state;
	converse(&talk, &tl_dissector_mqtt, IPPROTO_TCP, 1883);
	offer(&talk, 0,
	      "101100044d515454040200030005"
	      "7468696e67");
	for (__u32 captured = 1; captured <= length; captured++)
		assert_int_equal(offer_octets(&talk, 0, octets, captured, captured), TL_DISSECT_CUT);
	assert_int_equal(talk.transactions.begun, 3);
	assert_string_equal(said(&talk, 1)->mqtt.subscribed, "a/b");
	assert_string_equal(said(&talk, 2)->mqtt.subscribed, "c/d");
	assert_string_equal(said(&talk, 3)->mqtt.subscribed, "e/f");
	assert_int_equal(said(&talk, 1)->mqtt.subscribe_quality, 1);
	assert_int_equal(said(&talk, 2)->mqtt.subscribe_quality, 2);
	assert_int_equal(said(&talk, 1)->mqtt.kinds, 1 << 1 | 1 << 8);
	part(&talk);
}

#define BINDING_1                                                                                                      \
	"000100002112a442"                                                                                             \
	"010101010101010101010101"
#define BINDING_2                                                                                                      \
	"000100002112a442"                                                                                             \
	"020202020202020202020202"
#define DATA                                                                                                           \
	"40000005"                                                                                                     \
	"0102030405"                                                                                                   \
	"000000" /* filled up */
#define ANSWER_2                                                                                                       \
	"0101000c2112a442"                                                                                             \
	"020202020202020202020202"                                                                                     \
	"00200008"                                                                                                     \
	"0001"                                                                                                         \
	"1d2e"                                                                                                         \
	"2b12a443"

static void test_stream_of_stun(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_stun, IPPROTO_TCP, 3478);
	assert_int_equal(offer(&talk, 0, BINDING_1), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 0, DATA BINDING_2), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, ANSWER_2), TL_DISSECT_CUT);
	assert_int_equal(talk.transactions.begun, 2);
	assert_int_equal(said(&talk, 1)->stun.class, 0);
	assert_int_equal(said(&talk, 2)->stun.class, 2);
	assert_int_equal(said(&talk, 2)->stun.port, 0x3c3c);
	part(&talk);
	expect_foreign(&tl_dissector_stun, IPPROTO_TCP, 3478, DATA);
	expect_foreign(&tl_dissector_stun, IPPROTO_TCP, 3478,
		       "0001000021120000"
		       "010101010101010101010101");
	cut_everywhere(&tl_dissector_stun, IPPROTO_TCP, 3478, ANSWER_2);
}

#define SNMP_GET                                                                                                       \
	"3027"                                                                                                         \
	"020101"                                                                                                       \
	"04067075626c6963"                                                                                             \
	"a01a"                                                                                                         \
	"02020384"                                                                                                     \
	"020100"                                                                                                       \
	"020100"                                                                                                       \
	"300e"                                                                                                         \
	"300c"                                                                                                         \
	"0608"                                                                                                         \
	"2b06010201010100"                                                                                             \
	"0500"
#define SNMP_ANSWER                                                                                                    \
	"3027"                                                                                                         \
	"020101"                                                                                                       \
	"04067075626c6963"                                                                                             \
	"a21a"                                                                                                         \
	"02020384"                                                                                                     \
	"020100"                                                                                                       \
	"020100"                                                                                                       \
	"300e"                                                                                                         \
	"300c"                                                                                                         \
	"0608"                                                                                                         \
	"2b06010201010100"                                                                                             \
	"0500"

static void test_stream_of_snmp(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_snmp, IPPROTO_TCP, 161);
	assert_int_equal(offer(&talk, 0, SNMP_GET), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, SNMP_ANSWER SNMP_ANSWER), TL_DISSECT_CUT);
	assert_int_equal(said(&talk, 1)->snmp.request, 900);
	assert_string_equal(said(&talk, 1)->snmp.oid, "1.3.6.1.2.1.1.1.0");
	assert_true(said(&talk, 1)->snmp.is_timed);
	part(&talk);
	expect_foreign(&tl_dissector_snmp, IPPROTO_TCP, 389,
		       "300c"
		       "020101"
		       "6007020103040080"
		       "00"); /* LDAP */
	expect_foreign(&tl_dissector_snmp, IPPROTO_TCP, 161, "308001");
	cut_everywhere(&tl_dissector_snmp, IPPROTO_TCP, 161, SNMP_GET);
}

/* Text, as the next octets of the client's stream or its next datagram. */
static enum tl_dissection offer_text(const char *text)
{
	__u32 length = (__u32)strlen(text);
	enum tl_dissection result = offer_octets(&talk, 0, (const __u8 *)text, length, length);

	if (talk.protocol == IPPROTO_TCP)
		talk.sent[0] += length;
	return result;
}

static void test_stream_of_syslog(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_syslog, IPPROTO_TCP, 601);
	assert_int_equal(offer_text("34 <34>1 - host app - - - octets here<13>x"), TL_DISSECT_CUT);
	assert_int_equal(talk.transactions.begun, 1);
	assert_string_equal(said(&talk, 1)->syslog.application, "app");
	part(&talk);
	converse(&talk, &tl_dissector_syslog, IPPROTO_TCP, 514);
	assert_int_equal(offer_text("<13>Oct 11 22:14:15 here su: one\n<14>two\n<15"), TL_DISSECT_CUT);
	assert_int_equal(talk.transactions.begun, 2);
	assert_string_equal(said(&talk, 1)->syslog.host, "here");
	assert_int_equal(said(&talk, 2)->syslog.severity, 6);
	part(&talk);
	converse(&talk, &tl_dissector_syslog, IPPROTO_UDP, 1514);
	assert_int_equal(offer_text("<189>29: *Mar  1 18:46:11: %SYS-5-CONFIG_I"), TL_DISSECT_WHOLE);
	assert_int_equal(said(&talk, 1)->syslog.facility, 23);
	part(&talk);
	converse(&talk, &tl_dissector_syslog, IPPROTO_UDP, 1514);
	assert_int_equal(offer_text("<18>\1\2\3 no text at all"), TL_DISSECT_FOREIGN);
	assert_int_equal(offer_text("<html><body>text"), TL_DISSECT_FOREIGN);
	part(&talk);
	expect_foreign(&tl_dissector_syslog, IPPROTO_TCP, 514, "3132333400"); /* a port, as rsh begins */
	expect_foreign(&tl_dissector_syslog, IPPROTO_TCP, 514, "3c68746d6c3e");
	expect_foreign(&tl_dissector_syslog, IPPROTO_TCP, 601, "3939393939392031");
	cut_everywhere(&tl_dissector_syslog, IPPROTO_TCP, 601, "31302033343e");
	cut_everywhere(&tl_dissector_syslog, IPPROTO_TCP, 601, "3134203c33343e31202d202d206120620a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flights),		 cmocka_unit_test(test_topics),
		cmocka_unit_test(test_topics_in_pieces), cmocka_unit_test(test_stream_of_stun),
		cmocka_unit_test(test_stream_of_snmp),	 cmocka_unit_test(test_stream_of_syslog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
