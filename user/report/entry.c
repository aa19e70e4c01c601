// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "entry.h"

#include <ctype.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/octets.h"
#include "../query/sums.h"
#include "../view/text.h"

/* A time that no clock tells: year 2200 and later, so that sums of times never overflow. */
#define TIME_LAST (7258118400ull * TL_SECOND)

/* Without the times in milliseconds: archives that choose by fields have nanoseconds, of files all is read. */
const __u16 tl_entry_fields[] = {
	TL_FORWARD(flowStartNanoseconds),  TL_FORWARD(flowEndNanoseconds),
	TL_FORWARD(sourceIPv4Address),	   TL_FORWARD(destinationIPv4Address),
	TL_FORWARD(sourceIPv6Address),	   TL_FORWARD(destinationIPv6Address),
	TL_FORWARD(sourceTransportPort),   TL_FORWARD(destinationTransportPort),
	TL_FORWARD(protocolIdentifier),	   TL_FORWARD(packetDeltaCount),
	TL_FORWARD(octetDeltaCount),	   TL_FORWARD(layer2OctetDeltaCount),
	TL_REVERSE(packetDeltaCount),	   TL_REVERSE(octetDeltaCount),
	TL_REVERSE(layer2OctetDeltaCount), TL_FORWARD(transactionNumber),
	TL_FORWARD(flowEndReason),
};
const unsigned int tl_entry_field_count = sizeof(tl_entry_fields) / sizeof(tl_entry_fields[0]);

__u64 tl_entry_number(const struct tl_entry *entry, unsigned int field, __u64 fallback)
{
	const struct tl_datum *datum = tl_row_get(entry->row, field);

	return datum ? datum->number : fallback;
}

static bool take_address(__u8 host[16], const struct tl_row *row, unsigned int ipv4, unsigned int ipv6)
{
	static const __u8 mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	const struct tl_datum *datum = tl_row_get(row, ipv4);

	if (datum && datum->length == 4) {
		memcpy(host, mapped, sizeof(mapped));
		memcpy(host + sizeof(mapped), datum->octets, 4);
		return true;
	}
	datum = tl_row_get(row, ipv6);
	if (!datum || datum->length != 16)
		return false;
	memcpy(host, datum->octets, 16);
	return true;
}

static __u64 time_of(const struct tl_entry *entry, unsigned int exact, unsigned int coarse)
{
	__u64 time = tl_entry_number(entry, exact, tl_entry_number(entry, coarse, 0));

	return time < TIME_LAST ? time : 0;
}

static void take_amounts(struct tl_entry *entry, enum tl_way way, unsigned int packets, unsigned int octets,
			 unsigned int frames)
{
	entry->packets[way] = tl_entry_number(entry, packets, 0);
	entry->octets[way] = tl_entry_number(entry, octets, 0);
	entry->frames[way] = tl_entry_number(entry, frames, entry->octets[way]);
}

void tl_entry_take(struct tl_entry *entry, const struct tl_row *row)
{
	memset(entry, 0, sizeof(*entry));
	entry->row = row;
	entry->counts = !tl_row_get(row, TL_FORWARD(transactionNumber));
	entry->ends = tl_row_ends_flow(row);
	entry->has_hosts =
		take_address(entry->hosts[0], row, TL_FORWARD(sourceIPv4Address), TL_FORWARD(sourceIPv6Address)) &&
		take_address(entry->hosts[1], row, TL_FORWARD(destinationIPv4Address),
			     TL_FORWARD(destinationIPv6Address));
	entry->protocol = (__u8)tl_entry_number(entry, TL_FORWARD(protocolIdentifier), 0);
	entry->ports[0] = (__u16)tl_entry_number(entry, TL_FORWARD(sourceTransportPort), 0);
	entry->ports[1] = (__u16)tl_entry_number(entry, TL_FORWARD(destinationTransportPort), 0);
	entry->start = time_of(entry, TL_FORWARD(flowStartNanoseconds), TL_FORWARD(flowStartMilliseconds));
	entry->end = time_of(entry, TL_FORWARD(flowEndNanoseconds), TL_FORWARD(flowEndMilliseconds));
	if (entry->end < entry->start)
		entry->end = entry->start;
	take_amounts(entry, TL_WAY_FORWARD, TL_FORWARD(packetDeltaCount), TL_FORWARD(octetDeltaCount),
		     TL_FORWARD(layer2OctetDeltaCount));
	take_amounts(entry, TL_WAY_BACK, TL_REVERSE(packetDeltaCount), TL_REVERSE(octetDeltaCount),
		     TL_REVERSE(layer2OctetDeltaCount));
	entry->is_answered = entry->packets[TL_WAY_BACK];
}

bool tl_entry_text(const struct tl_entry *entry, unsigned int field, char text[TL_ENTRY_TEXT])
{
	const struct tl_datum *datum = tl_row_get(entry->row, field);
	char raw[TL_ENTRY_TEXT];
	size_t length = datum ? datum->length : 0;

	if (length >= sizeof(raw))
		length = sizeof(raw) - 1;
	if (length)
		memcpy(raw, datum->octets, length);
	raw[length] = '\0';
	tl_text_clean(text, TL_ENTRY_TEXT, raw);
	return text[0];
}

/* host:8080 and [::1]:8080 without the port; an IPv6 address without brackets has colons of its own. */
static void cut_port(char *name)
{
	char *colon = strrchr(name, ':');

	if (colon && (strchr(name, ':') == colon || (colon > name && colon[-1] == ']')))
		*colon = '\0';
}

static void make_small(char *name)
{
	for (char *at = name; *at; at++)
		*at = (char)tolower((unsigned char)*at);
}

bool tl_entry_name(const struct tl_entry *entry, char name[TL_ENTRY_TEXT], unsigned int *field)
{
	static const unsigned int fields[] = {TL_FORWARD(tlsSni), TL_FORWARD(quicSni), TL_FORWARD(httpRequestHost)};

	for (unsigned int i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		*field = fields[i];
		if (!tl_entry_text(entry, *field, name))
			continue;
		if (*field == TL_FORWARD(httpRequestHost))
			cut_port(name);
		make_small(name);
		return name[0];
	}
	return false;
}

bool tl_entry_server(const struct tl_entry *entry, char name[TL_ENTRY_TEXT])
{
	unsigned int field;

	if (tl_entry_name(entry, name, &field))
		return true;
	if (!tl_entry_text(entry, TL_FORWARD(destinationName), name))
		return false;
	make_small(name);
	return true;
}
