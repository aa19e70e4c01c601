/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One condition of a question, ready to be looked at: a quantity, and what its values must be. */
#ifndef TAPLESS_QUERY_CONDITION_H
#define TAPLESS_QUERY_CONDITION_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "lexer.h"
#include "literal.h"
#include "quantity.h"

#define TL_MESSAGE_SIZE 256

enum tl_condition_kind {
	TL_CONDITION_PRESENT, /* has any value */
	TL_CONDITION_RANGES,
	TL_CONDITION_BITS, /* all of them are set */
	TL_CONDITION_PREFIXES,
	TL_CONDITION_TEXTS, /* equal, but for the case */
	TL_CONDITION_PATTERN,
	TL_CONDITION_OCTETS,
};

struct tl_condition {
	struct tl_quantity quantity;
	enum tl_condition_kind kind;
	bool is_negated; /* there are values, and none of them is so */
	unsigned int count;
	union {
		struct tl_range *ranges;
		struct tl_prefix *prefixes;
		struct tl_text *texts; /* in the filter's own copy of the question; octets: these */
		void *items;
	};
	pcre2_code *pattern;
	pcre2_match_data *found;
	pcre2_match_context *limits;
};

/* A value, and where in the question it stands. */
struct tl_condition_value {
	struct tl_text text;
	size_t at;
};

struct tl_condition_error {
	size_t at; /* in the question */
	char text[TL_MESSAGE_SIZE];
};

/*
 * Fills in kind and items; `mark`: TL_TOKEN_EQUAL and those behind it, TL_TOKEN_IN, or TL_TOKEN_WORD if there is none.
 * The values' texts must live as long as the condition. 0, -EINVAL with *error, -ENOMEM.
 */
int tl_condition_make(struct tl_condition *condition, enum tl_token_kind mark, const struct tl_condition_value *values,
		      unsigned int count, const struct tl_window_words *clock, struct tl_condition_error *error);

bool tl_condition_match(const struct tl_condition *condition, const struct tl_row *row);

void tl_condition_free(struct tl_condition *condition);

#endif
