// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* basicLists on the wire (RFC 6313) and in JSON: ours, others', and broken ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/basic_list.h"
#include "export/encode.h"
#include "export/json_render.h"

/* The JSON of a record whose one field is a basicList of these octets. */
static char *json_of(const char *bytes, size_t length)
{
	struct tl_template *template = tl_template_create(256, 1, 0);
	struct tl_buffer out = {};
	__u8 record[256] = {length};

	memcpy(record + 1, bytes, length);
	tl_template_set(template, 0, 0, TL_BASIC_LIST_ID, TL_VARIABLE_LENGTH);
	assert_int_equal(tl_json_record(&out, template, record, 1 + length, NULL, NULL), 0);
	tl_buffer_put(&out, "", 1);
	free(template);
	return (char *)out.bytes;
}

#define expect_json(octets, wanted)                                                                                    \
	do {                                                                                                           \
		char *got = json_of(octets, sizeof(octets) - 1);                                                       \
		assert_string_equal(got, wanted "\n");                                                                 \
		free(got);                                                                                             \
	} while (0)

static void lists_have_the_name_of_their_items(void **state)
{
	(void)state;
	expect_json("\4\x83\xf5\0\2\0\0\x1f\x79\2\5\xff\xff", "{\"packetLength\":[517,-1]}");
	expect_json("\3\0\2\0\4\0\0\0\7", "{\"packetDeltaCount\":[7]}");
	expect_json("\3\0\x0c\0\4\x0a\0\0\1\x0a\0\0\2", "{\"destinationIPv4Address\":[\"10.0.0.1\",\"10.0.0.2\"]}");
	expect_json("\3\0\2\0\4", "{\"packetDeltaCount\":[]}");
	expect_json("\xff\x80\2\0\1\0\0\0\x63\1\2", "{\"99.2\":[\"01\",\"02\"]}");
	expect_json("\3\x81\x52\xff\xff\0\0\x9a\x4b\1a\0\2bc", "{\"tlsSni\":[\"a\",\"\",\"bc\"]}");
}

/* A list in a list stays octets. */
static void lists_do_not_nest(void **state)
{
	(void)state;
	expect_json("\3\1\x23\xff\xff\5\3\0\2\0\4", "{\"basicList\":[\"0300020004\"]}");
}

static void what_is_no_list_stays_octets(void **state)
{
	(void)state;
	expect_json("", "{\"basicList\":\"\"}");
	expect_json("\3\0\2\0", "{\"basicList\":\"03000200\"}");
	expect_json("\3\0\2\0\4\0\0\0", "{\"basicList\":\"0300020004000000\"}");
	expect_json("\3\0\2\0\0\1", "{\"basicList\":\"030002000001\"}");
	expect_json("\3\x80\2\0\1\0\0\0", "{\"basicList\":\"0380020001000000\"}");
	expect_json("\3\0\2\xff\xff\2a", "{\"basicList\":\"030002ffff0261\"}");
	expect_json("\3\0\2\xff\xff\xff\1", "{\"basicList\":\"030002ffffff01\"}");
}

static void first_packets_are_encoded(void **state)
{
	static struct tl_record record;
	static struct tl_encoded encoded;
	struct tl_template *template;
	struct tl_buffer out = {};

	(void)state;
	record.forward.packets = 3;
	record.first_packets = (struct tl_record_packets){
		.count = 3, .lengths = {517, 1400, 3}, .times = {1000000, 2000000, 3999999}, .directions = {1, -1, -1}};
	tl_encode(&encoded, &record);
	template = tl_encode_template(tl_encoded_fields(&encoded), TL_ELEMENTS_ALL, 256);
	assert_int_equal(tl_json_record(&out, template, encoded.bytes, encoded.length, NULL, NULL), 0);
	tl_buffer_put(&out, "", 1);
	assert_non_null(strstr((char *)out.bytes, "\"packetLength\":[517,1400,3]"));
	assert_non_null(strstr((char *)out.bytes, "\"packetTime\":[1,2,3]"));
	assert_non_null(strstr((char *)out.bytes, "\"packetDirection\":[1,-1,-1]"));
	free(template);
	tl_buffer_free(&out);
}

/* The value of a record's one list of lengths, and how long it is. */
static size_t list_of_lengths(const struct tl_record_packets *packets, const __u8 **bytes)
{
	static struct tl_record record;
	static struct tl_encoded encoded;
	struct tl_field_set lengths = {{0}};
	size_t at = 0;

	record.first_packets = *packets;
	record.forward.packets = packets->count;
	tl_encode(&encoded, &record);
	tl_field_set_add(&lengths, TL_ELEMENT__COUNT + TL_ELEMENT_packetLength);
	for (unsigned int field = 0; field < TL_ELEMENT__COUNT + TL_ELEMENT_packetLength; field++)
		if (tl_field_set_has(tl_encoded_fields(&encoded), field))
			at += tl_encoded_value_size(tl_field_element(field), encoded.bytes + at);
	*bytes = encoded.bytes + at + 1;
	return encoded.bytes[at];
}

/* RFC 6313 4.5.1: semantics, id with the enterprise bit, length of an item, enterprise number, items and nothing behind them. */
static void octets_are_those_of_the_rfc(void **state)
{
	static const struct tl_record_packets two = {.count = 2, .lengths = {517, -1}},
					      one = {.count = 1, .lengths = {3}};
	const __u8 *bytes;

	(void)state;
	assert_int_equal(list_of_lengths(&two, &bytes), 13);
	assert_memory_equal(bytes, "\4\x83\xf5\0\2\0\0\x1f\x79\2\5\xff\xff", 13);
	assert_int_equal(list_of_lengths(&one, &bytes), 11);
	assert_memory_equal(bytes, "\xff\x83\xf5\0\2\0\0\x1f\x79\0\3", 11); /* 5.6: one item has no order */
}

/* Thirty times take 249 octets, which is just below where the length gets longer; all must come back. */
static void a_full_list_comes_back(void **state)
{
	static struct tl_record record;
	static struct tl_encoded encoded;
	unsigned int lists = 0, items = 0;
	struct tl_template *template;
	struct tl_values values;
	struct tl_value value;

	(void)state;
	record.forward.packets = 30;
	record.first_packets.count = TL_FIRST_PACKETS;
	tl_encode(&encoded, &record);
	template = tl_encode_template(tl_encoded_fields(&encoded), TL_ELEMENTS_ALL, 256);
	tl_values_begin(&values, template, encoded.bytes, encoded.length);
	while (tl_values_next(&values, &value) > 0) {
		struct tl_basic_list list;
		const __u8 *item;
		size_t length;

		if (value.field->id != TL_BASIC_LIST_ID)
			continue;
		lists++;
		assert_int_equal(tl_basic_list_open(&list, value.bytes, value.length), 0);
		assert_int_equal(list.enterprise, TL_PEN_CESNET);
		while (tl_basic_list_next(&list, &item, &length) > 0)
			items++;
	}
	assert_int_equal(values.left, 0);
	assert_int_equal(lists, 3);
	assert_int_equal(items, 3 * TL_FIRST_PACKETS);
	free(template);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_have_the_name_of_their_items), cmocka_unit_test(lists_do_not_nest),
		cmocka_unit_test(what_is_no_list_stays_octets),	      cmocka_unit_test(first_packets_are_encoded),
		cmocka_unit_test(octets_are_those_of_the_rfc),	      cmocka_unit_test(a_full_list_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
