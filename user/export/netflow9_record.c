// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A record in the fields of NetFlow v9. IANA's elements below 128 are these (RFC 7012 4), by number and, but for the rows below,
 * by length; enterprises' and strings of any length there are none.
 */
#include <string.h>

#include "netflow.h"
#include "../lib/octets.h"

#define FIRST_OF_IPFIX_ALONE 128
#define APPLICATION_ID	     95

struct difference {
	__u16 element;
	struct tl_netflow9_field sent;
};

static const struct difference differences[] = {
	{152, {22, 4, true}}, /* flowStartMilliseconds: FIRST_SWITCHED */
	{153, {21, 4, true}}, /* flowEndMilliseconds: LAST_SWITCHED */
	{139, {32, 2, false}}, /* icmpTypeCodeIPv6: ICMP_TYPE serves both */
	{6, {6, 1, false}}, /* TCP_FLAGS: without the reserved bits */
	{31, {31, 3, false}}, /* IPV6_FLOW_LABEL */
	{64, {64, 4, false}}, /* IPV6_OPTION_HEADERS */
	{95, {95, TL_NETFLOW9_APPLICATION, false}}, /* APPLICATION TAG */
};

/* False: NetFlow v9 has no such field. */
static bool is_sendable(unsigned int field, struct tl_netflow9_field *sent)
{
	const struct tl_element *element = tl_field_element(field);

	if (element->enterprise || tl_field_is_reverse(field))
		return false;
	for (unsigned int i = 0; i < sizeof(differences) / sizeof(differences[0]); i++) {
		if (differences[i].element != element->id)
			continue;
		*sent = differences[i].sent;
		return true;
	}
	*sent = (struct tl_netflow9_field){.id = element->id, .length = element->length};
	return element->id < FIRST_OF_IPFIX_ALONE && element->length != TL_VARIABLE_LENGTH;
}

#define FORWARD(row) (TL_ELEMENT__COUNT + TL_ELEMENT_##row)

bool tl_netflow9_carries(const struct tl_encoded *encoded)
{
	return tl_field_set_has(tl_encoded_fields(encoded), FORWARD(packetDeltaCount));
}

/* RFC 6759 4.1: the selector is the lower octets, zeros in front; of what is longer nothing is sent. `id` begins with its length. */
bool tl_netflow9_application(__u8 application[TL_NETFLOW9_APPLICATION], const __u8 *id)
{
	unsigned int selector = id[0] ? id[0] - 1u : 0;

	if (!id[0] || selector > TL_NETFLOW9_APPLICATION - 1)
		return false;
	memset(application, 0, TL_NETFLOW9_APPLICATION);
	application[0] = id[1];
	memcpy(application + TL_NETFLOW9_APPLICATION - selector, id + 2, selector);
	return true;
}

void tl_netflow9_fields(struct tl_field_set *fields, const struct tl_encoded *encoded,
			const struct tl_netflow9_sendable *sendable)
{
	const __u8 *at = encoded->bytes;
	__u8 application[TL_NETFLOW9_APPLICATION];

	for (unsigned int i = 0; i < TL_FIELD_WORDS; i++)
		fields->words[i] = tl_encoded_fields(encoded)->words[i] & sendable->fields.words[i];
	if (!tl_field_set_has(fields, FORWARD(applicationId)))
		return;
	TL_FOR_EACH_FIELD(field, tl_encoded_fields(encoded))
	{
		if (field == FORWARD(applicationId))
			break;
		at += tl_encoded_value_size(tl_field_element(field), at);
	}
	if (!tl_netflow9_application(application, at))
		tl_field_set_remove(fields, FORWARD(applicationId));
}

void tl_netflow9_sendable(struct tl_netflow9_sendable *sendable)
{
	memset(sendable, 0, sizeof(*sendable));
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++)
		if (is_sendable(field, &sendable->sent[field]))
			tl_field_set_add(&sendable->fields, field);
}

static void put(__u8 *to, const struct tl_netflow9_field *sent, const __u8 *at, size_t size,
		const struct tl_netflow_clock *clock)
{
	if (sent->id == APPLICATION_ID)
		tl_netflow9_application(to, at);
	else if (sent->is_time)
		tl_octets_put(to, tl_netflow_uptime(clock, tl_octets_get(at, size)), sent->length);
	else if (sent->length != size)
		tl_octets_put(to, tl_octets_get(at, size), sent->length);
	else
		memcpy(to, at, size);
}

size_t tl_netflow9_record(__u8 *bytes, const struct tl_encoded *encoded, const struct tl_field_set *fields,
			  const struct tl_netflow9_sendable *sendable, const struct tl_netflow_clock *clock)
{
	const __u8 *at = encoded->bytes;
	size_t used = 0;

	TL_FOR_EACH_FIELD(field, tl_encoded_fields(encoded))
	{
		const struct tl_netflow9_field *sent = &sendable->sent[field];
		size_t size = tl_encoded_value_size(tl_field_element(field), at);

		if (tl_field_set_has(fields, field)) {
			put(bytes + used, sent, at, size, clock);
			used += sent->length;
		}
		at += size;
	}
	return used;
}
