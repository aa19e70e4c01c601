// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A ring's consumer against a file that is laid out as the kernel's ring: page of the consumer, page of the producer, data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/bpf.h>
#include <tapless/ring.h>

#include "kernel/ring.h"

#define SIZE 4096u

static int file;
static __u8 *memory;
static size_t page;
static struct tl_ring *ring;

static __u64 *produced(void)
{
	return (__u64 *)(memory + page);
}

/* One octet of the data, at a position that may be beyond its end. */
static __u8 *octet(__u64 position)
{
	return memory + 2 * page + position % SIZE;
}

static void produce(__u32 length, __u8 filling, __u32 bits)
{
	__u64 position = *produced();
	__u32 header = length | bits;

	memcpy(octet(position), &header, sizeof(header));
	for (__u32 i = 0; i < length; i++)
		*octet(position + BPF_RINGBUF_HDR_SZ + i) = (__u8)(filling + i);
	*produced() = tl_ring_position_after(position, length);
}

static void consume(__u32 length, __u8 filling)
{
	__u64 before = tl_ring_cursor(ring), position;
	const __u8 *data;

	assert_int_equal(tl_ring_next(ring, (const void **)&data, &position), length);
	assert_true(position >= before);
	for (__u32 i = 0; i < length; i++)
		assert_int_equal(data[i], (__u8)(filling + i));
}

static int begin(void **state)
{
	(void)state;
	page = sysconf(_SC_PAGESIZE);
	file = memfd_create("ring", MFD_CLOEXEC);
	assert_int_equal(ftruncate(file, 2 * page + SIZE), 0);
	memory = mmap(NULL, 2 * page + SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	assert_ptr_not_equal(memory, MAP_FAILED);
	ring = tl_ring_open(file, SIZE);
	assert_non_null(ring);
	return 0;
}

static int end(void **state)
{
	(void)state;
	tl_ring_close(ring);
	munmap(memory, 2 * page + SIZE);
	close(file);
	return 0;
}

/* Sizes that put the ring's end at each place of a record: before its header, behind it, within. */
static void records_go_on_from_the_end_to_the_beginning(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 2000; i++) {
		__u32 length = 1 + i * 37 % 900;

		produce(length, (__u8)i, 0);
		consume(length, (__u8)i);
		tl_ring_commit(ring, tl_ring_cursor(ring));
		assert_int_equal(tl_ring_fill(ring), 0);
	}
}

/* What is read again after a crash is the same, at the end as well. */
static void what_is_not_committed_is_read_again(void **state)
{
	__u64 committed;

	(void)state;
	produce(3000, 1, 0);
	consume(3000, 1);
	tl_ring_commit(ring, tl_ring_cursor(ring));
	committed = tl_ring_cursor(ring);
	for (unsigned int i = 0; i < 2; i++) {
		if (!i) {
			produce(2000, 2, 0);
			produce(500, 3, 0);
		}
		consume(2000, 2);
		consume(500, 3);
		tl_ring_begin_at(ring, committed);
	}
}

static void others_are_left_out_or_waited_for(void **state)
{
	const void *data;
	__u64 position;

	(void)state;
	produce(3900, 1, 0);
	consume(3900, 1);
	tl_ring_commit(ring, tl_ring_cursor(ring));
	produce(700, 2, BPF_RINGBUF_DISCARD_BIT); /* across the end */
	produce(8, 3, 0);
	produce(8, 4, BPF_RINGBUF_BUSY_BIT);
	consume(8, 3);
	assert_int_equal(tl_ring_next(ring, &data, &position), 0);
}

/* Several at a time, across the end too: all of them still hold when the last one is there. */
static void many_are_taken_at_once(void **state)
{
	struct tl_ring_piece records[5];
	__u8 filling = 0, expected = 0;

	(void)state;
	for (unsigned int round = 0; round < 500; round++) {
		unsigned int written = 1 + round % 7, seen = 0;

		for (unsigned int i = 0; i < written; i++, filling++)
			produce(1 + (round * 7 + i * 131) % 500, filling, i == 3 ? BPF_RINGBUF_DISCARD_BIT : 0);
		for (unsigned int count; (count = tl_ring_take(ring, records, 5)); seen += count) {
			for (unsigned int i = 0; i < count; i++, expected++) {
				if ((seen + i) == 3) /* the one that was discarded */
					expected++;
				assert_int_equal(*(const __u8 *)records[i].data, expected);
				assert_int_equal(records[i].end,
						 tl_ring_position_after(records[i].position, records[i].size));
			}
			assert_true(records[count - 1].end <= tl_ring_cursor(ring));
			tl_ring_commit(ring, tl_ring_cursor(ring));
		}
		assert_int_equal(seen, written - (written > 3));
		if (written == 4) /* that was the last one */
			expected++;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(records_go_on_from_the_end_to_the_beginning, begin, end),
		cmocka_unit_test_setup_teardown(what_is_not_committed_is_read_again, begin, end),
		cmocka_unit_test_setup_teardown(others_are_left_out_or_waited_for, begin, end),
		cmocka_unit_test_setup_teardown(many_are_taken_at_once, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
