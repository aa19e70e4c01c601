/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Text as Windows writes it: UTF-16 in little-endian order (RFC 2781). */
#ifndef TAPLESS_DISSECT_UTF16_H
#define TAPLESS_DISSECT_UTF16_H

#include <stddef.h>

#include <linux/types.h>

/*
 * Writes it as UTF-8 with a NUL behind it, cut between characters to what there is room for. It ends at a NUL, or before an odd
 * last octet. Half of a surrogate pair becomes U+FFFD.
 */
void tl_utf16_keep(char *to, size_t room, const __u8 *from, size_t octets);

#endif
