// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "state_line.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
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
	{",\"sweeps\":", offsetof(struct tl_state, sweeps.count)},
	{",\"sweepNanoseconds\":", offsetof(struct tl_state, sweeps.total)},
	{",\"longestSweep\":", offsetof(struct tl_state, sweeps.longest)},
	{",\"lastSweep\":", offsetof(struct tl_state, sweeps.last)},
	{",\"longestStretch\":", offsetof(struct tl_state, sweeps.longest_stretch)},
	{",\"lastSweepBegan\":", offsetof(struct tl_state, sweeps.began)},
	{",\"sweepInterval\":", offsetof(struct tl_state, sweeps.interval)},
	{",\"openConversations\":", offsetof(struct tl_state, conversations_open)},
	{",\"forgottenConversations\":", offsetof(struct tl_state, conversations_forgotten)},
};

/* Numbers by dissector: objects behind the members, those numbers of which there are some; nothing at all where there are none. */
static const struct {
	const char *begins;
	size_t offset;
} by_dissector[] = {
	{",\"messagesCut\":{", offsetof(struct tl_state, messages_cut)},
	{",\"conversations\":{", offsetof(struct tl_state, conversations)},
};

#define OBJECTS (sizeof(by_dissector) / sizeof(by_dissector[0]))

static __u64 *numbers_of(const struct tl_state *state, size_t object)
{
	return (__u64 *)((uintptr_t)state + by_dissector[object].offset);
}

/* {"http":3} */
static void print_object(const struct tl_state *state, size_t object, FILE *out)
{
	const char *before = by_dissector[object].begins;
	const __u64 *numbers = numbers_of(state, object);

	for (unsigned int i = 0; i < tl_dissector_count; i++) {
		if (!numbers[i])
			continue;
		fprintf(out, "%s\"%s\":%llu", before, tl_dissectors[i]->name, numbers[i]);
		before = ",";
	}
	if (before != by_dissector[object].begins)
		fputc('}', out);
}

static void raise_to(__u64 *most, __u64 value)
{
	if (value > *most)
		*most = value;
}

void tl_sweep_times_note(struct tl_sweep_times *sweeps, __u64 began, const struct tl_sweep_cost *cost)
{
	if (sweeps->count++)
		sweeps->interval = began - sweeps->began;
	sweeps->began = began;
	sweeps->total += cost->took;
	sweeps->last = cost->took;
	raise_to(&sweeps->longest, cost->took);
	raise_to(&sweeps->longest_stretch, cost->longest_stretch);
}

void tl_state_print(const struct tl_state *state, FILE *out)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		fprintf(out, "%s%llu", members[i].before, *(const __u64 *)((const char *)state + members[i].offset));
	for (size_t i = 0; i < OBJECTS; i++)
		print_object(state, i, out);
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

/* Behind what print_object() makes; NULL if it is something else. */
static const char *read_object(const char *text, struct tl_state *state, size_t object)
{
	const char *before = by_dissector[object].begins;
	__u64 *numbers = numbers_of(state, object);
	char name[TL_PROTOCOL_SIZE + 8];

	if (!pass(text, before))
		return text;
	for (unsigned int i = 0; text && i < tl_dissector_count; i++) {
		const char *value = pass(text, before);

		snprintf(name, sizeof(name), "\"%s\":", tl_dissectors[i]->name);
		value = value ? pass(value, name) : NULL;
		if (!value)
			continue;
		text = read_number(value, &numbers[i]);
		if (!numbers[i])
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
	for (size_t i = 0; text && i < OBJECTS; i++)
		text = read_object(text, state, i);
	if (text && !strcmp(text, "}"))
		return true;
	memset(state, 0, sizeof(*state));
	return false;
}
