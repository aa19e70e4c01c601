// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* RFC 9001 5: keys of Initial packets, header protection, AES-128-GCM. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "quic_packet.h"

#define SECRET_OCTETS 32 /* SHA-256 */
#define SAMPLE_OCTETS 16
#define TAG_OCTETS    16
#define LABEL_MOST    32
#define NUMBER_MOST   4 /* octets of a packet number */

/*
 * Got from OpenSSL once, and kept: looking for an algorithm by its name and making a context cost more than what is then done with it.
 * Dissectors are asked by one thread.
 */
static struct {
	EVP_MAC_CTX *salted; /* HMAC, keyed with the salt of `salt_of` */
	const struct tl_quic_version *salt_of; /* NULL: of none yet */
	EVP_MAC_CTX *secret; /* HMAC, keyed with what is expanded */
	EVP_CIPHER_CTX *header;
	EVP_CIPHER_CTX *payload;
} kept;

static EVP_MAC_CTX *hmac_context(void)
{
	EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *context = algorithm ? EVP_MAC_CTX_new(algorithm) : NULL;
	char digest[] = "SHA256";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};

	EVP_MAC_free(algorithm); /* the context holds it */
	if (context && EVP_MAC_CTX_set_params(context, params) == 1)
		return context;
	EVP_MAC_CTX_free(context);
	return NULL;
}

static EVP_CIPHER_CTX *cipher_context(const char *name, bool encrypts)
{
	EVP_CIPHER *algorithm = EVP_CIPHER_fetch(NULL, name, NULL);
	EVP_CIPHER_CTX *context = algorithm ? EVP_CIPHER_CTX_new() : NULL;
	bool is_ready = context && EVP_CipherInit_ex2(context, algorithm, NULL, NULL, encrypts, NULL) == 1;

	EVP_CIPHER_free(algorithm); /* the context holds it */
	if (is_ready)
		return context;
	EVP_CIPHER_CTX_free(context);
	return NULL;
}

static bool have_contexts(void)
{
	if (!kept.salted)
		kept.salted = hmac_context();
	if (!kept.secret)
		kept.secret = hmac_context();
	if (!kept.header)
		kept.header = cipher_context("AES-128-ECB", true);
	if (!kept.payload)
		kept.payload = cipher_context("AES-128-GCM", false);
	return kept.salted && kept.secret && kept.header && kept.payload;
}

/* Before 3.0.3 a context that was not given its key again went on where it had ended. */
static bool has_to_be_told_again(void)
{
	return OPENSSL_version_major() == 3 && OPENSSL_version_minor() == 0 && OPENSSL_version_patch() < 3;
}

/* `is_anew`: the context has another key. */
static bool hmac(EVP_MAC_CTX *context, bool is_anew, const struct tl_quic_cursor *key,
		 const struct tl_quic_cursor *message, __u8 out[SECRET_OCTETS])
{
	bool is_told = is_anew || has_to_be_told_again();
	size_t length;

	return EVP_MAC_init(context, is_told ? key->octets : NULL, is_told ? key->length : 0, NULL) == 1 &&
	       EVP_MAC_update(context, message->octets, message->length) == 1 &&
	       EVP_MAC_final(context, out, &length, SECRET_OCTETS) == 1;
}

/* HKDF-Extract (RFC 5869 2.2). */
static bool extract(const struct tl_quic_packet *packet, __u8 initial[SECRET_OCTETS])
{
	const struct tl_quic_version *version = packet->version;
	struct tl_quic_cursor id = {packet->destination, packet->destination_length, 0};
	struct tl_quic_cursor salt = {version->salt, sizeof(version->salt), 0};
	bool is_anew = kept.salt_of != version;

	kept.salt_of = hmac(kept.salted, is_anew, &salt, &id, initial) ? version : NULL;
	return kept.salt_of;
}

struct label {
	bool is_anew; /* of another secret than the one before */
	const char *prefix;
	const char *name;
	size_t size; /* of what it makes of the secret, SECRET_OCTETS at most: so one turn of HKDF-Expand (RFC 5869 2.3) is enough */
};

