// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* DHCP messages made by hand, whole, at every truncation, and wrong. */
#include "dissect/dhcp.h"
#include "dissect/dhcpv6.h"
#include "unit/offer.h"

#define OPTIONS_AT 240

static struct tl_dhcp_facts facts;

static enum tl_dissection look(const __u8 *octets, size_t captured, size_t length)
{
	struct tl_message message = exact_message(octets, captured, length);
	enum tl_dissection result;

	memset(&facts, 0xa5, sizeof(facts));
	result = tl_dhcp_dissect(&message, &facts);
	give_back(&message);
	return result;
}

static size_t make(__u8 *octets, __u8 op, const char *options, size_t length)
{
	memset(octets, 0, OPTIONS_AT);
	memcpy(octets, "\0\1\6\0\x12\x34\x56\x78", 8);
	octets[0] = op;
	memcpy(octets + 12, "\xc0\0\2\1\xc0\0\2\2", 8);
	memcpy(octets + 28, "\2\0\0\0\0\1", 6);
	memcpy(octets + 236, "\x63\x82\x53\x63", 4);
	memcpy(octets + OPTIONS_AT, options, length);
	return OPTIONS_AT + length;
}

#define MAKE(octets, op, options) make(octets, op, options, sizeof(options) - 1)

static const char request[] = "\x35\1\3"
			      "\0"
			      "\x0c\6laptop"
			      "\x3c\5MSFT5"
			      "\x32\4\xc0\0\2\7"
			      "\x36\4\xc0\0\2\xfe"
			      "\x33\4\0\0\x0e\x10"
			      "\x37\4\1\3\6\x0f"
			      "\xff\0\0\0";

static void test_request(void **state)
{
	__u8 octets[512];
	size_t length = MAKE(octets, 1, request);

	(void)state;
	assert_int_equal(look(octets, length, length), TL_DISSECT_WHOLE);
	assert_false(facts.is_reply);
	assert_int_equal(facts.type, 3);
	assert_int_equal(facts.transaction, 0x12345678);
	assert_int_equal(facts.hardware_length, 6);
	assert_memory_equal(facts.hardware, "\2\0\0\0\0\1\0\0", 8);
	assert_memory_equal(facts.client, "\xc0\0\2\1", 4);
	assert_memory_equal(facts.assigned, "\xc0\0\2\2", 4);
	assert_memory_equal(facts.requested, "\xc0\0\2\7", 4);
	assert_memory_equal(facts.server, "\xc0\0\2\xfe", 4);
	assert_int_equal(facts.lease, 3600);
	assert_string_equal(facts.host_name, "laptop");
	assert_string_equal(facts.vendor_class, "MSFT5");
	assert_int_equal(facts.parameters, 4);
	assert_memory_equal(facts.parameter, "\1\3\6\x0f", 4);
}

static void test_every_truncation(void **state)
{
	__u8 octets[512];
	size_t length = MAKE(octets, 1, request);

	(void)state;
	for (size_t captured = 0; captured < length; captured++) {
		enum tl_dissection result = look(octets, captured, length);

		assert_int_equal(result, captured < OPTIONS_AT	 ? TL_DISSECT_FOREIGN
					 : captured < length - 3 ? TL_DISSECT_CUT
								 : TL_DISSECT_WHOLE);
		if (captured < OPTIONS_AT)
			continue;
		assert_int_equal(facts.type, captured >= OPTIONS_AT + 3 ? 3 : 0);
		assert_string_equal(facts.host_name, captured >= OPTIONS_AT + 12 ? "laptop" : "");
	}
}

