/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The Host of an HTTP/1 request: RFC 9112 2.1 and 5.1, RFC 9110 7.2. Folded lines (5.2) do not continue a value here, and more than
 * seven blanks in front of a colon (5.1 has none) hide it.
 */
#ifndef TAPLESS_NAMES_HTTP_H
#define TAPLESS_NAMES_HTTP_H

#include "http_methods.h"
#include "name_search.h"

#define TL_HTTP_LINES_MAX    128
#define TL_HTTP_SPACES_MAX   256 /* around a value; more are not trimmed and the name is absent */
#define TL_HTTP_STEP	     16 /* bytes that one turn looks through */
#define TL_HTTP_REQUEST_LINE 14 /* the shortest: "GET / HTTP/1.1" */

#define TL_HTTP_EVERY_BYTE(byte) (0x0101010101010101ULL * (byte))

/* The first four bytes of a message with that method; a space follows it. */
#define TL_HTTP_FIRST_FOUR(method)                                                                                     \
	((__u32)(method)[0] << 24 | (method)[1] << 16 | (method)[2] << 8 | ((method)[3] ? (method)[3] : ' '))

/* The request line is checked when its end is seen; until then these tell a request from other text protocols. */
static __always_inline bool tl_http_starts(__u32 first_four)
{
#define TL_HTTP_IS(method) || first_four == TL_HTTP_FIRST_FOUR(method)
	return false TL_HTTP_METHOD_LIST(TL_HTTP_IS);
#undef TL_HTTP_IS
}

/*
 * Could it be a request with a method that nobody knows? Two capital letters, of which the second may be another octet of a name,
 * then text. Nearly all that starts so is another protocol: to be asked where a conversation begins, and there alone.
 */
static __always_inline bool tl_http_may_start(__u32 first_four)
{
	__u32 first = first_four >> 24, second = first_four >> 16 & 0xff;

	return first - 'A' < 26 && (second - 'A' < 26 || second == '-' || second == '_') && !(first_four & 0x8080) &&
	       first_four & 0x6000 && first_four & 0x60 && first_four != 0x48545450; /* "HTTP": a response */
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

/* The top bit of each byte that is zero, of none else. */
static __always_inline __u64 tl_http_zeros(__u64 word)
{
	const __u64 low = TL_HTTP_EVERY_BYTE(0x7f);

	return ~(((word & low) + low) | word | low);
}

/* Number of spaces and tabs here, 7 at most. */
static __always_inline __u32 tl_http_blanks(const struct tl_name_search *search, __u32 position)
{
	__u64 word = tl_name_word(search, position);
	__u64 blanks = tl_http_zeros(word ^ TL_HTTP_EVERY_BYTE(' ')) | tl_http_zeros(word ^ TL_HTTP_EVERY_BYTE('\t'));

	return tl_http_bytes_before((~blanks & TL_HTTP_EVERY_BYTE(0x80)) | 1ULL << 63);
}

/* The first line must end in " HTTP/1." and a digit; a space behind it is an error that some send, and servers pass over. */
static __always_inline bool tl_http_is_request(const struct tl_name_search *search, __u32 end)
{
	const __u64 version = 0x2e312f50545448ULL; /* "HTTP/1." */

	if (end > TL_HTTP_REQUEST_LINE && tl_name_read8(search, end - 1) == ' ')
		end--;
	return end >= TL_HTTP_REQUEST_LINE && (tl_name_word(search, end - 8) & tl_name_low_bytes(7)) == version &&
	       tl_name_read8(search, end - 9) == ' ';
}

/*
 * Where the value begins of a line [start, end) that is a Host; 0: it is another, or empty. Names of fields are in any case. Their colon
 * follows at once (RFC 9112 5.1), or behind blanks: servers answer that with an error, but who was asked for is told.
 */
static __always_inline __u32 tl_http_host_value(const struct tl_name_search *search, __u32 start, __u32 end)
{
	__u32 position = start + 4;

	if (((__u32)tl_name_word(search, start) | 0x20202020) != 0x74736f68) /* "host" */
		return 0;
	position += tl_http_blanks(search, position);
	if (tl_name_read8(search, position) != ':')
		return 0;
	position++;
	return position + tl_http_blanks(search, position) < end ? position : 0;
}

/* A whole line, from the end of the last one to the line feed at `end`. Returns 1 when the search is over. */
static __always_inline long tl_http_line(struct tl_name_search *search, __u32 end)
{
	__u32 start = search->target, value;

	search->target = end + 1;
	if (end > start && tl_name_read8(search, end - 1) == '\r')
		end--;
	if (start == 0 && tl_http_is_request(search, end))
		return 0;
	if (start == 0 || start == end) { /* not HTTP, or the empty line behind the header fields */
		search->result = TL_NAME_ABSENT;
		return 1;
	}
	value = tl_http_host_value(search, start, end);
	if (!value)
		return 0;
	search->position = value;
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