/* HKDF-Expand-Label of RFC 8446 7.1, without a context: two octets of size, one of the label's length, the label, a zero, the turn. */
static bool expand(const __u8 *secret, const struct label *label, __u8 *out)
{
	size_t prefix = strlen(label->prefix), name = strlen(label->name);
	__u8 info[LABEL_MOST] = {0, (__u8)label->size, (__u8)(prefix + name)}, turn[SECRET_OCTETS];
	struct tl_quic_cursor key = {secret, SECRET_OCTETS, 0};
	struct tl_quic_cursor message = {info, (__u32)(3 + prefix + name + 2), 0};

	memcpy(info + 3, label->prefix, prefix);
	memcpy(info + 3 + prefix, label->name, name);
	info[message.length - 1] = 1;
	if (!hmac(kept.secret, label->is_anew, &key, &message, turn))
		return false;
	memcpy(out, turn, label->size);
	return true;
}

bool tl_quic_derive(const struct tl_quic_packet *packet, enum tl_quic_sender sender, struct tl_quic_keys *keys)
{
	static const char *const secrets[] = {[TL_QUIC_CLIENT] = "client in", [TL_QUIC_SERVER] = "server in"};
	const struct label of_sender = {true, "tls13 ", secrets[sender], SECRET_OCTETS};
	const struct label key = {true, packet->version->label, "key", sizeof(keys->key)};
	const struct label iv = {false, packet->version->label, "iv", sizeof(keys->iv)};
	const struct label header = {false, packet->version->label, "hp", sizeof(keys->header)};
	__u8 initial[SECRET_OCTETS], secret[SECRET_OCTETS];

	return have_contexts() && extract(packet, initial) && expand(initial, &of_sender, secret) &&
	       expand(secret, &key, keys->key) && expand(secret, &iv, keys->iv) &&
	       expand(secret, &header, keys->header);
}

/* The header's protected octets in the clear: the first one, and the packet number. */
struct clear_header {
	__u8 first;
	__u8 number[NUMBER_MOST];
	__u32 number_length;
};

/* RFC 9001 5.4. */
static bool clear(const struct tl_quic_packet *packet, const __u8 *key, struct clear_header *header)
{
	const __u8 *number = packet->octets + packet->number_offset, *sample = number + NUMBER_MOST;
	__u8 mask[SAMPLE_OCTETS];
	int length;

	if (EVP_EncryptInit_ex2(kept.header, NULL, key, NULL, NULL) != 1 ||
	    EVP_EncryptUpdate(kept.header, mask, &length, sample, SAMPLE_OCTETS) != 1)
		return false;
	header->first = packet->octets[0] ^ (mask[0] & 0x0f);
	header->number_length = 1 + (header->first & 3);
	for (__u32 i = 0; i < header->number_length; i++)
		header->number[i] = number[i] ^ mask[1 + i];
	return true;
}

/* A cipher text, and what of it is authenticated only, in the three parts of the header. */
static bool decrypt(const struct tl_quic_packet *packet, const struct tl_quic_keys *keys,
		    const struct clear_header *header, __u8 *payload, __u32 *length)
{
	EVP_CIPHER_CTX *context = kept.payload;
	__u32 start = packet->number_offset + header->number_length, size = packet->length - start - TAG_OCTETS;
	const __u8 *tag = packet->octets + packet->length - TAG_OCTETS;
	__u8 nonce[sizeof(keys->iv)];
	int written = 0, rest = 0;

	memcpy(nonce, keys->iv, sizeof(nonce));
	for (__u32 i = 0; i < header->number_length; i++) /* an Initial's number is so low that it is not abbreviated */
		nonce[sizeof(nonce) - header->number_length + i] ^= header->number[i];
	if (EVP_DecryptInit_ex2(context, NULL, keys->key, nonce, NULL) != 1 ||
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

	return packet->length <= TL_QUIC_PACKET_OCTETS &&
	       packet->length - packet->number_offset >= NUMBER_MOST + SAMPLE_OCTETS && have_contexts() &&
	       clear(packet, keys->header, &header) && decrypt(packet, keys, &header, payload, length);
}
