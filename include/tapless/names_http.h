/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The Host of an HTTP/1 request: RFC 9112 2.1 and 5.1, RFC 9110 7.2. Folded lines (5.2) do not continue a value here. */
#ifndef TAPLESS_NAMES_HTTP_H
#define TAPLESS_NAMES_HTTP_H

#include "name_search.h"

#define TL_HTTP_LINES_MAX    128
#define TL_HTTP_SPACES_MAX   256 /* around a value; more are not trimmed and the name is absent */
#define TL_HTTP_STEP	     16 /* bytes that one turn looks through */
#define TL_HTTP_REQUEST_LINE 14 /* the shortest: "GET / HTTP/1.1" */

#define TL_HTTP_EVERY_BYTE(byte) (0x0101010101010101ULL * (byte))

/* The request line is checked when its end is seen; until then these tell a request from other text protocols. */
static __always_inline bool tl_http_starts(__u32 first_four)
{
#define TL_HTTP_METHOD(a, b, c, d) case ((__u32)(a) << 24 | (b) << 16 | (c) << 8 | (d)):
	switch (first_four) {
		TL_HTTP_METHOD('G', 'E', 'T', ' ')
		TL_HTTP_METHOD('P', 'O', 'S', 'T')
		TL_HTTP_METHOD('H', 'E', 'A', 'D')
		TL_HTTP_METHOD('P', 'U', 'T', ' ')
		TL_HTTP_METHOD('D', 'E', 'L', 'E') /* DELETE */
		TL_HTTP_METHOD('O', 'P', 'T', 'I') /* OPTIONS */
		TL_HTTP_METHOD('P', 'A', 'T', 'C') /* PATCH */
		TL_HTTP_METHOD('C', 'O', 'N', 'N') /* CONNECT */
		TL_HTTP_METHOD('T', 'R', 'A', 'C') /* TRACE */
		TL_HTTP_METHOD('P', 'R', 'O', 'P') /* PROPFIND, PROPPATCH and more of WebDAV, RFC 4918 */
		TL_HTTP_METHOD('M', 'K', 'C', 'O')
		TL_HTTP_METHOD('C', 'O', 'P', 'Y')
		TL_HTTP_METHOD('M', 'O', 'V', 'E')
		TL_HTTP_METHOD('L', 'O', 'C', 'K')
		TL_HTTP_METHOD('U', 'N', 'L', 'O')
		TL_HTTP_METHOD('R', 'E', 'P', 'O') /* REPORT, RFC 3253 */
		TL_HTTP_METHOD('S', 'E', 'A', 'R') /* SEARCH, RFC 5323 */
		TL_HTTP_METHOD('N', 'O', 'T', 'I') /* NOTIFY, SUBSCRIBE, UNSUBSCRIBE: UPnP */
		TL_HTTP_METHOD('S', 'U', 'B', 'S')
		TL_HTTP_METHOD('U', 'N', 'S', 'U')
		TL_HTTP_METHOD('R', 'P', 'C', '_') /* RPC_IN_DATA, RPC_OUT_DATA: RPC over HTTP */
		TL_HTTP_METHOD('B', 'I', 'T', 'S') /* BITS_POST: Microsoft's background transfer */
		return true;
	default:
		return false;
	}
#undef TL_HTTP_METHOD
}

/* The lowest byte that is a line feed has its top bit set, and none below; what is set above it means nothing. */
static __always_inline __u64 tl_http_line_feeds(__u64 word)
{
	__u64 difference = word ^ TL_HTTP_EVERY_BYTE('\n');

	return (difference - TL_HTTP_EVERY_BYTE(0x01)) & ~difference & TL_HTTP_EVERY_BYTE(0x80);
}

/* Number of bytes below the lowest mark, of which there is one: BPF has no instruction for that. */
static __always_inline __u32 tl_http_bytes_before(__u64 marks)
{
	__u64 below = (marks & -marks) - 1;

	return ((below & TL_HTTP_EVERY_BYTE(0x01)) * TL_HTTP_EVERY_BYTE(0x01) >> 56) - 1;
}

