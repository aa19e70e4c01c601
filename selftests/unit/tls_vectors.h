/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* TLS handshakes, built octet by octet from the primitives of hello.h. */
#ifndef TAPLESS_SELFTESTS_TLS_VECTORS_H
#define TAPLESS_SELFTESTS_TLS_VECTORS_H

#include "hello.h"
#include "tls_certificate_vector.h"

/* The ClientHello of the definition of JA4, with GREASE where Chrome puts it. */
static const __u16 chrome_ciphers[] = {0x0a0a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030,
				       0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035};
static const __u16 chrome_signatures[] = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601};
static const __u16 chrome_groups[] = {0x2a2a, 0x001d, 0x0017, 0x0018};
static const __u16 chrome_versions[] = {0x3a3a, 0x0304, 0x0303};

#define CHROME_JA3    "cd08e31494f9531f560d64c695473da9"
#define CHROME_HASHES "_8daaf6152771_e5627efa2ab1"
#define LIST(array)   (array), sizeof(array) / sizeof((array)[0])

/* An extension whose content comes next; tls_close() it. */
static inline size_t tls_open(struct hello *hello, unsigned type)
{
	hello_put_number(hello, type, 2);
	hello_put_number(hello, 0, 2);
	return hello->length - 2;
}

/* A vector of 16 bit integers with a length of `size` octets before it. */
static inline void tls_list(struct hello *hello, int size, const __u16 *values, size_t count)
{
	hello_put_number(hello, count * 2, size);
	for (size_t i = 0; i < count; i++)
		hello_put_number(hello, values[i], 2);
}

static inline void tls_list_extension(struct hello *hello, unsigned type, int size, const __u16 *values, size_t count)
{
	size_t at = tls_open(hello, type);

	tls_list(hello, size, values, count);
	hello_close(hello, at, 2);
}

/* `text`: the content. */
static inline void tls_extension(struct hello *hello, unsigned type, const char *text, size_t length)
{
	size_t at = tls_open(hello, type);

	hello_put(hello, text, length);
	hello_close(hello, at, 2);
}

#define CONTENT(text) (text), sizeof(text) - 1

/* Type, length, version and random octets of a hello; returns where its length is to be closed. */
static inline size_t tls_begin(struct hello *hello, unsigned type, unsigned version)
{
	size_t at;

	hello_put_number(hello, type, 1);
	at = hello->length;
	hello_put_number(hello, 0, 3);
	if (version) {
		hello_put_number(hello, version, 2);
		hello_fill(hello, 0x77, 32);
	}
	return at;
}

static inline void chrome_extensions(struct hello *hello)
{
	tls_extension(hello, 0x1a1a, CONTENT(""));
	tls_extension(hello, 0,
		      CONTENT("\0\x0e\0\0\x0b"
			      "example.com"));
	tls_extension(hello, 23, CONTENT(""));
	tls_extension(hello, 0xff01, CONTENT("\0"));
	tls_list_extension(hello, 10, 2, LIST(chrome_groups));
	tls_extension(hello, 11, CONTENT("\1\0"));
	tls_extension(hello, 35, CONTENT(""));
	tls_extension(hello, 16, CONTENT("\0\x0c\2h2\x08http/1.1"));
	tls_extension(hello, 5, CONTENT("\1\0\0\0\0"));
	tls_list_extension(hello, 13, 2, LIST(chrome_signatures));
	tls_extension(hello, 18, CONTENT(""));
	tls_extension(hello, 51, CONTENT("\0\5\x2a\x2a\0\1\0"));
	tls_extension(hello, 45, CONTENT("\1\1"));
	tls_list_extension(hello, 43, 1, LIST(chrome_versions));
	tls_extension(hello, 27, CONTENT("\2\0\2"));
	tls_extension(hello, 0x4469, CONTENT("\0\3\2h2"));
	tls_extension(hello, 0x4a4a, CONTENT("\0"));
	tls_extension(hello, 21, CONTENT("\0\0\0\0"));
}

/* The message, without records. */
static inline void chrome_hello(struct hello *hello, unsigned version, bool has_cookie)
{
	size_t start = tls_begin(hello, 1, version), at;

	hello_put_number(hello, 32, 1);
	hello_fill(hello, 0x55, 32);
	if (has_cookie)
		hello_put(hello, "\3abc", 4);
	tls_list(hello, 2, LIST(chrome_ciphers));
	hello_put_number(hello, 0x0100, 2);
	at = hello->length;
	hello_put_number(hello, 0, 2);
	chrome_extensions(hello);
	hello_close(hello, at, 2);
	hello_close(hello, start, 3);
}

/* `session`: octets of its id. `extensions`: with their types and lengths. */
static inline void server_hello(struct hello *hello, unsigned version, unsigned cipher, size_t session,
				const char *extensions, size_t length)
{
	size_t start = tls_begin(hello, 2, version);

	hello_put_number(hello, session, 1);
	hello_fill(hello, 0x55, session);
	hello_put_number(hello, cipher, 2);
	hello_put_number(hello, 0, 1);
	if (length) {
		hello_put_number(hello, length, 2);
		hello_put(hello, extensions, length);
	}
	hello_close(hello, start, 3);
}

static inline void certificate_message(struct hello *hello)
{
	size_t start = tls_begin(hello, 11, 0);

	hello_put_number(hello, sizeof(certificate) + 3, 3);
	hello_put_number(hello, sizeof(certificate), 3);
	hello_put(hello, certificate, sizeof(certificate));
	hello_close(hello, start, 3);
}

/* The messages in records of `size` octets at most. */
static inline void tls_records(struct hello *stream, const struct hello *messages, size_t size)
{
	for (size_t done = 0; done < messages->length; done += size) {
		size_t left = messages->length - done;

		if (left > size)
			left = size;
		hello_put_number(stream, 0x160301, 3);
		hello_put_number(stream, left, 2);
		hello_put(stream, messages->bytes + done, left);
	}
}

/* A fragment of the message that `message` begins with, in a DTLS record of its own (RFC 6347 4.2.2). */
static inline void dtls_fragment(struct hello *stream, const struct hello *message, unsigned sequence, size_t from,
				 size_t size)
{
	hello_put_number(stream, 0x16fefd, 3);
	hello_put_number(stream, 0, 8); /* epoch and sequence number */
	hello_put_number(stream, size + 12, 2);
	hello_put(stream, message->bytes, 4);
	hello_put_number(stream, sequence, 2);
	hello_put_number(stream, from, 3);
	hello_put_number(stream, size, 3);
	hello_put(stream, message->bytes + 4 + from, size);
}

#endif
