/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Names in the kernel: finds the SNI of a ClientHello and the Host of an HTTP/1 request in a flow's first data packets.
 * What one segment cuts is kept in pieces in the map `hellos`, from whatever CPU and in whatever order they come.
 */
#ifndef TAPLESS_BPF_NAMING_H
#define TAPLESS_BPF_NAMING_H

#include "cache.h"

#define TL_NAME_PACKETS_MAX	64 /* data packets of a uniflow that are looked at */
#define TL_NAME_SPECULATION_MAX 3 /* of these, kept although they may not belong to a hello */
#define TL_COPY_CHUNK		64
#define TL_TLS_RECORD_START	0x1603 /* content type and major version of a TLS record */

/* One look at one data packet. */
struct tl_naming {
	const struct tl_packet *packet;
	struct tl_cursor *cursor;
	struct tl_flow_value *value;
	struct tl_scratch *scratch;
	struct tl_counters *counters;
	__u64 now;
	__u32 data_sequence; /* of the payload's first octet */
	__u32 sequence; /* of the first one behind what stands in front of a message (names_preface.h) */
	__u32 offset; /* of that in the frame */
	__u32 available; /* captured octets from there on, at most TL_NAME_PREFIX */
};

/* clang drops a plain `&` that an earlier compare implies, and older verifiers then miss the bound (6.1). */
#define tl_bound(value, mask) asm volatile("%0 &= %1" : "+r"(value) : "i"(mask))

static __always_inline void tl_count_naming(const struct tl_naming *naming, enum tl_event event)
{
	naming->counters->events[event]++;
}

/* A length for a helper: 1 to `most`, a constant power of two; `if (n < 1)` alone leaves the minimum 0 before 6.8. */
#define tl_bounded_length(length, most)                                                                                \
	({                                                                                                             \
		__u64 bounded_ = (length)-1;                                                                           \
		tl_bound(bounded_, (most)-1);                                                                          \
		(__u32)(bounded_ + 1);                                                                                 \
	})

/* In its maps, until the flow's last record; in the place of what an earlier connection has there on another CPU. */
static __always_inline void tl_keep_name(struct tl_naming *naming)
{
	struct tl_scratch *scratch = naming->scratch;
	const struct tl_name_value *known = bpf_map_lookup_elem(&names, &scratch->name_key);
	bool leaves_long = known && tl_is_long_name(known);
	int error = 0;

	scratch->name.first_seen = scratch->long_name.first_seen = naming->now;
	scratch->name.length = scratch->search.length;
	__builtin_memcpy(scratch->long_name.name, scratch->search.name, TL_NAME_SIZE);
	scratch->long_name.name[TL_NAME_SIZE - 1] = 0;
	__builtin_memcpy(scratch->name.name, scratch->long_name.name, TL_SHORT_NAME_SIZE);
	scratch->name.name[TL_SHORT_NAME_SIZE - 1] = 0;
	if (tl_is_long_name(&scratch->name))
		error = bpf_map_update_elem(&long_names, &scratch->name_key, &scratch->long_name, BPF_ANY);
	else if (leaves_long)
		bpf_map_delete_elem(&long_names, &scratch->name_key);
	if (error || bpf_map_update_elem(&names, &scratch->name_key, &scratch->name, BPF_ANY))
		tl_count_naming(naming, TL_EVENT_NAME_NO_ROOM);
}

static __always_inline void tl_publish_name(struct tl_naming *naming)
{
	struct tl_scratch *scratch = naming->scratch;
	struct tl_name_record *event;
	__u32 kind = scratch->search.kind;

	scratch->name_key.kind = kind;
	tl_keep_name(naming);
	tl_count_naming(naming, TL_EVENT_NAME_FOUND);
	naming->value->name_progress = kind == TL_NAME_TLS_SNI
					       ? naming->value->name_progress | TL_NAME_HAS_SNI | TL_NAME_DONE
					       : naming->value->name_progress | TL_NAME_HAS_HOST;
	event = bpf_ringbuf_reserve(&l7_ring, sizeof(*event), 0);
	if (!event) {
		tl_count_naming(naming, TL_EVENT_EVENT_LOST);
		return;
	}
	event->kind = TL_RING_NAME;
	event->name_kind = kind;
	event->key = naming->packet->key;
	event->time = naming->now;
	event->length = scratch->name.length;
	event->reserved = 0;
	__builtin_memcpy(event->name, scratch->long_name.name, TL_NAME_SIZE);
	bpf_ringbuf_submit(event, 0);
}

