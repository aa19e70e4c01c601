// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sasl.h"

#include <ctype.h>
#include <stdint.h>

#define RESPONSE_OCTETS 512 /* a name stands at the beginning */

static int sextet(char digit)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = digit ? strchr(digits, digit) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* Octets that base64 (RFC 4648 4) says, as many as there is room for; up to what is not base64. */
static __u32 decode(const struct tl_text *text, char *octets, __u32 room)
{
	__u32 bits = 0, count = 0;

	for (__u32 i = 0; i < text->length && count < room; i++) {
		int value = sextet(text->at[i]);

		if (value < 0)
			break;
		bits = bits << 6 | (__u32)value;
		if (i % 4)
			octets[count++] = (char)(bits >> (6 - 2 * (i % 4)));
	}
	return count;
}

/* Behind `before`, up to one of the octets in `ends`; of all that is there if there is none of them. Nothing: length 0. */
static struct tl_text between(const struct tl_text *text, const char *before, const char *ends)
{
	struct tl_text rest = *text, found = {text->at, 0};

	while (rest.length && !tl_text_begins(&rest, before)) {
		rest.at++;
		rest.length--;
	}
	if (rest.length < strlen(before))
		return found;
	found.at = rest.at + strlen(before);
	for (; found.length < rest.length - strlen(before); found.length++)
		if (found.at[found.length] && strchr(ends, found.at[found.length]))
			break;
	return found;
}

/* RFC 4616 2: on whose behalf, who, and the password, with NULs between. */
static struct tl_text plain_user(const struct tl_text *text)
{
	const char *first = text->length ? memchr(text->at, 0, text->length) : NULL, *second;
	struct tl_text user = {text->at, 0};

	if (!first)
		return user;
	first++;
	second = memchr(first, 0, text->length - (__u32)(first - text->at));
	if (second)
		user = (struct tl_text){first, (__u32)(second - first)};
	return user;
}

/* RFC 2195 2: who, and a digest behind the last space. */
static struct tl_text challenge_user(const struct tl_text *text)
{
	struct tl_text user = *text;

	while (user.length && user.at[user.length - 1] != ' ')
		user.length--;
	user.length -= !!user.length;
	return user;
}

/* Of the first response; a password is in none of what is returned. */
static struct tl_text first_user(const struct tl_sasl *sasl, const struct tl_text *text)
{
	if (!strcmp(sasl->mechanism, "PLAIN"))
		return plain_user(text);
	if (!strcmp(sasl->mechanism, "LOGIN") || !strcmp(sasl->mechanism, "EXTERNAL"))
		return *text;
	if (!strncmp(sasl->mechanism, "CRAM-", 5))
		return challenge_user(text);
	if (!strcmp(sasl->mechanism, "XOAUTH2"))
		return between(text, "user=", "\1");
	if (!strcmp(sasl->mechanism, "OAUTHBEARER")) /* RFC 7628 3.1 */
		return between(text, "a=", ",\1");
	if (!strncmp(sasl->mechanism, "SCRAM-", 6)) /* RFC 5802 7 */
		return between(text, ",n=", ",");
	if (!strcmp(sasl->mechanism, "DIGEST-MD5"))
		return between(text, "username=\"", "\"");
	return (struct tl_text){text->at, 0};
}

static bool is_over(const struct tl_sasl *sasl)
{
	if (!strcmp(sasl->mechanism, "LOGIN"))
		return sasl->responses >= 2;
	return !strcmp(sasl->mechanism, "PLAIN") || !strcmp(sasl->mechanism, "EXTERNAL") ||
	       !strncmp(sasl->mechanism, "CRAM-", 5);
}

void tl_sasl_begin(struct tl_sasl *sasl, const struct tl_text *mechanism)
{
	memset(sasl, 0, sizeof(*sasl));
	if (!mechanism->length || mechanism->length >= sizeof(sasl->mechanism))
		return;
	for (__u32 i = 0; i < mechanism->length; i++) {
		if (!isalnum((unsigned char)mechanism->at[i]) && mechanism->at[i] != '-' && mechanism->at[i] != '_') {
			memset(sasl->mechanism, 0, sizeof(sasl->mechanism));
			return;
		}
		sasl->mechanism[i] = (char)toupper((unsigned char)mechanism->at[i]);
	}
	sasl->is_open = true;
}

bool tl_sasl_take(struct tl_sasl *sasl, const struct tl_text *response, char *user, size_t room)
{
	char octets[RESPONSE_OCTETS];
	struct tl_text text = {octets, 0}, found = {octets, 0};

	if (tl_text_is(response, "*")) {
		sasl->is_open = false;
		return false;
	}
	text.length = decode(response, octets, sizeof(octets));
	if (!sasl->responses && text.length)
		found = first_user(sasl, &text);
	user[0] = 0;
	if (found.length)
		tl_text_keep(user, room, &found);
	explicit_bzero(octets, sizeof(octets));
	if (sasl->responses < UINT8_MAX)
		sasl->responses++;
	if (is_over(sasl))
		sasl->is_open = false;
	return found.length;
}
