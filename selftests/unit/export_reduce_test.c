// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Integers in fewer octets: what is read back is what was measured, and what does not fit goes out in full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/reader.h"
#include "export/session.h"
#include "export/wanted.h"
#include "interop/samples.h"
#include "query/row.h"

/* What softflowd 1.1.0 sends of an IPv4 flow, in 42 octets. */
#define FIELDS_OF_SOFTFLOWD                                                                                            \
	"sourceIPv4Address,destinationIPv4Address,sourceTransportPort,destinationTransportPort,protocolIdentifier,"    \
	"ipVersion,ipClassOfService,tcpControlBits,packetDeltaCount,octetDeltaCount,ingressInterface,egressInterface," \
	"flowDirection,flowEndReason,flowStartMilliseconds,flowEndMilliseconds"

struct receiver {
	struct tl_reader *reader;
	unsigned int records;
	size_t length; /* of the last record */
	struct tl_row row;
	struct tl_session session;
};

/* The texts and addresses of its row die with the message: numbers are compared. */
static void take_record(void *context, const struct tl_reader_record *record)
{
	struct receiver *receiver = context;

	if (record->template->scope_count)
		return;
	receiver->records++;
	receiver->length = record->length;
	tl_row_clear(&receiver->row);
	assert_int_equal(tl_row_take(&receiver->row, record->template, record->bytes, record->length), 0);
}

static int take_message(void *context, const struct tl_delivery *delivery)
{
	struct receiver *receiver = context;

	return tl_reader_message(receiver->reader, delivery->bytes, delivery->length);
}

static struct receiver *open_receiver(const struct tl_export_options *options)
{
	struct receiver *receiver = calloc(1, sizeof(*receiver));

	assert_non_null(receiver);
	receiver->reader = tl_reader_create(&(struct tl_reader_visitor){take_record, NULL, receiver});
	assert_non_null(receiver->reader);
	assert_int_equal(tl_session_open(&receiver->session, options, 1400, TL_FIRST_TEMPLATE, take_message, receiver),
			 0);
	return receiver;
}

static void close_receiver(struct receiver *receiver)
{
	tl_session_close(&receiver->session);
	tl_reader_destroy(receiver->reader);
	free(receiver);
}

static void send(struct receiver *receiver, const struct tl_record *record)
{
	unsigned int before = receiver->records;
	struct tl_encoded encoded;

	tl_encode(&encoded, record);
	assert_int_equal(tl_session_add(&receiver->session, &encoded), 0);
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->records, before + 1);
}

static void expect_same(const struct tl_row *full, const struct tl_row *reduced)
{
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		unsigned int type = tl_field_element(field)->type;

		if (full->data[field].is_present != reduced->data[field].is_present)
			fail_msg("%s is in one only", tl_field_element(field)->name);
		if (!full->data[field].is_present || tl_field_element(field)->part == TL_PART_LIST)
			continue;
		if (tl_form_of(type) == TL_FORM_OCTETS)
			assert_int_equal(full->data[field].length, reduced->data[field].length);
		else if (full->data[field].number != reduced->data[field].number)
			fail_msg("%s: %llu became %llu", tl_field_element(field)->name, full->data[field].number,
				 reduced->data[field].number);
	}
}

/* Every kind of record, in each dialect. */
static void what_is_read_back_is_what_was_sent(void **state)
{
	(void)state;
	for (unsigned int elements = 0; elements < TL_ELEMENTS__COUNT; elements++)
		for (unsigned int sizes = TL_SIZES_REDUCED; sizes <= TL_SIZES_LEAST; sizes++) {
			const struct tl_export_options full = {.elements = elements, .capture = true};
			const struct tl_export_options less = {.elements = elements, .sizes = sizes, .capture = true};
			struct receiver *one = open_receiver(&full), *other = open_receiver(&less);
			struct tl_record record;

			for (unsigned int i = 0; i < 4 * SAMPLE__MAX; i++) {
				sample_record(&record, i);
				send(one, &record);
				send(other, &record);
				expect_same(&one->row, &other->row);
				assert_true((other->length < one->length) == (i % SAMPLE__MAX != SAMPLE_HUGE));
			}
			close_receiver(one);
			close_receiver(other);
		}
}

static __u64 number(const struct receiver *receiver, unsigned int row)
{
	const struct tl_datum *datum = tl_row_get(&receiver->row, tl_field_of(row));

	assert_non_null(datum);
	return datum->number;
}

struct limit {
	const char *what;
	size_t offset; /* of the member */
	size_t size;
	unsigned int row;
	__u64 most; /* that fits */
};

#define LIMIT(member, row, most)                                                                                       \
	{                                                                                                              \
#row, offsetof(struct tl_record, member), sizeof(((struct tl_record *)0)->member), TL_ELEMENT_##row,   \
			most                                                                                           \
	}

