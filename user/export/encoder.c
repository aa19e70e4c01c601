// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "encoder.h"

#include <stdlib.h>
#include <string.h>

#include "encode_plan.h"
#include "../lib/octets.h"

#define SLOTS (2 * TL_SHAPES_MAX) /* half of them stay free */

struct known_shape {
	struct tl_shape shape;
	__u16 number; /* from 1 */
	struct tl_encode_plan plan; /* cut to its steps */
};

struct tl_encoder {
	struct known_shape *slots[SLOTS]; /* by a hash of the shape, or behind that */
	unsigned int count;
};

TL_STATIC_ASSERT((SLOTS & (SLOTS - 1)) == 0);
TL_STATIC_ASSERT(sizeof(struct tl_shape) % sizeof(__u64) == 0);

struct tl_encoder *tl_encoder_create(void)
{
	return calloc(1, sizeof(struct tl_encoder));
}

void tl_encoder_free(struct tl_encoder *encoder)
{
	if (!encoder)
		return;
	for (unsigned int i = 0; i < SLOTS; i++)
		free(encoder->slots[i]);
	free(encoder);
}

static unsigned int slot_of(const struct tl_shape *shape)
{
	const __u64 *words = (const __u64 *)shape;
	__u64 hash = 0;

	for (unsigned int i = 0; i < sizeof(*shape) / sizeof(__u64); i++)
		hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15ull;
	return (unsigned int)(hash >> 32) % SLOTS;
}

/* NULL: there are too many shapes already, or no memory. */
static struct known_shape *add(struct tl_encoder *encoder, const struct tl_shape *shape,
			       const struct tl_encode_plan *plan, unsigned int slot)
{
	size_t size = tl_encode_plan_size(plan->count);
	struct known_shape *known;

	if (encoder->count == TL_SHAPES_MAX)
		return NULL;
	known = malloc(offsetof(struct known_shape, plan) + size);
	if (!known)
		return NULL;
	known->shape = *shape;
	known->number = (__u16)++encoder->count;
	memcpy(&known->plan, plan, size);
	encoder->slots[slot] = known;
	return known;
}

static void follow(const struct tl_encode_plan *plan, struct tl_encoded *encoded, const struct tl_record *record)
{
	encoded->amount.records = 1;
	encoded->amount.packets = record->forward.packets + record->reverse.packets;
	encoded->amount.octets = record->forward.octets + record->reverse.octets;
	encoded->end = record->end;
	encoded->interfaces[0] = record->ingress_interface;
	encoded->interfaces[1] = record->egress_interface;
	encoded->length = (__u16)tl_encode_plan_follow(plan, record, encoded->bytes);
}

static void follow_known(const struct known_shape *known, struct tl_encoded *encoded, const struct tl_record *record)
{
	follow(&known->plan, encoded, record);
	encoded->shape = known->number;
	encoded->shape_fields = &known->plan.fields;
}

static void follow_once(const struct tl_encode_plan *plan, struct tl_encoded *encoded, const struct tl_record *record)
{
	follow(plan, encoded, record);
	encoded->shape = 0;
	tl_encoded_set_own_fields(encoded, &plan->fields);
}

static void encode_new(struct tl_encoder *encoder, struct tl_encoded *encoded, const struct tl_record *record,
		       const struct tl_shape *shape, unsigned int slot)
{
	const struct known_shape *known;
	struct tl_encode_plan plan;

	tl_encode_plan_make(&plan, shape);
	known = add(encoder, shape, &plan, slot);
	if (known)
		follow_known(known, encoded, record);
	else
		follow_once(&plan, encoded, record);
}

void tl_encoder_encode(struct tl_encoder *encoder, struct tl_encoded *encoded, const struct tl_record *record)
{
	const struct known_shape *known;
	struct tl_shape shape;
	unsigned int slot;

	tl_shape_of(&shape, record);
	slot = slot_of(&shape);
	while ((known = encoder->slots[slot]) && memcmp(&known->shape, &shape, sizeof(shape)) != 0)
		slot = (slot + 1) % SLOTS;
	if (known)
		follow_known(known, encoded, record);
	else
		encode_new(encoder, encoded, record, &shape, slot);
}

void tl_encode(struct tl_encoded *encoded, const struct tl_record *record)
{
	struct tl_encode_plan plan;
	struct tl_shape shape;

	tl_shape_of(&shape, record);
	tl_encode_plan_make(&plan, &shape);
	follow_once(&plan, encoded, record);
}
