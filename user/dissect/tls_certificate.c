// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The first certificate (RFC 5280), by hand: OpenSSL's d2i_X509() takes 100 us, most of it to make a key of the public key that
 * nobody will use, and allocates.
 */
#include <time.h>

#include "tls_der.h"
#include "tls_hello.h"
#include "tls_key.h"

#define COMMON_NAME  "\x55\x04\x03" /* 2.5.4.3 */
#define ORGANIZATION "\x55\x04\x0a" /* 2.5.4.10 */
#define SUBJECT_ALT  "\x55\x1d\x11" /* 2.5.29.17 */

/* False: it has no room. */
static bool put_character(char *text, size_t *written, __u32 point)
{
	size_t octets = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	static const __u8 leads[] = {0, 0, 0xc0, 0xe0, 0xf0};

	if (*written + octets >= TL_TLS_NAME_SIZE)
		return false;
	for (size_t i = octets - 1; i; i--, point >>= 6)
		text[*written + i] = (char)(0x80 | (point & 0x3f));
	text[*written] = (char)(leads[octets] | point);
	*written += octets;
	return true;
}

/* Octets of a character of that kind of string; 0: of none. Those of one octet are Latin-1, which ASCII is a part of. */
static __u32 character_octets(__u8 tag)
{
	switch (tag) {
	case TL_DER_NUMERIC_STRING:
	case TL_DER_PRINTABLE_STRING:
	case TL_DER_T61_STRING:
	case TL_DER_IA5_STRING:
	case TL_DER_VISIBLE_STRING:
		return 1;
	case TL_DER_BMP_STRING:
		return 2;
	case TL_DER_UNIVERSAL_STRING:
		return 4;
	default:
		return 0;
	}
}

static void keep_characters(char *text, struct tl_tls_cursor *string, __u32 size)
{
	const __u8 *octets = NULL;
	size_t written = 0;

	if (!size || string->length % size)
		return;
	while (tl_tls_take(string, size, &octets) == TL_DISSECT_WHOLE) {
		__u32 point = size < 4 ? (__u32)tl_octets_get(octets, size) : (__u32)tl_octets_get(octets + 1, 3);

		if (!point || point > 0x10ffff || (size == 4 && octets[0])) {
			written = 0;
			break;
		}
		if (!put_character(text, &written, point))
			break;
	}
	text[written] = 0;
}

