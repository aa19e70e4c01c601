// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A record in the fields of NetFlow v9. IANA's elements below 128 are these (RFC 7012 4), by number and, but for the rows below,
 * by length; enterprises' and strings of any length there are none.
 */
#include <string.h>

#include "netflow.h"
#include "../lib/octets.h"

#define FIRST_OF_IPFIX_ALONE 128

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
};

bool tl_netflow9_field(unsigned int field, struct tl_netflow9_field *sent)
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

void tl_netflow9_sendable(struct tl_field_set *fields)
{
	struct tl_netflow9_field ignored;

	memset(fields, 0, sizeof(*fields));
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++)
		if (tl_netflow9_field(field, &ignored))
			tl_field_set_add(fields, field);
}

static void put(__u8 *to, const struct tl_netflow9_field *sent, const __u8 *at, size_t size,
		const struct tl_netflow_clock *clock)
{
	if (sent->is_time)
		tl_octets_put(to, tl_netflow_uptime(clock, tl_octets_get(at, size)), sent->length);
	else if (sent->length != size)
		tl_octets_put(to, tl_octets_get(at, size), sent->length);
	else
		memcpy(to, at, size);
}

size_t tl_netflow9_record(__u8 *bytes, const struct tl_encoded *encoded, const struct tl_netflow_clock *clock)
{
	const __u8 *at = encoded->bytes;
	size_t used = 0;

	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		struct tl_netflow9_field sent;
		size_t size;

		if (!tl_field_set_has(&encoded->fields, field))
			continue;
		size = tl_encoded_value_size(tl_field_element(field), at);
		if (tl_netflow9_field(field, &sent)) {
			put(bytes + used, &sent, at, size, clock);
			used += sent.length;
		}
		at += size;
	}
	return used;
}
