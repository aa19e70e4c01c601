// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "http_body.h"

#include <string.h>

#define LENGTH_MOST  (1ull << 62)
#define CHUNK_DIGITS 15 /* hexadecimal; leading zeros are sent, too */

/* RFC 9110 8.6: a list of the same number, which intermediaries make of fields sent twice, is that number. */
static void say_length(struct tl_http_said *said, const struct tl_http_span *value)
{
	__u32 i = 0;

	do {
		__u64 length = 0;
		__u32 digits = 0;

		while (i < value->length && tl_http_is_space(value->octets[i]))
			i++;
		for (; i < value->length && value->octets[i] >= '0' && value->octets[i] <= '9'; i++, digits++)
			length = length < LENGTH_MOST / 10 ? length * 10 + (value->octets[i] - '0') : LENGTH_MOST;
		while (i < value->length && tl_http_is_space(value->octets[i]))
			i++;
		if (!digits || length == LENGTH_MOST || (i < value->length && value->octets[i] != ',') ||
		    (said->has_length && said->length != length))
			said->is_contradiction = true;
		said->has_length = true;
		said->length = length;
	} while (i++ < value->length && !said->is_contradiction);
}

static void say_coding(struct tl_http_said *said, const struct tl_http_span *value)
{
	struct tl_http_span last = *value;

	for (__u32 i = 0; i < value->length; i++) {
		if (value->octets[i] == ',') {
			last.octets = value->octets + i + 1;
			last.length = value->length - i - 1;
		}
	}
	while (last.length && tl_http_is_space(last.octets[0])) {
		last.octets++;
		last.length--;
	}
	said->has_coding = true;
	said->is_chunked = tl_http_is(&last, "chunked");
}

void tl_http_say(struct tl_http_said *said, const struct tl_http_span *name, const struct tl_http_span *value)
{
	if (tl_http_is(name, "content-length"))
		say_length(said, value);
	else if (tl_http_is(name, "transfer-encoding"))
		say_coding(said, value);
}

void tl_http_frame(struct tl_http_body *body, const struct tl_http_said *said, bool is_request)
{
	if (said->has_coding) {
		body->framing = is_request ? TL_HTTP_UNKNOWN : TL_HTTP_UNTIL_CLOSE;
		if (said->is_chunked)
			body->framing = TL_HTTP_CHUNKED;
	} else if (said->is_contradiction) {
		body->framing = TL_HTTP_UNKNOWN;
	} else if (said->has_length) {
		body->framing = TL_HTTP_LENGTH;
		body->length = said->length;
	} else {
		body->framing = is_request ? TL_HTTP_NO_BODY : TL_HTTP_UNTIL_CLOSE;
	}
}

static int digit_of(__u8 octet)
{
	if (octet >= '0' && octet <= '9')
		return octet - '0';
	octet |= 0x20;
	return octet >= 'a' && octet <= 'f' ? octet - 'a' + 10 : -1;
}

/* chunk-size [ chunk-ext ], RFC 9112 7.1. */
static bool read_chunk_size(const struct tl_http_span *line, __u64 *size)
{
	__u32 i = 0;

	*size = 0;
	for (; i < line->length && digit_of(line->octets[i]) >= 0; i++) {
		if (*size >> (4 * CHUNK_DIGITS - 4))
			return false;
		*size = *size << 4 | (__u64)digit_of(line->octets[i]);
	}
	return i && (i == line->length || line->octets[i] == ';' || tl_http_is_space(line->octets[i]));
}

/* Trailer fields (RFC 9112 7.1.2) are lines up to an empty one. */
static enum tl_dissection pass_trailer(struct tl_http_cursor *cursor)
{
	struct tl_http_span line = {0};

	do {
		if (!tl_http_take_line(cursor, &line))
			return TL_DISSECT_CUT;
	} while (line.length);
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection pass_chunks(struct tl_http_cursor *cursor)
{
	struct tl_http_span line = {0};
	__u64 size;

	while (tl_http_take_line(cursor, &line)) {
		if (!read_chunk_size(&line, &size))
			return TL_DISSECT_FOREIGN;
		if (!size)
			return pass_trailer(cursor);
		if (size >= cursor->captured - cursor->offset)
			return TL_DISSECT_CUT;
		cursor->offset += (__u32)size;
		if (!tl_http_take_line(cursor, &line))
			return TL_DISSECT_CUT;
		if (line.length)
			return TL_DISSECT_FOREIGN;
	}
	return TL_DISSECT_CUT;
}

enum tl_dissection tl_http_find_end(const struct tl_message *message, const struct tl_http_body *body, __u64 *end)
{
	struct tl_http_cursor cursor = {message->octets, message->captured, body->start};
	enum tl_dissection state = TL_DISSECT_CUT;

	if (!body->start)
		return TL_DISSECT_CUT;
	switch (body->framing) {
	case TL_HTTP_NO_BODY:
		*end = body->start;
		return TL_DISSECT_WHOLE;
	case TL_HTTP_LENGTH:
		*end = body->start + body->length;
		return TL_DISSECT_WHOLE;
	case TL_HTTP_CHUNKED:
		state = pass_chunks(&cursor);
		break;
	case TL_HTTP_UNKNOWN:
	case TL_HTTP_UNTIL_CLOSE:
		break;
	}
	if (state == TL_DISSECT_WHOLE)
		*end = cursor.offset;
	return state;
}
