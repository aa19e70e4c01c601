// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "coap.h"

#include <string.h>

#include "../lib/octets.h"

#define HEADER_OCTETS  4
#define VERSION	       1
#define PAYLOAD_MARKER 0xff
#define RESERVED       15 /* of an option's delta and length (RFC 7252 3.1) */

#define URI_HOST       3
#define OBSERVE	       6 /* RFC 7641 */
#define URI_PATH       11
#define CONTENT_FORMAT 12
#define URI_QUERY      15

/* IANA's registry, with the lengths that are allowed. */
static const struct {
	__u16 number, least, most;
} registered[] = {
	{1, 0, 8}, /* If-Match */
	{URI_HOST, 1, 255},  {4, 1, 8}, /* ETag */
	{5, 0, 0}, /* If-None-Match */
	{OBSERVE, 0, 3},     {7, 0, 2}, /* Uri-Port */
	{8, 0, 255}, /* Location-Path */
	{9, 0, 255}, /* OSCORE, RFC 8613 */
	{URI_PATH, 0, 255},  {CONTENT_FORMAT, 0, 2},
	{14, 0, 4}, /* Max-Age */
	{URI_QUERY, 0, 255}, {16, 1, 1}, /* Hop-Limit, RFC 8768 */
	{17, 0, 2}, /* Accept */
	{19, 0, 3}, /* Q-Block1, RFC 9177 */
	{20, 0, 255}, /* Location-Query */
	{21, 0, 255}, /* EDHOC, RFC 9668 */
	{23, 0, 3}, /* Block2, RFC 7959 */
	{27, 0, 3}, /* Block1 */
	{28, 0, 4}, /* Size2 */
	{31, 0, 3}, /* Q-Block2 */
	{35, 1, 1034}, /* Proxy-Uri */
	{39, 1, 255}, /* Proxy-Scheme */
	{60, 0, 4}, /* Size1 */
	{252, 1, 40}, /* Echo, RFC 9175 */
	{258, 0, 1}, /* No-Response, RFC 7967 */
	{292, 0, 8}, /* Request-Tag, RFC 9175 */
};

static bool is_registered(__u32 number, __u32 length)
{
	for (size_t i = 0; i < sizeof(registered) / sizeof(registered[0]); i++)
		if (registered[i].number == number)
			return length >= registered[i].least && length <= registered[i].most;
	return false;
}

/* Codes that are used: methods, responses, and signals of streams. */
static bool is_plausible_code(__u8 code, bool is_stream)
{
	unsigned int detail = code & 0x1f;

	switch (tl_coap_class(code)) {
	case 0:
		return detail <= 7; /* up to iPATCH, RFC 8132 */
	case 2:
		return (detail >= 1 && detail <= 5) || detail == 31;
	case 4:
		return detail <= 9 || detail == 12 || detail == 13 || detail == 15 || detail == 22 || detail == 29;
	case 5:
		return detail <= 8;
	case 7:
		return is_stream && detail >= 1 && detail <= 5;
	default:
		return false;
	}
}

/* One more part of a path or a query, cut where there is no room. */
static void join(char *text, size_t size, const char *before, const __u8 *part, __u32 length)
{
	size_t used = strlen(text), start = strlen(before);

	if (used + start + 1 > size)
		return;
	memcpy(text + used, before, start);
	used += start;
	for (__u32 i = 0; i < length && used + 1 < size; i++)
		text[used++] = part[i] ? (char)part[i] : ' ';
	text[used] = 0;
}

static bool is_text(const __u8 *octets, __u32 length)
{
	for (__u32 i = 0; i < length; i++)
		if (octets[i] < ' ' || octets[i] == 0x7f)
			return false;
	return true;
}

static void keep_option(struct tl_coap_facts *facts, __u32 number, const __u8 *value, __u32 length)
{
	facts->options++;
	if (!is_registered(number, length)) {
		facts->is_odd = true;
		return;
	}
	switch (number) {
	case URI_HOST:
		join(facts->host, sizeof(facts->host), "", value, length);
		break;
	case URI_PATH:
		join(facts->path, sizeof(facts->path), "/", value, length);
		facts->has_path = true;
		break;
	case URI_QUERY:
		join(facts->query, sizeof(facts->query), facts->query[0] ? "&" : "", value, length);
		break;
	case CONTENT_FORMAT:
		facts->format = (__u16)tl_octets_get(value, length);
		facts->has_format = true;
		break;
	case OBSERVE:
		facts->observe = (__u32)tl_octets_get(value, length);
		facts->has_observe = true;
		break;
	default:
		return;
	}
	if ((number == URI_HOST || number == URI_PATH || number == URI_QUERY) && !is_text(value, length))
		facts->is_odd = true;
}

/* What has not been read: `left` octets on the wire, of which as many as `captured` are there. */
struct rest {
	const __u8 *octets;
	__u32 captured;
	__u32 left;
};

