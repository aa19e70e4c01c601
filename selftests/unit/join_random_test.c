// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Random streams, the same at each run: nothing is lost or made up, nothing waits too long, equal streams give equal records. */
#include "join_support.h"

#include <stdio.h>
#include <time.h>

#include "flow/flow_key.h"

static __u64 random_state;

static __u64 random_below(__u64 limit)
{
	random_state = tl_flow_key_mix(random_state, 0x1234567);
	return random_state % limit;
}

/* Anything at all, of few tuples: whether it makes sense or not, its packets must come out. */
static struct tl_flow_record random_record(__u64 now)
{
	static const __u8 protocols[] = {6, 6, 6, 17, 1, 58, 0, 47};
	bool answer = random_below(2);
	struct tl_flow_record record =
		part(answer, random_below(12), 0, 0, random_below(9) ? random_below(1000) + 1 : 0);

	record.key = tcp_key(1000 + random_below(20), answer);
	record.key.protocol = protocols[random_below(sizeof(protocols))];
	if (record.key.protocol == 1 || record.key.protocol == 58)
		record.key.destination_port = random_below(30) << 8;
	if (record.key.protocol == 0)
		record.key.ethertype = 0x88cc;
	record.flow_start = now - random_below(now);
	record.start = record.flow_start + random_below(now - record.flow_start + 1);
	record.end = record.start + random_below(now - record.start + 1);
	record.end_reason = random_below(6);
	record.initial_tcp_flags = random_below(64);
	record.has_syn = random_below(2);
	record.syn_sequence = random_below(3);
	if (random_below(10) == 0)
		record.shard = TL_SHARD_NONE;
	if (random_below(2)) {
		record.key.direction = TL_INGRESS;
		record.key.ifindex = 7 + random_below(3);
		record.egress.interface = random_below(2) ? 7 + random_below(3) : 0;
		record.is_annotation = !record.packets && random_below(2);
	}
	return record;
}

struct sums {
	__u64 packets, octets, layer2_octets;
};

static void sum_records(const struct output *output, size_t from, struct sums *sums)
{
	for (size_t i = from; i < output->count; i++) {
		const struct tl_record *record = &output->records[i];

		assert_true(record->forward.packets > 0);
		assert_true(record->start <= record->end);
		assert_int_not_equal(record->flow_id, 0);
		sums->packets += record->forward.packets + record->reverse.packets;
		sums->octets += record->forward.octets + record->reverse.octets;
		sums->layer2_octets += record->forward.layer2_octets + record->reverse.layer2_octets;
	}
}

struct run {
	struct output output;
	struct sums in, out;
	__u64 intervals[2]; /* packets that came before the last mark, and before the one before it */
	__u64 first[2]; /* first ring position after these marks */
};

static void check_wait(struct run *run)
{
	struct output *output = &run->output;
	size_t seen = output->count;

	mark_at(output, output->marks * SECOND + SECOND, 17);
	sum_records(output, seen, &run->out);
	assert_true(run->out.packets >= run->intervals[0]);
	assert_true(run->out.packets <= run->in.packets);
	assert_true(tl_join_committable(output->join, output->sequence) >= run->first[0]);
	run->intervals[0] = run->intervals[1];
	run->intervals[1] = run->in.packets;
	run->first[0] = run->first[1];
	run->first[1] = output->sequence;
}

/* `mark_every` records on average; the stream of flow records depends on the seed only. */
static void run_stream(struct run *run, __u64 seed, unsigned int records, unsigned int mark_every)
{
	memset(run, 0, sizeof(*run));
	output_begin(&run->output);
	random_state = seed;
	for (unsigned int i = 0; i < records; i++) {
		struct tl_flow_record record = random_record(SECOND + i * 1000ull);

		run->in.packets += record.packets;
		run->in.octets += record.octets;
		run->in.layer2_octets += record.layer2_octets;
		if (random_below(5) == 0)
			add_name(&run->output, &record.key, 1 + random_below(2), "a.example", record.flow_start);
		add(&run->output, &record);
		if (mark_every && i % mark_every == seed % mark_every)
			check_wait(run);
	}
	sum_records(&run->output, 0, &(struct sums){0});
	tl_join_flush(run->output.join);
	memset(&run->out, 0, sizeof(run->out));
	sum_records(&run->output, 0, &run->out);
	assert_memory_equal(&run->in, &run->out, sizeof(run->in));
	assert_int_equal(tl_join_committable(run->output.join, UINT64_MAX), UINT64_MAX);
	assert_int_equal(tl_join_ignored(run->output.join), 0);
}

static void test_sums_and_sameness(void **state)
{
	static const unsigned int mark_intervals[] = {0, 1, 2, 7, 40, 333};

	(void)state;
	for (__u64 seed = 1; seed <= 20; seed++) {
		for (size_t i = 0; i < sizeof(mark_intervals) / sizeof(mark_intervals[0]); i++) {
			struct run one, again;

			run_stream(&one, seed, 2000, mark_intervals[i]);
			run_stream(&again, seed, 2000, mark_intervals[i]);
			assert_int_equal(one.output.count, again.output.count);
			assert_memory_equal(one.output.records, again.output.records,
					    one.output.count * sizeof(*one.output.records));
			output_end(&one.output);
			output_end(&again.output);
		}
	}
}

/*
 * Connections of few tuples that follow each other, each by up to four CPUs a direction. Each packet counter names
 * its connection, so that the records must be exactly these. Parts without a SYN tell where they belong only once the
 * others are there: in one half of the runs the parts with SYN come first, in any order, in the other half each
 * round of connections comes after the one before it.
 */
