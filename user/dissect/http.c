// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "http.h"

#include <stdio.h>
#include <string.h>
#include <tapless/http_methods.h>

#include "http_body.h"
#include "http_fields.h"

#define VERSION	       "HTTP/1."
#define VERSION_OCTETS (sizeof(VERSION) - 1)
#define STATUS_START   (VERSION_OCTETS + 2)
#define STATUS_OCTETS  3
#define TOKEN_OTHER    "!#$%&'*+-.^_`|~" /* RFC 9110 5.6.2, besides letters and digits */

#define METHOD(text) {text, sizeof(text) - 1},
static const struct {
	const char *text;
	__u32 length;
} methods[] = {TL_HTTP_METHOD_LIST(METHOD)};
#undef METHOD

static const struct tl_http_field request_fields[] = {
	{"host", offsetof(struct tl_http_request, host), TL_HTTP_HOST_SIZE},
	{"referer", offsetof(struct tl_http_request, referer), TL_HTTP_REFERER_SIZE},
	{"user-agent", offsetof(struct tl_http_request, user_agent), TL_HTTP_USER_AGENT_SIZE},
	{"content-type", offsetof(struct tl_http_request, content_type), TL_HTTP_CONTENT_TYPE_SIZE},
};

static const struct tl_http_field response_fields[] = {
	{"server", offsetof(struct tl_http_response, server), TL_HTTP_SERVER_SIZE},
	{"upgrade", offsetof(struct tl_http_response, upgrade), TL_HTTP_UPGRADE_SIZE},
	{"content-type", offsetof(struct tl_http_response, content_type), TL_HTTP_CONTENT_TYPE_SIZE},
};

static bool is_token(const struct tl_http_span *span)
{
	for (__u32 i = 0; i < span->length; i++) {
		__u8 octet = span->octets[i], lower = octet | 0x20;

		if (!((lower >= 'a' && lower <= 'z') || (octet >= '0' && octet <= '9') ||
		      (octet && strchr(TOKEN_OTHER, octet))))
			return false;
	}
	return span->length;
}

static bool has_controls(const __u8 *octets, __u32 length)
{
	for (__u32 i = 0; i < length; i++)
		if (octets[i] < ' ' || octets[i] == 0x7f)
			return true;
	return false;
}

static bool read_version(const struct tl_http_span *span, char *version)
{
	if (span->length != VERSION_OCTETS + 1 || memcmp(span->octets, VERSION, VERSION_OCTETS) != 0 ||
	    span->octets[VERSION_OCTETS] < '0' || span->octets[VERSION_OCTETS] > '9')
		return false;
	memcpy(version, span->octets + VERSION_OCTETS - 2, TL_HTTP_VERSION_SIZE - 1);
	return true;
}

/* "ET", "OST": the beginning of a stream is still to come. */
static bool is_end_of_method(const struct tl_http_span *method)
{
	__u8 last = method->octets[method->length - 1];

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		const char *end = methods[i].text + methods[i].length;

		if (method->length < methods[i].length && (__u8)end[-1] == last &&
		    !memcmp(end - method->length, method->octets, method->length))
			return true;
	}
	return false;
}

static bool is_method(const struct tl_http_span *method)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (method->length == methods[i].length && !memcmp(methods[i].text, method->octets, method->length))
			return true;
	return is_token(method) && !is_end_of_method(method);
}

static void trim(struct tl_http_span *span)
{
	for (; span->length && span->octets[0] == ' '; span->length--)
		span->octets++;
	while (span->length && span->octets[span->length - 1] == ' ')
		span->length--;
}

/*
 * The version stands behind the last space: clients that forget to encode one in the target are understood. Several spaces are as good
 * as one (RFC 9112 3, as nginx does).
 */
