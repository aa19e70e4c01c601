// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* LDAP (RFC 4511 4.1.1), also without connections (RFC 1798): messages in BER, each with a number and an operation. Names of those that bind, never a password. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define SEQUENCE 0x30
#define INTEGER	 0x02
#define STRING	 0x04
#define RESULT	 0x0a

struct operation {
	__u8 tag;
	bool is_request;
	char name[20];
};

static const struct operation operations[] = {
	{0x60, true, "bind"},	   {0x61, false, "bind"},    {0x42, true, "unbind"},   {0x63, true, "search"},
	{0x64, false, "search"},   {0x65, false, "search"},  {0x66, true, "modify"},   {0x67, false, "modify"},
	{0x68, true, "add"},	   {0x69, false, "add"},     {0x4a, true, "delete"},   {0x6b, false, "delete"},
	{0x6e, true, "compare"},   {0x6f, false, "compare"}, {0x77, true, "extended"}, {0x78, false, "extended"},
	{0x73, false, "search"},   {0x6c, true, "rename"},   {0x6d, false, "rename"},  {0x50, true, "abandon"},
	{0x79, false, "extended"},
};

/* An element's header at `*at`, which then is behind it. CUT: more is needed. */
static enum tl_dissection read_header(const struct tl_message *message, __u32 *at, __u8 *tag, __u32 *length)
{
	const __u8 *octets = message->octets + *at;
	__u32 left = message->captured - *at, size;

	if (left < 2)
		return TL_DISSECT_CUT;
	*tag = octets[0];
	*length = octets[1];
	size = octets[1] & 0x80 ? octets[1] & 0x7f : 0;
	if (size > 4 || octets[1] == 0x80)
		return TL_DISSECT_FOREIGN;
	if (left < 2 + size)
		return TL_DISSECT_CUT;
	if (size)
		*length = (__u32)tl_octets_get(octets + 2, size);
	*at += 2 + size;
	return TL_DISSECT_WHOLE;
}

/* Of a bind the version and the name, of a search its base, of an answer the code. */
static void keep_first(const struct tl_message *message, __u32 at, const struct operation *operation,
		       struct tl_service_said *said)
{
	__u32 length;
	__u8 tag;

	if (read_header(message, &at, &tag, &length) != TL_DISSECT_WHOLE || length > message->captured - at)
		return;
	if (tag == INTEGER && operation->tag == 0x60 && length == 1) {
		snprintf(said->version, sizeof(said->version), "%u", message->octets[at] % 10);
		at += length;
		if (read_header(message, &at, &tag, &length) != TL_DISSECT_WHOLE)
			return;
	}
	if (tag == STRING && operation->is_request)
		tl_service_text(said->subject, sizeof(said->subject), message, at, length);
	if (tag == RESULT && length == 1)
		snprintf(said->status, sizeof(said->status), "%u", message->octets[at]);
}

static const struct operation *find(__u8 tag)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (operations[i].tag == tag)
			return &operations[i];
	return NULL;
}

/* `behind`: where the next message begins. */
static enum tl_dissection read_one(const struct tl_message *message, __u32 at, struct tl_service_said *said,
				   __u32 *behind)
{
	const struct operation *operation;
	__u32 length, number;
	__u64 end;
	__u8 tag;
	enum tl_dissection state = read_header(message, &at, &tag, &length);

	if (state != TL_DISSECT_WHOLE || tag != SEQUENCE)
		return state == TL_DISSECT_CUT && message->octets[at] == SEQUENCE ? state : TL_DISSECT_FOREIGN;
	end = (__u64)at + length;
	state = read_header(message, &at, &tag, &number);
	if (state == TL_DISSECT_WHOLE && (tag != INTEGER || !number || number > 4))
		return TL_DISSECT_FOREIGN;
	if (state != TL_DISSECT_WHOLE || message->captured - at <= number)
		return state == TL_DISSECT_FOREIGN ? state : TL_DISSECT_CUT;
	at += number;
	operation = find(message->octets[at]);
	if (!operation)
		return TL_DISSECT_FOREIGN;
	state = read_header(message, &at, &tag, &length);
	if (state != TL_DISSECT_WHOLE)
		return state;
	if (at + (__u64)length > end)
		return TL_DISSECT_FOREIGN;
	if (end > message->captured)
		return TL_DISSECT_CUT;
	if (operation->is_request && !said->request[0])
		strcpy(said->request, operation->name);
	keep_first(message, at, operation, said);
	*behind = (__u32)end;
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	enum tl_dissection first = read_one(message, 0, said, &said->behind);

	while (first == TL_DISSECT_WHOLE && said->behind < message->captured &&
	       read_one(message, said->behind, said, &said->behind) == TL_DISSECT_WHOLE)
		;
	return first;
}

TL_SERVICE_DISSECTOR(ldap, "ldap", 0, read_message);
