// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Messages of CoAP in datagrams and streams: whole, at every truncation, and wrong. */
#include "dissect/coap.h"
#include "unit/offer.h"

#define OF(text) (text), sizeof(text) - 1

/* Uri-Host, Observe, two of Uri-Path, Content-Format, two of Uri-Query, one of them longer than 12 */
#define REQUEST                                                                                                        \
	"\x42\1\x12\x34\xaa\xbb\x33iot\x30\x51"                                                                        \
	"a\2bc\x11\x32\x3d\1"                                                                                          \
	"a=123456789012"                                                                                               \
	"\3b=1\xff{}"

static struct tl_coap_facts facts;

static enum tl_dissection look_as(bool is_stream, const char *octets, size_t captured, size_t length)
{
	struct tl_message message = exact_message(octets, captured, length);
	enum tl_dissection result;

	memset(&facts, 0xa5, sizeof(facts));
	result = is_stream ? tl_coap_dissect_stream(&message, &facts) : tl_coap_dissect(&message, &facts);
	give_back(&message);
	return result;
}

static enum tl_dissection look(const char *octets, size_t length)
{
	return look_as(false, octets, length, length);
}

static void test_messages(void **state)
{
	(void)state;
	assert_int_equal(look(OF(REQUEST)), TL_DISSECT_WHOLE);
	assert_int_equal(facts.type, TL_COAP_CONFIRMABLE);
	assert_int_equal(facts.code, 1);
	assert_int_equal(facts.id, 0x1234);
	assert_int_equal(facts.token_length, 2);
	assert_memory_equal(facts.token, "\xaa\xbb", 2);
	assert_string_equal(facts.host, "iot");
	assert_string_equal(facts.path, "/a/bc");
	assert_string_equal(facts.query, "a=123456789012&b=1");
	assert_true(facts.has_observe && facts.has_format && !facts.is_odd);
	assert_int_equal(facts.observe, 0);
	assert_int_equal(facts.format, 50);
	assert_int_equal(facts.options, 7);
	assert_int_equal(look(OF("\x60\0\x12\x34")), TL_DISSECT_WHOLE);
	assert_int_equal(facts.type, TL_COAP_ACKNOWLEDGEMENT);
	assert_int_equal(look(OF("\x61\x84\x12\x34\1")), TL_DISSECT_WHOLE);
	assert_int_equal(facts.code, 4 << 5 | 4);
}

static void test_stream(void **state)
{
	(void)state;
	assert_int_equal(look_as(true, OF("\0\xe1\1"), 3), TL_DISSECT_WHOLE);
	assert_int_equal(facts.code, TL_COAP_CSM);
	assert_int_equal(facts.octets, 2);
	assert_int_equal(look_as(true, OF("\x51\1\x07\xb4time\x40"), 9), TL_DISSECT_WHOLE);
	assert_int_equal(facts.octets, 8);
	assert_string_equal(facts.path, "/time");
	assert_int_equal(look_as(true, OF("\xd0\7\x45\xff..."), 7),
			 TL_DISSECT_WHOLE); /* 20 octets, most of them payload */
	assert_int_equal(facts.octets, 23);
	assert_int_equal(look_as(true, OF("\x09\1"), 2), TL_DISSECT_FOREIGN);
	assert_int_equal(look_as(true, OF("\x51\1\x07\xb4ti"), 6), TL_DISSECT_CUT);
	assert_int_equal(look_as(true, OF("\xf0\xff\xff\xff\xff\1"), 6), TL_DISSECT_FOREIGN);
}

/* One side's stream from its beginning, of which so many octets have come. */
static void stream(struct conversation *talk, __u8 side, const char *octets, __u32 captured)
{
	assert_int_equal(offer_octets(talk, side, (const __u8 *)octets, captured, captured), TL_DISSECT_CUT);
}

/* Requests one after the other in a stream, all with the empty token: each is one of its own. */
static void test_stream_of_requests(void **state)
{
	static const char asked[] = "\0\xe1\x20\1\xb1"
				    "a\x20\2\xb1"
				    "b\x20\1\xb1"
				    "a",
			  answered[] = "\0\xe1\0\x45\0\x41\0\x84";
	extern const struct tl_dissector tl_dissector_coap;
	struct conversation talk;

	(void)state;
	converse(&talk, &tl_dissector_coap, IPPROTO_TCP, 5683);
	for (__u32 requests = 0; requests <= 3; requests++) {
		stream(&talk, 0, asked, 2 + 4 * requests);
		stream(&talk, 1, answered, 2 + 2 * requests);
	}
	assert_int_equal(talk.transactions.begun, 3);
	assert_string_equal(said(&talk, 1)->coap.path, "/a");
	assert_int_equal(said(&talk, 1)->coap.response, 205);
	assert_int_equal(said(&talk, 1)->coap.notifications, 0);
	assert_string_equal(said(&talk, 2)->coap.path, "/b");
	assert_int_equal(said(&talk, 2)->coap.response, 201);
	assert_int_equal(said(&talk, 3)->coap.response, 404);
	part(&talk);
}

static void test_every_truncation(void **state)
{
	size_t size = sizeof(REQUEST) - 1;

	(void)state;
	for (size_t captured = 0; captured < size; captured++) {
		enum tl_dissection cut = look_as(false, REQUEST, captured, size);

		assert_int_equal(cut, captured < 4	    ? TL_DISSECT_FOREIGN
				      : captured > size - 3 ? TL_DISSECT_WHOLE
							    : TL_DISSECT_CUT);
		assert_memory_equal(facts.path, "/a/bc", strlen(facts.path));
	}
}

static void test_wrong(void **state)
{
	(void)state;
	assert_int_equal(look(OF("\x82\1\x12\x34\xaa\xbb")), TL_DISSECT_FOREIGN); /* version */
	assert_int_equal(look(OF("\x49\1\x12\x34.........")), TL_DISSECT_FOREIGN); /* token too long */
	assert_int_equal(look(OF("\x42\1\x12\x34\xaa")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x40\x3f\x12\x34")), TL_DISSECT_FOREIGN); /* class 1 */
	assert_int_equal(look(OF("\x60\0\x12\x34\1")), TL_DISSECT_FOREIGN); /* empty, and is not */
	assert_int_equal(look(OF("\x60\1\x12\x34")), TL_DISSECT_FOREIGN); /* no request acknowledges */
	assert_int_equal(look(OF("\x40\1\x12\x34\xf0")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x40\1\x12\x34\x0f")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(OF("\x40\1\x12\x34\xb5time")), TL_DISSECT_FOREIGN); /* option too long */
	assert_int_equal(look(OF("\x40\1\x12\x34\xb4time\xff")), TL_DISSECT_FOREIGN); /* no payload */
	assert_int_equal(look(OF("\x40\1\x12\x34\xd0\x60")), TL_DISSECT_WHOLE);
	assert_true(facts.is_odd); /* nobody has registered that option */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_stream_of_requests),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
