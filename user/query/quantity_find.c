// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Words and elements by their names. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "../lib/suggest.h"
#include "quantity.h"

#define NAME_SIZE 80

/* "HTTP-Host" and "http host" are the same. False: too long for any. */
static bool simplify(char simple[NAME_SIZE], const char *name, size_t length)
{
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		if (strchr(" -_", name[i]))
			continue;
		if (used + 1 == NAME_SIZE)
			return false;
		simple[used++] = (char)tolower((unsigned char)name[i]);
	}
	simple[used] = '\0';
	return used > 0;
}

static bool is_simply(const char *simple, const char *name)
{
	char other[NAME_SIZE];

	return name && simplify(other, name, strlen(name)) && !strcmp(simple, other);
}

static const struct tl_word *find_simple(const char *simple)
{
	for (unsigned int i = 0; i < tl_word_count; i++)
		if (is_simply(simple, tl_words[i].name) || is_simply(simple, tl_words[i].also))
			return &tl_words[i];
	return NULL;
}

const struct tl_word *tl_word_find(const char *name, size_t length)
{
	char simple[NAME_SIZE];

	return simplify(simple, name, length) ? find_simple(simple) : NULL;
}

static void set_element(struct tl_quantity *quantity, unsigned int row, bool reverse)
{
	const struct tl_element *element = &tl_elements[row];

	*quantity = (struct tl_quantity){
		.meaning = tl_meaning_of(element),
		.scale = tl_meaning_scale(element),
		.count = 1,
		.fields = {(__u16)(reverse ? row : TL_ELEMENT__COUNT + row)},
	};
	if (quantity->meaning == TL_MEANING_FLAGS)
		quantity->habit = TL_HABIT_ALL_BITS;
	snprintf(quantity->name, sizeof(quantity->name), "%s%s", reverse ? "reverse" : "", element->name);
	if (reverse)
		quantity->name[7] = (char)toupper((unsigned char)quantity->name[7]);
}

bool tl_quantity_of_element(struct tl_quantity *quantity, const char *name, size_t length)
{
	bool reverse = length > 7 && !strncasecmp(name, "reverse", 7);

	for (unsigned int row = 0; row < TL_ELEMENT__COUNT; row++) {
		const struct tl_element *element = &tl_elements[row];

		if (strlen(element->name) == length && !strncasecmp(element->name, name, length)) {
			set_element(quantity, row, false);
			return true;
		}
		if (reverse && element->reverse_offset && strlen(element->name) == length - 7 &&
		    !strncasecmp(element->name, name + 7, length - 7)) {
			set_element(quantity, row, true);
			return true;
		}
	}
	return false;
}

bool tl_quantity_find(struct tl_quantity *quantity, const char *name, size_t length)
{
	const struct tl_word *word;
	char simple[NAME_SIZE];

	if (!simplify(simple, name, length))
		return false;
	word = find_simple(simple);
	if (word)
		return !tl_quantity_of_word(quantity, word, TL_SIDE_EITHER);
	if (!strncmp(simple, "src", 3) || !strncmp(simple, "dst", 3)) {
		word = find_simple(length > 3 ? simple + 3 : "host");
		if (word)
			return !tl_quantity_of_word(quantity, word,
						    simple[0] == 's' ? TL_SIDE_SOURCE : TL_SIDE_DESTINATION);
	}
	return tl_quantity_of_element(quantity, name, length);
}

const char *tl_word_suggest(const char *name, size_t length)
{
	const char *names[512];
	char word[NAME_SIZE];
	const char *near;
	unsigned int count = 0;

	snprintf(word, sizeof(word), "%.*s", (int)length, name);
	for (unsigned int i = 0; i < tl_word_count; i++) {
		names[count++] = tl_words[i].name;
		if (tl_words[i].also)
			names[count++] = tl_words[i].also;
	}
	for (unsigned int i = 0; i < tl_shorthand_count; i++)
		names[count++] = tl_shorthands[i].name;
	near = tl_suggest(word, names, count);
	if (near)
		return near;
	count = 0;
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT && count < 512; i++)
		names[count++] = tl_elements[i].name;
	return tl_suggest(word, names, count);
}
