// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "reader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "message.h"
#include "../lib/octets.h"

#define IPFIX_VERSION	10
#define ENTERPRISE_FLAG 0x8000
#define TEMPLATES_MAX	65536

struct template_key {
	__u32 domain;
	__u32 id;
};

struct stored_template {
	struct template_key key;
	struct tl_template *template;
	UT_hash_handle hh;
};

struct tl_reader {
	struct tl_reader_visitor visitor;
	struct stored_template *templates;
	__u32 next_sequence;
	__u16 highest_template;
};

/* The part of a message that is being read; `base` is its place in the message. */
struct span {
	const __u8 *bytes;
	size_t left;
	size_t base;
};

/* The message that a span is part of. */
struct message {
	struct tl_reader *reader;
	__u32 domain;
	__u32 export_time;
};

static void __attribute__((format(printf, 3, 4)))
report(const struct message *message, const struct span *at, const char *format, ...)
{
	char what[160];
	va_list arguments;

	if (!message->reader->visitor.problem)
		return;
	va_start(arguments, format);
	vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	message->reader->visitor.problem(message->reader->visitor.context, at->base, what);
}

static void skip(struct span *span, size_t length)
{
	span->bytes += length;
	span->left -= length;
	span->base += length;
}

static __u16 take16(struct span *span)
{
	__u16 value = (__u16)tl_octets_get(span->bytes, 2);

	skip(span, 2);
	return value;
}

static struct stored_template *find(const struct tl_reader *reader, __u32 domain, __u16 id)
{
	const struct template_key key = {.domain = domain, .id = id};
	struct stored_template *stored;

	HASH_FIND(hh, reader->templates, &key, sizeof(key), stored);
	return stored;
}

static void drop(struct tl_reader *reader, struct stored_template *stored)
{
	HASH_DEL(reader->templates, stored);
	free(stored->template);
	free(stored);
}

/* Takes the template. */
static int store(struct tl_reader *reader, __u32 domain, struct tl_template *template)
{
	struct stored_template *stored = find(reader, domain, template->id);

	if (stored) { /* the later definition holds */
		free(stored->template);
		stored->template = template;
		return 0;
	}
	stored = HASH_COUNT(reader->templates) < TEMPLATES_MAX ? calloc(1, sizeof(*stored)) : NULL;
	if (stored) {
		stored->key = (struct template_key){.domain = domain, .id = template->id};
		stored->template = template;
		HASH_ADD(hh, reader->templates, key, sizeof(stored->key), stored);
		if (stored->hh.tbl)
			return 0;
		free(stored);
	}
	free(template);
	return -ENOMEM;
}

/* RFC 7011 8.1: no fields withdraw one template; with the id of its set, all templates of that kind. */
static void withdraw(const struct message *message, __u16 id)
{
	struct stored_template *stored, *next;

	HASH_ITER (hh, message->reader->templates, stored, next) {
		bool is_options = stored->template->scope_count;
		bool all = id == (is_options ? TL_SET_OPTIONS_TEMPLATE : TL_SET_TEMPLATE);

		if (stored->key.domain == message->domain && (all || stored->key.id == id))
			drop(message->reader, stored);
	}
}

static int read_fields(const struct message *message, struct span *set, struct tl_template *template)
{
	for (unsigned int i = 0; i < template->field_count; i++) {
		__u32 enterprise = 0;
		__u16 id, length;

		if (set->left < 4 || (set->bytes[0] & 0x80 && set->left < 8)) {
			report(message, set, "template %u ends in field %u of %u", template->id, i + 1,
			       template->field_count);
			return -EBADMSG;
		}
		id = take16(set);
		length = take16(set);
		if (id & ENTERPRISE_FLAG) {
			enterprise = (__u32)tl_octets_get(set->bytes, 4);
			skip(set, 4);
		}
		tl_template_set(template, i, enterprise, id & ~ENTERPRISE_FLAG, length);
	}
	if (!tl_template_least(template)) {
		report(message, set, "template %u describes records of no octets", template->id);
		return -EBADMSG;
	}
	return 0;
}

/* One template; the header has been checked to be there. */
static int read_template(const struct message *message, struct span *set, bool is_options)
{
	const struct span begin = *set;
	__u16 id = take16(set), fields = take16(set), scopes = 0;
	struct tl_template *template;
	int error;

	if (!fields) {
		withdraw(message, id);
		return 0;
	}
	if (id < TL_FIRST_TEMPLATE) {
		report(message, &begin, "template has id %u, the least is %u", id, TL_FIRST_TEMPLATE);
		return -EBADMSG;
	}
	if (is_options) {
		scopes = set->left >= 2 ? take16(set) : 0;
		if (!scopes || scopes > fields) {
			report(message, &begin, "options template %u has %u scopes in %u fields", id, scopes, fields);
			return -EBADMSG;
		}
	}
	if (set->left / 4 < fields) { /* before memory is asked for */
		report(message, &begin, "template %u has %u fields, but only %zu octets follow", id, fields, set->left);
		return -EBADMSG;
	}
	template = tl_template_create(id, fields, scopes);
	if (!template)
		return -ENOMEM;
	error = read_fields(message, set, template);
	if (error) {
		free(template);
		return error;
	}
	if (id > message->reader->highest_template)
		message->reader->highest_template = id;
	error = store(message->reader, message->domain, template);
	if (error)
		report(message, &begin, "no room for template %u", id);
	return error;
}

