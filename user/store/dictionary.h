/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which ids the octets of a table of the store have, for its writer. It remembers so many; then it begins anew, and
 * what comes again gets a second id: that costs room in the file, not in memory.
 */
#ifndef TAPLESS_STORE_DICTIONARY_H
#define TAPLESS_STORE_DICTIONARY_H

#include <stddef.h>

#include <linux/types.h>

struct tl_dictionary_entry;

struct tl_dictionary {
	struct tl_dictionary_entry *entries;
	size_t count, limit;
	size_t octets; /* of the keys */
	__u64 last_id;
};

void tl_dictionary_init(struct tl_dictionary *dictionary, size_t limit);
void tl_dictionary_forget(struct tl_dictionary *dictionary); /* ids go on where they are */

/* The id, or 0 if these octets are unknown. */
__u64 tl_dictionary_find(const struct tl_dictionary *dictionary, const void *key, size_t length);

/* A new id for octets that are unknown; 0 without memory. */
__u64 tl_dictionary_add(struct tl_dictionary *dictionary, const void *key, size_t length);

#endif
