/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The sections of a report: a row each in sections.c and a file each. A section names the fields it wants, looks at each row, and
 * says at the end what it found. What it keeps is bounded; where it had to leave out something, it says so.
 */
#ifndef TAPLESS_REPORT_SECTION_H
#define TAPLESS_REPORT_SECTION_H

#include "document.h"
#include "entry.h"

struct tl_naming;
struct tl_known_services;

/* What is asked for. */
struct tl_inquiry {
	__u64 from, to; /* as in struct tl_question */
	__u8 hosts[2][16]; /* of an investigation */
	unsigned int host_count;
	struct tl_naming *naming; /* NULL: nothing is told beside what the records say */
	const struct tl_known_services *known; /* services before `from`; NULL: nothing is known of that time */
};

struct tl_section {
	const char *key, *title;
	const __u16 *fields; /* beside those of each entry (entry.h) */
	unsigned int field_count;
	size_t size; /* of its state, zeros at first */
	bool (*begin)(void *state, const struct tl_inquiry *inquiry); /* false without memory */
	void (*take)(void *state, const struct tl_entry *entry);
	/* Adds what another state of it, which took other entries, has found. NULL: it must see all of them itself. */
	void (*add)(void *state, void *other);
	void (*tell)(void *state, struct tl_chapter *chapter);
	void (*end)(void *state); /* also after a begin that failed */
};

#define TL_FIELDS(list) .fields = (list), .field_count = sizeof(list) / sizeof((list)[0])

extern const struct tl_section *const tl_report_sections[]; /* NULL at the end, as below */
extern const struct tl_section *const tl_investigation_sections[];

extern const struct tl_section tl_section_volume;
extern const struct tl_section tl_section_applications;
extern const struct tl_section tl_section_hosts;
extern const struct tl_section tl_section_names;
extern const struct tl_section tl_section_countries;
extern const struct tl_section tl_section_systems;
extern const struct tl_section tl_section_times;
extern const struct tl_section tl_section_tls;
extern const struct tl_section tl_section_anomalies;

extern const struct tl_section tl_section_who;
extern const struct tl_section tl_section_clients;
extern const struct tl_section tl_section_sites;
extern const struct tl_section tl_section_neighbours;
extern const struct tl_section tl_section_timeline;

#endif
