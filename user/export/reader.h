/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads IPFIX messages: templates are kept per observation domain, records are handed to a visitor. Every length is checked;
 * what the bytes say is never trusted (invariant I7).
 */
#ifndef TAPLESS_EXPORT_READER_H
#define TAPLESS_EXPORT_READER_H

#include "template.h"

struct tl_reader;

struct tl_reader_record {
	const struct tl_template *template;
	const __u8 *bytes;
	size_t length;
	__u32 domain;
	__u32 export_time;
};

struct tl_reader_visitor {
	void (*record)(void *context, const struct tl_reader_record *record);
	/* What is wrong, and where in the message: the rest of the set (or, returned as -EBADMSG, of the message) is skipped. */
	void (*problem)(void *context, size_t offset, const char *what);
	void *context;
};

struct tl_reader *tl_reader_create(const struct tl_reader_visitor *visitor); /* NULL without memory */

/* Length of the message that begins with these 16 octets; 0 if they are no header of a message. */
size_t tl_reader_message_length(const __u8 header[16]);

/* One whole message. 0; -EBADMSG after a problem that ended it early; -ENOMEM. */
int tl_reader_message(struct tl_reader *reader, const __u8 *bytes, size_t length);

/* The sequence number that the domain's next message should have: that of the last one and its data records. */
__u32 tl_reader_next_sequence(const struct tl_reader *reader);

/* The highest id of a template since the start; 0: none. */
__u16 tl_reader_highest_template(const struct tl_reader *reader);

/* Templates that are known. */
unsigned int tl_reader_template_count(const struct tl_reader *reader);

/* Forgets all templates: another file begins. */
void tl_reader_forget(struct tl_reader *reader);
void tl_reader_destroy(struct tl_reader *reader); /* NULL is fine */

#endif
