/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What may stand in front of a message with a name: empty lines before a request (RFC 9112 2.2), a ChangeCipherSpec or a warning
 * before a hello (RFC 8446 5 and 6), a header of the PROXY protocol. One of these, where a segment begins.
 */
#ifndef TAPLESS_NAMES_PREFACE_H
#define TAPLESS_NAMES_PREFACE_H

#include "names_http.h"

#define TL_PREFACE_MOST	      128 /* bytes that are looked at; a header of PROXY, version 1, has 107 at most */
#define TL_PREFACE_LINES_MOST 8 /* octets of empty lines */
#define TL_PROXY_HEADER	      16 /* of version 2: signature (12), version, family, length (2) of what follows */

/* The rare case that it could be one: asked of each data packet that is looked at. */
static __always_inline bool tl_preface_starts(__u32 first_four)
{
	__u32 first = first_four >> 24;

	return first == '\r' || first == '\n' || first_four >> 16 == 0x1403 || first_four >> 16 == 0x1503 ||
	       first_four == 0x50524f58; /* "PROX" */
}

/* Records with their one possible length: change_cipher_spec, and an alert that is no end. */
static __always_inline __u32 tl_preface_record(const struct tl_name_search *search)
{
	__u32 type = tl_name_read8(search, 0), length = tl_name_read16(search, 3);

	if (type == 0x14 && length == 1)
		return 6;
	return type == 0x15 && length == 2 && tl_name_read8(search, 5) == 1 ? 7 : 0;
}

/* "\r\n\r\n\0\r\nQUIT\n" and 2 in the upper half of the next octet. */
static __always_inline bool tl_is_proxy_2(const struct tl_name_search *search)
{
	return tl_name_read32(search, 0) == 0x0d0a0d0a && tl_name_read32(search, 4) == 0x000d0a51 &&
	       tl_name_read32(search, 8) == 0x5549540a && tl_name_read8(search, 12) >> 4 == 2;
}

/* A header of PROXY in text: its line. 0: its end is not there. */
static __always_inline __u32 tl_preface_line(const struct tl_name_search *search)
{
	for (__u32 i = 0; i < TL_PREFACE_MOST; i += sizeof(__u64)) {
		__u64 marks = tl_http_line_feeds(tl_name_word(search, i));

		if (marks)
			return i + tl_http_bytes_before(marks) + 1;
	}
	return 0;
}

/* Octets that do nothing but end lines, if not too many. */
static __always_inline __u32 tl_preface_empty_lines(const struct tl_name_search *search, __u32 length)
{
	for (__u32 i = 0; i < TL_PREFACE_LINES_MOST; i++)
		if (i == length || (tl_name_read8(search, i) != '\r' && tl_name_read8(search, i) != '\n'))
			return i;
	return 0;
}

/*
 * How many octets of a payload of `length` octets are to be passed over, at most all, goes to search->position: in a map, so that the
 * verifier need not follow each number. The caller has put the first ones, as many as are there of TL_PREFACE_MOST, into search->bytes.
 */
static __always_inline void tl_name_preface(struct tl_name_search *search, __u32 length)
{
	__u8 first = tl_name_read8(search, 0);
	__u32 preface;

	if (first == 'P')
		preface = tl_name_read16(search, 4) == 0x5920 ? tl_preface_line(search) : 0; /* "Y " */
	else if (first == 0x14 || first == 0x15)
		preface = tl_preface_record(search);
	else if (length >= TL_PROXY_HEADER && tl_is_proxy_2(search))
		preface = TL_PROXY_HEADER + tl_name_read16(search, TL_PROXY_HEADER - 2);
	else
		preface = tl_preface_empty_lines(search, length);
	search->position = preface <= length ? preface : 0;
}

#endif
