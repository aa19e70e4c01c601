// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * dissect_bench [NAME [CONVERSATIONS]]: messages a second on one core, from payload samples to the facts on flow records: for each dissector,
 * and for octets that nobody knows, which every dissector is asked about. Fails if a dissector is without a row in messages.c, or a
 * message is not understood by its own. NAME "": all. With CONVERSATIONS so many of each once, for profile.py.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dissect/dissector.h"
#include "dissect/talks.h"
#include "figures.h"
#include "messages.h"

#define ROUNDS 5
#define OFFSET 1700000000000000000ll

static __u64 told;
static __u32 conversations_each = 40000; /* a round */
static unsigned int rounds = ROUNDS;
static struct tl_talks_limits limits = {.talks = 131072, .stream_octets = 64u << 20, .transactions = 65536};

static void give_up(const char *name, const char *what)
{
	fprintf(stderr, "dissect_bench: %s: %s\n", name, what);
	exit(1);
}

static void tell(void *context, struct tl_record *record)
{
	(void)context;
	told += record->facts != NULL;
}

static void finish(struct tl_talks *talks, const struct conversation *kind, __u32 number)
{
	struct tl_record record = {.start = OFFSET, .end = OFFSET + 1000000000, .end_reason = TL_END_IDLE};

	record.key.ethertype = 0x0800;
	record.key.protocol = kind->protocol;
	memcpy(record.key.source_address + 12, &number, sizeof(number));
	memcpy(record.key.destination_address + 12, "\xc0\0\2\1", 4);
	record.key.source_port = kind->client_port;
	record.key.destination_port = kind->port;
	record.flow_id = record.sequence = number;
	tl_talks_emit(talks, &record, OFFSET, tell, NULL);
}

/* How many messages. */
static unsigned int say(struct tl_talks *talks, const struct conversation *kind, __u32 number)
{
	static struct tl_sample sample;
	unsigned int said = 0;

	for (unsigned int packet = 0; packet < kind->packets || !packet; packet++)
		for (unsigned int side = 0; side < 2; side++) {
			__u32 size;

			if (!kind->messages[side].length)
				continue;
			size = conversation_sample(&sample, kind, number, side);
			if (kind->counts)
				sample.octets[kind->counts] += (__u8)packet;
			tl_talks_add(talks, &sample, size);
			said++;
		}
	return said;
}

/* NULL: octets that none knows. */
static const struct tl_dissector *dissector_of(const struct conversation *kind, unsigned int *number)
{
	for (*number = 0; *number < tl_dissector_count; ++*number)
		if (!strcmp(tl_dissectors[*number]->name, kind->name))
			return tl_dissectors[*number];
	return NULL;
}

static void check(const struct conversation *kind, const struct tl_talks *talks)
{
	unsigned int number;

	if (dissector_of(kind, &number) && tl_talks_understood(talks, number) != conversations_each)
		give_up(kind->name, "its messages are not understood: the figures are worthless");
}

/* A function of its own, so that a profile can be of one kind. */
__attribute__((noinline)) static double messages_a_second(const struct conversation *kind)
{
	struct tl_talks *talks = tl_talks_create(&limits);
	struct timespec begin, end;
	__u64 messages = 0;

	if (!talks)
		give_up(kind->name, "no memory");
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (__u32 number = 1; number <= conversations_each; number++) {
		messages += say(talks, kind, number);
		finish(talks, kind, number);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	check(kind, talks);
	tl_talks_destroy(talks);
	return (double)messages / ((double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9);
}

static void all_have_rows(void)
{
	for (unsigned int i = 0; i < tl_dissector_count; i++) {
		const struct conversation *kind = conversations;

		if (!strcmp(tl_dissectors[i]->name, "ftp-data")) /* is known by another conversation alone */
			continue;
		while (kind->name && strcmp(kind->name, tl_dissectors[i]->name))
			kind++;
		if (!kind->name)
			give_up(tl_dissectors[i]->name, "it has no row in selftests/bench/messages.c");
	}
}

static void report(const struct conversation *kind, double *values)
{
	unsigned int sides = !!kind->messages[0].length + !!kind->messages[1].length;

	figure_median(values, rounds);
	figure_write("dissect", kind->name, "messages/s", values, rounds);
	printf("%-12s %12.0f %12.0f %12.0f %12u\n", kind->name, values[rounds / 2], values[0], values[rounds - 1],
	       sides * (kind->packets ? kind->packets : 1));
}

int main(int argc, char **argv)
{
	static double figures[TL_DISSECTORS_MOST + 1][ROUNDS];
	const char *name = argc > 1 ? argv[1] : "";
	int first = -1; /* warms up */

	if (argc > 2) {
		conversations_each = (__u32)strtoul(argv[2], NULL, 10);
		rounds = 1;
		first = 0;
	}
	conversations_make();
	all_have_rows();
	printf("\n%-12s %12s %12s %12s %12s\n", "dissecting", "messages/s", "least", "most", "in one flow");
	for (int round = first; round < (int)rounds; round++)
		for (const struct conversation *kind = conversations; kind->name; kind++) {
			double figure = !*name || !strcmp(name, kind->name) ? messages_a_second(kind) : 0;

			if (round >= 0)
				figures[kind - conversations][round] = figure;
		}
	for (const struct conversation *kind = conversations; kind->name; kind++)
		if (figures[kind - conversations][0] != 0)
			report(kind, figures[kind - conversations]);
	printf("%llu records with facts\n", told);
	return told ? 0 : 1;
}