/* The first line must end in " HTTP/1." and a digit. */
static __always_inline bool tl_http_is_request(const struct tl_name_search *search, __u32 end)
{
	const __u64 version = 0x2e312f50545448ULL; /* "HTTP/1." */

	return end >= TL_HTTP_REQUEST_LINE && (tl_name_word(search, end - 8) & tl_name_low_bytes(7)) == version &&
	       tl_name_read8(search, end - 9) == ' ';
}

/* Names of header fields are in any case; their colon follows at once (RFC 9112 5.1). */
static __always_inline bool tl_http_is_host(const struct tl_name_search *search, __u32 start)
{
	const __u64 host = 0x3a74736f68ULL; /* "host:" */

	return ((tl_name_word(search, start) | 0x20202020) & tl_name_low_bytes(5)) == host;
}

/* A whole line, from the end of the last one to the line feed at `end`. Returns 1 when the search is over. */
static __always_inline long tl_http_line(struct tl_name_search *search, __u32 end)
{
	__u32 start = search->target;

	search->target = end + 1;
	if (end > start && tl_name_read8(search, end - 1) == '\r')
		end--;
	if (start == 0 && tl_http_is_request(search, end))
		return 0;
	if (start == 0 || start == end) { /* not HTTP, or the empty line behind the header fields */
		search->result = TL_NAME_ABSENT;
		return 1;
	}
	if (!tl_http_is_host(search, start))
		return 0;
	search->position = start + 5;
	search->end = end;
	search->kind = TL_NAME_HTTP_HOST;
	return 1;
}

/* Goes on to the next line feed, or by TL_HTTP_STEP bytes when there is none in them. */
static long tl_http_step(__u32 turn, struct tl_name_loop *loop)
{
	struct tl_name_search *search = loop->search;
	__u32 position = search->position;
	__u64 marks;

	(void)turn;
	if (position >= search->available)
		return 1;
	marks = tl_http_line_feeds(tl_name_word(search, position));
	if (!marks) {
		position += 8;
		marks = tl_http_line_feeds(tl_name_word(search, position));
	}
	if (!marks) {
		search->position = position + 8;
		return 0;
	}
	position += tl_http_bytes_before(marks);
	search->position = position + 1;
	return position < search->available ? tl_http_line(search, position) : 1;
}

static __always_inline bool tl_http_is_space(__u8 byte)
{
	return byte == ' ' || byte == '\t';
}

/* Takes a space from the front or the back of the value in [position, end) each turn, until there is none. */
static long tl_http_trim(__u32 turn, struct tl_name_loop *loop)
{
	struct tl_name_search *search = loop->search;
	__u32 position = search->position, end = search->end;

	(void)turn;
	if (position < end && tl_http_is_space(tl_name_read8(search, position))) {
		search->position = position + 1;
		return 0;
	}
	if (position < end && tl_http_is_space(tl_name_read8(search, end - 1))) {
		search->end = end - 1;
		return 0;
	}
	search->result = TL_NAME_FOUND;
	return 1;
}

static __always_inline void tl_find_host(struct tl_name_search *search)
{
	search->target = 0;
	search->end = 0;
	tl_name_turns(TL_NAME_PREFIX / TL_HTTP_STEP + TL_HTTP_LINES_MAX, tl_http_step, search);
	if (search->result == TL_NAME_ABSENT)
		return;
	if (!search->end) { /* no Host so far: the end was not seen, or too many lines were */
		search->result = search->position >= search->available ? TL_NAME_CUT : TL_NAME_ABSENT;
		return;
	}
	search->result = TL_NAME_ABSENT;
	tl_name_turns(TL_HTTP_SPACES_MAX, tl_http_trim, search);
}

#endif
