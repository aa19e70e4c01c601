// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Samples of some conversations in any order, with any octets, and records of their flows in between: memory stays bounded, each
 * text that a record gets ends, a flow's record comes first and transactions behind it by number.
 *
 * Input: steps of [what][sequence, 2 octets][length][octets…]. `what`: conversation 3 bits, side, TCP, a record's turn, its last one.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/talks.h"
#include "export/element.h"
#include "fuzz.h"

#define IS_ANSWER 8
#define IS_TCP	  16
#define IS_RECORD 32
#define IS_LAST	  64

#define STEP_HEAD 4
#define LIMIT	  4

static void check_text(const char *text, size_t size)
{
	expect(memchr(text, 0, size));
}

static void check(void *context, struct tl_record *record)
{
	__u32 *last = context;

	expect(!record->transaction || record->transaction > *last);
	expect(record->transaction || !*last);
	*last = record->transaction ? record->transaction : 1;
	check_text(record->protocol, sizeof(record->protocol));
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++)
		if (tl_elements[i].facts && tl_elements[i].type == TL_TYPE_STRING &&
		    tl_element_is_present(&tl_elements[i], record, false))
			check_text(tl_element_value(&tl_elements[i], record, false), tl_elements[i].size);
}

static struct tl_flow_key key_of(uint8_t what)
{
	struct tl_flow_key key = {.ethertype = 0x0800, .protocol = what & IS_TCP ? 6 : 17};
	bool is_answer = what & IS_ANSWER;

	key.source_address[15] = is_answer ? 200 : what & 7;
	key.destination_address[15] = is_answer ? what & 7 : 200;
	key.source_port = is_answer ? 53 : 40000;
	key.destination_port = is_answer ? 40000 : 53;
	return key;
}

/* In memory of exactly that size, so that ASan sees what is read outside. */
static void add_sample(struct tl_talks *talks, uint8_t what, __u32 sequence, __u64 time, const uint8_t *octets,
		       __u32 count)
{
	__u32 size = offsetof(struct tl_sample, octets) + count;
	struct tl_sample *sample = malloc(size);

	expect(sample);
	memset(sample, 0, offsetof(struct tl_sample, octets));
	sample->kind = TL_RING_SAMPLE;
	sample->key = key_of(what);
	sample->sequence = sequence;
	sample->time = time;
	sample->length = sample->captured = count;
	memcpy(sample->octets, octets, count);
	tl_talks_add(talks, sample, size);
	free(sample);
}

static void add_record(struct tl_talks *talks, uint8_t what, __u64 time)
{
	struct tl_record record = {.key = key_of(what), .start = 0, .end = time};
	__u32 last = 0;

	record.end_reason = what & IS_LAST ? TL_END_IDLE : TL_END_ACTIVE;
	tl_talks_emit(talks, &record, 0, check, &last);
	expect(last);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct tl_talks_limits limits = {.talks = LIMIT, .stream_octets = 20000, .transactions = 16};
	struct tl_talks *talks = tl_talks_create(&limits);
	__u64 time = 1;

	expect(talks);
	while (size > STEP_HEAD) {
		__u32 sequence = (__u32)bytes[1] << 8 | bytes[2], count = bytes[3];
		uint8_t what = bytes[0];

		bytes += STEP_HEAD;
		size -= STEP_HEAD;
		if (count > size)
			count = (__u32)size;
		if (what & IS_RECORD)
			add_record(talks, what, time);
		else
			add_sample(talks, what, sequence, time, bytes, count);
		expect(tl_talks_count(talks) <= LIMIT);
		bytes += count;
		size -= count;
		time += 1000000;
	}
	tl_talks_destroy(talks);
	return 0;
}
