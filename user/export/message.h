/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Writes one IPFIX message (RFC 7011 3.1) into memory: no I/O, no clock. Lengths are filled in when a set or the message
 * ends. What does not fit sets `failed`, checked once.
 */
#ifndef TAPLESS_EXPORT_MESSAGE_H
#define TAPLESS_EXPORT_MESSAGE_H

#include "template.h"

#define TL_MESSAGE_HEADER	16
#define TL_SET_HEADER		4
#define TL_MESSAGE_MAX		65535
#define TL_SET_TEMPLATE		2
#define TL_SET_OPTIONS_TEMPLATE 3
#define TL_FIRST_TEMPLATE	256 /* lower set ids are no data */

struct tl_message {
	size_t used; /* 0: not begun */
	size_t set; /* where the open set begins; 0: none is open */
	__u16 set_id;
	bool failed;
	__u8 bytes[TL_MESSAGE_MAX];
};

void tl_message_begin(struct tl_message *message);

/* Opens a set, unless one with this id is open. */
void tl_message_set(struct tl_message *message, __u16 id);
void tl_message_put(struct tl_message *message, const void *bytes, size_t length);
void tl_message_zeros(struct tl_message *message, size_t length);
void tl_message_integer(struct tl_message *message, __u64 value, size_t length);
/* A template (set 2) or options template (set 3). */
void tl_message_template(struct tl_message *message, const struct tl_template *template);

/* All templates of records, or all of options, are withdrawn (RFC 7011 8.1): `set_id` is that of their sets. */
void tl_message_withdraw_all(struct tl_message *message, __u16 set_id);

/* Octets that tl_message_set(id) and then `length` octets would add. */
size_t tl_message_cost(const struct tl_message *message, __u16 set_id, size_t length);

/* A string of this fixed length, at most 255, with NULs behind it. */
void tl_message_text(struct tl_message *message, const char *text, size_t length);

/* For formats with headers of their own: ends the set, and the message. Its length. */
size_t tl_message_finish(struct tl_message *message);

/* Returns the message's length. */
size_t tl_message_end(struct tl_message *message, __u32 export_time, __u32 sequence, __u32 domain);

#endif
