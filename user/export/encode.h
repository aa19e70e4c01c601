/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A flow record as it stands on the wire: which fields it has, and their octets. Everything that is exported starts here. */
#ifndef TAPLESS_EXPORT_ENCODE_H
#define TAPLESS_EXPORT_ENCODE_H

#include <stddef.h>
#include <string.h>

#include <tapless/account.h>

#include "dialect.h"
#include "template.h"

#define TL_FIELD_WORDS	((TL_FIELD__COUNT + 63) / 64)
#define TL_STRING_LIMIT 255 /* longest string sent; names (RFC 1035, RFC 6066) have no more unless they need escapes */
#define TL_ENCODED_SIZE 16384
#define TL_SHAPES_MAX	4096 /* that an encoder remembers */

/* Which fields a record has, a bit each. */
struct tl_field_set {
	__u64 words[TL_FIELD_WORDS];
};

static inline bool tl_field_set_has(const struct tl_field_set *fields, unsigned int field)
{
	return fields->words[field / 64] >> (field % 64) & 1;
}

static inline void tl_field_set_add(struct tl_field_set *fields, unsigned int field)
{
	fields->words[field / 64] |= 1ull << (field % 64);
}

static inline void tl_field_set_remove(struct tl_field_set *fields, unsigned int field)
{
	fields->words[field / 64] &= ~(1ull << (field % 64));
}

/* The first field of the set from this one on; TL_FIELD__COUNT: none. */
static inline unsigned int tl_field_set_next(const struct tl_field_set *fields, unsigned int from)
{
	for (unsigned int word = from / 64; word < TL_FIELD_WORDS; word++, from = word * 64) {
		__u64 left = fields->words[word] >> from % 64;

		if (left)
			return from + (unsigned int)__builtin_ctzll(left);
	}
	return TL_FIELD__COUNT;
}

/* A record has some thirty fields of the hundreds that there are. */
#define TL_FOR_EACH_FIELD(field, fields)                                                                               \
	for (unsigned int field = tl_field_set_next(fields, 0); field < TL_FIELD__COUNT;                               \
	     field = tl_field_set_next(fields, field + 1))

static inline unsigned int tl_field_set_count(const struct tl_field_set *fields)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < TL_FIELD_WORDS; i++)
		count += __builtin_popcountll(fields->words[i]);
	return count;
}

/*
 * Hundreds of thousands wait in queues, and are read by another CPU than the one that wrote them, so each line of memory counts: which
 * fields a record has is said once for all of its shape. Only a record of none has a set of its own, behind its octets.
 */
struct tl_encoded {
	const struct tl_field_set *shape_fields; /* the encoder's, for as long as it lives; NULL: of its own */
	struct tl_amount amount; /* of this one record */
	__u64 end;
	__u32 interfaces[2]; /* whose names should be told to the collector; 0: none */
	__u16 length;
	__u16 shape; /* number of its shape among those of its encoder (encoder.h), which have the same fields; 0: none */
	__u8 bytes[TL_ENCODED_SIZE + sizeof(struct tl_field_set) + sizeof(__u64)];
};

/* Where its own set of fields stands, in octets from its begin. */
static inline size_t tl_encoded_own_fields_at(const struct tl_encoded *encoded)
{
	return (offsetof(struct tl_encoded, bytes) + encoded->length + 7) & ~(size_t)7;
}

static inline const struct tl_field_set *tl_encoded_fields(const struct tl_encoded *encoded)
{
	const void *own = (const __u8 *)encoded + tl_encoded_own_fields_at(encoded);

	return encoded->shape_fields ? encoded->shape_fields : own;
}

/* Its length is known already: they are written behind its octets. */
static inline void tl_encoded_set_own_fields(struct tl_encoded *encoded, const struct tl_field_set *fields)
{
	encoded->shape_fields = NULL;
	memcpy((__u8 *)encoded + tl_encoded_own_fields_at(encoded), fields, sizeof(*fields));
}

/* Octets of it that are in use. */
static inline size_t tl_encoded_size(const struct tl_encoded *encoded)
{
	if (encoded->shape_fields)
		return offsetof(struct tl_encoded, bytes) + encoded->length;
	return tl_encoded_own_fields_at(encoded) + sizeof(struct tl_field_set);
}

/* Octets of a value that begins with its length (RFC 7011 7), those of the length included. */
size_t tl_encoded_variable_size(const __u8 *at);

/* Octets of the value of an element that begins here, with those of the length in front of a string. */
size_t tl_encoded_value_size(const struct tl_element *element, const __u8 *at);

/* Of many records: tl_encoder_encode(). */
void tl_encode(struct tl_encoded *encoded, const struct tl_record *record);

/* The record with those of its fields that are in `kept`. */
void tl_encode_select(struct tl_encoded *selected, const struct tl_encoded *encoded, const struct tl_field_set *kept);

/* The record as a dialect has it; the `shorter` fields are those whose length is another there. */
void tl_encode_convert(struct tl_encoded *converted, const struct tl_encoded *encoded,
		       const struct tl_field_set *shorter, unsigned int sent);

/* The template of records with these fields; `sent`: enum tl_elements_sent. NULL without memory. */
struct tl_template *tl_encode_template(const struct tl_field_set *fields, unsigned int sent, __u16 id);

#endif
