// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "http_fields.h"

#include <string.h>
#include <strings.h>

#include "lines.h"

bool tl_http_take_line(struct tl_http_cursor *cursor, struct tl_http_span *line)
{
	const __u8 *start = cursor->octets + cursor->offset, *end;

	if (cursor->offset >= cursor->captured)
		return false;
	end = memchr(start, '\n', cursor->captured - cursor->offset);
	if (!end)
		return false;
	cursor->offset = (__u32)(end + 1 - cursor->octets);
	line->octets = start;
	line->length = (__u32)(end - start);
	if (line->length && end[-1] == '\r')
		line->length--;
	return true;
}

static bool is_blank(__u8 octet)
{
	return tl_http_is_space(octet) || octet == '\r' || octet == '\n';
}

static void trim(struct tl_http_span *span)
{
	while (span->length && is_blank(span->octets[0])) {
		span->octets++;
		span->length--;
	}
	while (span->length && is_blank(span->octets[span->length - 1]))
		span->length--;
}

/* Adds the lines that begin with a space. Whether one does is known when the first octet behind the last one is. */
static bool take_continuation(struct tl_http_cursor *cursor, struct tl_http_span *line)
{
	struct tl_http_span more = {0};

	while (cursor->offset < cursor->captured) {
		if (!tl_http_is_space(cursor->octets[cursor->offset]))
			return true;
		if (!tl_http_take_line(cursor, &more))
			return false;
		line->length = (__u32)(more.octets + more.length - line->octets);
	}
	return false;
}

enum tl_dissection tl_http_take_field(struct tl_http_cursor *cursor, struct tl_http_span *name,
				      struct tl_http_span *value)
{
	struct tl_http_span line = {0};

	while (tl_http_take_line(cursor, &line)) {
		const __u8 *colon;

		if (!line.length) {
			*name = *value = (struct tl_http_span){0};
			return TL_DISSECT_WHOLE;
		}
		if (!take_continuation(cursor, &line))
			return TL_DISSECT_CUT;
		colon = memchr(line.octets, ':', line.length);
		if (!colon || colon == line.octets || tl_http_is_space(line.octets[0]))
			continue;
		name->octets = line.octets;
		name->length = (__u32)(colon - line.octets);
		value->octets = colon + 1;
		value->length = line.length - name->length - 1;
		trim(name); /* a space before the colon is an error that some send: RFC 9112 5.1 */
		trim(value);
		return TL_DISSECT_WHOLE;
	}
	return TL_DISSECT_CUT;
}

bool tl_http_is(const struct tl_http_span *span, const char *text)
{
	if (span->length && !tl_letters_agree((char)span->octets[0], text[0]))
		return false;
	return span->length == strlen(text) && strncasecmp((const char *)span->octets, text, span->length) == 0;
}

void tl_http_keep_text(char *text, size_t size, const struct tl_http_span *span)
{
	size_t written = 0;

	for (__u32 i = 0; i < span->length && written + 1 < size; i++) {
		__u8 octet = span->octets[i];

		if (octet == '\n') {
			while (written && text[written - 1] == ' ')
				written--;
			while (i + 1 < span->length && is_blank(span->octets[i + 1]))
				i++;
		}
		text[written++] = octet == '\n' || octet == '\r' || octet == '\t' || !octet ? ' ' : (char)octet;
	}
	text[written] = 0;
}

void tl_http_keep_field(void *facts, const struct tl_http_field *rows, size_t count, const struct tl_http_span *name,
			const struct tl_http_span *value)
{
	for (size_t i = 0; i < count; i++) {
		char *text = (char *)facts + rows[i].offset;

		if (!text[0] && tl_http_is(name, rows[i].name))
			tl_http_keep_text(text, rows[i].size, value);
	}
}
