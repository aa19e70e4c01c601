/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the sections of an investigation share: whose entries are looked at, and when something was seen. */
#ifndef TAPLESS_REPORT_PURSUIT_H
#define TAPLESS_REPORT_PURSUIT_H

#include "section.h"

#define TL_PURSUIT_SHOWN 20
#define TL_PURSUIT_HELD	 4096

struct tl_sightings {
	__u64 count;
	__u64 first, last;
};

void tl_sightings_add(struct tl_sightings *sightings, const struct tl_entry *entry);

/* Which of the inquiry's hosts this is, or -1. */
int tl_pursuit_host(const struct tl_inquiry *inquiry, const __u8 host[16]);

/* Is the entry between the two hosts, or, of one only, of it? */
bool tl_pursuit_is_between(const struct tl_inquiry *inquiry, const struct tl_entry *entry);

/* "Windows 10", "Chrome 60.0": a name and a version behind it. False if the row has no name. */
bool tl_pursuit_versioned(const struct tl_entry *entry, unsigned int name, unsigned int version,
			  char text[TL_ENTRY_TEXT]);

#endif
