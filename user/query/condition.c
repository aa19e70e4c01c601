// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Whether a row meets a condition. No memory is taken here. */
#include "condition.h"

#include <string.h>

/* Signed numbers, in the order of unsigned ones. */
static inline __u64 in_order(const struct tl_condition *condition, __u64 number)
{
	return condition->quantity.meaning == TL_MEANING_SIGNED ? number ^ 1ull << 63 : number;
}

static bool is_in_ranges(const struct tl_condition *condition, __u64 number)
{
	number = in_order(condition, number);
	for (unsigned int i = 0; i < condition->count; i++)
		if (number >= condition->ranges[i].low && number <= condition->ranges[i].high)
			return true;
	return false;
}

static bool has_bits(const struct tl_condition *condition, __u64 number)
{
	for (unsigned int i = 0; i < condition->count; i++)
		if ((number & condition->ranges[i].low) == condition->ranges[i].low)
			return true;
	return false;
}

static bool is_in_prefixes(const struct tl_condition *condition, const struct tl_datum *value)
{
	__u64 bits[2];

	if (value->length != 4 && value->length != 16)
		return false;
	tl_address_bits(value->octets, value->length, bits);
	for (unsigned int i = 0; i < condition->count; i++) {
		const struct tl_prefix *prefix = &condition->prefixes[i];

		if ((bits[0] & prefix->mask[0]) == prefix->bits[0] && (bits[1] & prefix->mask[1]) == prefix->bits[1] &&
		    (prefix->is_ipv4 || value->length == 16))
			return true;
	}
	return false;
}

/* Strings of fixed length have NULs behind them. */
static size_t text_length(const struct tl_datum *value)
{
	size_t length = value->length;

	while (length && !value->octets[length - 1])
		length--;
	return length;
}

static bool is_one_of_texts(const struct tl_condition *condition, const struct tl_datum *value)
{
	size_t length = text_length(value);

	for (unsigned int i = 0; i < condition->count; i++)
		if (condition->texts[i].length == length &&
		    !strncasecmp(condition->texts[i].text, (const char *)value->octets, length))
			return true;
	return false;
}

static bool is_one_of_octets(const struct tl_condition *condition, const struct tl_datum *value)
{
	for (unsigned int i = 0; i < condition->count; i++)
		if (condition->texts[i].length == value->length &&
		    !memcmp(condition->texts[i].text, value->octets, value->length))
			return true;
	return false;
}

static bool has_pattern(const struct tl_condition *condition, const struct tl_datum *value)
{
	return pcre2_match(condition->pattern, value->octets, text_length(value), 0, 0, condition->found,
			   condition->limits) >= 0; /* 0: more groups than there is room for */
}

static bool is_so(const struct tl_condition *condition, const struct tl_datum *value)
{
	switch (condition->kind) {
	case TL_CONDITION_RANGES:
		return is_in_ranges(condition, value->number);
	case TL_CONDITION_BITS:
		return has_bits(condition, value->number);
	case TL_CONDITION_PREFIXES:
		return is_in_prefixes(condition, value);
	case TL_CONDITION_TEXTS:
		return is_one_of_texts(condition, value);
	case TL_CONDITION_PATTERN:
		return has_pattern(condition, value);
	case TL_CONDITION_OCTETS:
		return is_one_of_octets(condition, value);
	default:
		return true;
	}
}

bool tl_condition_match(const struct tl_condition *condition, const struct tl_row *row)
{
	bool is_there = false;
	struct tl_datum value;
	unsigned int at = 0;

	while (tl_quantity_value(&condition->quantity, row, &at, &value)) {
		is_there = true;
		if (is_so(condition, &value))
			return !condition->is_negated;
	}
	return is_there && condition->is_negated;
}