static const __u8 *take(struct rest *rest, __u32 count)
{
	const __u8 *taken = rest->octets;

	if (count > rest->captured)
		return NULL;
	rest->octets += count;
	rest->captured -= count;
	rest->left -= count;
	return taken;
}

/* A delta or a length of four bits, which 13 and 14 say to be in one or two octets more (RFC 7252 3.1). */
static enum tl_dissection take_extended(struct rest *rest, __u32 nibble, __u32 *value)
{
	__u32 more = nibble == 13 ? 1 : nibble == 14 ? 2 : 0;
	const __u8 *octets;

	*value = nibble;
	if (nibble == RESERVED || more > rest->left)
		return TL_DISSECT_FOREIGN;
	octets = take(rest, more);
	if (!octets)
		return TL_DISSECT_CUT;
	if (more)
		*value = (__u32)tl_octets_get(octets, more) + (more == 1 ? 13 : 269);
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection read_option(struct rest *rest, __u32 *number, struct tl_coap_facts *facts)
{
	__u32 first = *take(rest, 1), delta, length;
	enum tl_dissection dissection = take_extended(rest, first >> 4, &delta);
	const __u8 *value;

	if (dissection == TL_DISSECT_WHOLE)
		dissection = take_extended(rest, first & 0x0f, &length);
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	*number += delta;
	if (length > rest->left || *number > 0xffff)
		return TL_DISSECT_FOREIGN;
	value = take(rest, length);
	if (!value)
		return TL_DISSECT_CUT;
	if (tl_coap_class(facts->code) != 7) /* signals have options of their own */
		keep_option(facts, *number, value, length);
	return TL_DISSECT_WHOLE;
}

/* Token and options, up to the payload or the end. */
static enum tl_dissection read_rest(struct rest *rest, struct tl_coap_facts *facts)
{
	const __u8 *token;
	__u32 number = 0;

	if (facts->token_length > rest->left)
		return TL_DISSECT_FOREIGN;
	token = take(rest, facts->token_length);
	if (!token)
		return TL_DISSECT_CUT;
	memcpy(facts->token, token, facts->token_length);
	while (rest->captured) {
		enum tl_dissection dissection;

		if (rest->octets[0] == PAYLOAD_MARKER) /* behind which there must be something */
			return rest->left > 1 ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
		dissection = read_option(rest, &number, facts);
		if (dissection != TL_DISSECT_WHOLE)
			return dissection;
	}
	return rest->left ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

enum tl_dissection tl_coap_dissect(const struct tl_message *message, struct tl_coap_facts *facts)
{
	const __u8 *octets = message->octets;
	struct rest rest = {octets + HEADER_OCTETS, message->captured - HEADER_OCTETS, message->length - HEADER_OCTETS};

	memset(facts, 0, sizeof(*facts));
	if (message->captured < HEADER_OCTETS || octets[0] >> 6 != VERSION)
		return TL_DISSECT_FOREIGN;
	facts->type = octets[0] >> 4 & 3;
	facts->token_length = octets[0] & 0x0f;
	facts->code = octets[1];
	facts->id = tl_octets_get16(octets + 2);
	if (facts->token_length > TL_COAP_TOKEN || !is_plausible_code(facts->code, false))
		return TL_DISSECT_FOREIGN;
	if (!facts->code) /* nothing but an acknowledgement, a reset or a ping (RFC 7252 4.1) */
		return !rest.left && facts->type != TL_COAP_UNRELIABLE ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
	if (facts->type == TL_COAP_RESET || (!tl_coap_class(facts->code) && facts->type == TL_COAP_ACKNOWLEDGEMENT))
		return TL_DISSECT_FOREIGN;
	return read_rest(&rest, facts);
}

enum tl_dissection tl_coap_dissect_stream(const struct tl_message *message, struct tl_coap_facts *facts)
{
	struct rest rest = {message->octets, message->captured, ~0u};
	const __u8 *first = take(&rest, 1), *length, *code;
	__u32 nibble, more;
	__u64 body;

	memset(facts, 0, sizeof(*facts));
	if (!first || (*first & 0x0f) > TL_COAP_TOKEN)
		return TL_DISSECT_FOREIGN;
	facts->token_length = *first & 0x0f;
	nibble = *first >> 4;
	more = nibble < 13 ? 0 : 1u << (nibble - 13); /* RFC 8323 3.2: none, one, two or four octets */
	length = take(&rest, more);
	code = length ? take(&rest, 1) : NULL;
	if (!code)
		return TL_DISSECT_CUT;
	body = more ? tl_octets_get(length, more) + (more == 1 ? 13 : more == 2 ? 269 : 65805) : nibble;
	facts->code = *code;
	if (!is_plausible_code(facts->code, true) || body > 1u << 24)
		return TL_DISSECT_FOREIGN;
	rest.left = facts->token_length + (__u32)body;
	facts->octets = message->captured - rest.captured + rest.left;
	if (rest.captured > rest.left)
		rest.captured = rest.left;
	return read_rest(&rest, facts);
}