#define CONNECTIONS 60
#define TUPLES	    10
#define ENTRIES	    4

static unsigned int make_connection(struct tl_flow_record *to, unsigned int number)
{
	__u64 begin = (number / TUPLES) * 4 * SECOND + SECOND, length = SECOND;
	unsigned int count = 0;

	for (unsigned int side = 0; side < 2; side++) {
		unsigned int entries = 1 + random_below(ENTRIES), first_shard = random_below(8);

		for (unsigned int i = 0; i < entries; i++) {
			__u64 start = begin + 1000 * side + (i ? random_below(length / 2) + 1000 : 0);
			__u64 end = i ? start + random_below(length / 2 - 2000) : begin + length;
			struct tl_flow_record *record = &to[count++];

			if (i == 0)
				*record = syn_part(side, first_shard, start, end, 0, 2 * number + side);
			else
				*record = part(side, first_shard + i, start, end, 0);
			if (i && random_below(2))
				record->end_reason = TL_END_ACTIVE;
			record->key = tcp_key(1000 + number % TUPLES, side);
			record->packets = 1ull << (4 * side + i) | (number + 1ull) << 32;
		}
	}
	return count;
}

static void shuffle(struct tl_flow_record *records, unsigned int count)
{
	for (unsigned int i = count; i > 1; i--) {
		unsigned int other = random_below(i);
		struct tl_flow_record swapped = records[i - 1];

		records[i - 1] = records[other];
		records[other] = swapped;
	}
}

/* Parts with SYN to the front; both kinds keep their order. */
static void put_syns_first(struct tl_flow_record *records, unsigned int count)
{
	static struct tl_flow_record others[CONNECTIONS * ENTRIES * 2];
	unsigned int syns = 0, rest = 0;

	for (unsigned int i = 0; i < count; i++) {
		if (records[i].has_syn)
			records[syns++] = records[i];
		else
			others[rest++] = records[i];
	}
	memcpy(&records[syns], others, rest * sizeof(*others));
}

/* All parts of the record are of the connection that its start names. */
static void check_connection(const struct tl_record *record, __u64 *expected)
{
	unsigned int number = (record->start / SECOND - 1) / 4 * TUPLES + record->key.source_port - 1000;

	assert_true(number < CONNECTIONS);
	assert_int_equal(record->forward.packets + record->reverse.packets, expected[number]);
	expected[number] = 0;
}

static void test_connections_of_one_tuple(void **state)
{
	static struct tl_flow_record records[CONNECTIONS * ENTRIES * 2];

	(void)state;
	for (__u64 seed = 1; seed <= 200; seed++) {
		__u64 expected[CONNECTIONS] = {0};
		unsigned int count = 0, round = 0;
		struct output output;

		random_state = seed;
		for (unsigned int i = 0; i < CONNECTIONS; i++) {
			unsigned int made = make_connection(&records[count], i);

			for (unsigned int j = 0; j < made; j++)
				expected[i] += records[count + j].packets;
			count += made;
			if (seed % 2 && (i + 1) % TUPLES == 0) {
				shuffle(&records[round], count - round);
				round = count;
			}
		}
		if (seed % 2 == 0) {
			shuffle(records, count);
			put_syns_first(records, count);
		}
		output_begin(&output);
		mark_at(&output, 100 * SECOND, 0);
		for (unsigned int i = 0; i < count; i++)
			add(&output, &records[i]);
		mark_at(&output, 102 * SECOND, 0);
		tl_join_flush(output.join);
		assert_int_equal(output.count, CONNECTIONS);
		for (size_t i = 0; i < output.count; i++)
			check_connection(&output.records[i], expected);
		output_end(&output);
	}
}

static void count_packets(void *context, struct tl_record *record)
{
	*(__u64 *)context += record->forward.packets + record->reverse.packets;
}

/* 1 M records, 50,000 a sweep, two directions each; the time is printed, not judged. */
static void test_million(void **state)
{
	const unsigned int records = 1000000, sweep = 50000;
	struct timespec begin, end;
	__u64 packets = 0;
	struct tl_join *join = tl_join_create(count_packets, &packets);

	(void)state;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (unsigned int i = 0; i < records; i++) {
		unsigned int flow = i % (sweep / 2), round = i / sweep;
		bool answer = i % sweep >= sweep / 2;
		struct tl_flow_record record =
			part(answer, flow % 4, round * SECOND + flow, round * SECOND + flow + 9, 1);

		record.key = tcp_key(flow, answer);
		record.key.source_address[answer ? 14 : 13] = round; /* each sweep has its own flows */
		record.key.destination_address[answer ? 13 : 14] = round;
		tl_join_add(join, &record, sizeof(record), i);
		if (i % sweep == sweep - 1) {
			struct tl_mark_record mark = {.kind = TL_RING_MARK, .time = round * SECOND + SECOND};

			tl_join_add(join, &mark, sizeof(mark), i);
		}
	}
	tl_join_flush(join);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	assert_int_equal(packets, records);
	print_message("%.0f ns of CPU time a record\n",
		      ((end.tv_sec - begin.tv_sec) * 1e9 + (end.tv_nsec - begin.tv_nsec)) / records);
	tl_join_destroy(join);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums_and_sameness),
		cmocka_unit_test(test_connections_of_one_tuple),
		cmocka_unit_test(test_million),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
