/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Is a text one JSON value (RFC 8259) in UTF-8, on one line, without control characters that a terminal may obey? */
#ifndef TAPLESS_SELFTESTS_JSON_CHECK_H
#define TAPLESS_SELFTESTS_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "export/utf8.h"

#define JSON_DEPTH_MAX 16

struct json_check {
	const __u8 *at, *end;
	int depth;
};

static inline bool json_eats(struct json_check *json, char wanted)
{
	if (json->at == json->end || *json->at != wanted)
		return false;
	json->at++;
	return true;
}

static inline bool json_is_hex(const struct json_check *json, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (json->at + i >= json->end || !json->at[i] || !strchr("0123456789abcdefABCDEF", json->at[i]))
			return false;
	return true;
}

static inline bool json_escape(struct json_check *json)
{
	if (json_eats(json, 'u')) {
		if (!json_is_hex(json, 4))
			return false;
		json->at += 4;
		return true;
	}
	if (json->at == json->end || !*json->at || !strchr("\"\\/bfnrt", *json->at))
		return false;
	json->at++;
	return true;
}

static inline bool json_string(struct json_check *json)
{
	if (!json_eats(json, '"'))
		return false;
	while (json->at < json->end && *json->at != '"') {
		size_t octets = tl_utf8_character(json->at, json->end - json->at);

		if (!octets || *json->at < 0x20 || *json->at == 0x7f || (*json->at == 0xc2 && json->at[1] < 0xa0))
			return false;
		json->at += octets;
		if (json->at[-1] == '\\' && octets == 1 && !json_escape(json))
			return false;
	}
	return json_eats(json, '"');
}

static inline size_t json_digits(struct json_check *json)
{
	const __u8 *start = json->at;

	while (json->at < json->end && *json->at >= '0' && *json->at <= '9')
		json->at++;
	return json->at - start;
}

static inline bool json_number(struct json_check *json)
{
	const __u8 *start;
	size_t digits;

	json_eats(json, '-');
	start = json->at;
	digits = json_digits(json);
	if (!digits || (digits > 1 && *start == '0'))
		return false;
	if (json_eats(json, '.') && !json_digits(json))
		return false;
	if (!json_eats(json, 'e') && !json_eats(json, 'E'))
		return true;
	if (!json_eats(json, '-'))
		json_eats(json, '+');
	return json_digits(json) > 0;
}

static inline bool json_value(struct json_check *json);

static inline bool json_members(struct json_check *json, bool keys, char close)
{
	if (json_eats(json, close))
		return true;
	do {
		if (keys && (!json_string(json) || !json_eats(json, ':')))
			return false;
		if (!json_value(json))
			return false;
	} while (json_eats(json, ','));
	return json_eats(json, close);
}

static inline bool json_word(struct json_check *json, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(json->end - json->at) < length || memcmp(json->at, word, length) != 0)
		return false;
	json->at += length;
	return true;
}

static inline bool json_value(struct json_check *json)
{
	bool is_right;

	if (json->at == json->end || json->depth == JSON_DEPTH_MAX)
		return false;
	json->depth++;
	if (json_eats(json, '{'))
		is_right = json_members(json, true, '}');
	else if (json_eats(json, '['))
		is_right = json_members(json, false, ']');
	else if (*json->at == '"')
		is_right = json_string(json);
	else
		is_right = json_word(json, "true") || json_word(json, "false") || json_word(json, "null") ||
			   json_number(json);
	json->depth--;
	return is_right;
}

/* One object and a line feed, nothing else. */
static inline bool json_is_line(const __u8 *bytes, size_t length)
{
	struct json_check json = {.at = bytes, .end = bytes + length};

	return length && *bytes == '{' && json_value(&json) && json_eats(&json, '\n') && json.at == json.end;
}

#endif
