/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The table of the words of questions: each stands for one or several fields, of which any may have the value. What
 * conditions, columns, groups and sorting are made of. A new word is a row in words.c.
 */
#ifndef TAPLESS_QUERY_WORDS_H
#define TAPLESS_QUERY_WORDS_H

#include "meaning.h"

/* How a word's values come from its fields. */
enum tl_reading {
	TL_READING_ANY, /* each is one */
	TL_READING_SUM, /* of both directions */
	TL_READING_UNION, /* of their bits */
	TL_READING_DURATION, /* from the first packet to the last */
	TL_READING_BIT_RATE, /* eight times the sum, a second */
	TL_READING_RATE, /* the sum, a second */
};

/* What a condition without an operator means. */
enum tl_habit {
	TL_HABIT_EQUAL,
	TL_HABIT_CONTAINS, /* texts that people know a part of */
	TL_HABIT_ALL_BITS,
};

struct tl_field_list {
	unsigned int count;
	const __u16 *fields;
};

struct tl_word {
	const char *name; /* perhaps with blanks: "http host" */
	const char *also; /* another name; NULL: none */
	enum tl_meaning meaning;
	enum tl_reading reading;
	enum tl_habit habit;
	struct tl_field_list source, destination; /* for `src` and `dst` before it; both without */
	struct tl_field_list fields; /* those without a direction */
	const char *text_word; /* the word that stands for this one before a value that is no number */
	const char *example; /* of a condition */
	const char *help;
};

extern const struct tl_word tl_words[];
extern const unsigned int tl_word_count;

/* A condition by itself: the IP protocol or the EtherType that it names. */
struct tl_shorthand {
	const char *name;
	const char *condition; /* in other words */
	const char *help;
};

extern const struct tl_shorthand tl_shorthands[];
extern const unsigned int tl_shorthand_count;

#endif
