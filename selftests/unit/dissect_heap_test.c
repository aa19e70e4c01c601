// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A million messages of no sense: those of the fuzzers' corpora with octets changed, cut and glued together, by the ports of all
 * protocols and others, in conversations that end or do not. What is remembered of them must not grow.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/talk.h"

/* Of the sanitizer that these tests are built with; gcc has no header for it. */
size_t __sanitizer_get_current_allocated_bytes(void);

#define MESSAGES  1000000
#define WARM	  300000 /* by then all tables are as full as they get */
#define CLIENTS	  20
#define FILES_MAX 1000
#define OFFSET	  1700000000000000000ll

static const __u16 ports[] = {21,   22,	  25,	53,   67,   69,	  80,	102,  110,   123,   137,   143,	 161,
			      389,  443,  445,	500,  502,  514,  547,	1194, 1433,  1883,  1900,  2404, 3306,
			      3478, 4500, 5060, 5353, 5355, 5432, 5683, 8080, 20000, 40002, 44818, 51820};

static struct {
	__u8 octets[TL_SAMPLE_OCTETS];
	size_t length;
} corpus[FILES_MAX];
static unsigned int corpus_count;
static __u64 told;

/* xorshift64*: the same on every machine. */
static __u32 chance(__u32 below)
{
	static __u64 state = 88172645463325252ull;

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (__u32)((state * 2685821657736338717ull >> 33) % below);
}

static void read_file(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file || corpus_count == FILES_MAX)
		fail_msg("cannot read %s, or there are more than %d", path, FILES_MAX);
	corpus[corpus_count].length = fread(corpus[corpus_count].octets, 1, TL_SAMPLE_OCTETS, file);
	corpus_count++;
	fclose(file);
}

static void read_folder(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	char name[600];

	if (!folder)
		fail_msg("no folder %s: the tests run in the source tree", path);
	while ((entry = readdir(folder))) {
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.' && entry->d_type == DT_DIR)
			read_folder(name);
		else if (entry->d_name[0] != '.')
			read_file(name);
	}
	closedir(folder);
}

static size_t make_message(__u8 *octets)
{
	unsigned int first = chance(corpus_count), second = chance(corpus_count);
	size_t length = corpus[first].length, glued = chance(4) ? 0 : corpus[second].length;

	memcpy(octets, corpus[first].octets, length);
	if (length + glued > TL_SAMPLE_OCTETS)
		glued = TL_SAMPLE_OCTETS - length;
	memcpy(octets + length, corpus[second].octets, glued);
	length += glued;
	if (length && !chance(3))
		length = chance((__u32)length) + 1;
	for (unsigned int changes = chance(4); length && changes; changes--)
		octets[chance((__u32)length)] = (__u8)chance(256);
	return length;
}

static struct tl_flow_key make_key(bool answers)
{
	struct tl_flow_key key = {.ethertype = 0x0800, .protocol = chance(2) ? 6 : 17};
	__u32 client = chance(CLIENTS);
	__u16 port = ports[chance(sizeof(ports) / sizeof(ports[0]))];

	memcpy((answers ? key.destination_address : key.source_address) + 12, &client, sizeof(client));
	memcpy((answers ? key.source_address : key.destination_address) + 12, "\xc0\0\2\1", 4);
	key.source_port = answers ? port : 40000;
	key.destination_port = answers ? 40000 : port;
	return key;
}

static void tell(void *context, struct tl_record *record)
{
	(void)context;
	told += record->facts != NULL;
}

static void say(struct tl_talks *talks, __u64 time)
{
	static struct tl_sample sample;
	size_t length = make_message(sample.octets);

	sample.kind = TL_RING_SAMPLE;
	sample.key = make_key(chance(2));
	sample.time = time;
	sample.sequence = chance(8) * 500;
	sample.captured = (__u32)length;
	sample.length = (__u32)length + chance(2) * chance(3000);
	tl_talks_add(talks, &sample, (__u32)(offsetof(struct tl_sample, octets) + length));
}

static void tell_flow(struct tl_talks *talks, __u64 time)
{
	struct tl_record record = {.start = OFFSET, .end = OFFSET + time, .flow_id = time, .sequence = time};

	record.key = make_key(false);
	record.end_reason = chance(2) ? TL_END_IDLE : TL_END_ACTIVE;
	tl_talks_emit(talks, &record, OFFSET, tell, NULL);
}

/* Pools are no part of the heap. */
static size_t octets_in_use(const struct tl_talks *talks)
{
	return __sanitizer_get_current_allocated_bytes() +
	       talks->transaction_pool.need.taken * talks->transaction_pool.object_size;
}

static void a_million_messages_leave_nothing_behind(void **state)
{
	const struct tl_talks_limits limits = {.talks = 512, .stream_octets = 1 << 18, .transactions = 512};
	struct tl_talks *talks = tl_talks_create(&limits);
	size_t most_before = 0, most = 0;

	(void)state;
	assert_non_null(talks);
	read_folder("selftests/fuzz/corpus");
	for (__u64 number = 1; number <= MESSAGES; number++) {
		size_t *peak = number <= WARM ? &most_before : &most, now;

		say(talks, number * 1000);
		if (!chance(4))
			tell_flow(talks, number * 1000);
		now = octets_in_use(talks);
		if (now > *peak)
			*peak = now;
	}
	print_message("# at most %zu octets at first, %zu later; %llu records with facts\n", most_before, most, told);
	assert_true(told > MESSAGES / 100);
	assert_true(most < most_before + most_before / 10);
	tl_talks_destroy(talks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_million_messages_leave_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
