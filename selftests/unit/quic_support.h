/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Makes QUIC Initial packets, with keys that are given: RFC 9001 5.3, 5.4, on its own, so that it can tell of mistakes. */
#ifndef TAPLESS_SELFTESTS_QUIC_SUPPORT_H
#define TAPLESS_SELFTESTS_QUIC_SUPPORT_H

#include <assert.h>
#include <string.h>

#include <openssl/evp.h>

#include "dissect/quic.h"

#define QUIC_ROOM   2048
#define QUIC_NUMBER 4 /* octets of the packet number */
#define QUIC_TAG    16
#define QUIC_HELLO  241 /* octets of the client's hello in RFC 9001 A.2 */

struct quic_packet {
	__u32 length;
	__u8 octets[QUIC_ROOM];
};

/* RFC 9001 A.1, RFC 9369 A.1: of connection id 8394c8f03e515708. */
static const struct tl_quic_keys quic_v1_keys = {
	{0x1f, 0x36, 0x96, 0x13, 0xdd, 0x76, 0xd5, 0x46, 0x77, 0x30, 0xef, 0xcb, 0xe3, 0xb1, 0xa2, 0x2d},
	{0xfa, 0x04, 0x4b, 0x2f, 0x42, 0xa3, 0xfd, 0x3b, 0x46, 0xfb, 0x25, 0x5c},
	{0x9f, 0x50, 0x44, 0x9e, 0x04, 0xa0, 0xe8, 0x10, 0x28, 0x3a, 0x1e, 0x99, 0x33, 0xad, 0xed, 0xd2},
};

/* RFC 9001 A.2: a CRYPTO frame; PADDING frames follow. */
static const __u8 quic_hello_frame[4 + QUIC_HELLO] =
	"\x06\x00\x40\xf1\x01\x00\x00\xed\x03\x03\xeb\xf8\xfa\x56\xf1\x29\x39\xb9\x58\x4a\x38\x96\x47\x2e\xc4\x0b\xb8"
	"\x63\xcf\xd3\xe8\x68\x04\xfe\x3a\x47\xf0\x6a\x2b\x69\x48\x4c\x00\x00\x04\x13\x01\x13\x02\x01\x00\x00\xc0\x00"
	"\x00\x00\x10\x00\x0e\x00\x00\x0b\x65\x78\x61\x6d\x70\x6c\x65\x2e\x63\x6f\x6d\xff\x01\x00\x01\x00\x00\x0a\x00"
	"\x08\x00\x06\x00\x1d\x00\x17\x00\x18\x00\x10\x00\x07\x00\x05\x04\x61\x6c\x70\x6e\x00\x05\x00\x05\x01\x00\x00"
	"\x00\x00\x00\x33\x00\x26\x00\x24\x00\x1d\x00\x20\x93\x70\xb2\xc9\xca\xa4\x7f\xba\xba\xf4\x55\x9f\xed\xba\x75"
	"\x3d\xe1\x71\xfa\x71\xf5\x0f\x1c\xe1\x5d\x43\xe9\x94\xec\x74\xd7\x48\x00\x2b\x00\x03\x02\x03\x04\x00\x0d\x00"
	"\x10\x00\x0e\x04\x03\x05\x03\x06\x03\x02\x03\x08\x04\x08\x05\x08\x06\x00\x2d\x00\x02\x01\x01\x00\x1c\x00\x02"
	"\x40\x01\x00\x39\x00\x32\x04\x08\xff\xff\xff\xff\xff\xff\xff\xff\x05\x04\x80\x00\xff\xff\x07\x04\x80\x00\xff"
	"\xff\x08\x01\x10\x01\x04\x80\x00\x75\x30\x09\x01\x10\x0f\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\x06\x04\x80\x00"
	"\xff\xff";

static inline void quic_put(struct quic_packet *packet, const void *octets, size_t length)
{
	assert(packet->length + length <= QUIC_ROOM);
	memcpy(packet->octets + packet->length, octets, length);
	packet->length += (__u32)length;
}

/* With the connection id of the RFC's example, or another of eight octets; neither a source id nor a token. */
static inline void quic_put_header(struct quic_packet *packet, __u8 type, __u32 version, const char *id, size_t rest)
{
	const __u8 start[] = {(__u8)(0xc0 | type << 4 | (QUIC_NUMBER - 1)),
			      (__u8)(version >> 24),
			      (__u8)(version >> 16),
			      (__u8)(version >> 8),
			      (__u8)version,
			      8};
	const __u8 length[] = {(__u8)(0x40 | rest >> 8), (__u8)rest};

	quic_put(packet, start, sizeof(start));
	quic_put(packet, id ? id : "\x83\x94\xc8\xf0\x3e\x51\x57\x08", 8);
	quic_put(packet, "\0\0", type == 0 || version == 0x6b3343cf ? 2 : 1); /* only an Initial has a token */
	quic_put(packet, length, sizeof(length));
}

/* The mask of the header's protection, RFC 9001 5.4.3. */
static inline void quic_protect(__u8 *start, __u8 *number, const struct tl_quic_keys *keys)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	__u8 mask[16];
	int length;

	assert(EVP_EncryptInit_ex2(context, EVP_aes_128_ecb(), keys->header, NULL, NULL) == 1);
	assert(EVP_EncryptUpdate(context, mask, &length, number + 4, 16) == 1);
	EVP_CIPHER_CTX_free(context);
	*start ^= mask[0] & 0x0f;
	for (unsigned int i = 0; i < QUIC_NUMBER; i++)
		number[i] ^= mask[1 + i];
}

/* Adds a packet behind what is there. `type`: its two bits in the first octet. */
static inline void quic_seal(struct quic_packet *packet, const struct tl_quic_keys *keys, __u8 type, __u32 version,
			     const char *id, __u8 number, const void *frames, size_t length)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	const __u8 number_octets[QUIC_NUMBER] = {0, 0, 0, number};
	__u32 start = packet->length, number_at;
	__u8 nonce[sizeof(keys->iv)];
	int written;

	memcpy(nonce, keys->iv, sizeof(nonce));
	nonce[sizeof(nonce) - 1] ^= number;
	quic_put_header(packet, type, version, id, QUIC_NUMBER + length + QUIC_TAG);
	number_at = packet->length;
	quic_put(packet, number_octets, QUIC_NUMBER);
	assert(packet->length + length + QUIC_TAG <= QUIC_ROOM);
	assert(EVP_EncryptInit_ex2(context, EVP_aes_128_gcm(), keys->key, nonce, NULL) == 1);
	assert(EVP_EncryptUpdate(context, NULL, &written, packet->octets + start, (int)(packet->length - start)) == 1);
	assert(EVP_EncryptUpdate(context, packet->octets + packet->length, &written, frames, (int)length) == 1);
	assert(EVP_EncryptFinal_ex(context, packet->octets + packet->length + written, &written) == 1);
	packet->length += (__u32)length;
	assert(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, QUIC_TAG, packet->octets + packet->length) == 1);
	packet->length += QUIC_TAG;
	EVP_CIPHER_CTX_free(context);
	quic_protect(packet->octets + start, packet->octets + number_at, keys);
}

#endif
