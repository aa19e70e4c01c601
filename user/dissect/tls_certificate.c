// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* OpenSSL takes the certificate apart (RFC 5280); what it allocates is freed before the return. */
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "tls_hello.h"

/* No more than `size` octets, NUL included; UTF-8 is not cut within a character. */
static void keep_text(char *text, size_t size, const unsigned char *utf8, size_t length)
{
	if (memchr(utf8, 0, length))
		return;
	if (length >= size) {
		length = size - 1;
		while (length && (utf8[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(text, utf8, length);
	text[length] = 0;
}

/* The first attribute of that kind. */
static void keep_attribute(char *text, const X509_NAME *name, int kind)
{
	int at = X509_NAME_get_index_by_NID(name, kind, -1);
	unsigned char *utf8 = NULL;
	int length;

	if (at < 0)
		return;
	length = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	if (length > 0)
		keep_text(text, TL_TLS_NAME_SIZE, utf8, (size_t)length);
	OPENSSL_free(utf8);
}

static __s64 seconds(const ASN1_TIME *time)
{
	struct tm calendar = {0};

	return ASN1_TIME_to_tm(time, &calendar) ? timegm(&calendar) : 0;
}

static enum tl_tls_key key_kind(int kind)
{
	static const struct {
		int kind;
		enum tl_tls_key key;
	} keys[] = {
		{EVP_PKEY_RSA, TL_TLS_KEY_RSA},		{EVP_PKEY_RSA_PSS, TL_TLS_KEY_RSA_PSS},
		{EVP_PKEY_DSA, TL_TLS_KEY_DSA},		{EVP_PKEY_EC, TL_TLS_KEY_EC},
		{EVP_PKEY_ED25519, TL_TLS_KEY_ED25519}, {EVP_PKEY_ED448, TL_TLS_KEY_ED448},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].kind == kind)
			return keys[i].key;
	return TL_TLS_KEY_UNKNOWN;
}

static void keep_key(struct tl_tls_certificate *first, const X509 *certificate)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate); /* the certificate's */
	int bits;

	if (!key)
		return;
	bits = EVP_PKEY_get_bits(key);
	first->key = (__u8)key_kind(EVP_PKEY_get_base_id(key));
	first->key_bits = bits > 0 ? (__u32)bits : 0;
}

static void keep_alternative_names(struct tl_tls_certificate *first, const X509 *certificate)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	int count = sk_GENERAL_NAME_num(names); /* -1 of NULL */

	first->alternative_names = count > 0 ? (__u32)count : 0;
	GENERAL_NAMES_free(names);
}

static void keep_signature(struct tl_tls_certificate *first, const X509 *certificate)
{
	const char *name = OBJ_nid2sn(X509_get_signature_nid(certificate));

	if (name && strlen(name) < sizeof(first->signature))
		memcpy(first->signature, name, strlen(name) + 1);
}

static void keep_certificate(struct tl_tls_certificate *first, const X509 *certificate)
{
	const X509_NAME *issuer = X509_get_issuer_name(certificate), *subject = X509_get_subject_name(certificate);

	first->is_known = true;
	first->is_self_signed = !X509_NAME_cmp(issuer, subject);
	first->not_before = seconds(X509_get0_notBefore(certificate));
	first->not_after = seconds(X509_get0_notAfter(certificate));
	keep_attribute(first->issuer_name, issuer, NID_commonName);
	keep_attribute(first->issuer_organization, issuer, NID_organizationName);
	keep_attribute(first->subject_name, subject, NID_commonName);
	keep_attribute(first->subject_organization, subject, NID_organizationName);
	keep_key(first, certificate);
	keep_alternative_names(first, certificate);
	keep_signature(first, certificate);
}

enum tl_dissection tl_tls_read_certificates(struct tl_tls_cursor *body, struct tl_tls_certificate *first)
{
	struct tl_tls_cursor list, octets;
	enum tl_dissection state = tl_tls_open_vector(body, 3, &list);
	const unsigned char *der;
	X509 *certificate;

	if (state == TL_DISSECT_WHOLE && !list.length) /* the server has none */
		return state;
	if (state == TL_DISSECT_WHOLE)
		state = tl_tls_take_vector(&list, 3, &octets);
	if (state != TL_DISSECT_WHOLE)
		return state;
	der = octets.octets;
	certificate = d2i_X509(NULL, &der, (long)octets.length);
	if (certificate)
		keep_certificate(first, certificate);
	X509_free(certificate);
	ERR_clear_error(); /* else a peer's nonsense would stand in the next TLS exporter's error */
	return state;
}
