// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Conversations and keys of neighbours differ in few bits, and their hashes must differ all the same, whatever the seed is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <tapless/key_digest.h>

#define NEIGHBOURS 256
#define SEEDS	   16

static __u64 next_seed(__u64 seed)
{
	return seed * 6364136223846793005ull + 1442695040888963407ull;
}

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
	for (unsigned int i = 0; i < SEEDS; i++, seed = next_seed(seed)) {
		for (unsigned int pair = 0; pair < NEIGHBOURS * NEIGHBOURS; pair++) {
			struct tl_flow_key key = between(pair / NEIGHBOURS, pair % NEIGHBOURS);

			hashes[pair] = tl_conversation_of(&key, seed, true).hash;
		}
		qsort(hashes, NEIGHBOURS * NEIGHBOURS, sizeof(hashes[0]), by_value);
		for (unsigned int pair = 1; pair < NEIGHBOURS * NEIGHBOURS; pair++)
			assert_true(hashes[pair - 1] != hashes[pair]);
	}
}

#define KEY_BITS (8 * sizeof(struct tl_flow_key))

static struct tl_flow_key with_bits(unsigned int one, unsigned int other)
{
	struct tl_flow_key key = between(1, 2);
	__u8 *octets = (__u8 *)&key;

	octets[one / 8] ^= 1 << one % 8;
	if (other != one)
		octets[other / 8] ^= 1 << other % 8;
	return key;
}

/* No packet sets these: identifiers of VLANs have 12 bits, and nobody has 2^24 interfaces. */
static bool is_ever_set(unsigned int bit)
{
	const struct tl_flow_key never = {.vlan_id = 0xf000, .inner_vlan_id = 0xf000, .ifindex = 0xff000000};

	return !(((const __u8 *)&never)[bit / 8] >> bit % 8 & 1);
}

/* All keys that one or two bits are changed in: each bit counts, and none undoes another. */
static void each_bit_of_a_key_counts(void **state)
{
	static __u64 digests[KEY_BITS * (KEY_BITS + 1) / 2];
	__u64 seed = 0x13198a2e03707344ull;

	(void)state;
	for (unsigned int i = 0; i < SEEDS; i++, seed = next_seed(seed)) {
		unsigned int count = 0;

		for (unsigned int one = 0; one < KEY_BITS; one++)
			for (unsigned int other = one; other < KEY_BITS; other++) {
				struct tl_flow_key key = with_bits(one, other);

				if (is_ever_set(one) && is_ever_set(other))
					digests[count++] = tl_key_digest(&key, seed);
			}
		qsort(digests, count, sizeof(digests[0]), by_value);
		for (unsigned int pair = 1; pair < count; pair++)
			assert_true(digests[pair - 1] != digests[pair]);
	}
}

/* The topmost bit goes through a product unchanged: what it does in an address's first word, these bits would undo in the second. */
static void nobody_undoes_a_topmost_bit(void **state)
{
	__u64 seed = 0x082efa98ec4e6c89ull;

	(void)state;
	for (unsigned int i = 0; i < SEEDS; i++, seed = next_seed(seed)) {
		struct tl_flow_key key = between(1, 2), forged = key;
		tl_key_word *words = (tl_key_word *)&forged;

		words[0] ^= 1ull << 63;
		words[1] ^= 1ull << 63 | 1ull << 31;
		assert_true(tl_key_digest(&key, seed) != tl_key_digest(&forged, seed));
		assert_true(tl_conversation_of(&key, seed, true).hash != tl_conversation_of(&forged, seed, true).hash);
	}
}

/* One direction's side is the other one's other side, and both have one hash; but not one digest. */
static void directions_share_a_conversation(void **state)
{
	struct tl_flow_key key = between(1, 2), turned = key;
	__u64 seed = 0x452821e638d01377ull;

	(void)state;
	memcpy(turned.source_address, key.destination_address, sizeof(key.source_address));
	memcpy(turned.destination_address, key.source_address, sizeof(key.source_address));
	turned.source_port = key.destination_port;
	turned.destination_port = key.source_port;
	for (unsigned int i = 0; i < SEEDS; i++, seed = next_seed(seed)) {
		struct tl_conversation one = tl_conversation_of(&key, seed, true);
		struct tl_conversation other = tl_conversation_of(&turned, seed, true);

		assert_true(one.hash == other.hash);
		assert_int_equal(one.side, !other.side);
		assert_true(tl_key_digest(&key, seed) != tl_key_digest(&turned, seed));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours_are_kept_apart),
		cmocka_unit_test(each_bit_of_a_key_counts),
		cmocka_unit_test(nobody_undoes_a_topmost_bit),
		cmocka_unit_test(directions_share_a_conversation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
