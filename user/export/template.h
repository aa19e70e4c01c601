/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Templates (RFC 7011 3.4) and the values of a record that one describes; the same for what is written and what is read. */
#ifndef TAPLESS_EXPORT_TEMPLATE_H
#define TAPLESS_EXPORT_TEMPLATE_H

#include "element.h"

#define TL_DURATION_ID 161 /* IANA's flowDurationMilliseconds */

struct tl_template_field {
	const struct tl_element *element; /* NULL: unknown */
	__u32 enterprise;
	__u16 id;
	__u16 length; /* TL_VARIABLE_LENGTH: in front of each value */
	bool reverse;
};

struct tl_template {
	__u16 id;
	__u16 scope_count; /* 0: no options template */
	unsigned int field_count;
	struct tl_template_field fields[];
};

/* NULL without memory. The fields are zero. */
struct tl_template *tl_template_create(__u16 id, unsigned int field_count, unsigned int scope_count);

/* Fills in a field and what is known of its element. */
void tl_template_set(struct tl_template *template, unsigned int at, __u32 enterprise, __u16 id, __u16 length);

/* Octets of the template on the wire, without the header of its set. */
size_t tl_template_size(const struct tl_template *template);

/* Octets that a record has at least. */
size_t tl_template_least(const struct tl_template *template);

/* Goes through the values of one record. */
struct tl_values {
	const struct tl_template *template;
	const __u8 *at;
	size_t left;
	unsigned int next;
};

struct tl_value {
	const struct tl_template_field *field;
	const __u8 *bytes;
	size_t length;
};

void tl_values_begin(struct tl_values *values, const struct tl_template *template, const __u8 *bytes, size_t length);

/* 1: *value is the next one; 0: the record is complete; -EBADMSG: it ends inside a value. */
int tl_values_next(struct tl_values *values, struct tl_value *value);

/* Takes the length that stands in front of a value of variable length (RFC 7011 7); -EBADMSG if it is cut. */
int tl_values_take_length(const __u8 **at, size_t *left, size_t *length);

#endif
