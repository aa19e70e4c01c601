/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The words and marks of a question. What a mark is depends on where it stands: a value may have most of them in it. */
#ifndef TAPLESS_QUERY_LEXER_H
#define TAPLESS_QUERY_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum tl_token_kind {
	TL_TOKEN_END,
	TL_TOKEN_WORD, /* bare */
	TL_TOKEN_STRING, /* quoted */
	TL_TOKEN_AND,
	TL_TOKEN_OR,
	TL_TOKEN_NOT,
	TL_TOKEN_IN,
	TL_TOKEN_OPEN,
	TL_TOKEN_CLOSE,
	TL_TOKEN_OPEN_LIST,
	TL_TOKEN_CLOSE_LIST,
	TL_TOKEN_EQUAL,
	TL_TOKEN_UNEQUAL,
	TL_TOKEN_LESS,
	TL_TOKEN_AT_MOST,
	TL_TOKEN_GREATER,
	TL_TOKEN_AT_LEAST,
	TL_TOKEN_LIKE,
	TL_TOKEN_UNLIKE,
	TL_TOKEN_WRONG, /* a quote that does not end, or a mark that means nothing */
};

struct tl_token {
	enum tl_token_kind kind;
	size_t at; /* where it begins in the text */
	size_t length; /* there */
	const char *text; /* a string: without its quotes */
	size_t text_length;
};

/* What is expected: decides what bare words may have in them. */
enum tl_lexer_mode {
	TL_LEX_WORD, /* a word of the language */
	TL_LEX_VALUE, /* anything up to a blank or the parenthesis that ends what is around it */
	TL_LEX_ITEM, /* of a list: up to a blank, a comma or the bracket */
};

/* The token at or behind `at`. */
struct tl_token tl_token_at(const char *text, size_t at, enum tl_lexer_mode mode);

static inline size_t tl_token_end(const struct tl_token *token)
{
	return token->at + token->length;
}

#endif
