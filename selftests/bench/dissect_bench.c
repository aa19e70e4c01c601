// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * dissect_bench: messages a second on one core, from payload samples to the facts on flow records: for each kind of conversation,
 * and for octets that nobody knows, which every dissector is asked about.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dissect/talks.h"
#include "figures.h"
#include "messages.h"

#define CONVERSATIONS 200000
#define ROUNDS	      5
#define OFFSET	      1700000000000000000ll

static __u64 told;

static void tell(void *context, const struct tl_record *record)
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
	record.key.source_port = 40000;
	record.key.destination_port = kind->port;
	record.flow_id = record.sequence = number;
	tl_talks_emit(talks, &record, OFFSET, tell, NULL);
}

static double messages_a_second(const struct conversation *kind)
{
	const struct tl_talks_limits limits = {.talks = 131072, .stream_octets = 64u << 20, .transactions = 65536};
	struct tl_talks *talks = tl_talks_create(&limits);
	static struct tl_sample sample;
	struct timespec begin, end;
	__u64 messages = 0;

	if (!talks)
		return 0;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (__u32 number = 1; number <= CONVERSATIONS; number++) {
		for (unsigned int side = 0; side < 2 && kind->messages[side].length; side++, messages++)
			tl_talks_add(talks, &sample, conversation_sample(&sample, kind, number, side));
		finish(talks, kind, number);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	tl_talks_destroy(talks);
	return (double)messages / ((double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9);
}

int main(void)
{
	printf("\n%-10s %12s %12s %12s\n", "dissecting", "messages/s", "least", "most");
	for (enum conversation_kind i = 0; i < CONVERSATION__MAX; i++) {
		const struct conversation *kind = conversation_of(i);
		double figures[ROUNDS];

		for (unsigned int round = 0; round < ROUNDS; round++)
			figures[round] = messages_a_second(kind);
		figure_median(figures, ROUNDS);
		figure_write("dissect", kind->name, "messages/s", figures, ROUNDS);
		printf("%-10s %12.0f %12.0f %12.0f\n", kind->name, figures[ROUNDS / 2], figures[0],
		       figures[ROUNDS - 1]);
	}
	printf("%llu records with facts\n", told);
	return told ? 0 : 1;
}
