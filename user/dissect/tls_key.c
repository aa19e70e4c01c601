// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tls_key.h"

#include "tls_der.h"

#define PKCS1	       "\x2a\x86\x48\x86\xf7\x0d\x01\x01" /* 1.2.840.113549.1.1, RFC 8017 */
#define X9_62	       "\x2a\x86\x48\xce\x3d" /* 1.2.840.10045, RFC 5480 */
#define X9_57	       "\x2a\x86\x48\xce\x38\x04" /* 1.2.840.10040.4, RFC 3279 */
#define CERTICOM       "\x2b\x81\x04\x00" /* 1.3.132.0, RFC 5480 */
#define TELETRUST      "\x2b\x24\x03\x03\x02\x08\x01\x01" /* 1.3.36.3.3.2.8.1.1, RFC 5639 */
#define NIST_SIGNATURE "\x60\x86\x48\x01\x65\x03\x04\x03" /* 2.16.840.1.101.3.4.3, RFC 5758 */

#define OBJECT(text) sizeof(text) - 1, text

struct object {
	size_t length;
	char octets[12];
};

/* Names as OpenSSL writes them short. */
static const struct {
	struct object object;
	char name[20];
} signatures[] = {
	{{OBJECT(PKCS1 "\x04")}, "RSA-MD5"},
	{{OBJECT(PKCS1 "\x05")}, "RSA-SHA1"},
	{{OBJECT(PKCS1 "\x0a")}, "RSASSA-PSS"},
	{{OBJECT(PKCS1 "\x0b")}, "RSA-SHA256"},
	{{OBJECT(PKCS1 "\x0c")}, "RSA-SHA384"},
	{{OBJECT(PKCS1 "\x0d")}, "RSA-SHA512"},
	{{OBJECT(PKCS1 "\x0e")}, "RSA-SHA224"},
	{{OBJECT(X9_62 "\x04\x01")}, "ecdsa-with-SHA1"},
	{{OBJECT(X9_62 "\x04\x03\x01")}, "ecdsa-with-SHA224"},
	{{OBJECT(X9_62 "\x04\x03\x02")}, "ecdsa-with-SHA256"},
	{{OBJECT(X9_62 "\x04\x03\x03")}, "ecdsa-with-SHA384"},
	{{OBJECT(X9_62 "\x04\x03\x04")}, "ecdsa-with-SHA512"},
	{{OBJECT(X9_57 "\x03")}, "DSA-SHA1"},
	{{OBJECT(NIST_SIGNATURE "\x02")}, "dsa_with_SHA256"},
	{{OBJECT("\x2b\x65\x70")}, "ED25519"},
	{{OBJECT("\x2b\x65\x71")}, "ED448"},
};

/* `bits`: of keys that have always as many. */
static const struct {
	struct object object;
	enum tl_tls_key key;
	__u32 bits;
} keys[] = {
	{{OBJECT(PKCS1 "\x01")}, TL_TLS_KEY_RSA, 0},	     {{OBJECT(PKCS1 "\x0a")}, TL_TLS_KEY_RSA_PSS, 0},
	{{OBJECT(X9_57 "\x01")}, TL_TLS_KEY_DSA, 0},	     {{OBJECT(X9_62 "\x02\x01")}, TL_TLS_KEY_EC, 0},
	{{OBJECT("\x2b\x65\x70")}, TL_TLS_KEY_ED25519, 256}, {{OBJECT("\x2b\x65\x71")}, TL_TLS_KEY_ED448, 456},
};

static const struct {
	struct object object;
	__u32 bits;
} curves[] = {
	{{OBJECT(X9_62 "\x03\x01\x01")}, 192}, /* P-192 */
	{{OBJECT(X9_62 "\x03\x01\x07")}, 256}, /* P-256 */
	{{OBJECT(CERTICOM "\x0a")}, 256}, /* secp256k1 */
	{{OBJECT(CERTICOM "\x21")}, 224}, /* P-224 */
	{{OBJECT(CERTICOM "\x22")}, 384}, /* P-384 */
	{{OBJECT(CERTICOM "\x23")}, 521}, /* P-521 */
	{{OBJECT(TELETRUST "\x07")}, 256}, /* brainpoolP256r1 */
	{{OBJECT(TELETRUST "\x0b")}, 384}, /* brainpoolP384r1 */
	{{OBJECT(TELETRUST "\x0d")}, 512}, /* brainpoolP512r1 */
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_object(const struct object *object, const struct tl_tls_cursor *value)
{
	return object->length == value->length && !memcmp(object->octets, value->octets, value->length);
}

void tl_tls_read_signature(struct tl_tls_cursor *algorithm, struct tl_tls_certificate *certificate)
{
	struct tl_tls_cursor type;

	if (!tl_der_enter(algorithm, TL_DER_OBJECT, &type))
		return;
	for (size_t i = 0; i < COUNT(signatures); i++)
		if (is_object(&signatures[i].object, &type))
			memcpy(certificate->signature, signatures[i].name, sizeof(signatures[i].name));
}

/* Of the first integer of a sequence: RSA's modulus, DSA's p. */
static __u32 integer_bits(struct tl_tls_cursor *from)
{
	struct tl_tls_cursor sequence, integer;
	__u32 bits;

	if (!tl_der_enter(from, TL_DER_SEQUENCE, &sequence) || !tl_der_enter(&sequence, TL_DER_INTEGER, &integer))
		return 0;
	while (integer.length && !integer.octets[0]) {
		integer.octets++;
		integer.length--;
	}
	if (!integer.length)
		return 0;
	bits = (integer.length - 1) * 8;
	for (__u8 octet = integer.octets[0]; octet; octet >>= 1)
		bits++;
	return bits;
}

static __u32 curve_bits(struct tl_tls_cursor *parameters)
{
	struct tl_tls_cursor curve;

	if (!tl_der_enter(parameters, TL_DER_OBJECT, &curve))
		return 0;
	for (size_t i = 0; i < COUNT(curves); i++)
		if (is_object(&curves[i].object, &curve))
			return curves[i].bits;
	return 0;
}

/* In a bit string, whose first octet counts the bits of the last one that are none (X.690 8.6). */
static __u32 modulus_bits(struct tl_tls_cursor *key)
{
	struct tl_tls_cursor bits;
	const __u8 *unused = NULL;

	if (!tl_der_enter(key, TL_DER_BIT_STRING, &bits) || tl_tls_take(&bits, 1, &unused) != TL_DISSECT_WHOLE)
		return 0;
	return integer_bits(&bits);
}

void tl_tls_read_key(struct tl_tls_cursor *key, struct tl_tls_certificate *certificate)
{
	struct tl_tls_cursor algorithm, type;
	size_t i = 0;

	if (!tl_der_enter(key, TL_DER_SEQUENCE, &algorithm) || !tl_der_enter(&algorithm, TL_DER_OBJECT, &type))
		return;
	while (i < COUNT(keys) && !is_object(&keys[i].object, &type))
		i++;
	if (i == COUNT(keys))
		return;
	certificate->key = (__u8)keys[i].key;
	certificate->key_bits = keys[i].bits;
	if (keys[i].key == TL_TLS_KEY_EC)
		certificate->key_bits = curve_bits(&algorithm);
	else if (keys[i].key == TL_TLS_KEY_DSA)
		certificate->key_bits = integer_bits(&algorithm);
	else if (!keys[i].bits)
		certificate->key_bits = modulus_bits(key);
}
