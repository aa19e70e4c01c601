// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sip.h"

#include <string.h>
#include <strings.h>

#include "http_fields.h"

#define VERSION		  "SIP/2.0"
#define VERSION_OCTETS	  (sizeof(VERSION) - 1)
#define STATUS_OCTETS	  3
#define KEEP_ALIVE_OCTETS 8

/* IANA's registry: told from other protocols' before the version is seen. */
static const char *const methods[] = {
	"INVITE ",    "ACK ",	 "BYE ",  "CANCEL ",  "OPTIONS ", "REGISTER ", "PRACK ",
	"SUBSCRIBE ", "NOTIFY ", "INFO ", "PUBLISH ", "UPDATE ",  "MESSAGE ",  "REFER ",
};

/* What else a head says of what follows it. */
struct head {
	bool is_whole;
	bool has_length;
	__u32 length;
	bool is_described; /* the body is, or has in it, a session description */
};

bool tl_sip_is_keep_alive(const struct tl_message *message)
{
	if (message->length > KEEP_ALIVE_OCTETS)
		return false;
	for (__u32 i = 0; i < message->captured; i++)
		if (message->octets[i] != '\r' && message->octets[i] != '\n' && message->octets[i])
			return false;
	return true;
}

static bool may_begin(const __u8 *octets, __u32 captured, const char *text)
{
	size_t length = strlen(text);

	return octets[0] == (__u8)text[0] && !memcmp(octets, text, captured < length ? captured : length);
}

/* Of a line whose end was not captured: may it be one of SIP's? */
static bool may_be_start(const __u8 *octets, __u32 captured)
{
	if (may_begin(octets, captured, VERSION " "))
		return true;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (may_begin(octets, captured, methods[i]))
			return true;
	return false;
}

/* SIP/2.0 180 Ringing (RFC 3261 7.2) */
static bool read_status(const struct tl_http_span *line, struct tl_sip_facts *facts)
{
	const __u8 *digits = line->octets + VERSION_OCTETS + 1;
	struct tl_http_span reason;

	if (line->length < VERSION_OCTETS + 1 + STATUS_OCTETS || line->octets[VERSION_OCTETS] != ' ')
		return false;
	for (unsigned int i = 0; i < STATUS_OCTETS; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return false;
		facts->status = (__u16)(facts->status * 10 + digits[i] - '0');
	}
	reason.octets = digits + STATUS_OCTETS;
	reason.length = line->length - (__u32)(reason.octets - line->octets);
	if (facts->status < 100 || facts->status > 699 || (reason.length && reason.octets[0] != ' '))
		return false;
	if (reason.length) {
		reason.octets++;
		reason.length--;
	}
	tl_http_keep_text(facts->reason, sizeof(facts->reason), &reason);
	return true;
}

static bool is_method(const struct tl_http_span *span)
{
	for (__u32 i = 0; i < span->length; i++)
		if ((span->octets[i] < 'A' || span->octets[i] > 'Z') && span->octets[i] != '-' &&
		    span->octets[i] != '_')
			return false;
	return span->length && span->length < TL_SIP_METHOD_SIZE;
}

/* INVITE sip:bob@example.com SIP/2.0 (RFC 3261 7.1) */
static bool read_request(const struct tl_http_span *line, struct tl_sip_facts *facts)
{
	const __u8 *end = line->octets + line->length, *space = memchr(line->octets, ' ', line->length);
	struct tl_http_span method, uri;

	if (!space || line->length < VERSION_OCTETS + 1 || memcmp(end - VERSION_OCTETS, VERSION, VERSION_OCTETS) != 0)
		return false;
	method = (struct tl_http_span){line->octets, (__u32)(space - line->octets)};
	end -= VERSION_OCTETS + 1;
	if (*end != ' ' || end <= space || !is_method(&method))
		return false;
	uri = (struct tl_http_span){space + 1, (__u32)(end - space - 1)};
	if (!memchr(uri.octets, ':', uri.length) || memchr(uri.octets, ' ', uri.length))
		return false;
	tl_http_keep_text(facts->method, sizeof(facts->method), &method);
	tl_http_keep_text(facts->uri, sizeof(facts->uri), &uri);
	return true;
}

