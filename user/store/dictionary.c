// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dictionary.h"

#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#define OCTETS_MAX (32u << 20)

struct tl_dictionary_entry {
	UT_hash_handle hh;
	__u64 id;
	__u8 key[];
};

void tl_dictionary_init(struct tl_dictionary *dictionary, size_t limit)
{
	*dictionary = (struct tl_dictionary){.limit = limit};
}

void tl_dictionary_forget(struct tl_dictionary *dictionary)
{
	struct tl_dictionary_entry *entry, *next;

	HASH_ITER (hh, dictionary->entries, entry, next) {
		HASH_DEL(dictionary->entries, entry);
		free(entry);
	}
	dictionary->count = dictionary->octets = 0;
}

__u64 tl_dictionary_find(const struct tl_dictionary *dictionary, const void *key, size_t length)
{
	struct tl_dictionary_entry *entry;

	HASH_FIND(hh, dictionary->entries, key, length, entry);
	return entry ? entry->id : 0;
}

__u64 tl_dictionary_add(struct tl_dictionary *dictionary, const void *key, size_t length)
{
	struct tl_dictionary_entry *entry;

	if (dictionary->count >= dictionary->limit || dictionary->octets >= OCTETS_MAX)
		tl_dictionary_forget(dictionary);
	entry = malloc(sizeof(*entry) + length);
	if (!entry)
		return 0;
	entry->id = dictionary->last_id + 1;
	memcpy(entry->key, key, length);
	HASH_ADD_KEYPTR(hh, dictionary->entries, entry->key, length, entry);
	if (!entry->hh.tbl) {
		free(entry);
		return 0;
	}
	dictionary->count++;
	dictionary->octets += length;
	return dictionary->last_id = entry->id;
}
