/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Rows for tests of questions, made of samples/records or value by value. */
#ifndef TAPLESS_SELFTESTS_QUERY_SUPPORT_H
#define TAPLESS_SELFTESTS_QUERY_SUPPORT_H

#include <string.h>

#include "query/row.h"

#define QUERY_TIME 1795170600000000000ull /* 2026-11-20 10:30 UTC */

#define FIELD(name)   (TL_ELEMENT__COUNT + TL_ELEMENT_##name)
#define REVERSE(name) (TL_ELEMENT_##name)

static inline void put_number(struct tl_row *row, unsigned int field, __u64 number)
{
	tl_row_put(row, field, &(struct tl_datum){.number = number});
}

static inline void put_octets(struct tl_row *row, unsigned int field, const void *octets, size_t length)
{
	tl_row_put(row, field, &(struct tl_datum){.octets = octets, .length = (__u32)length});
}

static inline void put_text(struct tl_row *row, unsigned int field, const char *text)
{
	put_octets(row, field, text, strlen(text));
}

/* 10.0.0.5:50000 to 192.0.2.80:443, TLS to www.example.org, two seconds */
static inline void put_web(struct tl_row *row)
{
	put_number(row, FIELD(flowStartNanoseconds), QUERY_TIME);
	put_number(row, FIELD(flowEndNanoseconds), QUERY_TIME + 2000000000);
	put_octets(row, FIELD(sourceIPv4Address), "\x0a\0\0\5", 4);
	put_octets(row, FIELD(destinationIPv4Address), "\xc0\0\2\x50", 4);
	put_number(row, FIELD(sourceTransportPort), 50000);
	put_number(row, FIELD(destinationTransportPort), 443);
	put_number(row, FIELD(protocolIdentifier), 6);
	put_number(row, FIELD(ipVersion), 4);
	put_number(row, FIELD(ethernetType), 0x800);
	put_number(row, FIELD(packetDeltaCount), 10);
	put_number(row, REVERSE(packetDeltaCount), 20);
	put_number(row, FIELD(octetDeltaCount), 1500);
	put_number(row, REVERSE(octetDeltaCount), 2000000);
	put_number(row, FIELD(layer2OctetDeltaCount), 1640);
	put_number(row, FIELD(tcpControlBits), 0x1b); /* FSPA */
	put_number(row, REVERSE(tcpControlBits), 0x12);
	put_number(row, FIELD(flowId), 77);
	put_number(row, FIELD(flowEndReason), 3);
	put_octets(row, FIELD(sourceMacAddress), "\2\0\0\0\0\1", 6);
	put_number(row, FIELD(npnRoundTripTime), 30000); /* 30 ms */
	put_number(row, FIELD(bgpDestinationAsNumber), 64500);
	put_text(row, FIELD(destinationAsName), "EXAMPLE-NET, US");
	put_text(row, FIELD(destinationIPCountry), "IN");
	put_text(row, FIELD(tlsSni), "www.example.org");
	put_text(row, FIELD(applicationName), "Example");
	put_octets(row, FIELD(tlsJa3Fingerprint), "\xe7\xd7\x05\xa3\x28\x6e\x19\xea\x42\xf5\x87\xb3\x44\xee\x68\x65",
		   16);
}

/* [2001:db8::1]:40000 to [2001:db8::53]:53, a question to DNS, a transaction */
static inline void put_dns(struct tl_row *row)
{
	put_number(row, FIELD(flowStartMilliseconds), QUERY_TIME + 60000000000ull);
	put_number(row, FIELD(flowEndMilliseconds), QUERY_TIME + 60000000000ull);
	put_octets(row, FIELD(sourceIPv6Address), "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	put_octets(row, FIELD(destinationIPv6Address), "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53", 16);
	put_number(row, FIELD(sourceTransportPort), 40000);
	put_number(row, FIELD(destinationTransportPort), 53);
	put_number(row, FIELD(protocolIdentifier), 17);
	put_number(row, FIELD(ipVersion), 6);
	put_number(row, FIELD(transactionNumber), 2);
	put_text(row, FIELD(dnsQname), "Mail.Example.net");
	put_number(row, FIELD(dnsResponseTime), 1500);
}

#endif
