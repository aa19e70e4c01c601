/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A TLS ClientHello out of its records, which may be many: RFC 8446 4.1.2 and 5.1. */
#ifndef TAPLESS_NAMES_TLS_RECORDS_H
#define TAPLESS_NAMES_TLS_RECORDS_H

#include "name_search.h"

#define TL_TLS_HANDSHAKE     22
#define TL_TLS_RECORD_HEADER 5
#define TL_TLS_RECORD_MAX    0x4800 /* 2^14 plus what TLS 1.2 allows for expansion */
#define TL_TLS_CLIENT_HELLO  1
#define TL_TLS_BODY	     9 /* record and handshake header */
#define TL_TLS_MOVE_TURNS    1024

/* Handshake record, version 3.0 to 3.4, length not above the maximum. */
static __always_inline bool tl_tls_starts(__u32 first_four)
{
	return first_four >> 16 == (TL_TLS_HANDSHAKE << 8 | 3) && (first_four >> 8 & 0xff) <= 4 &&
	       (first_four & 0xff) <= TL_TLS_RECORD_MAX >> 8;
}

/* Takes the next record's header: its content is to be moved down to the hello's end. */
static __always_inline long tl_tls_next_record(struct tl_name_search *search)
{
	__u32 position = search->position, size;

	if (position + TL_TLS_RECORD_HEADER > search->available) {
		search->result = TL_NAME_CUT;
		return 1;
	}
	size = tl_name_read16(search, position + 3);
	if (!tl_tls_starts(tl_name_read32(search, position)) || !size || size > TL_TLS_RECORD_MAX)
		return 1;
	search->position = position + TL_TLS_RECORD_HEADER;
	search->end = search->position + size;
	return 0;
}

/* One word, or one record header, a turn. The target is always behind, so nothing is overwritten before it is read. */
static long tl_tls_move(__u32 turn, struct tl_name_loop *loop)
{
	struct tl_name_search *search = loop->search;
	__u32 position = search->position, target = search->target, left = search->end - position;
	__u64 word, mask;

	(void)turn;
	if (!left)
		return tl_tls_next_record(search);
	if (position >= search->available) {
		search->result = TL_NAME_CUT;
		return 1;
	}
	if (left > 8)
		left = 8;
	if (left > search->available - position)
		left = search->available - position;
	mask = tl_name_low_bytes(left);
	word = (tl_name_word(search, position) & mask) | (tl_name_word(search, target) & ~mask);
	word = tl_from_little64(word);
	__builtin_memcpy(tl_name_aligned(search->bytes + tl_name_index(target), 8), &word, sizeof(word));
	search->position = position + left;
	search->target = target + left;
	return 0;
}

/* A hello in several records: takes out the record headers between its parts. */
static __always_inline void tl_tls_join_records(struct tl_name_search *search, __u32 first_end)
{
	search->position = first_end;
	search->target = first_end;
	search->end = first_end;
	search->result = TL_NAME_ABSENT;
	tl_name_turns(TL_TLS_MOVE_TURNS, tl_tls_move, search);
	search->available = search->target;
	if (search->result == TL_NAME_ABSENT) /* something else follows: the hello can never become longer */
		search->limit = search->available;
	search->result = TL_NAME_CUT;
}

static __always_inline __u32 tl_tls_hello_end(const struct tl_name_search *search)
{
	return TL_TLS_BODY + (tl_name_read32(search, TL_TLS_RECORD_HEADER) & 0xffffff);
}

/* The message, or a block in it, ends here. */
static __always_inline void tl_tls_limit(struct tl_name_search *search, __u32 limit)
{
	if (search->limit > limit)
		search->limit = limit;
	if (search->available > search->limit)
		search->available = search->limit;
}

/* Makes the hello lie in one piece behind a record header. False: it does not, or is none. */
static __always_inline bool tl_tls_take_hello(struct tl_name_search *search)
{
	__u32 first_end;

	if (!tl_name_has(search, 0, TL_TLS_RECORD_HEADER))
		return false;
	first_end = TL_TLS_RECORD_HEADER + tl_name_read16(search, 3);
	if (first_end == TL_TLS_RECORD_HEADER)
		return tl_name_is_absent(search);
	if (search->available > first_end && (first_end < TL_TLS_BODY || tl_tls_hello_end(search) > first_end))
		tl_tls_join_records(search, first_end);
	if (!tl_name_has(search, TL_TLS_RECORD_HEADER, 1))
		return false;
	if (tl_name_read8(search, TL_TLS_RECORD_HEADER) != TL_TLS_CLIENT_HELLO)
		return tl_name_is_absent(search);
	if (!tl_name_has(search, TL_TLS_RECORD_HEADER, TL_TLS_BODY - TL_TLS_RECORD_HEADER))
		return false;
	tl_tls_limit(search, tl_tls_hello_end(search));
	return true;
}

#endif
