// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Dialects send other numbers for the same facts; records that are too long for a message lose texts and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/fit.h"
#include "lib/octets.h"
#include "interop/samples.h"

#define FORWARD(row) (TL_ELEMENT__COUNT + TL_ELEMENT_##row)

static bool is_sent(unsigned int field)
{
	return (!tl_field_is_reverse(field) || tl_field_element(field)->reverse_offset) &&
	       tl_field_element(field)->part != TL_PART_LIST;
}

static void no_dialect_has_a_number_twice(void **state)
{
	(void)state;
	for (unsigned int sent = 0; sent < TL_ELEMENTS__COUNT; sent++)
		for (unsigned int one = 0; one < TL_FIELD__COUNT; one++)
			for (unsigned int other = 0; other < one && is_sent(one); other++) {
				struct tl_form a = tl_dialect_form(sent, one), b = tl_dialect_form(sent, other);

				if (is_sent(other) && a.enterprise == b.enterprise && a.id == b.id)
					fail_msg("%s and %s are both %u/%u", tl_field_element(one)->name,
						 tl_field_element(other)->name, a.enterprise, a.id);
			}
}

static void every_number_is_read_as_the_field_it_was_sent_for(void **state)
{
	(void)state;
	for (unsigned int sent = 0; sent < TL_ELEMENTS__COUNT; sent++)
		for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
			struct tl_form form = tl_dialect_form(sent, field);
			bool reverse;

			if (!is_sent(field))
				continue;
			assert_ptr_equal(tl_element_find(form.enterprise, form.id, &reverse), tl_field_element(field));
			assert_int_equal(reverse, tl_field_is_reverse(field));
			assert_true(form.length <= tl_field_element(field)->length);
		}
}

static void numbers_are_those_of_the_vendors(void **state)
{
	struct tl_form form;

	(void)state;
	form = tl_dialect_form(TL_ELEMENTS_FLOWMON, FORWARD(httpRequestHost));
	assert_int_equal(form.enterprise, 39499);
	assert_int_equal(form.id, 1);
	form = tl_dialect_form(TL_ELEMENTS_CESNET, FORWARD(dnsResponseCode));
	assert_int_equal(form.enterprise, 8057);
	assert_int_equal(form.id, 1);
	assert_int_equal(form.length, 1);
	form = tl_dialect_form(TL_ELEMENTS_NTOP, TL_ELEMENT_npmTcpRetransmission);
	assert_int_equal(form.enterprise, 35632);
	assert_int_equal(form.id, 110);
	form = tl_dialect_form(TL_ELEMENTS_FLOWMON, FORWARD(httpStatusCode));
	assert_int_equal(form.type, TL_TYPE_UNSIGNED32);
	assert_int_equal(form.length, 2);
	form = tl_dialect_form(TL_ELEMENTS_ALL, FORWARD(httpRequestHost));
	assert_int_equal(form.enterprise, TL_PEN_IANA);
}

/* A record of these two fields alone. */
static void encode_numbers(struct tl_encoded *encoded, __u16 syn_size, __u8 syn_ttl)
{
	struct tl_field_set fields = {{0}};

	memset(encoded, 0, offsetof(struct tl_encoded, bytes));
	tl_field_set_add(&fields, FORWARD(tcpSynSize));
	tl_field_set_add(&fields, FORWARD(tcpSynTtl));
	tl_octets_put(encoded->bytes, syn_size, 2);
	encoded->bytes[2] = syn_ttl;
	encoded->length = 3;
	tl_encoded_set_own_fields(encoded, &fields);
}

static void integers_are_shortened_and_never_wrap(void **state)
{
	struct tl_field_set shorter = {{0}};
	struct tl_encoded encoded, converted;

	(void)state;
	tl_field_set_add(&shorter, FORWARD(tcpSynSize));
	encode_numbers(&encoded, 60, 64);
	tl_encode_convert(&converted, &encoded, &shorter, TL_ELEMENTS_FLOWMON);
	assert_int_equal(converted.length, 2);
	assert_memory_equal(converted.bytes, "\x3c\x40", 2);
	encode_numbers(&encoded, 300, 64);
	tl_encode_convert(&converted, &encoded, &shorter, TL_ELEMENTS_FLOWMON);
	assert_memory_equal(converted.bytes, "\xff\x40", 2);
}

static struct tl_record_facts facts;

/* With texts of this many octets, of two octets to a character. */
static void encode_http(struct tl_encoded *encoded, size_t length)
{
	struct tl_record record;

	sample_record(&record, 0);
	memset(&facts, 0, sizeof(facts));
	facts.kind = TL_FACTS_http;
	for (size_t i = 0; i + 1 < length; i += 2) {
		memcpy(facts.http.target + i, "\xc3\xa4", 2);
		memcpy(facts.http.referer + i, "\xc3\xa4", 2);
		memcpy(facts.http.user_agent + i, "\xc3\xa4", 2);
	}
	strcpy(facts.http.method, "GET");
	record.facts = &facts;
	tl_encode(encoded, &record);
}

