// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "state_line.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *before;
	size_t offset;
} members[] = {
	{"{\"pid\":", offsetof(struct tl_state, pid)},
	{",\"records\":", offsetof(struct tl_state, records)},
	{",\"packets\":", offsetof(struct tl_state, packets)},
	{",\"octets\":", offsetof(struct tl_state, octets)},
};

void tl_state_print(const struct tl_state *state, FILE *out)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		fprintf(out, "%s%llu", members[i].before, *(const __u64 *)((const char *)state + members[i].offset));
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

bool tl_state_parse(const char *text, struct tl_state *state)
{
	for (size_t i = 0; text && i < sizeof(members) / sizeof(members[0]); i++) {
		size_t length = strlen(members[i].before);

		text = strncmp(text, members[i].before, length)
			       ? NULL
			       : read_number(text + length, (__u64 *)((char *)state + members[i].offset));
	}
	if (text && !strcmp(text, "}"))
		return true;
	memset(state, 0, sizeof(*state));
	return false;
}