/* Copies from a piece to where it belongs in the message; 64 bytes a turn, into and out of memory with slack behind. */
struct tl_copy {
	struct tl_scratch *scratch;
	struct tl_hello *hello;
};

static long tl_copy_chunk(__u32 turn, struct tl_copy *copy)
{
	struct tl_scratch *here = copy->scratch;
	__u64 from = here->copy_from + turn * TL_COPY_CHUNK, to = here->copy_to + turn * TL_COPY_CHUNK;
	const __u8 *source;
	__u8 *target;

	if (turn * TL_COPY_CHUNK >= here->copy_length || from >= TL_NAME_PREFIX || to >= TL_NAME_PREFIX)
		return 1;
	tl_bound(from, TL_NAME_PREFIX - 1);
	tl_bound(to, TL_NAME_PREFIX - 1);
	source = copy->hello->bytes + from;
	target = here->search.bytes + to;
	for (int i = 0; i < TL_COPY_CHUNK; i++)
		target[i] = source[i];
	return 0;
}

/* Each turn looks at one piece; after TL_HELLO_PIECES rounds of all pieces, here->assembled is the contiguous prefix. */
static long tl_add_piece(__u32 turn, struct tl_copy *copy)
{
	struct tl_scratch *here = copy->scratch;
	struct tl_hello_piece *piece;
	__u32 start, length;
	__u64 index = turn;

	tl_bound(index, TL_HELLO_PIECES - 1);
	piece = &copy->hello->pieces[index];
	length = *(volatile __u16 *)&piece->length;
	start = piece->sequence - copy->hello->base;
	if (!length || start > here->assembled || start + length <= here->assembled)
		return 0;
	here->copy_from = piece->offset;
	here->copy_to = start;
	here->copy_length = length;
	bpf_loop(TL_NAME_PREFIX / TL_COPY_CHUNK, tl_copy_chunk, copy, 0);
	here->assembled = start + length;
	return 0;
}

static __always_inline __u32 tl_assemble(struct tl_naming *naming, struct tl_hello *hello)
{
	struct tl_copy copy = {.scratch = naming->scratch, .hello = hello};
	__u32 length;

	naming->scratch->assembled = 0;
	bpf_loop(TL_HELLO_PIECES * TL_HELLO_PIECES, tl_add_piece, &copy, 0);
	length = naming->scratch->assembled;
	return length > TL_NAME_PREFIX ? TL_NAME_PREFIX : length;
}

static __always_inline bool tl_is_stored(const struct tl_hello *hello, __u32 sequence, __u32 length)
{
	for (int i = 0; i < TL_HELLO_PIECES; i++)
		if (hello->pieces[i].length && hello->pieces[i].sequence == sequence &&
		    hello->pieces[i].length >= length)
			return true;
	return false;
}

/* How much of this packet lies within the first TL_NAME_PREFIX octets of the message, if its start is known. */
static __always_inline __u32 tl_useful_length(const struct tl_naming *naming, const struct tl_hello *hello)
{
	__u32 length = naming->available, start;

	if (!*(volatile __u32 *)&hello->has_base)
		return length;
	start = naming->sequence - hello->base;
	if (start >= TL_NAME_PREFIX)
		return 0;
	return length < TL_NAME_PREFIX - start ? length : TL_NAME_PREFIX - start;
}

/* Claims room by one atomic addition, fills it, and shows it by setting the length last. */
static __always_inline int tl_store_piece(struct tl_naming *naming, struct tl_hello *hello)
{
	__u32 length = tl_useful_length(naming, hello), claim;
	__u64 index, offset;

	if (!length || tl_is_stored(hello, naming->sequence, length))
		return 0;
	claim = __sync_fetch_and_add(&hello->claimed, 1u << 16 | length);
	index = claim >> 16;
	offset = claim & 0xffff;
	if (index >= TL_HELLO_PIECES || offset >= TL_NAME_PREFIX)
		return -1;
	if (length > TL_NAME_PREFIX - offset)
		length = TL_NAME_PREFIX - offset;
	tl_bound(index, TL_HELLO_PIECES - 1);
	tl_bound(offset, TL_NAME_PREFIX - 1);
	length = tl_bounded_length(length, TL_NAME_PREFIX);
	if (tl_load(naming->cursor, naming->offset, hello->bytes + offset, length))
		return -1;
	hello->pieces[index].sequence = naming->sequence;
	hello->pieces[index].offset = offset;
	/* A full barrier, as atomics are that give back a value: the bytes are there before the length is. */
	__sync_val_compare_and_swap(&hello->reserved, 0, 1);
	*(volatile __u16 *)&hello->pieces[index].length = length;
	return 0;
}