static const struct limit limits[] = {
	LIMIT(forward.octets, octetDeltaCount, 0xffffffff),
	LIMIT(forward.packets, packetDeltaCount, 0xffffffff),
	LIMIT(forward.layer2_octets, layer2OctetDeltaCount, 0xffffffff),
	LIMIT(ingress_interface, ingressInterface, 0xffff),
	LIMIT(egress_interface, egressInterface, 0xffff),
	LIMIT(forward.tcp_flags, tcpControlBits, 0xff),
};

static void set(struct tl_record *record, const struct limit *limit, __u64 value)
{
	memcpy((char *)record + limit->offset, &value, limit->size); /* of a machine that keeps the lowest first */
}

static void what_does_not_fit_goes_out_in_full(void **state)
{
	const struct tl_export_options options = {.sizes = TL_SIZES_REDUCED, .capture = true};
	struct receiver *receiver = open_receiver(&options);

	(void)state;
	for (unsigned int i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct tl_record record;
		size_t reduced;

		sample_record(&record, SAMPLE_TCP);
		record.egress_interface = 3;
		set(&record, &limits[i], limits[i].most);
		send(receiver, &record);
		assert_int_equal(number(receiver, limits[i].row), limits[i].most);
		reduced = receiver->length;
		set(&record, &limits[i], limits[i].most + 1);
		send(receiver, &record);
		assert_int_equal(number(receiver, limits[i].row), limits[i].most + 1);
		assert_in_range(receiver->length, reduced + 20, reduced + 100);
	}
	close_receiver(receiver);
}

/* The rests of milliseconds count: a duration is that of the two times as they are sent. */
static void a_duration_gives_the_end_back(void **state)
{
	static const struct {
		__u64 start, end; /* nanoseconds after the sample's time */
		bool is_reduced;
	} flows[] = {
		{0, 0, true},
		{999999, 1000000, true},
		{1, 4294967295000000, true},
		{0, 4294967296000000, false},
		{5000000, 4000000, false}, /* a clock that was set */
	};
	const struct tl_export_options options = {.sizes = TL_SIZES_LEAST, .capture = true};
	struct receiver *receiver = open_receiver(&options);
	struct tl_record record;
	size_t in_full = 0;

	(void)state;
	for (unsigned int i = sizeof(flows) / sizeof(flows[0]); i-- > 0;) {
		sample_record(&record, SAMPLE_UDP);
		record.start = SAMPLE_TIME + flows[i].start;
		record.end = SAMPLE_TIME + flows[i].end;
		send(receiver, &record);
		in_full = in_full ? in_full : receiver->length;
		assert_true((receiver->length < in_full) == flows[i].is_reduced);
		assert_int_equal(number(receiver, TL_ELEMENT_flowEndMilliseconds) / 1000000, record.end / 1000000);
	}
	close_receiver(receiver);
}

static void a_set_of_fields_has_two_templates_at_most(void **state)
{
	const struct tl_export_options options = {.sizes = TL_SIZES_LEAST, .capture = true};
	struct receiver *receiver = open_receiver(&options);
	struct tl_record record;

	(void)state;
	for (unsigned int i = 0; i < 40; i++) {
		sample_record(&record, SAMPLE_TCP);
		record.forward.octets = 1ull << i;
		record.forward.packets = 1ull << (39 - i);
		send(receiver, &record);
	}
	assert_int_equal(receiver->session.template_count, 2);
	close_receiver(receiver);
}

/* Messages, sets and datagrams add some two octets a record to it: 44 are wanted. */
static void what_softflowd_tells_takes_40_octets(void **state)
{
	const struct tl_export_options options = {.sizes = TL_SIZES_LEAST, .capture = true};
	struct receiver *receiver = open_receiver(&options);
	struct tl_encoded encoded, wanted;
	struct tl_field_set fields;
	struct tl_record record;

	(void)state;
	assert_int_equal(tl_wanted_read("a test", FIELDS_OF_SOFTFLOWD, &fields), 0);
	sample_record(&record, SAMPLE_TCP);
	memset(&record.reverse, 0, sizeof(record.reverse));
	record.ingress_interface = 2;
	record.egress_interface = 0;
	tl_encode(&encoded, &record);
	tl_encode_select(&wanted, &encoded, &fields);
	assert_int_equal(tl_session_add(&receiver->session, &wanted), 0);
	tl_session_flush(&receiver->session);
	assert_int_equal(receiver->length, 40);
	close_receiver(receiver);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_back_is_what_was_sent),
		cmocka_unit_test(what_does_not_fit_goes_out_in_full),
		cmocka_unit_test(a_duration_gives_the_end_back),
		cmocka_unit_test(a_set_of_fields_has_two_templates_at_most),
		cmocka_unit_test(what_softflowd_tells_takes_40_octets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
