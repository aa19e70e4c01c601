/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Integers of any length up to eight octets, in network byte order or the other one, NTP time, and a hash of octets. */
#ifndef TAPLESS_LIB_OCTETS_H
#define TAPLESS_LIB_OCTETS_H

#include <stddef.h>
#include <string.h>

#include <linux/types.h>

/* The usual lengths are one store or load. */
static inline void tl_octets_put(__u8 *octets, __u64 value, size_t length)
{
	const __u16 two = __builtin_bswap16((__u16)value);
	const __u32 four = __builtin_bswap32((__u32)value);
	const __u64 eight = __builtin_bswap64(value);

	switch (length) {
	case 2:
		memcpy(octets, &two, 2);
		return;
	case 4:
		memcpy(octets, &four, 4);
		return;
	case 8:
		memcpy(octets, &eight, 8);
		return;
	default:
		while (length) {
			octets[--length] = (__u8)value;
			value >>= 8;
		}
	}
}

static inline __u64 tl_octets_get(const __u8 *octets, size_t length)
{
	__u64 value = 0;
	__u32 four;

	switch (length) {
	case 4:
		memcpy(&four, octets, 4);
		return __builtin_bswap32(four);
	case 8:
		memcpy(&value, octets, 8);
		return __builtin_bswap64(value);
	default:
		for (size_t i = 0; i < length; i++)
			value = value << 8 | octets[i];
		return value;
	}
}

static inline __u16 tl_octets_get16(const __u8 *octets)
{
	return (__u16)tl_octets_get(octets, 2);
}

static inline __u32 tl_octets_get32(const __u8 *octets)
{
	return (__u32)tl_octets_get(octets, 4);
}

/* Of protocols that send the lowest octet first. */
static inline __u64 tl_octets_get_little(const __u8 *octets, size_t length)
{
	__u64 value = 0;

	while (length)
		value = value << 8 | octets[--length];
	return value;
}

static inline __u16 tl_octets_get_little16(const __u8 *octets)
{
	return (__u16)tl_octets_get_little(octets, 2);
}

static inline __u32 tl_octets_get_little32(const __u8 *octets)
{
	return (__u32)tl_octets_get_little(octets, 4);
}

#define TL_NTP_UNIX_SECONDS 2208988800ull /* 1900 to 1970 */
#define TL_SECOND	    1000000000ull

/*
 * dateTimeNanoseconds (RFC 7011 6.1.10): seconds since 1900, then 2^-32 seconds. The fraction is rounded up: a unit of it is
 * 0.23 ns, so that rounding down on the way back gives the same nanosecond (and so does rounding to the nearest).
 */
static inline __u64 tl_ntp_from_unix(__u64 nanoseconds)
{
	__u64 seconds = nanoseconds / TL_SECOND + TL_NTP_UNIX_SECONDS;
	__u64 fraction = ((nanoseconds % TL_SECOND << 32) + TL_SECOND - 1) / TL_SECOND;

	return seconds << 32 | fraction;
}

/* Seconds of the first half of an era are those of the era that began in 2036 (RFC 4330 3): 1970 to 2104. */
static inline __u64 tl_ntp_to_unix(__u64 ntp)
{
	__u64 seconds = ntp >> 32;

	if (seconds < 1ull << 31)
		seconds += 1ull << 32;
	if (seconds < TL_NTP_UNIX_SECONDS)
		return 0;
	return (seconds - TL_NTP_UNIX_SECONDS) * TL_SECOND + ((ntp & 0xffffffff) * TL_SECOND >> 32);
}

/* FNV-1a: what `hash`, TL_OCTETS_MIX or the result of an earlier call, becomes with these octets. */
#define TL_OCTETS_MIX 0xcbf29ce484222325ull

static inline __u64 tl_octets_mix(__u64 hash, const void *octets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		hash = (hash ^ ((const __u8 *)octets)[i]) * 0x100000001b3ull;
	return hash;
}

#endif
