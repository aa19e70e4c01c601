/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A growing run of octets with a sticky error: `failed` is set when memory ran out, and is checked once at the end. */
#ifndef TAPLESS_EXPORT_BUFFER_H
#define TAPLESS_EXPORT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

struct tl_buffer {
	__u8 *bytes;
	size_t used;
	size_t room;
	bool failed;
};

void tl_buffer_put(struct tl_buffer *buffer, const void *bytes, size_t length);
void tl_buffer_text(struct tl_buffer *buffer, const char *text);
void tl_buffer_print(struct tl_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void tl_buffer_clear(struct tl_buffer *buffer); /* keeps the memory */
void tl_buffer_free(struct tl_buffer *buffer);

#endif
