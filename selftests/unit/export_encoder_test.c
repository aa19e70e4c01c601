// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A record by the plan of its shape against the same record field by field, for records with all kinds of content. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/basic_list.h"
#include "export/buffer.h"
#include "export/encoder.h"
#include "export/session.h"
#include "export/utf8.h"
#include "interop/samples.h"
#include "lib/octets.h"

#define RECORDS (TL_SHAPES_MAX + 2000) /* nearly each has a shape of its own: more than an encoder remembers */

static struct tl_record_facts facts;

/* A linear congruential generator. */
static unsigned int draw(unsigned int below)
{
	static __u64 state = 1;

	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned int)(state >> 33) % below;
}

/* Most words are zero; in the others octets are 0 or 1, which a bool may be too. */
static void strew(void *memory, size_t size)
{
	__u8 *octets = memory;

	memset(memory, 0, size);
	for (size_t at = 0; at < size; at++) {
		if (at % 8 == 0 && draw(4))
			at += 7;
		else
			octets[at] = (__u8)draw(2);
	}
}

/* Of any length, plain, or with characters that need an escape. */
static void write_text(char *text, size_t size)
{
	static const char *const odd[] = {"\\x41", "\\", "\xc3\xa9", "\xc3", "\x7f", "\n", "\"", "\xf0\x9f\x98\x80"};
	size_t length = draw(3) ? draw(20) : draw((unsigned int)size + 1);

	memset(text, 0, size);
	for (size_t at = 0; at < length && at < size; at++)
		text[at] = (char)(' ' + draw(0x7f - ' '));
	if (length && !draw(4)) {
		const char *piece = odd[draw(sizeof(odd) / sizeof(odd[0]))];
		size_t at = draw((unsigned int)length);

		memcpy(text + at, piece, strlen(piece) < size - at ? strlen(piece) : size - at);
	}
	if (length > 2 && !draw(16))
		text[draw((unsigned int)length)] = 0;
}

static void write_texts(struct tl_record *record)
{
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		const struct tl_element *element = tl_field_element(field);
		bool is_there = !tl_field_is_reverse(field) || element->reverse_offset;

		if (element->type != TL_TYPE_STRING || !is_there || (element->facts && !record->facts) || draw(3))
			continue;
		if (!element->facts || element->is_beside || element->facts == record->facts->kind)
			write_text((char *)(uintptr_t)tl_element_value(element, record, tl_field_is_reverse(field)),
				   element->size);
	}
}

static void make_record(struct tl_record *record)
{
	static const __u16 ethertypes[] = {0x0800, 0x86dd, 0x0800, 0x86dd, 0x0806, 0};
	static const __u8 protocols[] = {6, 17, 1, 58, 47, 132, 6, 17};

	strew(record, sizeof(*record));
	strew(&facts, sizeof(facts));
	facts.kind = draw(TL_FACTS_tls);
	facts.has.tls = (__u8)draw(2);
	facts.has.quic = (__u8)draw(2);
	record->facts = draw(2) ? &facts : NULL;
	record->streams = NULL;
	record->key.ethertype = ethertypes[draw(6)];
	record->key.protocol = protocols[draw(8)];
	record->key.vlan_depth = (__u8)draw(3);
	record->details.quoted.version = (__u8)(2 * draw(4));
	record->details.mpls_depth = (__u8)draw(5);
	record->first_packets.count = (__u8)(draw(8) ? 0 : draw(TL_FIRST_PACKETS + 1));
	record->application.id[0] = (__u8)draw(TL_APPLICATION_ID_SIZE);
	record->start = SAMPLE_TIME + draw(1u << 31);
	record->end = record->start + draw(1u << 31);
	write_texts(record);
}

/* --- field by field */

static __u64 load(const void *member, size_t size)
{
	__u64 value = 0;

	memcpy(&value, member, size); /* little-endian machines, as all that this is built for */
	return value;
}

static size_t put_octets(__u8 *at, const __u8 *octets, size_t length)
{
	size_t header = length < 255 ? 1 : 3;

	at[0] = length < 255 ? (__u8)length : 255;
	if (header == 3)
		tl_octets_put(at + 1, length, 2);
	memcpy(at + header, octets, length);
	return header + length;
}

static size_t put_text(__u8 *at, const char *text, size_t size)
{
	__u8 escaped[TL_STRING_LIMIT];

	while (size && !text[size - 1])
		size--;
	return put_octets(at, escaped, tl_utf8_escape(escaped, sizeof(escaped), (const __u8 *)text, size));
}

