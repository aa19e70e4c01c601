/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How the store keeps each field of the element table. What every flow has and people ask for are columns of the
 * table `flow` (tl_store_columns). What hardly differs from flow to flow (TTLs, interfaces, options of a SYN,
 * ciphers) is in a few profiles that many records share; the rest is packed into the record's `details`. A new
 * element needs no row here: its type and semantics tell where it goes, and a wrong guess costs room, never a value.
 */
#ifndef TAPLESS_STORE_PLAN_H
#define TAPLESS_STORE_PLAN_H

#include "../export/element.h"

#define TL_STORE_NO_FIELD TL_FIELD__COUNT

enum tl_column_form {
	TL_COLUMN_NUMBER,
	TL_COLUMN_SINCE, /* less the segment's `base` of this column */
	TL_COLUMN_AFTER, /* less the column before it */
	TL_COLUMN_ADDRESS, /* id in the table `address` */
	TL_COLUMN_TEXT, /* id in the table `text` */
};

struct tl_store_column {
	const char *name;
	__u16 field; /* of an address: the IPv4 one */
	__u16 other_field; /* the IPv6 one, else the same as `field` */
	enum tl_column_form form;
};

enum tl_store_column_row {
	TL_STORE_start,
	TL_STORE_duration,
	TL_STORE_source,
	TL_STORE_destination,
	TL_STORE_source_port,
	TL_STORE_destination_port,
	TL_STORE_protocol,
	TL_STORE_packets,
	TL_STORE_octets,
	TL_STORE_reverse_packets,
	TL_STORE_reverse_octets,
	TL_STORE_application,
	TL_STORE_tls_name,
	TL_STORE_http_host,
	TL_STORE_dns_name,
	TL_STORE_flow_id,
	TL_STORE_sequence,
	TL_STORE__COLUMNS,
};

extern const struct tl_store_column tl_store_columns[TL_STORE__COLUMNS];

enum tl_keeping {
	TL_KEEP_OWN, /* in the record's details */
	TL_KEEP_STEADY, /* in a profile */
	TL_KEEP_COLUMN,
	TL_KEEP_PLACE, /* with the address that it is about: country, autonomous system, ... */
	TL_KEEP_NOT, /* lists, which no row has */
};

/* Profiles by subject, so that their number is the sum of what differs and not the product. */
enum tl_profile_group {
	TL_GROUP_LINK, /* cards and interfaces: as many as there are hosts */
	TL_GROUP_PATH,
	TL_GROUP_TCP,
	TL_GROUP_CONTENT,
	TL_GROUP__COUNT,
};

struct tl_plan_field {
	__u8 keeping; /* enum tl_keeping */
	__u8 group; /* enum tl_profile_group */
	__u8 column;
	__u8 end; /* of a place: 0 source, 1 destination */
	__u16 relative_to; /* kept is the difference, where both are there; TL_STORE_NO_FIELD: nothing */
	__u16 same_as; /* nothing is kept if it equals that; a time in milliseconds: if it is that time, cut */
	__u16 counterpart; /* of a place: the field of the other end */
};

/* By field. */
const struct tl_plan_field *tl_store_plan(void);

/* What a field is called in the store: the element's name, with "reverse" in front of that of a reverse field. */
void tl_store_field_name(unsigned int field, char *name, size_t size);

#endif
