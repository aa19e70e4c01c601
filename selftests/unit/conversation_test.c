// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Conversations of neighbours differ in few octets, and their hashes must differ all the same, whatever the seed is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include <tapless/conversation.h>

#define NEIGHBOURS 256
#define SEEDS	   16

static struct tl_flow_key between(unsigned int client, unsigned int server)
{
	struct tl_flow_key key = {.source_port = 1168, .destination_port = 56607, .protocol = 17, .ethertype = 0x86dd};

	key.source_address[0] = key.destination_address[0] = 0x20;
	key.source_address[15] = (__u8)client;
	key.destination_address[14] = 1;
	key.destination_address[15] = (__u8)server;
	return key;
}

static int by_value(const void *left, const void *right)
{
	const __u64 *one = left, *other = right;

	return *one < *other ? -1 : *one > *other;
}

static void neighbours_are_kept_apart(void **state)
{
	static __u64 hashes[NEIGHBOURS * NEIGHBOURS];
	__u64 seed = 0x243f6a8885a308d3ull;

	(void)state;
	for (unsigned int i = 0; i < SEEDS; i++, seed = seed * 6364136223846793005ull + 1442695040888963407ull) {
		for (unsigned int pair = 0; pair < NEIGHBOURS * NEIGHBOURS; pair++) {
			struct tl_flow_key key = between(pair / NEIGHBOURS, pair % NEIGHBOURS);

			hashes[pair] = tl_conversation_of(&key, seed, true).hash;
		}
		qsort(hashes, NEIGHBOURS * NEIGHBOURS, sizeof(hashes[0]), by_value);
		for (unsigned int pair = 1; pair < NEIGHBOURS * NEIGHBOURS; pair++)
			assert_true(hashes[pair - 1] != hashes[pair]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours_are_kept_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
