/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Information elements (RFC 7012): what is known of each, and the table of those that a flow record has. */
#ifndef TAPLESS_EXPORT_ELEMENT_H
#define TAPLESS_EXPORT_ELEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "../flow/record.h"
#include "element_list.h"
#include "predicates.h"

#define TL_VARIABLE_LENGTH 0xffff

/* Abstract data types (RFC 7011 6.1); the numbers are those of RFC 5610 (informationElementDataType). */
#define TL_TYPE_LIST(X)                                                                                                \
	X(OCTET_ARRAY, "octetArray")                                                                                   \
	X(UNSIGNED8, "unsigned8")                                                                                      \
	X(UNSIGNED16, "unsigned16")                                                                                    \
	X(UNSIGNED32, "unsigned32")                                                                                    \
	X(UNSIGNED64, "unsigned64")                                                                                    \
	X(SIGNED8, "signed8")                                                                                          \
	X(SIGNED16, "signed16")                                                                                        \
	X(SIGNED32, "signed32")                                                                                        \
	X(SIGNED64, "signed64")                                                                                        \
	X(FLOAT32, "float32")                                                                                          \
	X(FLOAT64, "float64")                                                                                          \
	X(BOOLEAN, "boolean")                                                                                          \
	X(MAC_ADDRESS, "macAddress")                                                                                   \
	X(STRING, "string")                                                                                            \
	X(DATE_TIME_SECONDS, "dateTimeSeconds")                                                                        \
	X(DATE_TIME_MILLISECONDS, "dateTimeMilliseconds")                                                              \
	X(DATE_TIME_MICROSECONDS, "dateTimeMicroseconds")                                                              \
	X(DATE_TIME_NANOSECONDS, "dateTimeNanoseconds")                                                                \
	X(IPV4_ADDRESS, "ipv4Address")                                                                                 \
	X(IPV6_ADDRESS, "ipv6Address")                                                                                 \
	X(BASIC_LIST, "basicList")                                                                                     \
	X(SUB_TEMPLATE_LIST, "subTemplateList")                                                                        \
	X(SUB_TEMPLATE_MULTI_LIST, "subTemplateMultiList")

enum tl_type {
#define X(symbol, name) TL_TYPE_##symbol,
	TL_TYPE_LIST(X)
#undef X
		TL_TYPE__MAX,
};

/* Numbers of RFC 5610 (informationElementSemantics, informationElementUnits). */
#define TL_SEMANTICS_LIST(X)                                                                                           \
	X(DEFAULT, "default")                                                                                          \
	X(QUANTITY, "quantity")                                                                                        \
	X(TOTAL_COUNTER, "totalCounter")                                                                               \
	X(DELTA_COUNTER, "deltaCounter")                                                                               \
	X(IDENTIFIER, "identifier")                                                                                    \
	X(FLAGS, "flags")

enum tl_semantics {
#define X(symbol, name) TL_SEMANTICS_##symbol,
	TL_SEMANTICS_LIST(X)
#undef X
		TL_SEMANTICS__MAX,
};

enum tl_units {
	TL_UNITS_NONE = 0,
	TL_UNITS_OCTETS = 2,
	TL_UNITS_PACKETS = 3,
	TL_UNITS_SECONDS = 5,
	TL_UNITS_MILLISECONDS = 6,
	TL_UNITS_MICROSECONDS = 7,
	TL_UNITS_NANOSECONDS = 8,
	TL_UNITS_HOPS = 11,
};

/* Which part of the member is sent. */
enum tl_part {
	TL_PART_WHOLE,
	TL_PART_HIGH, /* upper octet of 16 bits */
	TL_PART_LOW,
	TL_PART_IP_VERSION, /* 4 or 6, from an EtherType */
	TL_PART_COUNTED, /* its first octet is the number of those that follow */
	TL_PART_LIST, /* an item for each of the record's first packets: on the wire a basicList (RFC 6313) */
};

struct tl_element {
	const char *name;
	const char *text;
	__u32 enterprise;
	__u16 id;
	__u16 length; /* octets on the wire, or TL_VARIABLE_LENGTH; of a list: of one item in the record */
	__u16 offset; /* of the value in struct tl_record; of what a dissector says: in struct tl_record_facts */
	__u16 reverse_offset; /* 0: has no reverse form */
	__u16 size; /* of a list, or of a string, with the NULs behind it */
	__u16 when; /* offset in struct tl_record_facts of what must not be all zeros */
	__u16 when_size;
	__u8 type; /* enum tl_type */
	__u8 semantics;
	__u8 units;
	__u8 part;
	__u8 present; /* enum tl_predicate, if no dissector says it */
	__u8 facts; /* enum tl_facts_kind, if a dissector says it */
	bool is_beside; /* those facts are outside of the union */
};

enum tl_element_row {
#define X(name, ...)	       TL_ELEMENT_##name,
#define FACT(facts, name, ...) TL_ELEMENT_##name,
	TL_ELEMENT_LIST(X, X, FACT)
#undef X
#undef FACT
		TL_ELEMENT__COUNT,
};

extern const struct tl_element tl_elements[TL_ELEMENT__COUNT];

/*
 * A field is a row in its reverse or forward form: numbers 0 to TL_FIELD__COUNT - 1, in the order they are sent. The reverse
 * forms go first: nfcapd takes some for the forward ones, and of two the later holds.
 */
#define TL_FIELD__COUNT (2 * TL_ELEMENT__COUNT)

static inline const struct tl_element *tl_field_element(unsigned int field)
{
	return &tl_elements[field % TL_ELEMENT__COUNT];
}

static inline bool tl_field_is_reverse(unsigned int field)
{
	return field < TL_ELEMENT__COUNT;
}

/* Has the record this field? `reverse`: in its reverse form. */
bool tl_element_is_present(const struct tl_element *element, const struct tl_record *record, bool reverse);

/* Where the record has the value of a field that is present. */
const void *tl_element_value(const struct tl_element *element, const struct tl_record *record, bool reverse);

/* Another number: struct tl_record_facts is not what it was in the build that had this one. */
__u64 tl_elements_layout(void);

/* Enterprise number and id of an element's reverse form. */
void tl_element_reverse_number(const struct tl_element *element, __u32 *enterprise, __u16 *id);

/* The element with this number, of the table or of IANA's registry; *reverse tells its form. NULL: unknown. */
const struct tl_element *tl_element_find(__u32 enterprise, __u16 id, bool *reverse);

const char *tl_type_name(unsigned int type);
const char *tl_semantics_name(unsigned int semantics);
const char *tl_units_name(unsigned int units); /* "" for none */

/* IANA elements that are in no flow record: those of option records, and those that other exporters send. By id. */
extern const struct tl_element tl_known_elements[];
extern const unsigned int tl_known_element_count;

#endif
