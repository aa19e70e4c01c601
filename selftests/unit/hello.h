/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Builds TLS ClientHellos byte by byte, for the tests of the name parser and of the programs that use it. */
#ifndef TAPLESS_SELFTESTS_HELLO_H
#define TAPLESS_SELFTESTS_HELLO_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <linux/types.h>

#define HELLO_ROOM 8192

/* What is 0 stands for the usual. */
struct hello_options {
	const char *name; /* NULL: no server_name extension */
	size_t name_length; /* 0: that of the string */
	const void *list; /* in the place of a name: content of server_name */
	size_t list_length;
	unsigned empty_before; /* number of extensions without content, in front of the others */
	unsigned extensions_before; /* number of other extensions (64 bytes each) around server_name */
	unsigned extensions_after;
	size_t key_share; /* bytes of a key_share extension before all others: 1,216 is X25519MLKEM768 */
	size_t padding; /* bytes of a padding extension behind all others */
	size_t session_id;
	unsigned ciphers;
	size_t record_size; /* content of a record; 0: all in one */
	__u8 version; /* minor version in record and hello, 1..3 for TLS 1.0 to 1.2 (and 1.3) */
	bool grease; /* RFC 8701 values in front */
	bool no_extensions; /* the hello ends behind the compression methods */
};

struct hello {
	size_t length;
	__u8 bytes[HELLO_ROOM];
};

static inline void hello_put(struct hello *hello, const void *from, size_t size)
{
	assert(hello->length + size <= HELLO_ROOM);
	memcpy(hello->bytes + hello->length, from, size);
	hello->length += size;
}

/* Big-endian, in `size` bytes. */
static inline void hello_put_number(struct hello *hello, size_t number, int size)
{
	while (size--) {
		__u8 byte = (__u8)(number >> (8 * size));

		hello_put(hello, &byte, 1);
	}
}

static inline void hello_fill(struct hello *hello, __u8 byte, size_t count)
{
	while (count--)
		hello_put(hello, &byte, 1);
}

/* Writes the number of bytes that have come since the length field at `at`, which is `size` bytes wide. */
static inline void hello_close(struct hello *hello, size_t at, int size)
{
	size_t end = hello->length, number = end - at - size;

	hello->length = at;
	hello_put_number(hello, number, size);
	hello->length = end;
}

static inline void hello_extension(struct hello *hello, unsigned type, size_t size)
{
	hello_put_number(hello, type, 2);
	hello_put_number(hello, size, 2);
	hello_fill(hello, 0x5a, size);
}

static inline void hello_server_name(struct hello *hello, const struct hello_options *options)
{
	size_t length = options->name_length ? options->name_length : strlen(options->name);

	hello_put_number(hello, 0, 2);
	hello_put_number(hello, length + 5, 2);
	hello_put_number(hello, length + 3, 2);
	hello_put_number(hello, 0, 1);
	hello_put_number(hello, length, 2);
	hello_put(hello, options->name, length);
}

static inline void hello_extensions(struct hello *hello, const struct hello_options *options)
{
	size_t start = hello->length;

	hello_put_number(hello, 0, 2);
	for (unsigned i = 0; i < options->empty_before; i++)
		hello_extension(hello, 1000 + i, 0);
	if (options->grease)
		hello_extension(hello, 0x1a1a, 0);
	if (options->key_share)
		hello_extension(hello, 51, options->key_share);
	for (unsigned i = 0; i < options->extensions_before; i++)
		hello_extension(hello, 100 + i, 64);
	if (options->list) {
		hello_put_number(hello, 0, 2);
		hello_put_number(hello, options->list_length, 2);
		hello_put(hello, options->list, options->list_length);
	} else if (options->name) {
		hello_server_name(hello, options);
	}
	for (unsigned i = 0; i < options->extensions_after; i++)
		hello_extension(hello, 200 + i, 64);
	if (options->padding)
		hello_extension(hello, 21, options->padding);
	hello_close(hello, start, 2);
}

/* The handshake message, without records. */
static inline void hello_message(struct hello *hello, const struct hello_options *options)
{
	unsigned ciphers = options->ciphers ? options->ciphers : 16;
	size_t start;

	hello_put_number(hello, 1, 1);
	start = hello->length;
	hello_put_number(hello, 0, 3);
	hello_put_number(hello, 0x0300 | (options->version ? options->version : 3), 2);
	hello_fill(hello, 0xa5, 32);
	hello_put_number(hello, options->session_id, 1);
	hello_fill(hello, 0x55, options->session_id);
	hello_put_number(hello, (ciphers + options->grease) * 2, 2);
	if (options->grease)
		hello_put_number(hello, 0x2a2a, 2);
	hello_fill(hello, 0x13, ciphers * 2);
	hello_put_number(hello, 0x0100, 2);
	if (!options->no_extensions)
		hello_extensions(hello, options);
	hello_close(hello, start, 3);
}

static inline void hello_build(struct hello *hello, const struct hello_options *options)
{
	static struct hello message;
	size_t done = 0, size;

	message.length = hello->length = 0;
	hello_message(&message, options);
	while (done < message.length) {
		size = message.length - done;
		if (options->record_size && size > options->record_size)
			size = options->record_size;
		hello_put_number(hello, 0x160300 | (options->version ? options->version : 1), 3);
		hello_put_number(hello, size, 2);
		hello_put(hello, message.bytes + done, size);
		done += size;
	}
}

#endif
