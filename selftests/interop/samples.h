/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Made-up flow records of every kind, the same for the same number: for the tests of exporters. */
#ifndef TAPLESS_SELFTESTS_SAMPLES_H
#define TAPLESS_SELFTESTS_SAMPLES_H

#include "flow/record.h"

#define SAMPLE_TIME 1750000000000000000ull /* of the first record: nanoseconds since 1970 */

enum sample_kind {
	SAMPLE_TCP, /* IPv4, both directions, SNI, countries, autonomous systems */
	SAMPLE_UDP, /* one direction */
	SAMPLE_ICMP,
	SAMPLE_TCP6, /* flow labels, HTTP host */
	SAMPLE_ICMP6,
	SAMPLE_ARP,
	SAMPLE_LLC, /* no EtherType */
	SAMPLE_VLAN,
	SAMPLE_QINQ,
	SAMPLE_GRE, /* IP without ports */
	SAMPLE_SCTP,
	SAMPLE_RAW_NAME, /* SNI that is not UTF-8 */
	SAMPLE_LONG_NAME, /* SNI of 255 octets */
	SAMPLE_HUGE, /* counters beyond 32 bits */
	SAMPLE__MAX,
};

/* Record `number` is of kind number % SAMPLE__MAX. */
void sample_record(struct tl_record *record, unsigned int number);

#endif
