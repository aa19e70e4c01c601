// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A flow whose packets were all reported before it ended: what goes with its last record goes with the word that it is over. */
#include "join_support.h"

#include "dissect/said.h"
#include "dissect/talks.h"
#include "unit/sampled.h"

#define QUERY(id) id "\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1"
#define OF(text)  (text), sizeof(text) - 1

static const struct tl_talks_limits limits = {.talks = 4, .stream_octets = 8192, .transactions = 100};

static struct tl_record emitted[8];
static struct tl_record_dns asked[8];
static unsigned int emitted_count;

static void keep(void *context, struct tl_record *record)
{
	(void)context;
	assert_true(emitted_count < 8);
	emitted[emitted_count] = *record;
	asked[emitted_count++] = record->facts ? record->facts->dns : (struct tl_record_dns){0};
}

static void report_and_end(struct output *output, bool answer)
{
	struct tl_flow_record entry = part(answer, 0, SECOND, 2 * SECOND, 3);

	entry.end_reason = TL_END_ACTIVE;
	add(output, &entry);
	mark_at(output, 3 * SECOND, 0);
	entry.packets = 0;
	add(output, &entry); /* nothing new, and not over */
	mark_at(output, 4 * SECOND, 0);
	entry.end_reason = TL_END_IDLE;
	add(output, &entry);
	mark_at(output, 20 * SECOND, 0);
}

static void test_join_tells_the_end_once(void **state)
{
	struct output output;

	(void)state;
	for (int answer = 0; answer < 2; answer++) {
		const struct tl_record *reported, *end;

		output_begin(&output);
		tl_join_tell_ends(output.join);
		report_and_end(&output, answer);
		assert_int_equal(output.count, 2);
		reported = &output.records[0];
		end = &output.records[1];
		assert_false(reported->is_only_end);
		assert_true(end->is_only_end);
		assert_int_equal(end->end_reason, TL_END_IDLE);
		assert_int_equal(end->forward.packets + end->reverse.packets, 0);
		assert_int_equal(end->flow_id, reported->flow_id);
		assert_int_equal(end->biflow_direction, reported->biflow_direction);
		assert_memory_equal(&end->key, &reported->key, sizeof(end->key));
		output_end(&output);
	}
}

static void test_join_tells_no_end_unless_it_is_asked(void **state)
{
	struct output output;

	(void)state;
	output_begin(&output);
	report_and_end(&output, false);
	assert_int_equal(output.count, 1);
	output_end(&output);
}

static struct tl_flow_key question_key(void)
{
	struct tl_flow_key key = tcp_key(40000, false);

	key.protocol = 17;
	key.destination_port = 53;
	return key;
}

static struct tl_record report(const struct tl_flow_key *key, __u64 sequence)
{
	struct tl_record record = {.key = *key, .end_reason = TL_END_ACTIVE, .sequence = sequence, .end = SECOND};

	record.forward.packets = 2;
	return record;
}

/* As the join makes it. */
static struct tl_record end_of(const struct tl_record *reported)
{
	struct tl_record record = *reported;

	record.end_reason = TL_END_IDLE;
	record.sequence++;
	record.is_only_end = true;
	record.forward.packets = 0;
	record.start = UINT64_MAX;
	record.end = 0;
	return record;
}

/* What nobody answered is told, the flow itself is not told again, and the next one of the same ports knows nothing of it. */
static void test_end_tells_what_waited(void **state)
{
	const struct tl_flow_key key = question_key();
	struct tl_record reported = report(&key, 9), end = end_of(&reported);
	struct tl_talks *talks = tl_talks_create(&limits);

	(void)state;
	assert_non_null(talks);
	emitted_count = 0;
	add_sample(talks, &key, 1000, 0, OF(QUERY("\0\1")));
	add_sample(talks, &key, 2000, 0, OF(QUERY("\0\2")));
	tl_talks_emit(talks, &reported, 0, keep, NULL);
	assert_int_equal(emitted_count, 1); /* the second may yet be answered */
	assert_int_equal(asked[0].id, 1);
	tl_talks_emit(talks, &end, 0, keep, NULL);
	assert_int_equal(emitted_count, 2);
	assert_int_equal(emitted[1].transaction, 2);
	assert_int_equal(asked[1].id, 2);
	assert_int_equal(tl_talks_count(talks), 0);
	tl_talks_emit(talks, &end, 0, keep, NULL);
	assert_int_equal(emitted_count, 2);
	add_sample(talks, &key, 40 * SECOND, 0, OF(QUERY("\0\3")));
	tl_talks_emit(talks, &reported, 0, keep, NULL);
	assert_int_equal(emitted_count, 3);
	assert_int_equal(asked[2].id, 3);
	tl_talks_destroy(talks);
}

/* A process that begins where another one died says the same again. */
static void test_end_told_again(void **state)
{
	static __u8 memory[1 << 16];
	const struct tl_flow_key key = question_key();
	struct tl_record reported = report(&key, 9), end = end_of(&reported);

	(void)state;
	for (int process = 0; process < 2; process++) {
		struct tl_said *said = tl_said_open(memory, sizeof(memory), 1, 0);
		struct tl_talks *talks = tl_talks_create(&limits);

		assert_non_null(said);
		assert_non_null(talks);
		tl_talks_remember(talks, said);
		emitted_count = 0;
		if (!process) {
			add_sample(talks, &key, 1000, 0, OF(QUERY("\0\1")));
			add_sample(talks, &key, 2000, 0, OF(QUERY("\0\2")));
		}
		tl_talks_emit(talks, &reported, 0, keep, NULL);
		tl_talks_emit(talks, &end, 0, keep, NULL);
		assert_int_equal(emitted_count, 2);
		assert_int_equal(asked[0].id, 1);
		assert_int_equal(emitted[1].transaction, 2);
		assert_int_equal(asked[1].id, 2);
		tl_talks_destroy(talks);
		tl_said_close(said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_join_tells_the_end_once),
		cmocka_unit_test(test_join_tells_no_end_unless_it_is_asked),
		cmocka_unit_test(test_end_tells_what_waited),
		cmocka_unit_test(test_end_told_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