static bool read_request_line(struct tl_http_span line, struct tl_http_request *request)
{
	struct tl_http_span method, target, version;
	const __u8 *first, *last;

	trim(&line);
	first = memchr(line.octets, ' ', line.length);
	last = memrchr(line.octets, ' ', line.length);
	if (!first || first == last)
		return false;
	method = (struct tl_http_span){line.octets, (__u32)(first - line.octets)};
	target = (struct tl_http_span){first, (__u32)(last - first)};
	version = (struct tl_http_span){last + 1, (__u32)(line.octets + line.length - last - 1)};
	trim(&target);
	if (!is_method(&method) || method.length >= sizeof(request->method) || !target.length ||
	    has_controls(target.octets, target.length) || !read_version(&version, request->version))
		return false;
	tl_http_keep_text(request->method, sizeof(request->method), &method);
	tl_http_keep_text(request->target, sizeof(request->target), &target);
	return true;
}

/* Forms of RFC 9112 3.2; that of another protocol begins otherwise ("OPTIONS sip:"). */
static bool starts_target(__u8 octet, bool is_connect)
{
	return is_connect || octet == '/' || octet == '*' || octet == 'h' || octet == 'H';
}

/* As much of it as is kept anyway says the same without its end, which may be beyond what is sampled. */
static void keep_long_target(const __u8 *target, __u32 captured, struct tl_http_request *request)
{
	struct tl_http_span span = {target, captured};

	if (captured >= sizeof(request->target) && !memchr(target, ' ', sizeof(request->target)))
		tl_http_keep_text(request->target, sizeof(request->target), &span);
}

/* A request line of which the end was not captured. */
static enum tl_dissection read_cut_request_line(const struct tl_http_cursor *cursor, struct tl_http_request *request)
{
	const __u8 *octets = cursor->octets + cursor->offset;
	__u32 captured = cursor->captured - cursor->offset;

	for (size_t i = 0; captured && i < sizeof(methods) / sizeof(methods[0]); i++) {
		const char *method = methods[i].text;
		__u32 length = methods[i].length;

		if (octets[0] != (__u8)method[0])
			continue;
		if (captured <= length) {
			if (memcmp(octets, method, captured) == 0)
				return TL_DISSECT_CUT;
			continue;
		}
		if (memcmp(octets, method, length) != 0 || octets[length] != ' ')
			continue;
		for (; length + 1 < captured && octets[length + 1] == ' '; length++)
			;
		if (captured > length + 1 && !starts_target(octets[length + 1], !strcmp(method, "CONNECT")))
			return TL_DISSECT_FOREIGN;
		if (octets[captured - 1] == '\r')
			captured--;
		if (has_controls(octets, captured))
			return TL_DISSECT_FOREIGN;
		memcpy(request->method, method, methods[i].length + 1);
		if (captured > length + 1)
			keep_long_target(octets + length + 1, captured - length - 1, request);
		return TL_DISSECT_CUT;
	}
	return TL_DISSECT_FOREIGN;
}

static enum tl_dissection read_fields(struct tl_http_cursor *cursor, const struct tl_http_field *rows, size_t count,
				      void *facts, struct tl_http_said *said)
{
	struct tl_http_span name = {0}, value = {0};

	while (tl_http_take_field(cursor, &name, &value) == TL_DISSECT_WHOLE) {
		if (!name.octets)
			return TL_DISSECT_WHOLE;
		tl_http_keep_field(facts, rows, count, &name, &value);
		tl_http_say(said, &name, &value);
	}
	return TL_DISSECT_CUT;
}

enum tl_dissection tl_http_dissect_request(const struct tl_message *message, struct tl_http_request *request)
{
	struct tl_http_cursor cursor = {message->octets, message->captured, 0};
	struct tl_http_span line = {0};
	struct tl_http_said said = {0};