static __always_inline void tl_give_up(struct tl_naming *naming)
{
	naming->value->name_progress |= TL_NAME_DONE;
	tl_count_naming(naming, TL_EVENT_NAME_CUT);
}

static __always_inline struct tl_hello *tl_new_hello(struct tl_naming *naming)
{
	struct tl_hello *hello;

	bpf_map_update_elem(&hellos, &naming->scratch->name_key.flow, &naming->scratch->hello, BPF_NOEXIST);
	hello = bpf_map_lookup_elem(&hellos, &naming->scratch->name_key.flow);
	if (!hello)
		tl_count_naming(naming, TL_EVENT_NAME_NO_ROOM);
	return hello;
}

/* Adds this packet's piece and looks at what has come together. */
static __always_inline void tl_collect(struct tl_naming *naming, struct tl_hello *hello)
{
	enum tl_name_result result;

	if (tl_store_piece(naming, hello)) {
		tl_give_up(naming);
		bpf_map_delete_elem(&hellos, &naming->scratch->name_key.flow);
		return;
	}
	naming->value->name_progress |= TL_NAME_COLLECTING;
	if (!*(volatile __u32 *)&hello->has_base)
		return;
	result = tl_name_find(&naming->scratch->search, tl_assemble(naming, hello));
	if (result == TL_NAME_CUT)
		return;
	naming->value->name_progress &= ~TL_NAME_COLLECTING;
	if (result == TL_NAME_FOUND)
		tl_publish_name(naming);
	bpf_map_delete_elem(&hellos, &naming->scratch->name_key.flow);
}

/* Asked where it matters: kept as a member it would double what the verifier has to follow. */
static __always_inline bool tl_is_first_data(const struct tl_naming *naming)
{
	return naming->value->has_syn && naming->data_sequence == naming->value->syn_sequence + 1;
}

/* The packet starts like a message: nearly always it is there as a whole. */
static __always_inline void tl_look_at_start(struct tl_naming *naming)
{
	__u32 length = tl_bounded_length(naming->available, TL_NAME_PREFIX);
	enum tl_name_result result;
	struct tl_hello *hello;

	if (tl_load(naming->cursor, naming->offset, naming->scratch->search.bytes, length))
		return;
	result = tl_name_find(&naming->scratch->search, length);
	if (result == TL_NAME_FOUND)
		tl_publish_name(naming);
	if (result == TL_NAME_CUT && !tl_name_is_awaited(&naming->scratch->search, length))
		result = TL_NAME_ABSENT;
	if (result == TL_NAME_ABSENT && tl_is_first_data(naming))
		naming->value->name_progress |= TL_NAME_STARTED_OTHERWISE;
	if (result != TL_NAME_CUT || length >= TL_NAME_PREFIX)
		return;
	hello = tl_new_hello(naming);
	if (!hello)
		return;
	hello->base = naming->sequence;
	__sync_val_compare_and_swap(&hello->has_base, 0, 1);
	tl_collect(naming, hello);
}

/* May this packet be the later part of a message whose first part has not come yet? */
static __always_inline bool tl_may_be_later_part(const struct tl_naming *naming)
{
	const struct tl_flow_value *value = naming->value;
	__u32 ahead;

	if (value->name_progress || value->name_packets > TL_NAME_SPECULATION_MAX)
		return false;
	if (!value->has_syn)
		return true; /* the SYN went through another CPU, or before we came */
	ahead = naming->sequence - (value->syn_sequence + 1);
	return ahead < TL_NAME_PREFIX;
}

/* A first segment too short to tell may be a start as well. */
static __always_inline bool tl_may_be_start(const struct tl_naming *naming, __u32 first_word)
{
	return naming->available < sizeof(first_word) ? tl_is_first_data(naming)
						      : tl_name_starts(first_word, tl_is_first_data(naming));
}

