// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Facts in memory that somebody else's stood in before, and streams whose first segment is still where it came in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/stream.h"
#include "dissect/transactions.h"

static bool is_zeros(const void *memory, size_t size)
{
	const __u8 *octets = memory;

	return !octets[0] && !memcmp(octets, octets + 1, size - 1);
}

/* Whatever malloc() gives, under ASan never zeros: what may be read of a kind's facts is. */
static void facts_are_zeros_until_they_are_written(void **state)
{
	struct tl_transactions_room room = {.most = 1};
	struct tl_transactions transactions;

	(void)state;
	tl_transactions_init(&transactions, &room);
	for (unsigned int kind = 0; kind < TL_FACTS__MAX; kind++) {
		struct tl_transaction *transaction;

		transactions.kind = (enum tl_facts_kind)kind;
		transaction = tl_transaction_begin(&transactions, 1);
		assert_non_null(transaction);
		assert_int_equal(transaction->facts.kind, kind);
		if (tl_facts_own_size(transactions.kind))
			assert_true(is_zeros(transaction->facts.own, tl_facts_own_size(transactions.kind)));
		assert_false(transaction->facts.has.tls || transaction->facts.has.quic);
		assert_true(is_zeros(tl_facts_tls(&transaction->facts), sizeof(struct tl_record_tls)));
		assert_true(is_zeros(tl_facts_quic(&transaction->facts), sizeof(struct tl_record_quic)));
		memset(&transaction->facts.own, 0xff, sizeof(struct tl_record_sip));
		transaction->facts.tls.cipher = 7;
		assert_int_equal(tl_facts_tls(&transaction->facts)->cipher, 7);
		tl_transaction_forget(&transactions, transaction);
	}
	tl_transactions_free(&transactions);
}

static void what_a_kind_has(void **state)
{
	struct tl_record_facts facts = {.kind = TL_FACTS_http};

	(void)state;
	assert_int_equal(tl_facts_own_size(TL_FACTS_http), sizeof(struct tl_record_http));
	assert_int_equal(tl_facts_own_size(TL_FACTS_NONE), 0);
	assert_int_equal(tl_facts_own_size(TL_FACTS_tls), 0);
	assert_true(tl_facts_have(&facts, TL_FACTS_http));
	assert_false(tl_facts_have(&facts, TL_FACTS_dns));
	assert_false(tl_facts_have(&facts, TL_FACTS_tls));
	facts.kind = TL_FACTS_tls; /* of a conversation that nothing else is said of */
	assert_false(tl_facts_have(&facts, TL_FACTS_tls));
	tl_facts_tls(&facts);
	assert_true(tl_facts_have(&facts, TL_FACTS_tls));
}

static void a_lent_segment_becomes_the_streams(void **state)
{
	struct tl_stream stream = {};
	__u8 *segment = malloc(8);

	(void)state;
	memcpy(segment, "PREFACE-", 8);
	assert_true(tl_stream_is_empty(&stream));
	tl_stream_lend(&stream, 1000, segment, 8);
	assert_false(tl_stream_is_empty(&stream));
	assert_int_equal(tl_stream_prefix(&stream), 8);
	assert_ptr_equal(stream.octets, segment);
	assert_int_equal(stream.room, 0);
	tl_stream_drop(&stream, 3);
	assert_int_equal(stream.base, 1003);
	assert_int_equal(tl_stream_prefix(&stream), 5);
	assert_int_equal(tl_stream_keep(&stream), 0);
	memset(segment, 0, 8);
	free(segment);
	assert_int_equal(tl_stream_add(&stream, 1008, (const __u8 *)"more", 4), 0);
	assert_int_equal(tl_stream_prefix(&stream), 9);
	assert_memory_equal(stream.octets, "FACE-more", 9);
	assert_int_equal(tl_stream_keep(&stream), 0);
	tl_stream_free(&stream);
	assert_true(tl_stream_is_empty(&stream));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_zeros_until_they_are_written),
		cmocka_unit_test(what_a_kind_has),
		cmocka_unit_test(a_lent_segment_becomes_the_streams),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
