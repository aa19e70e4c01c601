// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From what is written to a condition. */
#include <errno.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "condition.h"

#define OCTETS_MOST 64
#define STEPS_MOST  100000 /* of a pattern's search in one value: some patterns would search for ever */

struct making {
	struct tl_condition *condition;
	const struct tl_condition_value *values;
	unsigned int count;
	enum tl_token_kind mark;
	const struct tl_window_words *clock;
	struct tl_condition_error *error;
};

static int refuse(const struct making *making, unsigned int number, const char *why)
{
	making->error->at = making->values[number].at;
	snprintf(making->error->text, sizeof(making->error->text), "%s: %s", making->condition->quantity.name, why);
	return -EINVAL;
}

static bool is_order(enum tl_token_kind mark)
{
	return mark >= TL_TOKEN_LESS && mark <= TL_TOKEN_AT_LEAST;
}

static bool is_like(enum tl_token_kind mark)
{
	return mark == TL_TOKEN_LIKE || mark == TL_TOKEN_UNLIKE;
}

/* Interfaces have numbers in records, and names on this host. */
static bool read_interface(const struct tl_quantity *quantity, const struct tl_text *text, struct tl_range *range)
{
	char name[IF_NAMESIZE];

	if (!quantity->word || strncmp(quantity->word->name, "if", 2) != 0 || text->length >= sizeof(name))
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)text->length, text->text);
	range->low = range->high = if_nametoindex(name);
	return range->low > 0;
}

/* What is above, below, or at this one. */
static int bound(const struct making *making, struct tl_range *range)
{
	const __u64 low = range->low, high = range->high;

	switch (making->mark) {
	case TL_TOKEN_LESS:
		*range = (struct tl_range){0, low - 1};
		return low ? 0 : refuse(making, 0, "nothing is less than this");
	case TL_TOKEN_AT_MOST:
		*range = (struct tl_range){0, high};
		return 0;
	case TL_TOKEN_GREATER:
		*range = (struct tl_range){high + 1, UINT64_MAX};
		return high != UINT64_MAX ? 0 : refuse(making, 0, "nothing is greater than this");
	case TL_TOKEN_AT_LEAST:
		*range = (struct tl_range){low, UINT64_MAX};
		return 0;
	default:
		return 0;
	}
}

static int make_ranges(const struct making *making)
{
	struct tl_condition *condition = making->condition;
	const struct tl_quantity *quantity = &condition->quantity;
	const bool is_signed = quantity->meaning == TL_MEANING_SIGNED;

	condition->kind = making->mark == TL_TOKEN_WORD && quantity->habit == TL_HABIT_ALL_BITS ? TL_CONDITION_BITS
												: TL_CONDITION_RANGES;
	for (unsigned int i = 0; i < making->count; i++) {
		struct tl_range *range = &condition->ranges[condition->count];
		tl_literal_error why =
			tl_literal_range(&making->values[i].text, quantity->meaning, making->clock, range);
		int error;

		if (why && !read_interface(quantity, &making->values[i].text, range))
			return refuse(making, i, why);
		if (is_signed)
			range->low = range->high ^= 1ull << 63; /* in the order of unsigned ones */
		error = bound(making, range);
		if (error)
			return error;
		condition->count++;
	}
	return 0;
}

static int make_prefixes(const struct making *making)
{
	struct tl_condition *condition = making->condition;

	condition->kind = TL_CONDITION_PREFIXES;
	for (unsigned int i = 0; i < making->count; i++) {
		tl_literal_error why = tl_literal_prefix(&making->values[i].text, &condition->prefixes[i]);

		if (why)
			return refuse(making, i, why);
		condition->count++;
	}
	return 0;
}

static int make_octets(const struct making *making)
{
	struct tl_condition *condition = making->condition;

	condition->kind = TL_CONDITION_OCTETS;
	for (unsigned int i = 0; i < making->count; i++) {
		__u8 octets[OCTETS_MOST], *copy;
		size_t length = sizeof(octets);
		tl_literal_error why =
			tl_literal_octets(&making->values[i].text, condition->quantity.meaning, octets, &length);

		if (why)
			return refuse(making, i, why);
		copy = malloc(length);
		if (!copy)
			return -ENOMEM;
		memcpy(copy, octets, length);
		condition->texts[condition->count++] = (struct tl_text){(const char *)copy, length};
	}
	return 0;
}