static void test_wrong(void **state)
{
	__u8 octets[512];
	size_t length = MAKE(octets, 3, "\xff");

	(void)state;
	assert_int_equal(look(octets, length, length), TL_DISSECT_FOREIGN);
	length = MAKE(octets, 2, "\x35\1\5");
	assert_int_equal(look(octets, length, length), TL_DISSECT_WHOLE); /* without an end */
	assert_true(facts.is_reply && facts.type == 5);
	length = MAKE(octets, 2, "\x35\2\5\5\x33\1\1\x32\3\1\2\3\xff"); /* options of a length that is not theirs */
	assert_int_equal(look(octets, length, length), TL_DISSECT_WHOLE);
	assert_int_equal(facts.type, 0);
	assert_int_equal(facts.lease, 0);
	length = MAKE(octets, 2, "\x35\2\5");
	assert_int_equal(look(octets, length, length), TL_DISSECT_FOREIGN);
	octets[2] = 17;
	assert_int_equal(look(octets, length, length + 1), TL_DISSECT_FOREIGN);
	length = MAKE(octets, 2, "\xff");
	octets[236] = 0;
	assert_int_equal(look(octets, length, length), TL_DISSECT_FOREIGN);
}

/* Options that the message has no other room for, and a field that has none (RFC 2132 9.3, RFC 2131 4.1). */
static void test_overload(void **state)
{
	static const char options[] = "\x35\1\2\x34\1\3\xff", file_alone[] = "\x35\1\2\x34\1\1\xff";
	__u8 octets[512];
	size_t length = MAKE(octets, 2, options);

	(void)state;
	memcpy(octets + 44, "\x3c\3ABC\x33\4\0\0\0\x3c\xff", 12);
	memcpy(octets + 108, "\0\x0c\3box\xff\x32\4\1\2\3\4", 13); /* behind the end is nothing */
	assert_int_equal(look(octets, length, length), TL_DISSECT_WHOLE);
	assert_string_equal(facts.vendor_class, "ABC");
	assert_int_equal(facts.lease, 60);
	assert_string_equal(facts.host_name, "box");
	assert_memory_equal(facts.requested, "\0\0\0\0", 4);
	assert_int_equal(look(octets, length - 1, length),
			 TL_DISSECT_CUT); /* there may be another one in what was not captured */
	assert_string_equal(facts.vendor_class, "");
	memcpy(octets + OPTIONS_AT, file_alone, sizeof(file_alone) - 1);
	assert_int_equal(look(octets, length, length), TL_DISSECT_WHOLE);
	assert_string_equal(facts.host_name, "box");
	assert_string_equal(facts.vendor_class, "");
	memset(octets + 108, 0x0c, 128); /* an option that goes on behind its field is none */
	memset(octets + 234, 0x0c, 2);
	octets[108 + 1] = 127;
	assert_int_equal(look(octets, length, length), TL_DISSECT_WHOLE);
	assert_string_equal(facts.host_name, "");
	assert_int_equal(facts.type, 2);
}

/* RFC 4702: the name as text, as labels, whole or not. */
static void test_full_name(void **state)
{
	__u8 octets[512];
	size_t length = MAKE(octets, 1, "\x51\x0b\0\0\0pc.home.");

	(void)state;
	assert_int_equal(look(octets, length, length), TL_DISSECT_WHOLE);
	assert_string_equal(facts.full_name, "pc.home.");
	length = MAKE(octets, 1, "\x51\x0c\5\0\0\2pc\4home\0\x0c\4host");
	assert_int_equal(look(octets, length, length), TL_DISSECT_WHOLE);
	assert_string_equal(facts.full_name, "pc.home");
	assert_string_equal(facts.host_name, "host");
	length = MAKE(octets, 1, "\x51\6\4\0\0\2pc");
	assert_int_equal(look(octets, length, length), TL_DISSECT_WHOLE);
	assert_string_equal(facts.full_name, "pc");
	length = MAKE(octets, 1, "\x51\6\4\0\0\x3fpc\x51\3\0\0\0\x51\1\4"); /* longer than it is; none; too short */
	assert_int_equal(look(octets, length, length), TL_DISSECT_WHOLE);
	assert_string_equal(facts.full_name, "");
}

