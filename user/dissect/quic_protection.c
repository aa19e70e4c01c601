// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* RFC 9001 5: keys of Initial packets, header protection, AES-128-GCM. */
#include <stdio.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include "quic_packet.h"

#define SECRET_OCTETS 32 /* SHA-256 */
#define SAMPLE_OCTETS 16
#define TAG_OCTETS    16
#define LABEL_MOST    32
#define NUMBER_MOST   4 /* octets of a packet number */

static bool hkdf(EVP_KDF_CTX *context, int mode, const char *second_name, const struct tl_quic_cursor *key,
		 const struct tl_quic_cursor *second, __u8 *out, size_t size)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)key->octets, key->length),
		OSSL_PARAM_construct_octet_string(second_name, (void *)(uintptr_t)second->octets, second->length),
		OSSL_PARAM_construct_end(),
	};

	EVP_KDF_CTX_reset(context);
	return EVP_KDF_derive(context, out, size, params) == 1;
}

/* HKDF-Expand-Label of RFC 8446 7.1, without a context: two octets of size, one of the label's length, the label, a zero. */
static bool expand(EVP_KDF_CTX *context, const __u8 *secret, const char *prefix, const char *name, __u8 *out,
		   size_t size)
{
	char info[LABEL_MOST] = {0, (char)size};
	int length = snprintf(info + 3, sizeof(info) - 3, "%s%s", prefix, name);
	struct tl_quic_cursor key = {secret, SECRET_OCTETS, 0};
	struct tl_quic_cursor label = {(const __u8 *)info, (__u32)length + 4, 0};

	info[2] = (char)length;
	return hkdf(context, EVP_KDF_HKDF_MODE_EXPAND_ONLY, OSSL_KDF_PARAM_INFO, &key, &label, out, size);
}

bool tl_quic_derive(const struct tl_quic_packet *packet, enum tl_quic_sender sender, struct tl_quic_keys *keys)
{
	static const char *const secrets[] = {[TL_QUIC_CLIENT] = "client in", [TL_QUIC_SERVER] = "server in"};
	struct tl_quic_cursor id = {packet->destination, packet->destination_length, 0};
	struct tl_quic_cursor salt = {packet->version->salt, sizeof(packet->version->salt), 0};
	const char *label = packet->version->label;
	__u8 initial[SECRET_OCTETS], secret[SECRET_OCTETS];
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	bool done = context &&
		    hkdf(context, EVP_KDF_HKDF_MODE_EXTRACT_ONLY, OSSL_KDF_PARAM_SALT, &id, &salt, initial,
			 sizeof(initial)) &&
		    expand(context, initial, "tls13 ", secrets[sender], secret, sizeof(secret)) &&
		    expand(context, secret, label, "key", keys->key, sizeof(keys->key)) &&
		    expand(context, secret, label, "iv", keys->iv, sizeof(keys->iv)) &&
		    expand(context, secret, label, "hp", keys->header, sizeof(keys->header));

	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
	return done;
}

/* The header's protected octets in the clear: the first one, and the packet number. */
struct clear_header {
	__u8 first;
	__u8 number[NUMBER_MOST];
	__u32 number_length;
};

/* RFC 9001 5.4. */
static bool clear(EVP_CIPHER_CTX *context, const struct tl_quic_packet *packet, const __u8 *key,
		  struct clear_header *header)
{
	const __u8 *number = packet->octets + packet->number_offset, *sample = number + NUMBER_MOST;
	__u8 mask[SAMPLE_OCTETS];
	int length;

	if (EVP_EncryptInit_ex2(context, EVP_aes_128_ecb(), key, NULL, NULL) != 1 ||
	    EVP_EncryptUpdate(context, mask, &length, sample, SAMPLE_OCTETS) != 1)
		return false;
	header->first = packet->octets[0] ^ (mask[0] & 0x0f);
	header->number_length = 1 + (header->first & 3);
	for (__u32 i = 0; i < header->number_length; i++)
		header->number[i] = number[i] ^ mask[1 + i];
	return true;
}

/* A cipher text, and what of it is authenticated only, in the three parts of the header. */
static bool decrypt(EVP_CIPHER_CTX *context, const struct tl_quic_packet *packet, const struct tl_quic_keys *keys,
		    const struct clear_header *header, __u8 *payload, __u32 *length)
{
	__u32 start = packet->number_offset + header->number_length, size = packet->length - start - TAG_OCTETS;
	const __u8 *tag = packet->octets + packet->length - TAG_OCTETS;
	__u8 nonce[sizeof(keys->iv)];
	int written = 0, rest = 0;

	memcpy(nonce, keys->iv, sizeof(nonce));
	for (__u32 i = 0; i < header->number_length; i++) /* an Initial's number is so low that it is not abbreviated */
		nonce[sizeof(nonce) - header->number_length + i] ^= header->number[i];
	if (EVP_DecryptInit_ex2(context, EVP_aes_128_gcm(), keys->key, nonce, NULL) != 1 ||
	    EVP_DecryptUpdate(context, NULL, &rest, &header->first, 1) != 1 ||
	    EVP_DecryptUpdate(context, NULL, &rest, packet->octets + 1, (int)packet->number_offset - 1) != 1 ||
	    EVP_DecryptUpdate(context, NULL, &rest, header->number, (int)header->number_length) != 1 ||
	    EVP_DecryptUpdate(context, payload, &written, packet->octets + start, (int)size) != 1 ||
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TAG_OCTETS, (void *)(uintptr_t)tag) != 1 ||
	    EVP_DecryptFinal_ex(context, payload + written, &rest) != 1)
		return false;
	*length = (__u32)written;
	return true;
}

bool tl_quic_open(const struct tl_quic_packet *packet, const struct tl_quic_keys *keys, __u8 *payload, __u32 *length)
{
	struct clear_header header = {0};
	EVP_CIPHER_CTX *context;
	bool is_open;

	if (packet->length > TL_QUIC_PACKET_OCTETS ||
	    packet->length - packet->number_offset < NUMBER_MOST + SAMPLE_OCTETS)
		return false;
	context = EVP_CIPHER_CTX_new();
	is_open = context && clear(context, packet, keys->header, &header) && EVP_CIPHER_CTX_reset(context) == 1 &&
		  decrypt(context, packet, keys, &header, payload, length);
	EVP_CIPHER_CTX_free(context);
	return is_open;
}
