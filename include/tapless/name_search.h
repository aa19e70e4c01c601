/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The memory in which names are looked for, and how it is read.
 *
 * All state of loops is in struct tl_name_search, never on the stack: it lies in a map, so the verifier assumes nothing
 * of it. Before 6.7 it takes scalars on the stack of a bpf_loop() callback to be those of the first turn and removes, in
 * silence, the branches that the first turn does not take.
 *
 * The rule for reading: ask for length or bounds first, then read. The readers' mask only shows the verifier what has
 * been asked already; in user space there is none, so that the sanitizers see each read that was not asked for.
 */
#ifndef TAPLESS_NAME_SEARCH_H
#define TAPLESS_NAME_SEARCH_H

#include "flow.h"
#include "wire.h"

#define TL_NAME_PREFIX 4096 /* bytes of a message that are looked at; a power of two */
#define TL_NAME_SLACK  64 /* behind them, for reads and copies of whole words and chunks */

enum tl_name_result {
	TL_NAME_ABSENT,
	TL_NAME_FOUND,
	TL_NAME_CUT, /* the message goes on behind what is there: more bytes could bring the name */
};

struct tl_name_search {
	__u32 result; /* enum tl_name_result so far */
	__u32 available; /* bytes of the message that are there */
	__u32 limit; /* where the message or the block in it ends by its own account */
	__u32 position; /* next byte to look at */
	__u32 target; /* where the next byte of a hello in several records is moved to; start of an HTTP line */
	__u32 end; /* of the record or value at `position` */
	__u32 kind; /* out: enum tl_name_kind */
	__u32 length; /* out: of the name, 1..255 */
	char name[TL_NAME_SIZE + 8];
	__u8 bytes[TL_NAME_PREFIX + TL_NAME_SLACK];
};
TL_STATIC_ASSERT(__builtin_offsetof(struct tl_name_search, bytes) % 8 == 0);

/* bpf_loop() takes the address of a stack variable: this. */
struct tl_name_loop {
	struct tl_name_search *search;
};

#ifdef __bpf__
/* In assembler, next to the access: clang drops a mask that a comparison implies, and older kernels then miss it. */
static __always_inline __u64 tl_name_index(__u64 position)
{
	asm volatile("%0 &= %1" : "+r"(position) : "i"(TL_NAME_PREFIX - 1));
	return position;
}

static __always_inline __u64 tl_name_out_index(__u64 position)
{
	asm volatile("%0 &= %1" : "+r"(position) : "i"(TL_NAME_SIZE - 1));
	return position;
}

/* The JIT's machines read unaligned words as they are; without the claim of alignment clang reads single bytes. */
#define tl_name_aligned(pointer, size) __builtin_assume_aligned(pointer, size)

static __always_inline void tl_name_turns(__u32 turns, long (*turn)(__u32, struct tl_name_loop *),
					  struct tl_name_search *search)
{
	struct tl_name_loop loop = {.search = search};

	bpf_loop(turns, turn, &loop, 0);
}
#else
#define tl_name_index(position)	       (position)
#define tl_name_out_index(position)    (position)
#define tl_name_aligned(pointer, size) (pointer)

static __always_inline void tl_name_turns(__u32 turns, long (*turn)(__u32, struct tl_name_loop *),
					  struct tl_name_search *search)
{
	struct tl_name_loop loop = {.search = search};

	for (__u32 i = 0; i < turns && !turn(i, &loop); i++)
		;
}
#endif

static __always_inline __u8 tl_name_read8(const struct tl_name_search *search, __u32 position)
{
	return search->bytes[tl_name_index(position)];
}

static __always_inline __u16 tl_name_read16(const struct tl_name_search *search, __u32 position)
{
	__be16 value;

	__builtin_memcpy(&value, tl_name_aligned(search->bytes + tl_name_index(position), 2), sizeof(value));
	return tl_from_wire16(value);
}

static __always_inline __u32 tl_name_read32(const struct tl_name_search *search, __u32 position)
{
	__be32 value;

	__builtin_memcpy(&value, tl_name_aligned(search->bytes + tl_name_index(position), 4), sizeof(value));
	return tl_from_wire32(value);
}

/* Eight bytes, the first in the lowest bits. May reach over the end of what is there, into the slack. */
static __always_inline __u64 tl_name_word(const struct tl_name_search *search, __u32 position)
{
	__u64 word;

	__builtin_memcpy(&word, tl_name_aligned(search->bytes + tl_name_index(position), 8), sizeof(word));
	return tl_from_little64(word);
}

/* The lowest `count` bytes of a word set. */
static __always_inline __u64 tl_name_low_bytes(__u32 count)
{
	return count >= 8 ? ~0ULL : (1ULL << (count * 8)) - 1;
}

/* Are `size` bytes at the position there? If not, the result says whether they may still come. */
static __always_inline bool tl_name_has(struct tl_name_search *search, __u32 position, __u32 size)
{
	if (position + size <= search->available)
		return true;
	search->result = position + size <= search->limit ? TL_NAME_CUT : TL_NAME_ABSENT;
	return false;
}

static __always_inline bool tl_name_is_absent(struct tl_name_search *search)
{
	search->result = TL_NAME_ABSENT;
	return false;
}

static long tl_name_copy_word(__u32 turn, struct tl_name_loop *loop)
{
	struct tl_name_search *search = loop->search;
	__u32 done = turn * 8;
	__u64 word;

	if (done >= search->length)
		return 1;
	word = tl_name_word(search, search->position + done) & tl_name_low_bytes(search->length - done);
	word = tl_from_little64(word);
	__builtin_memcpy(tl_name_aligned(search->name + tl_name_out_index(done), 8), &word, sizeof(word));
	return 0;
}

/* From [position, end), which has been found to be there. No name is empty or longer than its field. */
static __always_inline enum tl_name_result tl_name_copy(struct tl_name_search *search)
{
	__u32 length = search->end - search->position;

	if (length == 0 || length >= TL_NAME_SIZE)
		return TL_NAME_ABSENT;
	search->length = length;
	__builtin_memset(tl_name_aligned(search->name, 8), 0, TL_NAME_SIZE);
	tl_name_turns(TL_NAME_SIZE / 8, tl_name_copy_word, search);
	return TL_NAME_FOUND;
}

#endif