	memset(request, 0, sizeof(*request));
	do { /* RFC 9112 2.2: empty lines before a request are passed over */
		if (!tl_http_take_line(&cursor, &line))
			return read_cut_request_line(&cursor, request);
	} while (!line.length);
	if (!read_request_line(line, request))
		return TL_DISSECT_FOREIGN;
	if (read_fields(&cursor, request_fields, sizeof(request_fields) / sizeof(request_fields[0]), request, &said) !=
	    TL_DISSECT_WHOLE)
		return TL_DISSECT_CUT;
	request->body.start = cursor.offset;
	tl_http_frame(&request->body, &said, true);
	if (!strcmp(request->method, "CONNECT")) /* RFC 9110 9.3.6 */
		request->body.framing = TL_HTTP_NO_BODY;
	return TL_DISSECT_WHOLE;
}

static bool is_digit(__u8 octet)
{
	return octet >= '0' && octet <= '9';
}

/* The line as far as it was captured, `is_whole` if to its end. Each octet of its fixed part is checked. */
static bool read_status_line(const struct tl_http_span *line, bool is_whole, struct tl_http_response *response)
{
	static const char form[] = VERSION "d ddd ";
	__u32 fixed = line->length < sizeof(form) - 1 ? line->length : (__u32)sizeof(form) - 1;
	struct tl_http_span reason;

	for (__u32 i = 0; i < fixed; i++)
		if (form[i] == 'd' ? !is_digit(line->octets[i]) : line->octets[i] != (__u8)form[i])
			return false;
	if (is_whole && line->length < STATUS_START + STATUS_OCTETS)
		return false;
	if (line->length > VERSION_OCTETS)
		memcpy(response->version, line->octets + VERSION_OCTETS - 2, TL_HTTP_VERSION_SIZE - 1);
	if (line->length < STATUS_START + STATUS_OCTETS)
		return line->length;
	for (__u32 i = 0; i < STATUS_OCTETS; i++)
		response->status = (__u16)(response->status * 10 + line->octets[STATUS_START + i] - '0');
	if (is_whole && line->length > sizeof(form) - 1) {
		reason.octets = line->octets + sizeof(form) - 1;
		reason.length = line->length - (__u32)(sizeof(form) - 1);
		tl_http_keep_text(response->reason, sizeof(response->reason), &reason);
	}
	return response->status >= 100;
}

/* RFC 9112 6.3, rules 1 and 2. */
static bool has_no_body(const struct tl_http_response *response, const char *method)
{
	return response->is_interim || response->is_handover || response->status == 204 || response->status == 304 ||
	       (method && !strcmp(method, "HEAD"));
}

enum tl_dissection tl_http_dissect_response(const struct tl_message *message, const char *method,
					    struct tl_http_response *response)
{
	struct tl_http_cursor cursor = {message->octets, message->captured, 0};
	struct tl_http_span line = {0};
	struct tl_http_said said = {0};

	memset(response, 0, sizeof(*response));
	if (!tl_http_take_line(&cursor, &line)) {
		line = (struct tl_http_span){message->octets, message->captured};
		if (line.length && line.octets[line.length - 1] == '\r')
			line.length--;
		return read_status_line(&line, false, response) ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	}
	if (!read_status_line(&line, true, response))
		return TL_DISSECT_FOREIGN;
	response->is_handover =
		response->status == 101 || (method && !strcmp(method, "CONNECT") && response->status / 100 == 2);
	response->is_interim = response->status / 100 == 1 && !response->is_handover;
	if (read_fields(&cursor, response_fields, sizeof(response_fields) / sizeof(response_fields[0]), response,
			&said) != TL_DISSECT_WHOLE)
		return TL_DISSECT_CUT;
	response->body.start = cursor.offset;
	tl_http_frame(&response->body, &said, false);
	if (has_no_body(response, method))
		response->body.framing = TL_HTTP_NO_BODY;
	return TL_DISSECT_WHOLE;
}

void tl_http_url(const struct tl_http_request *request, char *url)
{
	bool is_path = request->target[0] == '/', is_server = !strcmp(request->target, "*");

	if (request->host[0] && (is_path || is_server))
		snprintf(url, TL_HTTP_URL_SIZE, "http://%s%s", request->host, is_path ? request->target : "");
	else
		snprintf(url, TL_HTTP_URL_SIZE, "%s", request->target);
}
