// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * DNP3 from a master, 3, to an outstation, 4: link frames alone, requests, responses, what is told unasked, bad
 * checksums.
 */
#include "unit/offer.h"

/* clang-format off */
#define PORT 20000

#define STATUS_REQUEST "056405c904000300b620"
#define STATUS	       "0564050b030004007f66"
#define READ	       "056411c4040003004eefc0c1013c02063c03063c04061026"
#define RESPONSE \
	"05642d4403000400c081c0e18190000201280100000000000000aab600000000000000000000000000000000ffff" \
	"0000000000000000ffff"
#define CONFIRM	    "056408c404000300b4b8c1c100c524"
#define WRITE	    "05640ec4040003006dd3c2c202500100070700f395"
#define WRITTEN	    "05640a44030004007caec1c28100003303"
#define UNSOLICITED "0564104403000400d66ac2f3820000020217010381dede"
/* clang-format on */

extern const struct tl_dissector tl_dissector_dnp3;
static struct conversation talk;

static const struct tl_record_dnp3 *told(__u32 number)
{
	return &said(&talk, number)->dnp3;
}

static void test_connection(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_dnp3, IPPROTO_TCP, PORT);
	assert_int_equal(offer(&talk, 0, STATUS_REQUEST), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, STATUS), TL_DISSECT_CUT);
	assert_int_equal(told(1)->source, 3);
	assert_int_equal(told(1)->destination, 4);
	assert_false(told(1)->has_fragment);
	offer(&talk, 0, READ);
	offer(&talk, 1, RESPONSE);
	offer(&talk, 0, CONFIRM WRITE);
	offer(&talk, 1, WRITTEN UNSOLICITED);
	assert_int_equal(talk.transactions.begun, 3);
	assert_int_equal(told(1)->function, 1);
	assert_int_equal(told(1)->object, 60 << 8 | 2);
	assert_int_equal(told(1)->indications, 0x9000);
	assert_true(told(1)->is_timed);
	assert_int_equal(told(1)->response_time, 1000);
	assert_int_equal(told(2)->function, 2);
	assert_int_equal(told(2)->object, 80 << 8 | 1);
	assert_true(told(2)->has_response);
	assert_int_equal(told(2)->indications, 0);
	assert_int_equal(told(3)->function, 130);
	assert_int_equal(told(3)->source, 4);
	assert_int_equal(told(3)->destination, 3);
	assert_int_equal(told(3)->object, 2 << 8 | 2);
	part(&talk);
}

static void test_datagrams(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_dnp3, IPPROTO_UDP, PORT);
	assert_int_equal(offer(&talk, 0, "05640bc400040100ca8ac0c3011e0006404d"), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, "05640a44010000046788c0c3810004a53b"), TL_DISSECT_CUT);
	assert_int_equal(told(1)->source, 1);
	assert_int_equal(told(1)->destination, 1024);
	assert_int_equal(told(1)->indications, 4);
	assert_true(told(1)->is_timed);
	part(&talk);
}

static void test_response_first(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_dnp3, IPPROTO_TCP, PORT);
	offer(&talk, 1, WRITTEN);
	assert_int_equal(told(1)->function, 129);
	assert_int_equal(told(1)->source, 3);
	offer(&talk, 0, WRITE);
	assert_int_equal(talk.transactions.begun, 1);
	assert_int_equal(told(1)->function, 2);
	assert_false(told(1)->is_timed);
	part(&talk);
}

static void test_foreign(void **state)
{
	static const char *const wrong[] = {
		"056505c904000300b620",
		"056405c904000300b621",
		"056405c904000301b620",
		"056404c904000300b620",
		"05640ec4040003006dd3c2c202500100070701f395", /* the data's checksum */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_foreign(&tl_dissector_dnp3, IPPROTO_TCP, PORT, wrong[i]);
	cut_everywhere(&tl_dissector_dnp3, IPPROTO_TCP, PORT, READ);
	cut_everywhere(&tl_dissector_dnp3, IPPROTO_TCP, PORT, RESPONSE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connection),
		cmocka_unit_test(test_datagrams),
		cmocka_unit_test(test_response_first),
		cmocka_unit_test(test_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