static int read_templates(const struct message *message, struct span *set, bool is_options)
{
	while (set->left >= 4) { /* less is padding */
		int error;

		if (!tl_octets_get(set->bytes, 4) && set->left < 8)
			break; /* padding too */
		error = read_template(message, set, is_options);
		if (error)
			return error == -ENOMEM ? error : 0; /* the problem is told; the rest of the set is skipped */
	}
	return 0;
}

/* Length of the record at the start of the span; 0 if it is cut. */
static size_t record_length(const struct tl_template *template, const struct span *set)
{
	struct tl_values values;
	struct tl_value value;
	int status;

	tl_values_begin(&values, template, set->bytes, set->left);
	do {
		status = tl_values_next(&values, &value);
	} while (status > 0);
	return status ? 0 : set->left - values.left;
}

static __u32 read_data(const struct message *message, struct span *set, __u16 id)
{
	const struct stored_template *stored = find(message->reader, message->domain, id);
	const struct tl_reader_visitor *visitor = &message->reader->visitor;
	__u32 records = 0;
	size_t least;

	if (!stored) {
		report(message, set, "records of template %u in domain %u, which was not described before", id,
		       message->domain);
		return 0;
	}
	least = tl_template_least(stored->template);
	while (set->left >= least) { /* less is padding */
		struct tl_reader_record record = {
			.template = stored->template,
			.bytes = set->bytes,
			.length = record_length(stored->template, set),
			.domain = message->domain,
			.export_time = message->export_time,
		};

		if (!record.length) {
			report(message, set, "record of template %u is longer than what is left of its set", id);
			break;
		}
		if (visitor->record)
			visitor->record(visitor->context, &record);
		skip(set, record.length);
		records++;
	}
	return records;
}

static int read_set(const struct message *message, struct span *set, __u16 id)
{
	if (id == TL_SET_TEMPLATE || id == TL_SET_OPTIONS_TEMPLATE)
		return read_templates(message, set, id == TL_SET_OPTIONS_TEMPLATE);
	if (id < TL_FIRST_TEMPLATE)
		report(message, set, "set has id %u, which means nothing in IPFIX", id);
	else
		message->reader->next_sequence += read_data(message, set, id);
	return 0;
}

size_t tl_reader_message_length(const __u8 header[16])
{
	size_t length = tl_octets_get(header + 2, 2);

	return tl_octets_get(header, 2) == IPFIX_VERSION && length >= TL_MESSAGE_HEADER ? length : 0;
}

int tl_reader_message(struct tl_reader *reader, const __u8 *bytes, size_t length)
{
	struct span rest = {.bytes = bytes, .left = length};
	struct message message = {.reader = reader};

	if (length < TL_MESSAGE_HEADER || tl_reader_message_length(bytes) != length) {
		report(&message, &rest, "not an IPFIX message");
		return -EBADMSG;
	}
	message.export_time = (__u32)tl_octets_get(bytes + 4, 4);
	message.domain = (__u32)tl_octets_get(bytes + 12, 4);
	reader->next_sequence = (__u32)tl_octets_get(bytes + 8, 4);
	skip(&rest, TL_MESSAGE_HEADER);
	while (rest.left) {
		struct span set = rest;
		size_t set_length = rest.left >= TL_SET_HEADER ? tl_octets_get(rest.bytes + 2, 2) : 0;
		int error;

		if (set_length < TL_SET_HEADER || set_length > rest.left) {
			report(&message, &rest, "set of %zu octets where %zu are left", set_length, rest.left);
			return -EBADMSG;
		}
		set.left = set_length;
		skip(&set, TL_SET_HEADER);
		error = read_set(&message, &set, (__u16)tl_octets_get(rest.bytes, 2));
		if (error)
			return error;
		skip(&rest, set_length);
	}
	return 0;
}

__u32 tl_reader_next_sequence(const struct tl_reader *reader)
{
	return reader->next_sequence;
}

__u16 tl_reader_highest_template(const struct tl_reader *reader)
{
	return reader->highest_template;
}

unsigned int tl_reader_template_count(const struct tl_reader *reader)
{
	return HASH_COUNT(reader->templates);
}

struct tl_reader *tl_reader_create(const struct tl_reader_visitor *visitor)
{
	struct tl_reader *reader = calloc(1, sizeof(*reader));

	if (reader)
		reader->visitor = *visitor;
	return reader;
}

void tl_reader_forget(struct tl_reader *reader)
{
	struct stored_template *stored, *next;

	HASH_ITER (hh, reader->templates, stored, next) {
		drop(reader, stored);
	}
	reader->next_sequence = 0;
	reader->highest_template = 0;
}

void tl_reader_destroy(struct tl_reader *reader)
{
	if (!reader)
		return;
	tl_reader_forget(reader);
	free(reader);
}
