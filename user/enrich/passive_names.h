/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Names of addresses, learned by looking on (passive DNS): from DNS answers, SNI and Host. They are kept by client and address, so
 * that a flow gets the name that its own client asked for; beside that, by address alone, for those that did not ask.
 *
 * Nothing is written down: a meter that starts anew learns anew, within what clients' caches keep answers for.
 */
#ifndef TAPLESS_ENRICH_PASSIVE_NAMES_H
#define TAPLESS_ENRICH_PASSIVE_NAMES_H

#include <stddef.h>

#include "../dissect/seen_name.h"
#include "../flow/record.h"

struct tl_passive_names;

struct tl_passive_names_limits {
	size_t entries; /* a client's names of an address, or everybody's: 384 octets each */
	size_t octets; /* of the names themselves */
};

struct tl_passive_names *
tl_passive_names_create(const struct tl_passive_names_limits *limits); /* NULL without memory */

/* The entry seen longest ago makes room. As tl_see_name: the names are the context. */
void tl_passive_names_see(void *names, const struct tl_seen_name *seen);

/*
 * Sets names of both ends that were learned when the flow began, or else later. `realtime_offset`: what makes of names' times
 * those of records. names NULL: does nothing.
 */
void tl_passive_names_enrich(const struct tl_passive_names *names, struct tl_record *record, __s64 realtime_offset);

/* What the flow says itself goes before what was learned: SNI and Host are names of its destination. */
void tl_passive_names_take_own(struct tl_record *record);

size_t tl_passive_names_count(const struct tl_passive_names *names); /* entries */
__u64 tl_passive_names_forgotten(const struct tl_passive_names *names); /* for want of room */

void tl_passive_names_destroy(struct tl_passive_names *names); /* NULL is fine */

#endif