static __u64 part_of(const struct tl_element *element, const void *member)
{
	switch (element->part) {
	case TL_PART_HIGH:
		return load(member, 2) >> 8;
	case TL_PART_LOW:
		return load(member, 2) & 0xff;
	case TL_PART_IP_VERSION:
		return load(member, 2) == 0x86dd ? 6 : 4;
	default:
		return load(member, element->length);
	}
}

static size_t put_value(__u8 *at, const struct tl_element *element, const void *member)
{
	switch (element->type) {
	case TL_TYPE_STRING:
		return put_text(at, member, element->size);
	case TL_TYPE_DATE_TIME_MILLISECONDS:
		tl_octets_put(at, load(member, 8) / 1000000, 8);
		return 8;
	case TL_TYPE_DATE_TIME_NANOSECONDS:
		tl_octets_put(at, tl_ntp_from_unix(load(member, 8)), 8);
		return 8;
	case TL_TYPE_OCTET_ARRAY:
	case TL_TYPE_MAC_ADDRESS:
	case TL_TYPE_IPV4_ADDRESS:
	case TL_TYPE_IPV6_ADDRESS:
		if (element->part == TL_PART_COUNTED)
			return put_octets(at, (const __u8 *)member + 1, *(const __u8 *)member);
		memcpy(at, member, element->length);
		return element->length;
	default:
		tl_octets_put(at, part_of(element, member), element->length);
		return element->length;
	}
}

static size_t put_list(__u8 *at, const struct tl_element *element, const char *items, unsigned int count)
{
	__u8 list[1024];
	size_t length = tl_basic_list_put_header(list, element->enterprise, element->id, element->length, count);

	for (unsigned int i = 0; i < count; i++)
		length += put_value(list + length, element, items + (size_t)i * element->length);
	return put_octets(at, list, length);
}

static void encode_plainly(struct tl_encoded *encoded, const struct tl_record *record)
{
	struct tl_field_set fields = {{0}};

	memset(encoded, 0, offsetof(struct tl_encoded, bytes));
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		const struct tl_element *element = tl_field_element(field);
		__u8 *at = encoded->bytes + encoded->length;
		const void *member;

		if (!tl_element_is_present(element, record, tl_field_is_reverse(field)))
			continue;
		member = tl_element_value(element, record, tl_field_is_reverse(field));
		tl_field_set_add(&fields, field);
		encoded->length += element->part == TL_PART_LIST
					   ? put_list(at, element, member, record->first_packets.count)
					   : put_value(at, element, member);
	}
	tl_encoded_set_own_fields(encoded, &fields);
}

/* --- */

static void expect_same(const struct tl_encoded *encoded, const struct tl_encoded *plain)
{
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++)
		if (tl_field_set_has(tl_encoded_fields(encoded), field) !=
		    tl_field_set_has(tl_encoded_fields(plain), field))
			fail_msg("%s is in one only", tl_field_element(field)->name);
	assert_int_equal(encoded->length, plain->length);
	assert_memory_equal(encoded->bytes, plain->bytes, plain->length);
}

static void a_plan_gives_the_same_as_each_field_by_itself(void **state)
{
	static struct tl_encoded encoded, plain;
	static struct tl_record record;
	struct tl_encoder *encoder = tl_encoder_create();

	(void)state;
	assert_non_null(encoder);
	for (unsigned int i = 0; i < RECORDS; i++) {
		make_record(&record);
		encode_plainly(&plain, &record);
		tl_encoder_encode(encoder, &encoded, &record);
		expect_same(&encoded, &plain);
		tl_encoder_encode(encoder, &encoded, &record); /* as one whose plan is there */
		expect_same(&encoded, &plain);
		tl_encode(&encoded, &record);
		expect_same(&encoded, &plain);
		assert_int_equal(encoded.amount.packets, record.forward.packets + record.reverse.packets);
	}
	tl_encoder_free(encoder);
}

static void records_of_one_shape_have_one_number(void **state)
{
	static struct tl_encoded encoded[SAMPLE__MAX], again;
	struct tl_encoder *encoder = tl_encoder_create();
	static struct tl_record record;

	(void)state;
	assert_non_null(encoder);
	for (unsigned int kind = 0; kind < SAMPLE__MAX; kind++) {
		sample_record(&record, kind);
		tl_encoder_encode(encoder, &encoded[kind], &record);
		for (unsigned int other = 0; other < kind; other++)
			if (encoded[kind].shape == encoded[other].shape)
				assert_memory_equal(tl_encoded_fields(&encoded[kind]),
						    tl_encoded_fields(&encoded[other]), sizeof(struct tl_field_set));
	}
	for (unsigned int kind = 0; kind < SAMPLE__MAX; kind++) {
		sample_record(&record, kind + SAMPLE__MAX);
		tl_encoder_encode(encoder, &again, &record);
		assert_int_not_equal(again.shape, 0);
		assert_int_equal(again.shape, encoded[kind].shape);
	}
	tl_encoder_free(encoder);
}

