// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool make_room(struct tl_buffer *buffer, size_t length)
{
	size_t room = buffer->room ? buffer->room : 1024;
	__u8 *grown;

	while (room - buffer->used < length)
		room *= 2;
	if (room == buffer->room)
		return true;
	grown = realloc(buffer->bytes, room);
	if (!grown) {
		buffer->failed = true;
		return false;
	}
	buffer->bytes = grown;
	buffer->room = room;
	return true;
}

void tl_buffer_put(struct tl_buffer *buffer, const void *bytes, size_t length)
{
	if (!length || buffer->failed || !make_room(buffer, length))
		return;
	memcpy(buffer->bytes + buffer->used, bytes, length);
	buffer->used += length;
}

void tl_buffer_text(struct tl_buffer *buffer, const char *text)
{
	tl_buffer_put(buffer, text, strlen(text));
}

void tl_buffer_print(struct tl_buffer *buffer, const char *format, ...)
{
	char text[128]; /* numbers and addresses; longer text goes through tl_buffer_text */
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (length < 0 || length >= (int)sizeof(text))
		buffer->failed = true;
	else
		tl_buffer_put(buffer, text, length);
}

void tl_buffer_clear(struct tl_buffer *buffer)
{
	buffer->used = 0;
	buffer->failed = false;
}

void tl_buffer_free(struct tl_buffer *buffer)
{
	free(buffer->bytes);
	memset(buffer, 0, sizeof(*buffer));
}