static int make_pattern(const struct making *making, uint32_t options)
{
	struct tl_condition *condition = making->condition;
	const struct tl_text *text = &making->values[0].text;
	PCRE2_SIZE at;
	int number;

	condition->kind = TL_CONDITION_PATTERN;
	condition->pattern =
		pcre2_compile((PCRE2_SPTR)text->text, text->length,
			      options | PCRE2_CASELESS | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &number, &at, NULL);
	if (!condition->pattern) {
		PCRE2_UCHAR why[TL_MESSAGE_SIZE / 2];

		pcre2_get_error_message(number, why, sizeof(why));
		making->error->at = making->values[0].at + at;
		snprintf(making->error->text, sizeof(making->error->text), "%s: not a regular expression: %s",
			 condition->quantity.name, (const char *)why);
		return -EINVAL;
	}
	pcre2_jit_compile(condition->pattern, PCRE2_JIT_COMPLETE); /* else it is interpreted */
	condition->found = pcre2_match_data_create(1, NULL);
	condition->limits = pcre2_match_context_create(NULL);
	if (!condition->found || !condition->limits)
		return -ENOMEM;
	pcre2_set_match_limit(condition->limits, STEPS_MOST);
	return 0;
}

static int make_texts(const struct making *making)
{
	struct tl_condition *condition = making->condition;

	if (is_like(making->mark))
		return make_pattern(making, 0);
	if (making->mark == TL_TOKEN_WORD && condition->quantity.habit == TL_HABIT_CONTAINS)
		return make_pattern(making, PCRE2_LITERAL);
	condition->kind = TL_CONDITION_TEXTS;
	for (unsigned int i = 0; i < making->count; i++)
		condition->texts[condition->count++] = making->values[i].text;
	return 0;
}

static int check(const struct making *making)
{
	enum tl_meaning meaning = making->condition->quantity.meaning;

	if (is_like(making->mark) && meaning != TL_MEANING_TEXT)
		return refuse(making, 0,
			      meaning == TL_MEANING_ADDRESS
				      ? "~ looks into texts, and this is an address; `net 10.0.0.0/8` is for networks"
				      : "~ looks into texts, and this is none");
	if (is_order(making->mark) && !tl_meaning_is_numeric(meaning))
		return refuse(making, 0, "< and > are for numbers, and this is none");
	if (is_order(making->mark) && meaning == TL_MEANING_FLAGS)
		return refuse(making, 0, "< and > are for numbers; of flags there are `flags SA` and `flags == S`");
	if (meaning == TL_MEANING_REAL)
		return refuse(making, 0, "there are no conditions on such numbers yet");
	return 0;
}

int tl_condition_make(struct tl_condition *condition, enum tl_token_kind mark, const struct tl_condition_value *values,
		      unsigned int count, const struct tl_window_words *clock, struct tl_condition_error *error)
{
	const struct making making = {condition, values, count, mark, clock, error};
	enum tl_meaning meaning = condition->quantity.meaning;
	int status = check(&making);

	if (status)
		return status;
	condition->is_negated = mark == TL_TOKEN_UNEQUAL || mark == TL_TOKEN_UNLIKE;
	condition->items = calloc(count, sizeof(struct tl_prefix)); /* the largest of the three */
	if (!condition->items)
		return -ENOMEM;
	if (tl_meaning_is_numeric(meaning))
		return make_ranges(&making);
	if (meaning == TL_MEANING_ADDRESS)
		return make_prefixes(&making);
	return meaning == TL_MEANING_TEXT ? make_texts(&making) : make_octets(&making);
}

void tl_condition_free(struct tl_condition *condition)
{
	if (condition->kind == TL_CONDITION_OCTETS)
		for (unsigned int i = 0; i < condition->count; i++)
			free((void *)condition->texts[i].text);
	free(condition->items);
	pcre2_match_context_free(condition->limits);
	pcre2_match_data_free(condition->found);
	pcre2_code_free(condition->pattern);
}
