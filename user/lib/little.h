/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Integers in little-endian order. */
#ifndef TAPLESS_LIB_LITTLE_H
#define TAPLESS_LIB_LITTLE_H

#include <linux/types.h>

static inline __u16 tl_little_get16(const __u8 *octets)
{
	return (__u16)(octets[0] | octets[1] << 8);
}

static inline __u32 tl_little_get32(const __u8 *octets)
{
	return tl_little_get16(octets) | (__u32)tl_little_get16(octets + 2) << 16;
}

static inline __u64 tl_little_get64(const __u8 *octets)
{
	return tl_little_get32(octets) | (__u64)tl_little_get32(octets + 4) << 32;
}

#endif