static enum tl_dissection read_start(struct tl_http_cursor *cursor, struct tl_sip_facts *facts)
{
	struct tl_http_span line;
	bool is_known;

	while (cursor->offset < cursor->captured &&
	       (cursor->octets[cursor->offset] == '\r' || cursor->octets[cursor->offset] == '\n'))
		cursor->offset++;
	if (!tl_http_take_line(cursor, &line)) {
		if (cursor->offset < cursor->captured &&
		    may_be_start(cursor->octets + cursor->offset, cursor->captured - cursor->offset))
			return TL_DISSECT_CUT;
		return TL_DISSECT_FOREIGN;
	}
	if (line.length > VERSION_OCTETS && !memcmp(line.octets, VERSION, VERSION_OCTETS))
		is_known = read_status(&line, facts);
	else
		is_known = read_request(&line, facts);
	return is_known ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

/* Behind a name in quotes (RFC 3261 25.1), in which a bracket means nothing. */
static __u32 behind_quotes(const struct tl_http_span *value)
{
	__u32 at = 0;

	if (!value->length || value->octets[0] != '"')
		return 0;
	for (at = 1; at < value->length && value->octets[at] != '"'; at++)
		at += value->octets[at] == '\\';
	return at < value->length ? at + 1 : value->length;
}

/* "Bob" <sip:bob@example.com>;tag=a, or sip:bob@example.com;tag=a, where the parameters are the header's (RFC 3261 20). */
static void keep_uri(char *text, size_t size, const struct tl_http_span *value)
{
	__u32 start = behind_quotes(value), end;
	const __u8 *open = start < value->length ? memchr(value->octets + start, '<', value->length - start) : NULL;
	struct tl_http_span uri;

	if (open)
		start = (__u32)(open + 1 - value->octets);
	for (end = start; end < value->length; end++) {
		__u8 octet = value->octets[end];

		if (octet == '>' || (!open && (octet == ';' || tl_http_is_space(octet))))
			break;
	}
	uri = (struct tl_http_span){value->octets + start, end - start};
	tl_http_keep_text(text, size, &uri);
}

/* Of a header's parameters, ";name=value" each, that of this name; without octets if there is none. */
static struct tl_http_span find_parameter(const struct tl_http_span *value, const char *name)
{
	size_t length = strlen(name);

