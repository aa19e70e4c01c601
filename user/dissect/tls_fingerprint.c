// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * JA3 and JA3S (Althouse, Atkinson, Atkins 2017), and JA4 (Althouse 2023): the three that are free. The others of the
 * JA4+ family are not, so there is no JA4S here.
 */
#include <string.h>

#include <openssl/evp.h>

#include "tls_hello.h"

/* The longest: four lists of JA3, each value at most five digits and a sign, and the version. */
#define TEXT_OCTETS (6 + 4 * TL_TLS_VALUES * 6)

#define JA4_HASH_DIGITS 12
#define JA4_MOST	99 /* its counts have two digits */

struct text {
	size_t length;
	char octets[TEXT_OCTETS];
};

static const char digits[] = "0123456789abcdef";

static void put(struct text *text, char octet)
{
	text->octets[text->length++] = octet;
}

static void put_decimal(struct text *text, __u32 value)
{
	__u32 length = 1 + (value > 9) + (value > 99) + (value > 999) + (value > 9999);

	for (__u32 at = length; at--; value /= 10)
		text->octets[text->length + at] = digits[value % 10];
	text->length += length;
}

static void put_hexadecimal(struct text *text, __u16 value)
{
	for (int shift = 12; shift >= 0; shift -= 4)
		put(text, digits[value >> shift & 15]);
}

/*
 * Got from OpenSSL once, and kept: EVP_md5() and its like are looked for again each time that they are used, and a context that changes
 * its algorithm is made anew.
 */
struct algorithm {
	const char *name;
	EVP_MD *kept;
	EVP_MD_CTX *context;
};

static struct algorithm md5 = {.name = "MD5"}, sha256 = {.name = "SHA256"};

static bool begin(struct algorithm *algorithm)
{
	if (algorithm->context)
		return EVP_DigestInit_ex2(algorithm->context, NULL, NULL);
	if (!algorithm->kept)
		algorithm->kept = EVP_MD_fetch(NULL, algorithm->name, NULL);
	if (algorithm->kept)
		algorithm->context = EVP_MD_CTX_new();
	if (algorithm->context && EVP_DigestInit_ex2(algorithm->context, algorithm->kept, NULL))
		return true;
	EVP_MD_CTX_free(algorithm->context);
	algorithm->context = NULL;
	return false;
}

static bool digest(const struct text *text, struct algorithm *algorithm, unsigned char *result, unsigned int *length)
{
	return begin(algorithm) && EVP_DigestUpdate(algorithm->context, text->octets, text->length) &&
	       EVP_DigestFinal_ex(algorithm->context, result, length);
}

/* The first `size` digits of the text's hash and a NUL; "" if OpenSSL refuses. */
static void hash(const struct text *text, struct algorithm *algorithm, size_t size, char *hexadecimal)
{
	unsigned char result[EVP_MAX_MD_SIZE];
	unsigned int length = 0;

	hexadecimal[0] = 0;
	if (!digest(text, algorithm, result, &length) || length * 2 < size)
		return;
	for (size_t i = 0; i < size; i++)
		hexadecimal[i] = digits[i & 1 ? result[i / 2] & 15 : result[i / 2] >> 4];
	hexadecimal[size] = 0;
}

/* Decimal, with '-' between, without GREASE. */
static void put_list(struct text *text, const struct tl_tls_values *values)
{
	bool is_first = true;

	for (__u32 i = 0; i < values->kept; i++) {
		if (tl_tls_is_grease(values->value[i]))
			continue;
		if (!is_first)
			put(text, '-');
		is_first = false;
		put_decimal(text, values->value[i]);
	}
}

static bool is_kept(const struct tl_tls_values *values)
{
	return values->kept == values->count;
}

void tl_tls_ja3(struct tl_tls_client *client)
{
	const struct tl_tls_values *lists[] = {&client->ciphers, &client->extensions, &client->groups,
					       &client->formats};
	struct text text;

	text.length = 0;
	put_decimal(&text, client->legacy_version);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (!is_kept(lists[i]))
			return;
		put(&text, ',');
		put_list(&text, lists[i]);
	}
	hash(&text, &md5, TL_TLS_JA3_SIZE - 1, client->ja3);
}

void tl_tls_ja3s(struct tl_tls_server *server)
{
	struct text text;

	if (!is_kept(&server->extensions))
		return;
	text.length = 0;
	put_decimal(&text, server->legacy_version);
	put(&text, ',');
	put_decimal(&text, server->cipher);
	put(&text, ',');
	put_list(&text, &server->extensions);
	hash(&text, &md5, TL_TLS_JA3_SIZE - 1, server->ja3s);
}

