// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of elements, encoding of values, and their JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/encode.h"
#include "export/enterprise.h"
#include "export/json_render.h"
#include "lib/octets.h"
#include "export/utf8.h"
#include "interop/samples.h"

/* IANA's elements may be in both tables, so that a new field is one row; then they are the same. */
static void expect_same_or_different(const struct tl_element *field, const struct tl_element *known)
{
	bool is_same = field->enterprise == TL_PEN_IANA && field->id == known->id;

	assert_int_equal(is_same, !strcmp(field->name, known->name));
	if (is_same)
		assert_int_equal(field->type, known->type);
}

static void numbers_and_names_are_unique(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++) {
		for (unsigned int j = i + 1; j < TL_ELEMENT__COUNT; j++) {
			assert_string_not_equal(tl_elements[i].name, tl_elements[j].name);
			assert_false(tl_elements[i].enterprise == tl_elements[j].enterprise &&
				     tl_elements[i].id == tl_elements[j].id);
		}
		for (unsigned int j = 0; j < tl_known_element_count; j++) {
			expect_same_or_different(&tl_elements[i], &tl_known_elements[j]);
		}
	}
}

static void dictionary_is_sorted(void **state)
{
	(void)state;
	for (unsigned int i = 1; i < tl_known_element_count; i++)
		assert_true(tl_known_elements[i - 1].id < tl_known_elements[i].id);
}

static void texts_need_no_json_escapes(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++) {
		assert_null(strpbrk(tl_elements[i].name, "\"\\"));
		assert_null(strpbrk(tl_elements[i].text, "\"\\\n"));
		assert_in_range(strlen(tl_elements[i].text), 1, 100);
	}
}

static void each_enterprise_has_a_name(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++) {
		unsigned int place = tl_enterprise_by_number(tl_elements[i].enterprise);

		assert_in_range(place, 0, tl_enterprise_count - 1);
		assert_int_equal(tl_enterprise_by_name(tl_enterprises[place].name), place);
	}
	assert_int_equal(tl_enterprise_by_number(4242), tl_enterprise_count);
	assert_int_equal(tl_enterprise_by_name(""), tl_enterprise_count);
}

static void elements_are_found_in_both_forms(void **state)
{
	bool reverse;

	(void)state;
	assert_ptr_equal(tl_element_find(0, 2, &reverse), &tl_elements[TL_ELEMENT_packetDeltaCount]);
	assert_false(reverse);
	assert_ptr_equal(tl_element_find(29305, 2, &reverse), &tl_elements[TL_ELEMENT_packetDeltaCount]);
	assert_true(reverse);
	assert_ptr_equal(tl_element_find(6871, 14 | 0x4000, &reverse), &tl_elements[TL_ELEMENT_initialTCPFlags]);
	assert_true(reverse);
	assert_string_equal(tl_element_find(0, 85, &reverse)->name, "octetTotalCount");
	assert_null(tl_element_find(0, 60000, &reverse));
	assert_null(tl_element_find(4242, 2, &reverse));
}

