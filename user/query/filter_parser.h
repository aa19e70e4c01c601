/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the parser of a filter is; for filter_*.c. */
#ifndef TAPLESS_QUERY_FILTER_PARSER_H
#define TAPLESS_QUERY_FILTER_PARSER_H

#include "filter.h"

struct tl_parser {
	const char *text;
	size_t at;
	unsigned int depth;
	const struct tl_window_words *clock;
	struct tl_condition_error *error;
};

/* Fills in the error. NULL, for `return`. */
void *tl_parser_refuse(const struct tl_parser *parser, size_t at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

struct tl_token tl_parser_peek(const struct tl_parser *parser, enum tl_lexer_mode mode);
struct tl_token tl_parser_take(struct tl_parser *parser, enum tl_lexer_mode mode);

bool tl_parser_is_address(const struct tl_token *token);

/* What two words mean together, "http host", if they mean something; else what the first does. Moves behind them. */
const struct tl_word *tl_parser_take_word(struct tl_parser *parser, const struct tl_token *first);

/* "src port", "dst 10.0.0.5", "host", "tcpControlBits"; moves behind it. False after an error. */
bool tl_parser_take_quantity(struct tl_parser *parser, struct tl_quantity *quantity);

#endif
