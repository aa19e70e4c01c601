// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Sessions: what they write is read back by the reader, which shares no code with the writer but the template's struct. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "lib/octets.h"
#include "export/reader.h"
#include "export/session.h"
#include "interop/samples.h"

#define LIMIT 1352

struct receiver {
	struct tl_reader *reader;
	unsigned int messages, flows, options, problems;
	size_t longest, octets;
	__u32 expected_sequence;
	__u32 last_export_time;
	bool fails;
	struct tl_amount amount;
	struct tl_session session;
};

static void take_record(void *context, const struct tl_reader_record *record)
{
	struct receiver *receiver = context;

	if (record->template->scope_count)
		receiver->options++;
	else
		receiver->flows++;
	receiver->last_export_time = record->export_time;
}

static void take_problem(void *context, size_t offset, const char *what)
{
	struct receiver *receiver = context;

	print_message("at %zu: %s\n", offset, what);
	receiver->problems++;
}

static int take_message(void *context, const struct tl_delivery *delivery)
{
	struct receiver *receiver = context;

	if (receiver->fails)
		return -5;
	receiver->messages++;
	receiver->octets += delivery->length;
	if (delivery->length > receiver->longest)
		receiver->longest = delivery->length;
	assert_int_equal((__u32)tl_octets_get(delivery->bytes + 8, 4), receiver->expected_sequence);
	assert_int_equal(tl_reader_message(receiver->reader, delivery->bytes, delivery->length), 0);
	receiver->expected_sequence = tl_reader_next_sequence(receiver->reader);
	tl_amount_add(&receiver->amount, &delivery->amount);
	return 0;
}

static const struct tl_export_options options = {
	.observation_domain = 3, .active_timeout = 60, .idle_timeout = 15, .capture = true};

static struct receiver *open_receiver(size_t limit)
{
	struct receiver *receiver = calloc(1, sizeof(*receiver));

	assert_non_null(receiver);
	receiver->reader = tl_reader_create(&(struct tl_reader_visitor){take_record, take_problem, receiver});
	assert_non_null(receiver->reader);
	assert_int_equal(
		tl_session_open(&receiver->session, &options, limit, TL_FIRST_TEMPLATE, take_message, receiver), 0);
	return receiver;
}

static void close_receiver(struct receiver *receiver)
{
	assert_int_equal(receiver->problems, 0);
	tl_session_close(&receiver->session);
	tl_reader_destroy(receiver->reader);
	free(receiver);
}

static void add(struct receiver *receiver, unsigned int from, unsigned int count)
{
	struct tl_encoded encoded;
	struct tl_record record;

	for (unsigned int i = from; i < from + count; i++) {
		sample_record(&record, i);
		tl_encode(&encoded, &record);
		assert_int_equal(tl_session_add(&receiver->session, &encoded), 0);
	}
}

static void all_records_arrive_in_messages_within_the_limit(void **state)
{
	struct receiver *receiver = open_receiver(LIMIT);

	(void)state;
	add(receiver, 0, 1000);
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->flows, 1000);
	assert_int_equal(receiver->amount.records, 1000);
	assert_in_range(receiver->longest, LIMIT / 2, LIMIT);
	assert_true(receiver->options >= 10);
	assert_int_equal(receiver->expected_sequence, 1000 + receiver->options);
	close_receiver(receiver);
}

static void capture_time_is_that_of_the_records(void **state)
{
	struct receiver *receiver = open_receiver(LIMIT);

	(void)state;
	add(receiver, 0, 1); /* ends at SAMPLE_TIME + 2.999999999 s */
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->last_export_time, SAMPLE_TIME / TL_SECOND + 3);
	close_receiver(receiver);
}

static void a_new_collector_learns_all_templates_again(void **state)
{
	struct receiver *receiver = open_receiver(LIMIT);
	unsigned int options_before;

	(void)state;
	add(receiver, 0, SAMPLE__MAX);
	tl_session_flush(&receiver->session);
	options_before = receiver->options;
	tl_reader_forget(receiver->reader); /* it was restarted */
	tl_session_announce_again(&receiver->session);
	add(receiver, 0, SAMPLE__MAX);
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->flows, 2 * SAMPLE__MAX);
	assert_int_equal(receiver->options, 2 * options_before);
	close_receiver(receiver);
}

