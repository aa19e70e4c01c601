/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What NetFlow needs beyond IPFIX: times are milliseconds of sysUpTime, 32 bits, since the device booted; the header of each
 * packet has sysUpTime and the time of day of one moment, so that a collector knows when that was (RFC 3954 5.1).
 */
#ifndef TAPLESS_EXPORT_NETFLOW_H
#define TAPLESS_EXPORT_NETFLOW_H

#include <stdbool.h>

#include "encode.h"

#define TL_NETFLOW_PORT "2055"

/* Times in milliseconds since 1970, but for those of records, which are nanoseconds. */
struct tl_netflow_clock {
	__u64 boot; /* 0: of a capture that has not begun */
	__u64 first_end, latest_end; /* of the packet's records, nanoseconds; 0: it has none */
	bool capture;
};

/* A capture's clock begins with its first record. */
void tl_netflow_clock_init(struct tl_netflow_clock *clock, bool capture);

/*
 * Of each record, before its times are written. `begins`: the first one of a packet; by the boot as it is then, since a wall clock
 * that is put right moves it.
 */
void tl_netflow_clock_note(struct tl_netflow_clock *clock, const struct tl_encoded *encoded, bool begins);

/* Can one packet tell this record's times and those that it has already? 32 bits of milliseconds are 49 days. */
bool tl_netflow_clock_takes(const struct tl_netflow_clock *clock, const struct tl_encoded *encoded);

/* sysUpTime then; it begins anew after 49 days. What was before the boot is clamped to it. */
__u32 tl_netflow_uptime(const struct tl_netflow_clock *clock, __u64 milliseconds);

/* The second of export, since 1970: no flow of the packet ends after it. */
__u32 tl_netflow_export_second(const struct tl_netflow_clock *clock);

/* A field of a template, and how it comes from an element. */
struct tl_netflow9_field {
	__u16 id;
	__u16 length;
	bool is_time;
};

/* All fields that NetFlow v9 has, and how each is sent. */
struct tl_netflow9_sendable {
	struct tl_field_set fields;
	struct tl_netflow9_field sent[TL_FIELD__COUNT];
};
void tl_netflow9_sendable(struct tl_netflow9_sendable *sendable);

/*
 * NetFlow v5: records of fixed length, IPv4 alone. Each counts packets and octets in 32 bits, so a record with more becomes
 * several. Returns how many it takes: the first one is written, with all but its counters.
 */
#define TL_NETFLOW5_RECORD 48
bool tl_netflow5_carries(const struct tl_encoded *encoded);
__u64 tl_netflow5_record(__u8 bytes[TL_NETFLOW5_RECORD], const struct tl_encoded *encoded,
			 const struct tl_netflow_clock *clock);

/* Writes the counters of part `number` of the `count` that a record takes; together they are the record's. */
void tl_netflow5_share(__u8 bytes[TL_NETFLOW5_RECORD], const struct tl_encoded *encoded, __u64 number, __u64 count);

/* Not what is of a transaction alone: it counts nothing, and NetFlow v9 has no field for what it says. */
bool tl_netflow9_carries(const struct tl_encoded *encoded);

/* An applicationId (RFC 6759) is one octet of its engine and three of its selector, as routers send it. False: it has more. */
#define TL_NETFLOW9_APPLICATION 4
bool tl_netflow9_application(__u8 application[TL_NETFLOW9_APPLICATION], const __u8 *id);

/* Those of the record's fields that are sent. */
void tl_netflow9_fields(struct tl_field_set *fields, const struct tl_encoded *encoded,
			const struct tl_netflow9_sendable *sendable);

/* Writes the octets of these fields, which are some of those that are sendable; there is room for TL_ENCODED_SIZE. Returns their number. */
size_t tl_netflow9_record(__u8 *bytes, const struct tl_encoded *encoded, const struct tl_field_set *fields,
			  const struct tl_netflow9_sendable *sendable, const struct tl_netflow_clock *clock);

#endif
