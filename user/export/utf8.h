/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* IPFIX strings are UTF-8 (RFC 7011 6.1.6); names from the wire are any bytes. */
#ifndef TAPLESS_EXPORT_UTF8_H
#define TAPLESS_EXPORT_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

/* Octets of the well-formed character (RFC 3629) at the start of `bytes`; 0 if there is none. */
size_t tl_utf8_character(const __u8 *bytes, size_t left);

/*
 * Writes raw text so that it is valid UTF-8, without control characters, and can be told back: bytes that are not, and a
 * backslash that an x and two digits follow, become \xNN. Cut to `size` octets between characters. Returns the octets
 * written; no NUL is.
 */
size_t tl_utf8_escape(__u8 *text, size_t size, const __u8 *raw, size_t length);

/* The same of a string, as one of fixed length: NULs behind it, if it is shorter. */
void tl_utf8_fixed(__u8 *to, size_t length, const char *text);

/* Copies text that escaping would leave as it is, and has no backslash. False: it is not like that; what was copied is of no use. */
bool tl_utf8_copy_plain(__u8 *to, const __u8 *text, size_t length);

#endif
