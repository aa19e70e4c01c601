// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The examples of "Modbus Application Protocol" 1.1b3, 6, by TCP: at the port, elsewhere, pipelined, in the wrong
 * order.
 */
#include "unit/offer.h"

/* clang-format off */
#define PORT 502

#define READ_REQUEST "000100000006" "07" "03006b0003" /* 6.3: three holding registers from 107 */
#define READ_RESPONSE "000100000009" "07" "0306022b00000064"
#define WRITE_REQUEST "00020000000b" "07" "100001000204000a0102" /* 6.12 */
#define WRITE_RESPONSE "000200000006" "07" "1000010002"
#define COIL "000300000006" "07" "0500acff00" /* 6.5: the response repeats the request */
#define FAILED_REQUEST "000400000006" "07" "0104a10001" /* 7 */
#define FAILED "000400000003" "07" "8102"
#define MASK "000500000008" "07" "16000400f20025" /* 6.16 */
#define READ_WRITE "000600000011" "07" "1700030006000e00030600ff00ff00ff" /* 6.17 */
#define QUEUE "000700000004" "07" "1804de" /* 6.18 */
#define IDENTIFY "000800000005" "07" "2b0e0100" /* 6.21 */
/* clang-format on */

extern const struct tl_dissector tl_dissector_modbus;
static struct conversation talk;

static const struct tl_record_modbus *told(__u32 number)
{
	return &said(&talk, number)->modbus;
}

static void expect_read(void)
{
	assert_int_equal(told(1)->function, 3);
	assert_int_equal(told(1)->unit, 7);
	assert_int_equal(told(1)->address, 107);
	assert_int_equal(told(1)->quantity, 3);
	assert_int_equal(told(1)->exception, 0);
	assert_true(told(1)->is_timed);
	assert_int_equal(told(1)->response_time, 1000);
}

static void test_transactions(void **state)
{
	const __u16 ports[] = {PORT, 5020};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		converse(&talk, &tl_dissector_modbus, IPPROTO_TCP, ports[i]);
		assert_int_equal(offer(&talk, 0, READ_REQUEST), TL_DISSECT_CUT);
		assert_int_equal(offer(&talk, 1, READ_RESPONSE), TL_DISSECT_CUT);
		expect_read();
		offer(&talk, 0, WRITE_REQUEST);
		offer(&talk, 1, WRITE_RESPONSE);
		assert_int_equal(told(2)->function, 16);
		assert_int_equal(told(2)->address, 1);
		assert_int_equal(told(2)->quantity, 2);
		offer(&talk, 0, COIL);
		offer(&talk, 1, COIL);
		assert_int_equal(told(3)->address, 172);
		assert_true(told(3)->is_timed);
		offer(&talk, 0, FAILED_REQUEST);
		offer(&talk, 1, FAILED);
		assert_int_equal(told(4)->function, 1);
		assert_int_equal(told(4)->exception, 2);
		assert_int_equal(told(4)->address, 1185);
		assert_int_equal(talk.transactions.begun, 4);
		part(&talk);
	}
}

static void test_pipelined(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_modbus, IPPROTO_TCP, PORT);
	assert_int_equal(offer(&talk, 0, READ_REQUEST MASK READ_WRITE QUEUE IDENTIFY), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, MASK READ_RESPONSE), TL_DISSECT_CUT);
	assert_int_equal(talk.transactions.begun, 5);
	assert_true(told(1)->is_timed);
	assert_true(told(2)->is_timed);
	assert_int_equal(told(2)->address, 4);
	assert_int_equal(told(3)->address, 3);
	assert_int_equal(told(3)->quantity, 6);
	assert_int_equal(told(4)->address, 0x4de);
	assert_int_equal(told(5)->function, 43);
	assert_false(told(5)->is_timed);
	part(&talk);
}

/* A stream's beginning is offered again when it has grown: nothing is told twice. */
static void test_again(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_modbus, IPPROTO_TCP, PORT);
	offer(&talk, 0, READ_REQUEST);
	talk.sent[0] = 0;
	offer(&talk, 0, READ_REQUEST WRITE_REQUEST);
	assert_int_equal(talk.transactions.begun, 2);
	part(&talk);
}

static void test_response_first(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_modbus, IPPROTO_TCP, PORT);
	offer(&talk, 1, READ_RESPONSE);
	offer(&talk, 0, READ_REQUEST);
	assert_int_equal(talk.transactions.begun, 1);
	assert_int_equal(told(1)->address, 107);
	assert_false(told(1)->is_timed);
	part(&talk);
}

static void test_foreign(void **state)
{
	static const char *const wrong[] = {
		"0001000100060703006b0003", /* another protocol */
		"0001000000050703006b0003", /* too short for it */
		"0001000000060700006b0003", /* no function */
		"000100000003078100", /* no exception */
		"00010000000107",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_foreign(&tl_dissector_modbus, IPPROTO_TCP, PORT, wrong[i]);
	expect_foreign(&tl_dissector_modbus, IPPROTO_TCP, 5020, "0001000000060765006b0003"); /* somebody's own */
	expect_foreign(&tl_dissector_modbus, IPPROTO_TCP, 5020, "0001000000ff0703006b0003");
	expect_foreign(&tl_dissector_modbus, IPPROTO_UDP, PORT, READ_REQUEST);
	cut_everywhere(&tl_dissector_modbus, IPPROTO_TCP, PORT, READ_REQUEST);
	cut_everywhere(&tl_dissector_modbus, IPPROTO_TCP, PORT, WRITE_REQUEST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_transactions),   cmocka_unit_test(test_pipelined), cmocka_unit_test(test_again),
		cmocka_unit_test(test_response_first), cmocka_unit_test(test_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