static void shapes_beyond_those_remembered_have_none(void **state)
{
	static struct tl_encoded encoded, copy, plain;
	static struct tl_record record;
	struct tl_encoder *encoder = tl_encoder_create();
	unsigned int most = 0;

	(void)state;
	assert_non_null(encoder);
	for (unsigned int i = 0; i < RECORDS; i++) {
		make_record(&record);
		tl_encoder_encode(encoder, &encoded, &record);
		most = encoded.shape > most ? encoded.shape : most;
	}
	assert_int_equal(most, TL_SHAPES_MAX);
	assert_int_equal(encoded.shape, 0);
	tl_encoder_free(encoder);
	memcpy(&copy, &encoded, tl_encoded_size(&encoded)); /* with its own fields, which need no encoder */
	memset(&encoded, 0, sizeof(encoded));
	encode_plainly(&plain, &record);
	expect_same(&copy, &plain);
}

/* What is plain is copied as a whole: each octet at each place must be judged as the escape does. */
static void plain_is_what_no_escape_changes(void **state)
{
	__u8 text[19], copy[19], escaped[64];

	(void)state;
	for (unsigned int at = 0; at < sizeof(text); at++)
		for (unsigned int octet = 0; octet < 256; octet++) {
			bool is_plain;

			memset(text, 'a', sizeof(text));
			text[at] = (__u8)octet;
			is_plain = tl_utf8_copy_plain(copy, text, sizeof(text));
			if (is_plain)
				assert_memory_equal(copy, text, sizeof(text));
			if (is_plain || octet != '\\')
				assert_int_equal(is_plain, tl_utf8_escape(escaped, sizeof(escaped), text,
									  sizeof(text)) == sizeof(text) &&
								   !memcmp(escaped, text, sizeof(text)));
		}
}

/* --- sessions */

static int take_message(void *context, const struct tl_delivery *delivery)
{
	struct tl_buffer *written = context;

	tl_buffer_put(written, delivery->bytes, delivery->length);
	return 0;
}

/* All that a session writes of the samples; `encoder`: their shapes are known. */
static void write_samples(struct tl_buffer *written, const struct tl_export_options *options, size_t limit,
			  struct tl_encoder *encoder)
{
	struct tl_session *session = calloc(1, sizeof(*session));
	static struct tl_encoded encoded;
	struct tl_record record;

	assert_non_null(session);
	assert_int_equal(tl_session_open(session, options, limit, TL_FIRST_TEMPLATE, take_message, written), 0);
	for (unsigned int i = 0; i < 10 * SAMPLE__MAX; i++) {
		sample_record(&record, i);
		if (encoder)
			tl_encoder_encode(encoder, &encoded, &record);
		else
			tl_encode(&encoded, &record);
		assert_int_equal(tl_session_add(session, &encoded), 0);
	}
	tl_session_flush(session);
	tl_session_close(session);
	free(session);
}

/* In each dialect, with integers of each size, and where records have to be cut. */
static void what_is_known_of_a_shape_changes_no_octet(void **state)
{
	static const size_t limits[] = {420, 1352, TL_MESSAGE_MAX};
	struct tl_buffer plain = {0}, known = {0};

	(void)state;
	for (unsigned int i = 0; i < 3 * 3 * TL_ELEMENTS__COUNT; i++) {
		const struct tl_export_options options = {.capture = true, .elements = i / 9, .sizes = i % 3};
		struct tl_encoder *encoder = tl_encoder_create();

		tl_buffer_clear(&plain);
		tl_buffer_clear(&known);
		write_samples(&plain, &options, limits[i / 3 % 3], NULL);
		write_samples(&known, &options, limits[i / 3 % 3], encoder);
		assert_int_equal(plain.used, known.used);
		assert_memory_equal(plain.bytes, known.bytes, plain.used);
		tl_encoder_free(encoder);
	}
	tl_buffer_free(&plain);
	tl_buffer_free(&known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_gives_the_same_as_each_field_by_itself),
		cmocka_unit_test(records_of_one_shape_have_one_number),
		cmocka_unit_test(shapes_beyond_those_remembered_have_none),
		cmocka_unit_test(plain_is_what_no_escape_changes),
		cmocka_unit_test(what_is_known_of_a_shape_changes_no_octet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
