/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A row of the history as the analyses look at it: what nearly all of them want, taken out once. */
#ifndef TAPLESS_REPORT_ENTRY_H
#define TAPLESS_REPORT_ENTRY_H

#include "../query/row.h"

/* Numbers of fields, as constants for tables. */
#define TL_FORWARD(name) (TL_ELEMENT__COUNT + TL_ELEMENT_##name)
#define TL_REVERSE(name) (TL_ELEMENT_##name)

#define TL_ENTRY_TEXT 256

/* What tl_entry_name() and tl_entry_server() look at. */
#define TL_NAME_FIELDS TL_FORWARD(tlsSni), TL_FORWARD(quicSni), TL_FORWARD(httpRequestHost), TL_FORWARD(destinationName)

enum tl_way { TL_WAY_FORWARD, TL_WAY_BACK, TL_WAY__COUNT }; /* from source to destination; the other */

struct tl_entry {
	const struct tl_row *row;
	bool has_hosts;
	bool counts; /* no record of a transaction alone */
	bool ends; /* a flow, which is counted by this record: one of minutes has several */
	bool is_answered; /* something came back */
	__u8 protocol;
	__u16 ports[2]; /* of source and destination */
	__u8 hosts[2][16]; /* source and destination, IPv4 addresses mapped */
	__u64 start, end; /* nanoseconds since 1970 */
	__u64 packets[TL_WAY__COUNT];
	__u64 octets[TL_WAY__COUNT]; /* of IP */
	__u64 frames[TL_WAY__COUNT]; /* octets of whole frames, or else of IP */
};

/* The fields that an entry is made of. */
extern const __u16 tl_entry_fields[];
extern const unsigned int tl_entry_field_count;

void tl_entry_take(struct tl_entry *entry, const struct tl_row *row);

static inline __u64 tl_entry_packets(const struct tl_entry *entry)
{
	return entry->packets[TL_WAY_FORWARD] + entry->packets[TL_WAY_BACK];
}

static inline __u64 tl_entry_octets(const struct tl_entry *entry)
{
	return entry->octets[TL_WAY_FORWARD] + entry->octets[TL_WAY_BACK];
}

/* A number of the row, or `fallback`. */
__u64 tl_entry_number(const struct tl_entry *entry, unsigned int field, __u64 fallback);

/* A text of the row, made harmless for terminals and cut; false, and "", if the row has none. */
bool tl_entry_text(const struct tl_entry *entry, unsigned int field, char text[TL_ENTRY_TEXT]);

/* The name by which the client asks for the server: SNI or Host, without port, in small letters; *field tells which. */
bool tl_entry_name(const struct tl_entry *entry, char name[TL_ENTRY_TEXT], unsigned int *field);

/* The same, or else what this client has learned of the address before, mostly from DNS. */
bool tl_entry_server(const struct tl_entry *entry, char name[TL_ENTRY_TEXT]);

#endif