static void lost_messages_count_in_the_sequence_and_take_no_template_with_them(void **state)
{
	struct receiver *receiver = open_receiver(LIMIT);
	__u32 before;

	(void)state;
	add(receiver, 0, SAMPLE__MAX);
	tl_session_flush(&receiver->session);
	before = receiver->expected_sequence;
	tl_reader_forget(receiver->reader);
	receiver->fails = true;
	add(receiver, 0, 5 * SAMPLE__MAX);
	tl_session_flush(&receiver->session);
	receiver->fails = false;
	assert_true(receiver->session.sequence - before >= 5 * SAMPLE__MAX);
	receiver->expected_sequence = receiver->session.sequence;
	add(receiver, 0, SAMPLE__MAX);
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->flows, 2 * SAMPLE__MAX);
	close_receiver(receiver);
}

static void the_sequence_wraps(void **state)
{
	struct receiver *receiver = open_receiver(LIMIT);

	(void)state;
	receiver->session.sequence = receiver->expected_sequence = 0xffffffffu - 20;
	add(receiver, 0, 100);
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->flows, 100);
	assert_int_equal(receiver->expected_sequence, (__u32)(0xffffffffu - 20 + 100 + receiver->options));
	close_receiver(receiver);
}

static void a_restarted_session_begins_from_nothing(void **state)
{
	struct receiver *receiver = open_receiver(LIMIT);

	(void)state;
	add(receiver, 0, SAMPLE__MAX);
	tl_session_restart(&receiver->session);
	tl_reader_forget(receiver->reader);
	receiver->flows = 0;
	receiver->expected_sequence = 0;
	add(receiver, 0, SAMPLE__MAX);
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->flows, SAMPLE__MAX);
	close_receiver(receiver);
}

/* From any place in the file: a message may cross into another page only before the padding is described. */
static int check_page(void *context, const struct tl_delivery *delivery)
{
	struct receiver *receiver = context;
	size_t first = receiver->session.position / TL_FILE_PAGE;
	size_t last = (receiver->session.position + delivery->length - 1) / TL_FILE_PAGE;

	if (receiver->messages)
		assert_int_equal(first, last);
	return take_message(context, delivery);
}

static void messages_of_files_keep_within_pages(void **state)
{
	(void)state;
	for (size_t position = 0; position < TL_FILE_PAGE; position += 97) {
		struct receiver *receiver = open_receiver(TL_FILE_PAGE);

		receiver->session.deliver = check_page;
		receiver->session.page = TL_FILE_PAGE;
		receiver->session.position = position;
		add(receiver, (unsigned int)position, 100);
		tl_session_flush(&receiver->session);
		assert_int_equal(receiver->flows, 100);
		assert_int_equal(receiver->session.position, position + receiver->octets);
		close_receiver(receiver);
	}
}

static void one_template_for_each_set_of_fields(void **state)
{
	struct receiver *receiver = open_receiver(TL_MESSAGE_MAX);

	(void)state;
	add(receiver, 0, 100 * SAMPLE__MAX);
	assert_in_range(receiver->session.template_count, 10, SAMPLE__MAX);
	tl_session_flush(&receiver->session);
	assert_in_range(receiver->longest, 60000, TL_MESSAGE_MAX);
	close_receiver(receiver);
}

static time_t now = 1000;

time_t time(time_t *at)
{
	if (at)
		*at = now;
	return now;
}

static void a_clock_that_is_set_back_has_templates_told_again(void **state)
{
	static const struct tl_export_options live = {.observation_domain = 3};
	struct receiver *receiver = open_receiver(LIMIT);

	(void)state;
	tl_session_close(&receiver->session);
	assert_int_equal(tl_session_open(&receiver->session, &live, LIMIT, TL_FIRST_TEMPLATE, take_message, receiver),
			 0);
	add(receiver, 0, 1);
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->last_export_time, 1000);
	now = 500;
	add(receiver, 0, 1);
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->last_export_time, 1000);
	tl_reader_forget(receiver->reader); /* what comes now is understood by what comes with it */
	add(receiver, 0, 1);
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->last_export_time, 500);
	assert_int_equal(receiver->flows, 3);
	now = 1000;
	close_receiver(receiver);
}

