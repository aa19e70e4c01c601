// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Whose SYN it is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "user/enrich/stack.h"

#define BITS(scale, timestamps) (1ull << 1 | 1ull << 2 | 1ull << 4 | (scale) << 3 | (timestamps) << 8)

/* SYNs as these systems send them: TTL at the meter, IP total length, window, segment size, scale; timestamps. */
static const struct {
	const char *system;
	__u16 ethertype;
	__u8 ttl;
	__u16 length, window, segment;
	__u8 scale;
	__u64 options;
	__u8 confidence;
} syns[] = {
	{"Linux", 0x0800, 64, 60, 64240, 1460, 7, BITS(1ull, 1ull), 90}, /* Debian 12, this machine's kernel */
	{"Linux", 0x86dd, 64, 80, 64800, 1440, 7, BITS(1ull, 1ull), 90}, /* by IPv6 */
	{"Linux", 0x0800, 64, 60, 65495, 65495, 7, BITS(1ull, 1ull), 90}, /* by lo */
	{"Linux", 0x0800, 52, 60, 62727, 8961, 7, BITS(1ull, 1ull), 90}, /* in a cloud, with jumbo frames */
	{"Linux", 0x0800, 20, 60, 29200, 1460, 7, BITS(1ull, 1ull), 70}, /* 3.10; far away */
	{"Linux", 0x0800, 60, 60, 14600, 1460, 6, BITS(1ull, 1ull), 85},
	{"Linux", 0x0800, 60, 60, 5840, 1460, 5, BITS(1ull, 1ull), 85}, /* 2.6 */
	{"Android", 0x0800, 62, 60, 65535, 1460, 9, BITS(1ull, 1ull), 65},
	{"FreeBSD", 0x0800, 62, 60, 65535, 1460, 6, BITS(1ull, 1ull), 60},
	{"macOS or iOS", 0x0800, 63, 64, 65535, 1460, 6, BITS(1ull, 1ull), 90},
	{"macOS or iOS", 0x86dd, 57, 84, 65535, 1440, 6, BITS(1ull, 1ull), 90},
	{"OpenBSD", 0x0800, 64, 64, 16384, 1460, 6, BITS(1ull, 1ull), 85},
	{"Windows", 0x0800, 128, 52, 64240, 1460, 8, BITS(1ull, 0ull), 95}, /* 10, 11 */
	{"Windows", 0x86dd, 118, 72, 64800, 1440, 8, BITS(1ull, 0ull), 95},
	{"Windows", 0x0800, 117, 52, 8192, 1460, 2, BITS(1ull, 0ull), 90}, /* 7 */
	{"Windows", 0x0800, 127, 48, 65535, 1460, 0, BITS(0ull, 0ull), 75}, /* XP */
	{"Cisco IOS", 0x0800, 254, 44, 4128, 536, 0, 1ull << 2, 80},
	{"", 0x0800, 250, 40, 65535, 0, 0, 0, 0}, /* a scanner's */
	{"", 0x0800, 50, 44, 1024, 1460, 0, 1ull << 2, 0}, /* another */
	{"", 0x0800, 128, 60, 64240, 1460, 7, BITS(1ull, 1ull), 0}, /* Linux with a TTL of Windows */
	{"", 0x0800, 64, 52, 64000, 1460, 8, BITS(1ull, 0ull), 0},
	{"", 0x0800, 64, 10, 64240, 1460, 7, BITS(1ull, 1ull), 0}, /* a length that cannot be */
	{"", 0x0806, 64, 60, 64240, 1460, 7, BITS(1ull, 1ull), 0},
};

static struct tl_record record_of(size_t i)
{
	return (struct tl_record){
		.key = {.ethertype = syns[i].ethertype, .protocol = 6},
		.forward = {.initial_tcp_flags = 0x02},
		.biflow_direction = TL_BIFLOW_INITIATOR,
		.metrics = {.has_syn = true,
			    .syn_ttl = syns[i].ttl,
			    .syn_length = syns[i].length,
			    .syn_window = syns[i].window,
			    .segment_size = syns[i].segment,
			    .window_scale = syns[i].scale,
			    .tcp_options = syns[i].options},
	};
}

static void each_by_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(syns) / sizeof(syns[0]); i++) {
		struct tl_record record = record_of(i);

		tl_stack_enrich(&record);
		assert_string_equal(record.stack.system, syns[i].system);
		assert_int_equal(record.stack.confidence, syns[i].confidence);
	}
}

static void only_of_who_opens(void **state)
{
	struct tl_record record = record_of(0);

	(void)state;
	record.biflow_direction = TL_BIFLOW_ARBITRARY;
	record.forward.initial_tcp_flags = 0x12; /* a SYN-ACK alone was seen */
	tl_stack_enrich(&record);
	assert_string_equal(record.stack.system, "");
	record.forward.initial_tcp_flags = 0xc2; /* a SYN that asks for ECN */
	tl_stack_enrich(&record);
	assert_string_equal(record.stack.system, "Linux");
	record = record_of(0);
	record.metrics.has_syn = false;
	tl_stack_enrich(&record);
	assert_string_equal(record.stack.system, "");
	record = record_of(0);
	record.key.protocol = 17;
	tl_stack_enrich(&record);
	assert_string_equal(record.stack.system, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_by_its_own),
		cmocka_unit_test(only_of_who_opens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
