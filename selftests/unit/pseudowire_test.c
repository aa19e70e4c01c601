// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What stands behind the last label, where it could be an IP packet as well as a frame. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tunnel_vectors.h"
#include "tunnel_walk.h"

#define LABELLED ETHER("\x88\x47") "\0\1\1\x40"

/* From 8.0.64.1: where a frame would have an EtherType and the first octet of an IPv4 packet. */
#define FROM_8_0(total, sum) "\x45\0" total "\0\1\0\0\x40\x11" sum "\x08\0\x40\1\x0a\1\0\2" UDP DATA4

static void test_ip_like_frame(void **state)
{
	static const struct {
		const char *bytes;
		__u32 length;
		bool is_ip;
	} rows[] = {
		{BYTES(LABELLED FROM_8_0("\0\x20", "\0\0")), .is_ip = true}, /* its length */
		{BYTES(LABELLED FROM_8_0("\0\x20", "\x28\xc9") "\0\0"), .is_ip = true}, /* padded: its checksum */
		{BYTES(LABELLED FROM_8_0("\0\x20", "\x28\xc8") "\0\0"), .is_ip = false},
		{BYTES(LABELLED FROM_8_0("\0\x24", "\x28\xc5") "\0\0"), .is_ip = false}, /* longer than the frame */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct tl_flow_key *key;
		struct walked walked;

		walk(&walked, rows[i].bytes, rows[i].length, rows[i].length, false);
		key = &walked.packet.key;
		assert_int_equal(key->protocol == 17 && key->source_port == 1234 && !key->tunnel_kind, rows[i].is_ip);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_ip_like_frame)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
