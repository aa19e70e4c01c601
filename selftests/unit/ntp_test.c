// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* NTP packets, whole, at every truncation, and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/ntp.h"
#include "unit/exact_message.h"

static struct tl_ntp_facts facts;
static const __u8 server[48] = "\x24\1\6\xe8\0\0\0\1\0\0\0\2GPS\0\1\1\1\1\1\1\1\1\2\2\2\2\2\2\2\2\3\3\3\3\3\3\3\3"
			       "\4\4\4\4\4\4\4\4";

static enum tl_dissection look(const __u8 *octets, size_t captured, size_t length)
{
	struct tl_message message = exact_message(octets, captured, length);
	enum tl_dissection result;

	memset(&facts, 0xa5, sizeof(facts));
	result = tl_ntp_dissect(&message, &facts);
	give_back(&message);
	return result;
}

static void test_server(void **state)
{
	(void)state;
	assert_int_equal(look(server, 48, 48), TL_DISSECT_WHOLE);
	assert_int_equal(facts.leap, 0);
	assert_int_equal(facts.version, 4);
	assert_int_equal(facts.mode, TL_NTP_SERVER);
	assert_int_equal(facts.stratum, 1);
	assert_int_equal(facts.poll, 6);
	assert_int_equal(facts.precision, -24);
	assert_memory_equal(facts.reference, "GPS", 4);
	assert_true(facts.originate == 0x0202020202020202 && facts.receive == 0x0303030303030303);
	assert_true(facts.transmit == 0x0404040404040404);
}

static void test_every_truncation(void **state)
{
	(void)state;
	for (size_t captured = 0; captured < 48; captured++) {
		assert_int_equal(look(server, captured, 48), captured ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN);
		assert_int_equal(look(server, captured, captured), TL_DISSECT_FOREIGN);
	}
}

static void test_others(void **state)
{
	__u8 octets[48];

	(void)state;
	memcpy(octets, server, sizeof(octets));
	octets[1] = 17;
	assert_int_equal(look(octets, 48, 48), TL_DISSECT_FOREIGN);
	octets[1] = 1;
	octets[0] = 0x2c; /* version 5 */
	assert_int_equal(look(octets, 48, 48), TL_DISSECT_FOREIGN);
	octets[0] = 0x20; /* no mode */
	assert_int_equal(look(octets, 48, 48), TL_DISSECT_FOREIGN);
	octets[0] = 0x16; /* control */
	assert_int_equal(look(octets, 12, 12), TL_DISSECT_WHOLE);
	assert_int_equal(facts.mode, TL_NTP_CONTROL);
	assert_int_equal(facts.version, 2);
	assert_int_equal(look(server, 47, 47), TL_DISSECT_FOREIGN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_server),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