/* From a relay's own port (RFC 8357); between two ports that are no DHCP's nobody believes it. */
static void test_ports(void **state)
{
	extern const struct tl_dissector tl_dissector_dhcp;
	struct conversation talk;
	__u8 octets[512];
	size_t length = MAKE(octets, 1, request);

	(void)state;
	converse(&talk, &tl_dissector_dhcp, IPPROTO_UDP, TL_DHCP_SERVER_PORT);
	assert_int_equal(offer_octets(&talk, 0, octets, (__u32)length, (__u32)length), TL_DISSECT_WHOLE);
	assert_string_equal(said(&talk, 1)->dhcp.host_name, "laptop");
	length = MAKE(octets, 1, "\x35\1\3\x51\5\0\0\0pc");
	assert_int_equal(offer_octets(&talk, 0, octets, (__u32)length, (__u32)length), TL_DISSECT_WHOLE);
	assert_string_equal(said(&talk, 2)->dhcp.host_name, "pc");
	part(&talk);
	converse(&talk, &tl_dissector_dhcp, IPPROTO_UDP, 6767);
	assert_int_equal(offer_octets(&talk, 0, octets, (__u32)length, (__u32)length), TL_DISSECT_FOREIGN);
	part(&talk);
}

#define CLIENT_ID "\0\1\0\x0e\0\1\0\1\x1c\x39\xcf\x88\x08\0\x27\xfe\x8f\x95"
#define SOLICIT                                                                                                        \
	"\1\x10\x08\x74" CLIENT_ID "\0\x27\0\x13\0\4pc10\7example\3com\0"                                              \
	"\0\x10\0\x0e\0\0\1\x37\0\x08MSFT 5.0\0\6\0\4\0\x17\0\x18"
#define ADVERTISE                                                                                                      \
	"\2\x10\x08\x74" CLIENT_ID "\0\3\0\x28\0\0\0\1\0\0\0\0\0\0\0\0\0\5\0\x18"                                      \
	"\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x77\0\0\0\0\0\0\0\0"

static struct tl_dhcpv6_facts facts6;

static enum tl_dissection look6(const char *octets, size_t captured, size_t length)
{
	struct tl_message message = exact_message(octets, captured, length);
	enum tl_dissection result;

	result = tl_dhcpv6_dissect(&message, &facts6);
	give_back(&message);
	return result;
}

static void test_version_6(void **state)
{
	static const char solicit[] = SOLICIT, advertise[] = ADVERTISE;
	static const char relayed[] = "\x0c\0"
				      "0123456789abcdef0123456789abcdef"
				      "\0\x09\0\x42" ADVERTISE;

	(void)state;
	for (size_t captured = 0; captured < sizeof(solicit) - 1; captured++)
		assert_int_equal(look6(solicit, captured, sizeof(solicit) - 1),
				 captured < 4 ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT);
	assert_int_equal(look6(solicit, sizeof(solicit) - 1, sizeof(solicit) - 1), TL_DISSECT_WHOLE);
	assert_int_equal(facts6.type, 1);
	assert_memory_equal(facts6.hardware, "\x08\0\x27\xfe\x8f\x95", 6);
	assert_string_equal(facts6.host_name, "pc10.example.com");
	assert_string_equal(facts6.vendor_class, "MSFT 5.0");
	assert_int_equal(facts6.parameters, 2);
	assert_int_equal(facts6.parameter[1], 24);
	assert_int_equal(look6(advertise, sizeof(advertise) - 1, sizeof(advertise) - 1), TL_DISSECT_WHOLE);
	assert_int_equal(facts6.address[15], 0x77);
	for (size_t captured = 4; captured < sizeof(relayed) - 1; captured++)
		assert_int_equal(look6(relayed, captured, sizeof(relayed) - 1), TL_DISSECT_CUT);
	assert_int_equal(sizeof(advertise) - 1, 0x42);
	assert_int_equal(look6("\x0e\0\0\0", 4, 4), TL_DISSECT_FOREIGN);
	assert_int_equal(look6("\1\0\0\0\0\1\0\5a", 9, 9), TL_DISSECT_FOREIGN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_version_6), cmocka_unit_test(test_request),
		cmocka_unit_test(test_overload),  cmocka_unit_test(test_full_name),
		cmocka_unit_test(test_ports),	  cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
