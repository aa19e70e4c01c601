/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Values as text: for people (1.2 M, 12.3 s), or exact, for programs and --exact. */
#ifndef TAPLESS_QUERY_TEXT_H
#define TAPLESS_QUERY_TEXT_H

#include "meaning.h"
#include "row.h"

#define TL_VALUE_SIZE 1024 /* the longest string of a record, escaped */

struct tl_naming;

struct tl_text_style {
	bool exact; /* all digits, no units; durations in seconds, times as in ISO 8601 */
	bool utc; /* times; else in the local time zone */
	bool with_date; /* times for people */
	const struct tl_naming *naming; /* for people: vendors, services, looked up names beside values; NULL: none */
	bool with_all; /* times for people: the date and milliseconds, for who leaves out what is not needed */
};

/*
 * Valid UTF-8 and harmless for a terminal. A string that is to be exact has its own octets, but for control characters and
 * what is no UTF-8: these are \xNN.
 */
void tl_value_text(char *text, size_t size, enum tl_meaning meaning, const struct tl_datum *value,
		   const struct tl_text_style *style);

/* "09:00:01.123", "2026-11-20 09:00:01", or exact, "2026-11-20T09:00:01.123456789+01:00" */
void tl_time_text(char *text, size_t size, __u64 nanoseconds, const struct tl_text_style *style);
/* 4 or 16 octets */
void tl_address_text(char *text, size_t size, const __u8 *octets, size_t length);

/* NULL: it has no name here. */
const char *tl_protocol_name(unsigned int protocol);
/* -1: unknown */
int tl_protocol_by_name(const char *name, size_t length);

#define TL_FLAG_LETTERS "FSRPAUEC" /* by bit: FIN, SYN, RST, PSH, ACK, URG, ECE, CWR */

#endif
