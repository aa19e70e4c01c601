// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "message.h"

#include <stdint.h>
#include <string.h>

#include "../lib/octets.h"
#include "utf8.h"

#define IPFIX_VERSION	10
#define ENTERPRISE_FLAG 0x8000

void tl_message_begin(struct tl_message *message)
{
	message->used = TL_MESSAGE_HEADER;
	message->set = 0;
	message->failed = false;
}

static void end_set(struct tl_message *message)
{
	if (message->set)
		tl_octets_put(message->bytes + message->set + 2, message->used - message->set, 2);
	message->set = 0;
}

void tl_message_set(struct tl_message *message, __u16 id)
{
	size_t begin = message->used;

	if (message->set && message->set_id == id)
		return;
	end_set(message);
	tl_message_integer(message, id, 2);
	tl_message_integer(message, 0, 2); /* the length, in end_set() */
	message->set = message->failed ? 0 : begin;
	message->set_id = id;
}

/* Room for so many octets; NULL: there is none. */
static __u8 *make_room(struct tl_message *message, size_t length)
{
	__u8 *room = message->bytes + message->used;

	message->failed = message->failed || sizeof(message->bytes) - message->used < length;
	if (message->failed)
		return NULL;
	message->used += length;
	return room;
}

void tl_message_put(struct tl_message *message, const void *bytes, size_t length)
{
	__u8 *room = make_room(message, length);

	if (room)
		memcpy(room, bytes, length);
}

void tl_message_zeros(struct tl_message *message, size_t length)
{
	__u8 *room = make_room(message, length);

	if (room)
		memset(room, 0, length);
}

void tl_message_integer(struct tl_message *message, __u64 value, size_t length)
{
	__u8 *room = make_room(message, length);

	if (room)
		tl_octets_put(room, value, length);
}

void tl_message_template(struct tl_message *message, const struct tl_template *template)
{
	tl_message_set(message, template->scope_count ? TL_SET_OPTIONS_TEMPLATE : TL_SET_TEMPLATE);
	tl_message_integer(message, template->id, 2);
	tl_message_integer(message, template->field_count, 2);
	if (template->scope_count)
		tl_message_integer(message, template->scope_count, 2);
	for (unsigned int i = 0; i < template->field_count; i++) {
		const struct tl_template_field *field = &template->fields[i];

		tl_message_integer(message, field->id | (field->enterprise ? ENTERPRISE_FLAG : 0), 2);
		tl_message_integer(message, field->length, 2);
		if (field->enterprise)
			tl_message_integer(message, field->enterprise, 4);
	}
}

void tl_message_withdraw_all(struct tl_message *message, __u16 set_id)
{
	tl_message_set(message, set_id);
	tl_message_integer(message, set_id, 2);
	tl_message_integer(message, 0, 2);
}

size_t tl_message_cost(const struct tl_message *message, __u16 set_id, size_t length)
{
	bool open = message->used && message->set && message->set_id == set_id;

	return length + (open ? 0 : TL_SET_HEADER);
}

void tl_message_text(struct tl_message *message, const char *text, size_t length)
{
	__u8 octets[UINT8_MAX];

	if (length > sizeof(octets))
		length = sizeof(octets);
	tl_utf8_fixed(octets, length, text);
	tl_message_put(message, octets, length);
}

size_t tl_message_finish(struct tl_message *message)
{
	size_t length = message->used;

	end_set(message);
	message->used = 0;
	return length;
}

size_t tl_message_end(struct tl_message *message, __u32 export_time, __u32 sequence, __u32 domain)
{
	__u8 *header = message->bytes;
	size_t length = tl_message_finish(message);

	tl_octets_put(header, IPFIX_VERSION, 2);
	tl_octets_put(header + 2, length, 2);
	tl_octets_put(header + 4, export_time, 4);
	tl_octets_put(header + 8, sequence, 4);
	tl_octets_put(header + 12, domain, 4);
	return length;
}
