// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A record in the fixed layout of NetFlow v5. Next hop and prefix lengths are not known, and 0 as routers send them then. */
#include <string.h>

#include "netflow.h"
#include "../lib/octets.h"

#define AT_PACKETS 16
#define AT_OCTETS  20
#define COUNTER	   4 /* octets of each */
#define AS_TRANS   23456 /* RFC 6793: an autonomous system whose number has more than 16 bits */

#define FORWARD(row) (TL_ELEMENT__COUNT + TL_ELEMENT_##row)

/* What is sent of a value that does not fit: its lower bits, this, or (NONE) that it is not known. */
enum beyond { LOWER_BITS, SUBSTITUTE, NONE };

struct place {
	__u8 at, length; /* length 0: NetFlow v5 has no such field */
	bool is_time;
	enum beyond beyond;
};

static const struct place places[TL_FIELD__COUNT] = {
	[FORWARD(sourceIPv4Address)] = {0, 4, false, LOWER_BITS},
	[FORWARD(destinationIPv4Address)] = {4, 4, false, LOWER_BITS},
	[FORWARD(ingressInterface)] = {12, 2, false, NONE},
	[FORWARD(egressInterface)] = {14, 2, false, NONE},
	[FORWARD(flowStartMilliseconds)] = {24, 4, true, LOWER_BITS},
	[FORWARD(flowEndMilliseconds)] = {28, 4, true, LOWER_BITS},
	[FORWARD(sourceTransportPort)] = {32, 2, false, LOWER_BITS},
	[FORWARD(destinationTransportPort)] = {34, 2, false, LOWER_BITS},
	[FORWARD(icmpTypeCodeIPv4)] = {34, 2, false, LOWER_BITS},
	[FORWARD(tcpControlBits)] = {37, 1, false, LOWER_BITS},
	[FORWARD(protocolIdentifier)] = {38, 1, false, LOWER_BITS},
	[FORWARD(ipClassOfService)] = {39, 1, false, LOWER_BITS},
	[FORWARD(bgpSourceAsNumber)] = {40, 2, false, SUBSTITUTE},
	[FORWARD(bgpDestinationAsNumber)] = {42, 2, false, SUBSTITUTE},
};

bool tl_netflow5_carries(const struct tl_encoded *encoded)
{
	return tl_field_set_has(tl_encoded_fields(encoded), FORWARD(sourceIPv4Address)) &&
	       tl_field_set_has(tl_encoded_fields(encoded), FORWARD(packetDeltaCount)); /* not that of a transaction */
}

static void put(__u8 *bytes, const struct place *place, __u64 value, const struct tl_netflow_clock *clock)
{
	if (place->is_time)
		value = tl_netflow_uptime(clock, value);
	if (value >> 8 * place->length && place->beyond != LOWER_BITS)
		value = place->beyond == SUBSTITUTE ? AS_TRANS : 0;
	tl_octets_put(bytes + place->at, value, place->length);
}

/* The least number of records whose counters hold that much. */
static __u64 records_for(__u64 counter)
{
	return counter / (__u32)-1 + (counter % (__u32)-1 != 0);
}

__u64 tl_netflow5_record(__u8 bytes[TL_NETFLOW5_RECORD], const struct tl_encoded *encoded,
			 const struct tl_netflow_clock *clock)
{
	__u64 by_packets = records_for(encoded->amount.packets), by_octets = records_for(encoded->amount.octets);
	const __u8 *at = encoded->bytes;

	memset(bytes, 0, TL_NETFLOW5_RECORD);
	TL_FOR_EACH_FIELD(field, tl_encoded_fields(encoded))
	{
		size_t size = tl_encoded_value_size(tl_field_element(field), at);

		if (places[field].length)
			put(bytes, &places[field], tl_octets_get(at, size), clock);
		at += size;
	}
	return by_octets > by_packets ? by_octets : by_packets; /* there is no record without packets */
}

static __u64 share(__u64 whole, __u64 number, __u64 count)
{
	return whole / count + (number < whole % count);
}

void tl_netflow5_share(__u8 bytes[TL_NETFLOW5_RECORD], const struct tl_encoded *encoded, __u64 number, __u64 count)
{
	tl_octets_put(bytes + AT_PACKETS, share(encoded->amount.packets, number, count), COUNTER);
	tl_octets_put(bytes + AT_OCTETS, share(encoded->amount.octets, number, count), COUNTER);
}