	for (__u32 i = 0; i < value->length; i++) {
		__u32 at = i + 1, end;

		if (value->octets[i] != ';')
			continue;
		while (at < value->length && tl_http_is_space(value->octets[at]))
			at++;
		if (value->length - at <= length || strncasecmp((const char *)value->octets + at, name, length) != 0)
			continue;
		at += (__u32)length;
		if (value->octets[at] != '=')
			continue;
		for (end = ++at; end < value->length; end++)
			if (value->octets[end] == ';' || tl_http_is_space(value->octets[end]))
				break;
		return (struct tl_http_span){value->octets + at, end - at};
	}
	return (struct tl_http_span){0};
}

static void keep_via(struct tl_sip_facts *facts, struct tl_http_span value)
{
	const __u8 *comma = value.length ? memchr(value.octets, ',', value.length) : NULL;
	struct tl_http_span branch;

	if (facts->via[0])
		return;
	if (comma) /* several of them in one header (RFC 3261 7.3.1) */
		value.length = (__u32)(comma - value.octets);
	tl_http_keep_text(facts->via, sizeof(facts->via), &value);
	branch = find_parameter(&value, "branch");
	tl_http_keep_text(facts->branch, sizeof(facts->branch), &branch);
}

static void keep_sequence(struct tl_sip_facts *facts, const struct tl_http_span *value)
{
	struct tl_http_span method = *value;

	while (method.length && method.octets[0] >= '0' && method.octets[0] <= '9') {
		facts->sequence = facts->sequence * 10 + method.octets[0] - '0';
		method.octets++;
		method.length--;
	}
	while (method.length && method.octets[0] <= ' ') { /* a value may be folded (RFC 3261 7.3.1) */
		method.octets++;
		method.length--;
	}
	tl_http_keep_text(facts->sequence_method, sizeof(facts->sequence_method), &method);
}

static void keep_length(struct head *head, const struct tl_http_span *value)
{
	__u64 length = 0;

	for (__u32 i = 0; i < value->length; i++) {
		if (value->octets[i] < '0' || value->octets[i] > '9' || length > 1u << 24)
			return;
		length = length * 10 + value->octets[i] - '0';
	}
	head->has_length = value->length != 0;
	head->length = (__u32)length;
}

static bool begins_with(const struct tl_http_span *value, const char *text)
{
	return value->length >= strlen(text) && !strncasecmp((const char *)value->octets, text, strlen(text));
}

/* By a header's name, or its short form (RFC 3261 7.3.3). */
static bool is_either(const struct tl_http_span *name, const char *full, const char *compact)
{
	return tl_http_is(name, full) || tl_http_is(name, compact);
}

static void take_field(struct tl_sip_facts *facts, struct head *head, const struct tl_http_span *name,
		       const struct tl_http_span *value)
{
	static const struct tl_http_field texts[] = {
		{"call-id", offsetof(struct tl_sip_facts, call_id), TL_SIP_TEXT_SIZE},
		{"i", offsetof(struct tl_sip_facts, call_id), TL_SIP_TEXT_SIZE},
		{"user-agent", offsetof(struct tl_sip_facts, user_agent), TL_SIP_LINE_SIZE},
		{"server", offsetof(struct tl_sip_facts, server), TL_SIP_TEXT_SIZE},
	};

	if (is_either(name, "from", "f") && !facts->from[0])
		keep_uri(facts->from, sizeof(facts->from), value);
	else if (is_either(name, "to", "t") && !facts->to[0])
		keep_uri(facts->to, sizeof(facts->to), value);
	else if (is_either(name, "via", "v"))
		keep_via(facts, *value);
	else if (tl_http_is(name, "cseq") && !facts->sequence_method[0])
		keep_sequence(facts, value);
	else if (is_either(name, "content-length", "l"))
		keep_length(head, value);
	else if (is_either(name, "content-type", "c"))
		head->is_described = begins_with(value, "application/sdp") || begins_with(value, "multipart/");
	else
		tl_http_keep_field(facts, texts, sizeof(texts) / sizeof(texts[0]), name, value);
}

static void read_head(struct tl_http_cursor *cursor, struct tl_sip_facts *facts, struct head *head)
{
	struct tl_http_span name, value;

	/* a datagram may end with its last field, though it should not */
	while (tl_http_take_field(cursor, &name, &value) == TL_DISSECT_WHOLE) {
		if (!name.octets) {
			head->is_whole = true;
			return;
		}
		take_field(facts, head, &name, &value);
	}
}

enum tl_dissection tl_sip_dissect(const struct tl_message *message, struct tl_sip_facts *facts)
{
	struct tl_http_cursor cursor = {.octets = message->octets, .captured = message->captured};
	struct head head = {0};
	enum tl_dissection dissection;
	__u32 body;

	memset(facts, 0, sizeof(*facts));
	dissection = read_start(&cursor, facts);
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	read_head(&cursor, facts, &head);
	if (!head.is_whole)
		return TL_DISSECT_CUT;
	body = message->captured - cursor.offset;
	facts->octets = cursor.offset + head.length;
	if (head.has_length && head.length < body)
		body = head.length;
	if (head.is_described)
		tl_sdp_dissect(message->octets + cursor.offset, body, &facts->sdp);
	return head.has_length && head.length > body ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}