static __always_inline void tl_look_at_other(struct tl_naming *naming)
{
	struct tl_flow_value *value = naming->value;
	struct tl_hello *hello;

	if (tl_is_first_data(naming))
		value->name_progress |= TL_NAME_STARTED_OTHERWISE;
	if (!(value->name_progress & TL_NAME_COLLECTING) &&
	    (value->name_progress & TL_NAME_STARTED_OTHERWISE || value->name_packets > TL_NAME_SPECULATION_MAX))
		return;
	hello = bpf_map_lookup_elem(&hellos, &naming->scratch->name_key.flow);
	if (!hello && tl_may_be_later_part(naming))
		hello = tl_new_hello(naming);
	if (hello)
		tl_collect(naming, hello);
}

/* Where the payload's first byte stands in the sequence space: a SYN takes up one number (RFC 9293 3.4). */
static __always_inline __u32 tl_data_sequence(const struct tl_packet *packet)
{
	return packet->tcp_sequence + !!(packet->tcp_flags & TL_TCP_SYN);
}

/* Octets of the payload that can be read, at most `most`. */
static __always_inline __u32 tl_available_payload(const struct tl_packet *packet, __u32 most)
{
	__u32 captured =
		packet->captured_length > packet->payload_offset ? packet->captured_length - packet->payload_offset : 0;
	__u32 length = packet->payload_length < captured ? packet->payload_length : captured;

	return length < most ? length : most;
}

/* The entry that has just counted the packet; gone again only if the sweep was very quick. */
static __always_inline struct tl_flow_value *tl_entry_of(const struct tl_flow_key *key)
{
	__u32 number = tl_shard_of(key);
	void *shard = bpf_map_lookup_elem(&shards, &number);

	return shard ? tl_find_by_key(shard, key) : 0;
}

/* Four octets of the payload, the first one in the top bits; 0: they are not there. */
static __always_inline __u32 tl_first_word(const struct tl_naming *naming)
{
	__u32 word = 0, offset = naming->offset;

	tl_bound(offset, TL_OFFSET_MAX); /* headers reach no further; 6.1 forgets that the pull has asked */
	if (naming->available >= sizeof(word))
		tl_pull(naming->cursor, offset, &word, sizeof(word));
	return bpf_ntohl(word);
}

/* Passes over what stands in front of a message. False: there is nothing else here. */
static __always_inline bool tl_pass_preface(struct tl_naming *naming)
{
	__u32 most = naming->available < TL_PREFACE_MOST ? naming->available : TL_PREFACE_MOST;
	__u32 length = tl_bounded_length(most, TL_PREFACE_MOST), preface;

	if (tl_load(naming->cursor, naming->offset, naming->scratch->search.bytes, length))
		return true;
	tl_name_preface(&naming->scratch->search, naming->available);
	preface = *(volatile __u32 *)&naming->scratch->search.position;
	naming->offset += preface;
	naming->sequence += preface;
	naming->available -= preface;
	return naming->available;
}

static __always_inline int tl_look_for_name(struct tl_cursor *cursor, struct tl_packet *packet, __u64 now)
{
	struct tl_naming naming = {.packet = packet, .cursor = cursor, .now = now, .offset = packet->payload_offset};
	__u32 zero = 0, first_word;

	naming.data_sequence = naming.sequence = tl_data_sequence(packet);
	naming.available = tl_available_payload(packet, TL_NAME_PREFIX);
	naming.counters = tl_counters_here();
	naming.scratch = bpf_map_lookup_elem(&scratch, &zero);
	if (!naming.available || !naming.counters || !naming.scratch)
		return 0;
	/* Kernels before 6.2 refuse an argument of a global function as the key of a map. */
	naming.scratch->name_key.flow = packet->key;
	naming.value = tl_entry_of(&naming.scratch->name_key.flow);
	if (!naming.value)
		return 0;
	if (naming.value->name_packets++ >= TL_NAME_PACKETS_MAX) {
		naming.value->name_progress |= TL_NAME_DONE;
		return 0;
	}
	first_word = tl_first_word(&naming);
	if (tl_preface_starts(first_word)) {
		if (!tl_pass_preface(&naming))
			return 0;
		first_word = tl_first_word(&naming);
	}
	if ((naming.value->name_progress & (TL_NAME_HAS_HOST | TL_NAME_COLLECTING)) == TL_NAME_HAS_HOST &&
	    first_word >> 16 != TL_TLS_RECORD_START)
		return 0;
	if (tl_may_be_start(&naming, first_word))
		tl_look_at_start(&naming);
	else
		tl_look_at_other(&naming);
	return 0;
}

#endif