#define KINDS_BITS 15 /* 2^15 kinds of records are twice as many as a session has templates */

/* The record without those of its last fields whose bits are set in `kind`. */
static void make_kind(struct tl_encoded *encoded, const struct tl_encoded *whole, unsigned int kind)
{
	struct tl_field_set kept = *tl_encoded_fields(whole);
	unsigned int bit = 0;

	for (unsigned int field = TL_FIELD__COUNT; field-- && bit < KINDS_BITS;)
		if (tl_field_set_has(tl_encoded_fields(whole), field) && kind >> bit++ & 1)
			tl_field_set_remove(&kept, field);
	tl_encode_select(encoded, whole, &kept);
}

static void add_kinds(struct receiver *receiver, unsigned int first, unsigned int count)
{
	struct tl_encoded whole, encoded;
	struct tl_record record;

	sample_record(&record, 0);
	tl_encode(&whole, &record);
	for (unsigned int kind = first; kind < first + count; kind++) {
		make_kind(&encoded, &whole, kind);
		assert_int_equal(tl_session_add(&receiver->session, &encoded), 0);
	}
	tl_session_flush(&receiver->session);
}

/* Every record is read by the template that it was written with. */
static void too_many_templates_are_withdrawn(void **state)
{
	struct receiver *receiver = open_receiver(TL_MESSAGE_MAX);

	(void)state;
	receiver->session.withdraws = true;
	add_kinds(receiver, 0, TL_TEMPLATES_MAX);
	assert_int_equal(receiver->session.template_count, TL_TEMPLATES_MAX);
	add_kinds(receiver, TL_TEMPLATES_MAX, 1);
	assert_int_equal(receiver->session.template_count, 1);
	assert_in_range(tl_reader_template_count(receiver->reader), 2, 1 + TL_OPTIONS_MAX); /* those of options stay */
	add_kinds(receiver, 0, 2 * TL_TEMPLATES_MAX);
	assert_int_equal(receiver->flows, 3 * TL_TEMPLATES_MAX + 1);
	close_receiver(receiver);
}

static void over_udp_they_are_replaced(void **state)
{
	struct receiver *receiver = open_receiver(LIMIT);

	(void)state;
	add_kinds(receiver, 0, 2 * TL_TEMPLATES_MAX);
	add_kinds(receiver, 0, 2 * TL_TEMPLATES_MAX);
	assert_int_equal(receiver->flows, 4 * TL_TEMPLATES_MAX);
	assert_true(tl_reader_template_count(receiver->reader) > TL_TEMPLATES_MAX); /* none was withdrawn */
	close_receiver(receiver);
}

static void a_file_whose_ids_are_used_up_begins_with_withdrawals(void **state)
{
	struct receiver *receiver = open_receiver(LIMIT);

	(void)state;
	add(receiver, 0, SAMPLE__MAX);
	tl_session_close(&receiver->session);
	assert_int_equal(tl_session_open(&receiver->session, &options, LIMIT, 0xfff0, take_message, receiver), 0);
	receiver->expected_sequence = 0;
	receiver->flows = 0;
	add(receiver, 0, SAMPLE__MAX);
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->flows, SAMPLE__MAX);
	assert_in_range(receiver->session.next_id, TL_FIRST_TEMPLATE, TL_FIRST_TEMPLATE + 100);
	close_receiver(receiver);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_records_arrive_in_messages_within_the_limit),
		cmocka_unit_test(capture_time_is_that_of_the_records),
		cmocka_unit_test(a_new_collector_learns_all_templates_again),
		cmocka_unit_test(lost_messages_count_in_the_sequence_and_take_no_template_with_them),
		cmocka_unit_test(the_sequence_wraps),
		cmocka_unit_test(a_restarted_session_begins_from_nothing),
		cmocka_unit_test(messages_of_files_keep_within_pages),
		cmocka_unit_test(one_template_for_each_set_of_fields),
		cmocka_unit_test(a_clock_that_is_set_back_has_templates_told_again),
		cmocka_unit_test(too_many_templates_are_withdrawn),
		cmocka_unit_test(over_udp_they_are_replaced),
		cmocka_unit_test(a_file_whose_ids_are_used_up_begins_with_withdrawals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