static const char *ja4_version(__u16 version)
{
	static const struct {
		__u16 version;
		char text[3];
	} names[] = {
		{0x0304, "13"}, {0x0303, "12"}, {0x0302, "11"}, {0x0301, "10"}, {0x0300, "s3"},
		{0x0002, "s2"}, {0xfeff, "d1"}, {0xfefd, "d2"}, {0xfefc, "d3"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].version == version)
			return names[i].text;
	return "00";
}

static bool is_alphanumeric(__u8 octet)
{
	return (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
}

static void put_protocol(struct text *text, const struct tl_tls_client *client)
{
	const __u8 *ends = client->alpn_ends;

	if (!client->alpn_count) {
		put(text, '0');
		put(text, '0');
	} else if (is_alphanumeric(ends[0]) && is_alphanumeric(ends[1])) {
		put(text, (char)ends[0]);
		put(text, (char)ends[1]);
	} else { /* the first and the last digit of the whole in hexadecimal */
		put(text, digits[ends[0] >> 4]);
		put(text, digits[ends[1] & 15]);
	}
}

static void put_count(struct text *text, const struct tl_tls_values *values)
{
	__u32 count = 0;

	for (__u32 i = 0; i < values->kept; i++)
		count += !tl_tls_is_grease(values->value[i]);
	if (count > JA4_MOST)
		count = JA4_MOST;
	put(text, digits[count / 10]);
	put(text, digits[count % 10]);
}

/* By insertion: lists are short, and TL_TLS_VALUES bounds what a hostile one costs. */
static void sort(__u16 *values, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		__u16 value = values[i];
		size_t at = i;

		for (; at && values[at - 1] > value; at--)
			values[at] = values[at - 1];
		values[at] = value;
	}
}

static void put_values(struct text *text, const __u16 *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			put(text, ',');
		put_hexadecimal(text, values[i]);
	}
}

/* Those of a list that count, which are neither GREASE nor one of the two others. */
static size_t select_values(__u16 *selected, const struct tl_tls_values *values, __u32 without, __u32 nor)
{
	size_t count = 0;

	for (__u32 i = 0; i < values->kept; i++) {
		__u16 value = values->value[i];

		if (!tl_tls_is_grease(value) && value != without && value != nor)
			selected[count++] = value;
	}
	return count;
}

/* `result`: JA4_HASH_DIGITS and a NUL. */
static void hash_list(const struct text *list, char *result)
{
	static const char empty[JA4_HASH_DIGITS + 1] = "000000000000";

	if (list->length)
		hash(list, &sha256, JA4_HASH_DIGITS, result);
	else
		memcpy(result, empty, sizeof(empty));
}

#define NO_VALUE 0x10000u

static void hash_ciphers(const struct tl_tls_client *client, char *result)
{
	__u16 selected[TL_TLS_VALUES];
	size_t count = select_values(selected, &client->ciphers, NO_VALUE, NO_VALUE);
	struct text text;

	text.length = 0;
	sort(selected, count);
	put_values(&text, selected, count);
	hash_list(&text, result);
}

/* The types sorted, but not SNI and ALPN, which say more of the destination; the signature algorithms as they come. */
static void hash_extensions(const struct tl_tls_client *client, char *result)
{
	__u16 selected[TL_TLS_VALUES];
	size_t count = select_values(selected, &client->extensions, TL_TLS_SERVER_NAME, TL_TLS_ALPN);
	struct text text;

	text.length = 0;
	sort(selected, count);
	put_values(&text, selected, count);
	count = select_values(selected, &client->signatures, NO_VALUE, NO_VALUE);
	if (count)
		put(&text, '_');
	put_values(&text, selected, count);
	hash_list(&text, result);
}

void tl_tls_ja4(struct tl_tls_client *client, enum tl_tls_carrier carrier)
{
	static const char transports[] = {[TL_TLS_STREAM] = 't', [TL_TLS_DATAGRAM] = 'd', [TL_TLS_BARE] = 'q'};
	const char *version = ja4_version(client->version);
	char ciphers[JA4_HASH_DIGITS + 1], extensions[JA4_HASH_DIGITS + 1];
	struct text text;

	if (!is_kept(&client->ciphers) || !is_kept(&client->extensions) || !is_kept(&client->signatures))
		return;
	text.length = 0;
	put(&text, transports[carrier]);
	put(&text, version[0]);
	put(&text, version[1]);
	put(&text, client->has_server_name ? 'd' : 'i');
	put_count(&text, &client->ciphers);
	put_count(&text, &client->extensions);
	put_protocol(&text, client);
	hash_ciphers(client, ciphers);
	hash_extensions(client, extensions);
	if (!ciphers[0] || !extensions[0])
		return;
	put(&text, '_');
	memcpy(client->ja4, text.octets, text.length);
	memcpy(client->ja4 + text.length, ciphers, JA4_HASH_DIGITS);
	client->ja4[text.length + JA4_HASH_DIGITS] = '_';
	memcpy(client->ja4 + text.length + JA4_HASH_DIGITS + 1, extensions, sizeof(extensions));
}
