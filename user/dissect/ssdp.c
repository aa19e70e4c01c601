// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ssdp.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* How it begins, and what the message is called then. */
static const struct beginning {
	const char *text;
	const char *method;
} beginnings[] = {
	{"M-SEARCH * HTTP/1.", "M-SEARCH"},
	{"NOTIFY * HTTP/1.", "NOTIFY"},
	{"HTTP/1.1 200 ", "200"},
	{"HTTP/1.0 200 ", "200"},
};

static const struct field {
	const char *name;
	size_t offset;
} fields[] = {
	{"ST", offsetof(struct tl_ssdp_facts, search_target)},
	{"NT", offsetof(struct tl_ssdp_facts, notification_type)},
	{"USN", offsetof(struct tl_ssdp_facts, service_name)},
	{"SERVER", offsetof(struct tl_ssdp_facts, server)},
	{"USER-AGENT", offsetof(struct tl_ssdp_facts, user_agent)},
	{"LOCATION", offsetof(struct tl_ssdp_facts, location)},
};

static const struct beginning *find_beginning(const struct tl_message *message)
{
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
		size_t length = strlen(beginnings[i].text);

		if (message->captured >= length && !memcmp(message->octets, beginnings[i].text, length))
			return &beginnings[i];
	}
	return NULL;
}

static void keep(char *text, const char *from, const char *end)
{
	size_t length;

	while (from < end && (*from == ' ' || *from == '\t'))
		from++;
	while (end > from && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
		end--;
	length = (size_t)(end - from);
	if (!text[0])
		memcpy(text, from, length < TL_SSDP_TEXT_SIZE ? length : TL_SSDP_TEXT_SIZE - 1);
}

static void read_line(struct tl_ssdp_facts *facts, const char *line, const char *end)
{
	const char *colon = memchr(line, ':', (size_t)(end - line));

	for (size_t i = 0; colon && i < sizeof(fields) / sizeof(fields[0]); i++)
		if ((size_t)(colon - line) == strlen(fields[i].name) &&
		    !strncasecmp(line, fields[i].name, (size_t)(colon - line)))
			keep((char *)facts + fields[i].offset, colon + 1, end);
}

enum tl_dissection tl_ssdp_dissect(const struct tl_message *message, struct tl_ssdp_facts *facts)
{
	const char *line = (const char *)message->octets, *behind = line + message->captured, *end;
	const struct beginning *beginning = find_beginning(message);

	memset(facts, 0, sizeof(*facts));
	if (!beginning)
		return TL_DISSECT_FOREIGN;
	memcpy(facts->method, beginning->method, strlen(beginning->method));
	for (; line < behind; line = end + 1) {
		end = memchr(line, '\n', (size_t)(behind - line));
		if (!end)
			break;
		read_line(facts, line, end);
	}
	return message->captured < message->length ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}