/* The record's text, and how many octets it has. */
static size_t text_of(const struct tl_encoded *encoded, unsigned int wanted, const __u8 **text)
{
	const __u8 *at = encoded->bytes;

	for (unsigned int field = 0; field < wanted; field++)
		if (tl_field_set_has(tl_encoded_fields(encoded), field))
			at += tl_encoded_value_size(tl_field_element(field), at);
	*text = at + (at[0] == 255 ? 3 : 1);
	return at[0] == 255 ? tl_octets_get(at + 1, 2) : at[0];
}

static void what_fits_is_left_alone(void **state)
{
	const struct tl_room room = {.record = 1352, .template = 1352};
	struct tl_encoded encoded;

	(void)state;
	encode_http(&encoded, 100);
	assert_true(tl_encoded_fits(&encoded, TL_ELEMENTS_ALL, &room));
}

static void the_longest_texts_are_cut_between_characters(void **state)
{
	struct tl_encoded encoded, whole;
	const __u8 *text;
	size_t length;

	(void)state;
	encode_http(&whole, 254);
	for (size_t room = whole.length - 1u; room > whole.length - 700u; room--) {
		encoded = whole;
		assert_false(tl_encoded_fits(&encoded, TL_ELEMENTS_ALL, &(struct tl_room){room, 1352}));
		assert_true(tl_encoded_fit(&encoded, TL_ELEMENTS_ALL, &(struct tl_room){room, 1352}));
		assert_in_range(encoded.length, room - 16, room);
		length = text_of(&encoded, FORWARD(httpRequestTarget), &text);
		assert_int_equal(length % 2, 0);
		assert_true(!length || text[length - 2] == 0xc3);
		length = text_of(&encoded, FORWARD(httpRequestMethod), &text);
		assert_int_equal(length, 3);
		assert_true(tl_field_set_has(tl_encoded_fields(&encoded), FORWARD(textOctetsCut)));
		assert_int_equal(tl_octets_get(encoded.bytes + encoded.length - 2, 2),
				 whole.length - encoded.length + 2);
	}
}

static void without_our_own_elements_nothing_is_said_of_it(void **state)
{
	struct tl_encoded encoded;
	__u16 before;

	(void)state;
	encode_http(&encoded, 254);
	before = encoded.length;
	assert_true(tl_encoded_fit(&encoded, TL_ELEMENTS_STANDARD, &(struct tl_room){before - 1u, 1352}));
	assert_true(encoded.length < before);
	assert_false(tl_field_set_has(tl_encoded_fields(&encoded), FORWARD(textOctetsCut)));
}

static void fields_that_the_template_has_no_room_for_are_left_out(void **state)
{
	const struct tl_room room = {.record = 200, .template = 200};
	struct tl_encoded encoded;

	(void)state;
	for (unsigned int kind = 0; kind < SAMPLE__MAX; kind++) {
		struct tl_template *template;
		struct tl_record record;

		sample_record(&record, kind);
		tl_encode(&encoded, &record);
		if (tl_encoded_fits(&encoded, TL_ELEMENTS_ALL, &room))
			continue;
		assert_true(tl_encoded_fit(&encoded, TL_ELEMENTS_ALL, &room));
		template = tl_encode_template(tl_encoded_fields(&encoded), TL_ELEMENTS_ALL, 256);
		assert_non_null(template);
		assert_in_range(tl_template_size(template), 100, room.template);
		assert_in_range(encoded.length, 1, room.record);
		free(template);
	}
}

static void what_cannot_be_cut_is_refused(void **state)
{
	struct tl_encoded encoded;

	(void)state;
	encode_http(&encoded, 100);
	assert_false(tl_encoded_fit(&encoded, TL_ELEMENTS_ALL, &(struct tl_room){20, 1352}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_dialect_has_a_number_twice),
		cmocka_unit_test(every_number_is_read_as_the_field_it_was_sent_for),
		cmocka_unit_test(numbers_are_those_of_the_vendors),
		cmocka_unit_test(integers_are_shortened_and_never_wrap),
		cmocka_unit_test(what_fits_is_left_alone),
		cmocka_unit_test(the_longest_texts_are_cut_between_characters),
		cmocka_unit_test(without_our_own_elements_nothing_is_said_of_it),
		cmocka_unit_test(fields_that_the_template_has_no_room_for_are_left_out),
		cmocka_unit_test(what_cannot_be_cut_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