static void nanoseconds_survive_ntp(void **state)
{
	const __u64 starts[] = {0, 1, 999999999, SAMPLE_TIME, 2085978496ull * TL_SECOND, 4233462000ull * TL_SECOND};

	(void)state;
	for (unsigned int i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		for (__u64 step = 0; step < 200000; step++) {
			__u64 time = starts[i] + step * 7919;

			assert_int_equal(tl_ntp_to_unix(tl_ntp_from_unix(time)), time);
		}
	for (__u64 time = SAMPLE_TIME; time < SAMPLE_TIME + 2000; time++)
		assert_int_equal(tl_ntp_to_unix(tl_ntp_from_unix(time)), time);
	/* RFC 5905: 1970 is 2208988800 s after 1900; half a second is 2^31 units */
	assert_int_equal(tl_ntp_from_unix(500000000), 2208988800ull << 32 | 1ull << 31);
}

static size_t escape(char *text, size_t size, const char *raw)
{
	size_t length = tl_utf8_escape((__u8 *)text, size, (const __u8 *)raw, strlen(raw));

	text[length] = 0;
	return length;
}

static void text_becomes_utf8(void **state)
{
	static const char *const pairs[][2] = {
		{"www.example.com", "www.example.com"},
		{"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"},
		{"\xe9", "\\xe9"},
		{"\xc0\xaf", "\\xc0\\xaf"}, /* overlong */
		{"\xe0\x80\x80", "\\xe0\\x80\\x80"},
		{"\xed\xa0\x80", "\\xed\\xa0\\x80"}, /* surrogate */
		{"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, /* above U+10FFFF */
		{"\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf"},
		{"\xe2\x82", "\\xe2\\x82"}, /* cut */
		{"a\\b\x01\x7f", "a\\b\\x01\\x7f"},
		{"\\\\server\\x\\xe9\\xg0\\", "\\\\server\\x\\x5cxe9\\xg0\\"},
		{"", ""},
	};
	char text[64];

	(void)state;
	for (unsigned int i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		escape(text, sizeof(text) - 1, pairs[i][0]);
		assert_string_equal(text, pairs[i][1]);
	}
	assert_int_equal(escape(text, 4, "abc\xe2\x82\xac"), 3); /* not inside a character */
	assert_int_equal(escape(text, 6, "abc\xff"), 3); /* nor inside an escape */
	assert_int_equal(escape(text, 7, "abc\xff"), 7);
}

/* What a terminal might obey never comes out as it is, not even from other exporters' strings. */
static void json_has_no_control_characters(void **state)
{
	static const struct {
		const char text[12];
		size_t length;
		const char *json;
	} strings[] = {
		{"a\"b\\c", 5, "\"a\\\"b\\\\c\""},
		{"\0\n\x1b[", 4, "\"\\u0000\\u000a\\u001b[\""},
		{"\x7f\xc2\x9b\xc2\xa0", 5, "\"\\u007f\\u009b\xc2\xa0\""},
		{"\xc2", 1, "\"\\\\xc2\""},
	};
	struct tl_buffer out = {};

	(void)state;
	for (unsigned int i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		tl_buffer_clear(&out);
		tl_json_string(&out, (const __u8 *)strings[i].text, strings[i].length);
		tl_buffer_put(&out, "", 1);
		assert_string_equal((char *)out.bytes, strings[i].json);
	}
	tl_buffer_free(&out);
}

/* JSON of a record, through its octets. */
static char *render(const struct tl_record *record, struct tl_buffer *buffer)
{
	struct tl_encoded encoded;
	struct tl_template *template;

	tl_encode(&encoded, record);
	template = tl_encode_template(tl_encoded_fields(&encoded), TL_ELEMENTS_ALL, 256);
	assert_non_null(template);
	tl_buffer_clear(buffer);
	assert_int_equal(tl_json_record(buffer, template, encoded.bytes, encoded.length, NULL, NULL), 0);
	assert_int_not_equal(tl_json_record(buffer, template, encoded.bytes, encoded.length - 1u, NULL, NULL), 0);
	tl_buffer_put(buffer, "", 1);
	free(template);
	return (char *)buffer->bytes;
}

static void expect_in(const char *json, const char *part)
{
	if (!strstr(json, part))
		fail_msg("no %s in %s", part, json);
}

static void expect_not_in(const char *json, const char *part)
{
	if (strstr(json, part))
		fail_msg("%s in %s", part, json);
}

static void kinds_have_their_fields(void **state)
{
	static const struct {
		enum sample_kind kind;
		const char *present[8], *absent[8];
	} expected[] = {
		{SAMPLE_TCP,
		 {"\"sourceIPv4Address\":\"10.1.0.0\"", "\"sourceTransportPort\":1024", "\"tcpControlBits\":27",
		  "\"reversePacketDeltaCount\":15", "\"reverseFlowStartNanoseconds\":1750000000123456789",
		  "\"destinationAsName\":\"Stra\xc3\x9f"
		  "ennetz \\\"Nord\\\"\"",
		  "\"initialTCPFlags\":194,\"tcpSequenceNumber\":4275878552"},
		 {"IPv6", "icmp", "vlan", "flowLabel"}},
		{SAMPLE_UDP, {"\"biflowDirection\":1", "\"octetDeltaCount\":64"}, {"reverse", "tcp", "tlsSni", "AsN"}},
		{SAMPLE_ICMP,
		 {"\"icmpTypeIPv4\":8", "\"icmpCodeIPv4\":1", "\"icmpTypeCodeIPv4\":2049", "\"ipVersion\":4"},
		 {"TransportPort", "tcp", "IPv6"}},
		{SAMPLE_TCP6,
		 {"\"flowLabelIPv6\":703710", "\"reverseFlowLabelIPv6\":74565", "\"ipVersion\":6",
		  "\"sourceIPv6Address\":\"2001:db8::3\"", "\"httpRequestHost\":\"[2001:db8:ffff::53]:443\""},
		 {"IPv4"}},
		{SAMPLE_ICMP6, {"\"icmpTypeIPv6\":135", "\"icmpTypeCodeIPv6\":34560"}, {"TransportPort", "IPv4"}},
		{SAMPLE_ARP,
		 {"\"ethernetType\":2054", "\"layer2OctetDeltaCount\":120",
		  "\"sourceMacAddress\":\"02:00:00:00:00:01\""},
		 {"octetDeltaCount", "ipVersion", "protocolIdentifier", "TTL", "IpTotalLength", "ipClassOfService"}},
		{SAMPLE_LLC, {"\"layer2OctetDeltaCount\":156"}, {"ethernetType", "ipVersion"}},
		{SAMPLE_VLAN,
		 {"\"vlanId\":107", "\"dot1qVlanId\":107", "\"dot1qPriority\":5"},
		 {"dot1qCustomerVlanId", "dot1qCustomerPriority"}},
		{SAMPLE_QINQ,
		 {"\"dot1qVlanId\":108", "\"dot1qCustomerVlanId\":2000", "\"dot1qCustomerPriority\":3"},
		 {"tcp"}},
		{SAMPLE_GRE, {"\"protocolIdentifier\":47", "\"biflowDirection\":0"}, {"TransportPort"}},
		{SAMPLE_SCTP, {"\"protocolIdentifier\":132", "\"destinationTransportPort\":3868"}, {"tcp"}},
		{SAMPLE_RAW_NAME, {"\"tlsSni\":\"caf\\\\xe9\\\\\\\\x01\\\\xed\\\\xa0\\\\x80.example\""}, {NULL}},
		{SAMPLE_HUGE, {"\"packetDeltaCount\":4294967297", "\"reverseOctetDeltaCount\":2199023255557"}, {NULL}},
	};
	struct tl_buffer buffer = {0};
	struct tl_record record;

	(void)state;
	for (unsigned int i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		const char *json;

		sample_record(&record, expected[i].kind);
		json = render(&record, &buffer);
		for (unsigned int j = 0; j < 8 && expected[i].present[j]; j++)
			expect_in(json, expected[i].present[j]);
		for (unsigned int j = 0; j < 8 && expected[i].absent[j]; j++)
			expect_not_in(json, expected[i].absent[j]);
	}
	tl_buffer_free(&buffer);
}

static void numbers_have_all_their_digits(void **state)
{
	static const struct {
		__u64 number;
		const char *json;
	} numbers[] = {
		{1, "\"packetDeltaCount\":1,"},
		{9, "\"packetDeltaCount\":9,"},
		{10, "\"packetDeltaCount\":10,"},
		{UINT64_MAX, "\"packetDeltaCount\":18446744073709551615,"},
	};
	struct tl_buffer buffer = {0};
	struct tl_record record;

	(void)state;
	for (unsigned int i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		sample_record(&record, SAMPLE_UDP);
		record.forward.packets = numbers[i].number;
		expect_in(render(&record, &buffer), numbers[i].json);
	}
	tl_buffer_free(&buffer);
}

/* RFC 7011 7: lengths of 0 and 254 take one octet, 255 takes three. */
static void strings_have_their_lengths(void **state)
{
	static const unsigned int lengths[] = {1, 253, 254, 255};
	struct tl_encoded encoded;
	struct tl_record record;

	(void)state;
	for (unsigned int i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		const __u8 *string;
		unsigned int header = lengths[i] < 255 ? 1 : 3;

		sample_record(&record, SAMPLE_TCP6);
		memset(record.http_host, 0, sizeof(record.http_host));
		memset(record.http_host, 'h', lengths[i]);
		tl_encode(&encoded, &record);
		string = encoded.bytes + encoded.length - lengths[i] - header; /* httpRequestHost is last */
		assert_int_equal(string[0], lengths[i] < 255 ? lengths[i] : 255);
		if (header == 3)
			assert_int_equal(tl_octets_get(string + 1, 2), 255);
		assert_memory_equal(string + header, record.http_host, lengths[i]);
	}
}

/* A client may send NULs in a name; what stands behind them is not to be hidden, not even by one at the start. */
static void nothing_hides_behind_a_nul(void **state)
{
	static const struct {
		const char name[16];
		const char *sent;
	} names[] = {
		{"good\0.evil", "good\\x00.evil"},
		{"\0evil", "\\x00evil"},
		{"plain", "plain"},
	};
	struct tl_encoded encoded;
	struct tl_record record;

	(void)state;
	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t length = strlen(names[i].sent);

		sample_record(&record, SAMPLE_TCP6);
		memset(record.http_host, 0, sizeof(record.http_host));
		memcpy(record.http_host, names[i].name, sizeof(names[i].name));
		tl_encode(&encoded, &record);
		assert_int_equal(encoded.bytes[encoded.length - length - 1], length);
		assert_memory_equal(encoded.bytes + encoded.length - length, names[i].sent, length);
	}
}

static void the_longest_record_fits(void **state)
{
	struct tl_encoded encoded;
	struct tl_record record;

	(void)state;
	sample_record(&record, SAMPLE_TCP6);
	memset(record.server_name, 0xff, sizeof(record.server_name) - 1);
	memset(record.http_host, 0xff, sizeof(record.http_host) - 1);
	memset(record.source_place.as_name, 0xff, sizeof(record.source_place.as_name) - 1);
	memset(record.destination_place.as_name, 0xff, sizeof(record.destination_place.as_name) - 1);
	record.source_place.as_number = record.destination_place.as_number = 0xffffffff;
	record.key.vlan_depth = 2;
	tl_encode(&encoded, &record);
	assert_true(encoded.length <= TL_ENCODED_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_and_names_are_unique),
		cmocka_unit_test(dictionary_is_sorted),
		cmocka_unit_test(each_enterprise_has_a_name),
		cmocka_unit_test(texts_need_no_json_escapes),
		cmocka_unit_test(elements_are_found_in_both_forms),
		cmocka_unit_test(nanoseconds_survive_ntp),
		cmocka_unit_test(text_becomes_utf8),
		cmocka_unit_test(json_has_no_control_characters),
		cmocka_unit_test(kinds_have_their_fields),
		cmocka_unit_test(numbers_have_all_their_digits),
		cmocka_unit_test(strings_have_their_lengths),
		cmocka_unit_test(nothing_hides_behind_a_nul),
		cmocka_unit_test(the_longest_record_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
