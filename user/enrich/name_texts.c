// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "name_texts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../flow/flow_key.h"

int tl_name_texts_init(struct tl_name_texts *texts, __u64 seed)
{
	*texts = (struct tl_name_texts){.seed = seed};
	return tl_table_init(&texts->table);
}

void tl_name_texts_fini(struct tl_name_texts *texts)
{
	tl_table_fini(&texts->table);
}

static __u64 hash_of(const struct tl_name_texts *texts, const char *name, size_t length)
{
	__u64 hash = texts->seed;

	for (size_t at = 0; at < length; at += sizeof(__u64)) {
		size_t left = length - at;
		__u64 word = 0;

		memcpy(&word, name + at, left < sizeof(word) ? left : sizeof(word));
		hash = tl_flow_key_mix(hash, word);
	}
	return tl_flow_key_mix(hash, length);
}

static size_t size_of(size_t length)
{
	return sizeof(struct tl_name_text) + length + 1;
}

struct tl_name_text *tl_name_texts_hold(struct tl_name_texts *texts, const char *name)
{
	size_t length = strlen(name);
	__u64 hash = hash_of(texts, name, length);
	struct tl_table_link *link = tl_table_first(&texts->table, hash);
	struct tl_name_text *text;

	while (link && strcmp(((struct tl_name_text *)link)->octets, name) != 0)
		link = tl_table_next(link);
	text = (struct tl_name_text *)link;
	if (!text) {
		text = calloc(1, size_of(length));
		if (!text)
			return NULL;
		text->length = (__u16)length;
		memcpy(text->octets, name, length);
		tl_table_add(&texts->table, &text->link, hash);
		texts->octets += size_of(length);
	}
	text->holders++;
	return text;
}

void tl_name_texts_release(struct tl_name_texts *texts, struct tl_name_text *text)
{
	if (--text->holders)
		return;
	texts->octets -= size_of(text->length);
	tl_table_remove(&texts->table, &text->link);
	free(text);
}

static bool is_address(const char *name)
{
	struct in_addr ipv4;

	return name[0] == '[' || strchr(name, ':') || inet_pton(AF_INET, name, &ipv4) == 1;
}

static size_t length_before(const char *name, size_t length, char octet)
{
	const char *at = memchr(name, octet, length);

	return at ? (size_t)(at - name) : length;
}

bool tl_name_text_normalize(char to[TL_NAME_TEXT_SIZE], const char *name, enum tl_seen_in in)
{
	size_t length = strnlen(name, TL_NAME_TEXT_SIZE);

	if (in == TL_SEEN_IN_HOST && name[0] != '[')
		length = length_before(name, length, ':');
	if (length && name[length - 1] == '.' && (length < 2 || name[length - 2] != '\\'))
		length--;
	if (!length || length >= TL_NAME_TEXT_SIZE)
		return false;
	for (size_t i = 0; i < length; i++)
		to[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] | 0x20 : name[i]);
	to[length] = 0;
	return !is_address(to);
}
