// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "state_line.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define CUT_BEGINS ",\"messagesCut\":{"

static const struct {
	const char *before;
	size_t offset;
} members[] = {
	{"{\"pid\":", offsetof(struct tl_state, pid)},
	{",\"records\":", offsetof(struct tl_state, records)},
	{",\"packets\":", offsetof(struct tl_state, packets)},
	{",\"octets\":", offsetof(struct tl_state, octets)},
};

/* {"http":3}: those of which there are some; nothing at all where there are none. */
static void print_cut(const struct tl_state *state, FILE *out)
{
	const char *before = CUT_BEGINS;

	for (unsigned int i = 0; i < tl_dissector_count; i++) {
		if (!state->messages_cut[i])
			continue;
		fprintf(out, "%s\"%s\":%llu", before, tl_dissectors[i]->name, state->messages_cut[i]);
		before = ",";
	}
	if (*before == ',' && !before[1])
		fputc('}', out);
}

void tl_state_print(const struct tl_state *state, FILE *out)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		fprintf(out, "%s%llu", members[i].before, *(const __u64 *)((const char *)state + members[i].offset));
	print_cut(state, out);
	fputc('}', out);
}

/* Behind the number; NULL if there is none, or one too large, or one that could have been written shorter. */
static const char *read_number(const char *text, __u64 *number)
{
	char *end;

	if (*text < '0' || *text > '9' || (*text == '0' && text[1] >= '0' && text[1] <= '9'))
		return NULL;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return errno ? NULL : end;
}

/* Behind `wanted`; NULL if that is not there. */
static const char *pass(const char *text, const char *wanted)
{
	size_t length = strlen(wanted);

	return strncmp(text, wanted, length) != 0 ? NULL : text + length;
}

/* Behind what print_cut() makes; NULL if it is something else. */
static const char *read_cut(const char *text, struct tl_state *state)
{
	const char *before = CUT_BEGINS;
	char name[TL_PROTOCOL_SIZE + 8];

	if (!pass(text, before))
		return text;
	for (unsigned int i = 0; text && i < tl_dissector_count; i++) {
		const char *value = pass(text, before);

		snprintf(name, sizeof(name), "\"%s\":", tl_dissectors[i]->name);
		value = value ? pass(value, name) : NULL;
		if (!value)
			continue;
		text = read_number(value, &state->messages_cut[i]);
		if (!state->messages_cut[i])
			return NULL;
		before = ",";
	}
	return text ? pass(text, "}") : NULL;
}

bool tl_state_parse(const char *text, struct tl_state *state)
{
	memset(state, 0, sizeof(*state));
	for (size_t i = 0; text && i < sizeof(members) / sizeof(members[0]); i++) {
		text = pass(text, members[i].before);
		if (text)
			text = read_number(text, (__u64 *)((char *)state + members[i].offset));
	}
	if (text)
		text = read_cut(text, state);
	if (text && !strcmp(text, "}"))
		return true;
	memset(state, 0, sizeof(*state));
	return false;
}