/* UTF-8 is taken as it is, and not cut within a character. */
static void keep_utf8(char *text, const struct tl_tls_cursor *string)
{
	size_t length = string->length;

	if (memchr(string->octets, 0, length))
		return;
	if (length >= TL_TLS_NAME_SIZE) {
		length = TL_TLS_NAME_SIZE - 1;
		while (length && (string->octets[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(text, string->octets, length);
	text[length] = 0;
}

static void keep_attribute(char *text, __u8 tag, struct tl_tls_cursor *string)
{
	if (text[0]) /* the first one counts */
		return;
	if (tag == TL_DER_UTF8_STRING)
		keep_utf8(text, string);
	else
		keep_characters(text, string, character_octets(tag));
}

/* A sequence of sets of attributes (RFC 5280 4.1.2.4). */
static void keep_names(struct tl_tls_cursor names, char *common_name, char *organization)
{
	struct tl_tls_cursor set, attribute, type, value;
	__u8 tag;

	while (tl_der_enter(&names, TL_DER_SET, &set)) {
		while (tl_der_enter(&set, TL_DER_SEQUENCE, &attribute)) {
			if (!tl_der_enter(&attribute, TL_DER_OBJECT, &type) || !tl_der_next(&attribute, &tag, &value))
				return;
			if (tl_der_is(&type, COMMON_NAME))
				keep_attribute(common_name, tag, &value);
			else if (tl_der_is(&type, ORGANIZATION))
				keep_attribute(organization, tag, &value);
		}
	}
}

/* Two digits at a time; -1 if they are none. */
static int take_digits(struct tl_tls_cursor *from)
{
	const __u8 *octets = NULL;

	if (tl_tls_take(from, 2, &octets) != TL_DISSECT_WHOLE || octets[0] < '0' || octets[0] > '9' ||
	    octets[1] < '0' || octets[1] > '9')
		return -1;
	return (octets[0] - '0') * 10 + octets[1] - '0';
}

/* YYMMDDHHMMSSZ or, from 2050 on, YYYYMMDDHHMMSSZ (RFC 5280 4.1.2.5). 0: another form. */
static __s64 take_time(struct tl_tls_cursor *validity)
{
	int century = -1, year, month, day, hour, minute, second;
	struct tl_tls_cursor text;
	struct tm calendar;
	__u8 tag;

	if (!tl_der_next(validity, &tag, &text) || (tag != TL_DER_UTC_TIME && tag != TL_DER_TIME))
		return 0;
	if (tag == TL_DER_TIME && (century = take_digits(&text)) < 0)
		return 0;
	year = take_digits(&text);
	month = take_digits(&text);
	day = take_digits(&text);
	hour = take_digits(&text);
	minute = take_digits(&text);
	second = take_digits(&text);
	if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59 || second < 0 || second > 59 || text.length != 1 || text.octets[0] != 'Z')
		return 0;
	if (tag == TL_DER_UTC_TIME)
		century = year < 50 ? 20 : 19;
	calendar = (struct tm){
		.tm_year = century * 100 + year - 1900,
		.tm_mon = month - 1,
		.tm_mday = day,
		.tm_hour = hour,
		.tm_min = minute,
		.tm_sec = second,
	};
	return timegm(&calendar);
}

static __u32 count_elements(struct tl_tls_cursor names)
{
	struct tl_tls_cursor name;
	__u32 count = 0;
	__u8 tag;

	while (tl_der_next(&names, &tag, &name))
		count++;
	return count;
}

/* Type, whether it is critical, which may be left out, and the value in an octet string (RFC 5280 4.1.2.9). */
static void keep_alternative_names(struct tl_tls_cursor *extensions, struct tl_tls_certificate *first)
{
	struct tl_tls_cursor list, extension, type, value, names;
	__u8 tag;

	if (!tl_der_enter(extensions, TL_DER_SEQUENCE, &list))
		return;
	while (tl_der_enter(&list, TL_DER_SEQUENCE, &extension)) {
		if (!tl_der_enter(&extension, TL_DER_OBJECT, &type) || !tl_der_is(&type, SUBJECT_ALT))
			continue;
		while (tl_der_next(&extension, &tag, &value))
			if (tag == TL_DER_OCTET_STRING && tl_der_enter(&value, TL_DER_SEQUENCE, &names))
				first->alternative_names = count_elements(names);
		return;
	}
}

/* TBSCertificate, RFC 5280 4.1.2; in front of the serial number version 1 has nothing. */
static bool read_certificate(struct tl_tls_cursor *der, struct tl_tls_certificate *first)
{
	struct tl_tls_cursor certificate, body, signature, issuer, validity, subject, key, part;
	__u8 tag;

	if (!tl_der_enter(der, TL_DER_SEQUENCE, &certificate) || !tl_der_enter(&certificate, TL_DER_SEQUENCE, &body) ||
	    !tl_der_next(&body, &tag, &part))
		return false;
	if (tag == TL_DER_CONTEXT(0) && !tl_der_next(&body, &tag, &part))
		return false;
	if (tag != TL_DER_INTEGER || !tl_der_enter(&body, TL_DER_SEQUENCE, &signature) ||
	    !tl_der_enter(&body, TL_DER_SEQUENCE, &issuer) || !tl_der_enter(&body, TL_DER_SEQUENCE, &validity) ||
	    !tl_der_enter(&body, TL_DER_SEQUENCE, &subject) || !tl_der_enter(&body, TL_DER_SEQUENCE, &key))
		return false;
	first->is_self_signed =
		issuer.length == subject.length && !memcmp(issuer.octets, subject.octets, issuer.length);
	first->not_before = take_time(&validity);
	first->not_after = take_time(&validity);
	keep_names(issuer, first->issuer_name, first->issuer_organization);
	keep_names(subject, first->subject_name, first->subject_organization);
	tl_tls_read_signature(&signature, first);
	tl_tls_read_key(&key, first);
	while (tl_der_next(&body, &tag, &part))
		if (tag == TL_DER_CONTEXT(3))
			keep_alternative_names(&part, first);
	first->is_known = true;
	return true;
}

enum tl_dissection tl_tls_read_certificates(struct tl_tls_cursor *body, struct tl_tls_certificate *first)
{
	struct tl_tls_cursor list, octets;
	enum tl_dissection state = tl_tls_open_vector(body, 3, &list);

	if (state == TL_DISSECT_WHOLE && !list.length) /* the server has none */
		return state;
	if (state == TL_DISSECT_WHOLE)
		state = tl_tls_take_vector(&list, 3, &octets);
	if (state == TL_DISSECT_WHOLE && !read_certificate(&octets, first))
		memset(first, 0, sizeof(*first));
	return state;
}
