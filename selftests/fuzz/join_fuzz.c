// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Any ring records through the join to the wire and to JSON: of another kernel, of a damaged replay, with the names that a
 * hostile client sends. Whatever comes, what was counted comes out once, strings are UTF-8 (RFC 7011 6.1.6), JSON is JSON.
 *
 * Input: steps. An octet says what comes: a mark, a name, a flow record made of the octets behind it, or octets as they are.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "export/encode.h"
#include "export/json_render.h"
#include "flow/join.h"
#include "json_check.h"
#include "fuzz.h"

#define MILLISECOND 1000000ull
#define INPUT_MAX   1024 /* longer ones say nothing new, slowly */

struct input {
	const uint8_t *at;
	size_t left;
};

struct sums {
	__u64 packets, octets;
};

struct target {
	struct tl_join *join;
	struct sums in, out;
	__u64 position, now;
	struct tl_buffer line;
};

static __u64 take(struct input *input, unsigned int octets)
{
	__u64 value = 0;

	for (; octets && input->left; octets--, input->left--)
		value = value << 8 | *input->at++;
	return value;
}

static void check_strings(const struct tl_encoded *encoded)
{
	const __u8 *at = encoded->bytes;

	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		const struct tl_element *element = tl_field_element(field);
		size_t length = element->part == TL_PART_LIST ? TL_VARIABLE_LENGTH : element->length;

		if (!(tl_encoded_fields(encoded)->words[field / 64] >> (field % 64) & 1))
			continue;
		if (length == TL_VARIABLE_LENGTH) {
			length = *at++;
			if (length == 255) {
				length = at[0] << 8 | at[1];
				at += 2;
			}
		}
		expect(at + length <= encoded->bytes + encoded->length);
		for (size_t i = 0, octets; element->type == TL_TYPE_STRING && i < length; i += octets) {
			octets = tl_utf8_character(at + i, length - i);
			expect(octets && at[i] >= 0x20);
		}
		at += length;
	}
	expect(at == encoded->bytes + encoded->length);
}

static void export_one(struct target *target, const struct tl_record *record)
{
	static struct tl_encoded encoded;
	struct tl_template *template;

	tl_encode(&encoded, record);
	check_strings(&encoded);
	template = tl_encode_template(tl_encoded_fields(&encoded), TL_ELEMENTS_ALL, 256);
	expect(template);
	tl_buffer_clear(&target->line);
	expect(!tl_json_record(&target->line, template, encoded.bytes, encoded.length, NULL, NULL));
	expect(json_is_line(target->line.bytes, target->line.used));
	free(template);
}

static void take_record(void *context, struct tl_record *record)
{
	struct target *target = context;
	struct tl_record forward, reverse;

	target->out.packets += record->forward.packets + record->reverse.packets;
	target->out.octets += record->forward.octets + record->reverse.octets;
	export_one(target, record);
	if (tl_record_split(record, &forward, &reverse))
		export_one(target, &reverse);
	export_one(target, &forward);
}

/* From memory of exactly its size, aligned like the ring's. */
static void add(struct target *target, const void *record, size_t size)
{
	void *copy = malloc(size ? size : 1);

	memcpy(copy, record, size);
	/* of octets without packets there is no record: no sweep leaves any (report_in_the_middle_of_a_packet) */
	if (size >= sizeof(struct tl_flow_record) && *(__u32 *)copy == TL_RING_FLOW &&
	    ((struct tl_flow_record *)copy)->packets) {
		target->in.packets += ((struct tl_flow_record *)copy)->packets;
		target->in.octets += ((struct tl_flow_record *)copy)->octets;
	}
	target->position += 8 + size;
	tl_join_add(target->join, copy, size, target->position);
	free(copy);
	expect(tl_join_committable(target->join, target->position + 1) <= target->position + 1);
}

/* One of a few flows, so that records meet: bit 0 the direction, the rest ports. */
static void choose_key(struct tl_flow_key *key, __u8 choice)
{
	static const __u8 addresses[2][16] = {{[10] = 0xff, 0xff, 10, 0, 0, 1}, {[10] = 0xff, 0xff, 10, 0, 0, 2}};
	unsigned int turned = choice & 1;

	memcpy(key->source_address, addresses[turned], 16);
	memcpy(key->destination_address, addresses[!turned], 16);
	key->source_port = turned ? 443 : 1024 + (choice >> 5);
	key->destination_port = turned ? 1024 + (choice >> 5) : 443;
	key->ethertype = choice & 2 ? 0x86dd : 0x0800;
	key->protocol = choice & 4 ? 17 : choice & 8 ? 1 : 6;
	key->direction = choice >> 4 & 1;
	key->ifindex = 1;
}

static void add_flow(struct target *target, struct input *input)
{
	struct tl_flow_record record = {.kind = TL_RING_FLOW};

	choose_key(&record.key, take(input, 1));
	record.shard = take(input, 1);
	record.packets = take(input, 2);
	record.octets = record.layer2_octets = take(input, 4);
	record.flow_start = target->now - take(input, 2) * MILLISECOND;
	record.start = record.flow_start + take(input, 1) * MILLISECOND;
	record.end = record.start + take(input, 2) * MILLISECOND;
	record.tcp_flags = take(input, 1);
	record.initial_tcp_flags = take(input, 1);
	record.end_reason = take(input, 1);
	record.ended = record.end_reason >> 4;
	record.end_reason &= 15;
	record.has_syn = take(input, 1);
	record.syn_sequence = record.has_syn >> 1;
	add(target, &record, sizeof(record));
}

static void add_name(struct target *target, struct input *input)
{
	struct tl_name_record record = {.kind = TL_RING_NAME, .time = target->now};

	choose_key(&record.key, take(input, 1));
	record.name_kind = take(input, 1);
	record.length = take(input, 2);
	for (__u32 i = 0; i < sizeof(record.name) && i < record.length && input->left; i++)
		record.name[i] = take(input, 1);
	add(target, &record, sizeof(record));
}

static void add_mark(struct target *target, struct input *input)
{
	struct tl_mark_record record = {.kind = TL_RING_MARK};

	target->now += take(input, 2) * MILLISECOND;
	record.time = target->now;
	record.promises = take(input, 1);
	record.realtime_offset = (__s64)take(input, 1) << 32;
	add(target, &record, sizeof(record));
}

/* Its kind first, then whatever follows. */
static void add_octets(struct target *target, struct input *input)
{
	size_t length = take(input, 2) % 512;
	__u8 record[512] = {};
	__u32 kind = take(input, 1);

	length = length < input->left ? length : input->left;
	memcpy(record, input->at, length);
	memcpy(record, &kind, sizeof(kind));
	input->at += length;
	input->left -= length;
	add(target, record, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const steps[])(struct target *, struct input *) = {add_flow, add_flow, add_flow, add_flow,
									 add_name, add_name, add_mark, add_octets};
	struct target target = {.now = 1ull << 60};
	struct input input = {data, size};

	if (size > INPUT_MAX)
		return 0;
	target.join = tl_join_create(take_record, &target);
	expect(target.join);
	while (input.left)
		steps[take(&input, 1) % (sizeof(steps) / sizeof(steps[0]))](&target, &input);
	tl_join_flush(target.join);
	expect(target.in.packets == target.out.packets && target.in.octets == target.out.octets);
	expect(tl_join_committable(target.join, target.position) <= target.position);
	tl_join_destroy(target.join);
	tl_buffer_free(&target.line);
	return 0;
}
