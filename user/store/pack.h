/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Values one behind the other in few octets: integers in groups of seven bits, the lowest first, texts and lists with
 * their length.
 */
#ifndef TAPLESS_STORE_PACK_H
#define TAPLESS_STORE_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <linux/types.h>

struct tl_pack {
	__u8 *bytes;
	size_t used, room;
	bool failed; /* there was no room for something */
};

static inline void tl_pack_octets(struct tl_pack *pack, const void *octets, size_t length)
{
	if (length > pack->room - pack->used) {
		pack->failed = true;
		return;
	}
	if (length)
		memcpy(pack->bytes + pack->used, octets, length);
	pack->used += length;
}

static inline void tl_pack_number(struct tl_pack *pack, __u64 number)
{
	__u8 octets[10];
	size_t length = 0;

	for (; number >= 0x80; number >>= 7)
		octets[length++] = (__u8)(number | 0x80);
	octets[length++] = (__u8)number;
	tl_pack_octets(pack, octets, length);
}

/* Differences are small in both directions: the sign goes into the lowest bit. */
static inline void tl_pack_signed(struct tl_pack *pack, __s64 number)
{
	tl_pack_number(pack, ((__u64)number << 1) ^ (number < 0 ? ~0ull : 0));
}

struct tl_unpack {
	const __u8 *at, *end;
	bool failed; /* something was cut; what is taken is zero */
};

static inline __u64 tl_unpack_number(struct tl_unpack *unpack)
{
	__u64 number = 0;

	for (unsigned int shift = 0; unpack->at < unpack->end && shift < 64; shift += 7) {
		__u8 octet = *unpack->at++;

		number |= (__u64)(octet & 0x7f) << shift;
		if (octet < 0x80)
			return number;
	}
	unpack->failed = true;
	return 0;
}

static inline __s64 tl_unpack_signed(struct tl_unpack *unpack)
{
	__u64 number = tl_unpack_number(unpack);

	return (__s64)((number >> 1) ^ (number & 1 ? ~0ull : 0));
}

static inline void tl_unpack_skip_numbers(struct tl_unpack *unpack, unsigned int count)
{
	while (count && unpack->at < unpack->end)
		count -= *unpack->at++ < 0x80;
	unpack->failed = unpack->failed || count;
}

/* NULL if there are not so many. */
static inline const __u8 *tl_unpack_octets(struct tl_unpack *unpack, size_t length)
{
	const __u8 *octets = unpack->at;

	if (length > (size_t)(unpack->end - unpack->at)) {
		unpack->failed = true;
		return NULL;
	}
	unpack->at += length;
	return octets;
}

#endif
