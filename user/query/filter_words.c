// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The parser of filters: tokens, and the words that stand for quantities. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "filter_parser.h"

void *tl_parser_refuse(const struct tl_parser *parser, size_t at, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	parser->error->at = at;
	vsnprintf(parser->error->text, sizeof(parser->error->text), format, arguments);
	va_end(arguments);
	return NULL;
}

struct tl_token tl_parser_peek(const struct tl_parser *parser, enum tl_lexer_mode mode)
{
	return tl_token_at(parser->text, parser->at, mode);
}

struct tl_token tl_parser_take(struct tl_parser *parser, enum tl_lexer_mode mode)
{
	struct tl_token token = tl_parser_peek(parser, mode);

	parser->at = tl_token_end(&token);
	return token;
}

const struct tl_word *tl_parser_take_word(struct tl_parser *parser, const struct tl_token *first)
{
	size_t behind = parser->at;
	struct tl_token second = tl_parser_take(parser, TL_LEX_WORD), third = tl_parser_peek(parser, TL_LEX_WORD);
	const struct tl_word *word = NULL;

	/* `if in [1 2]` is a list */
	if ((second.kind == TL_TOKEN_WORD || second.kind == TL_TOKEN_IN) && third.kind != TL_TOKEN_OPEN_LIST &&
	    second.at > tl_token_end(first))
		word = tl_word_find(parser->text + first->at, tl_token_end(&second) - first->at);
	if (word)
		return word;
	parser->at = behind;
	return tl_word_find(first->text, first->text_length);
}

bool tl_parser_is_address(const struct tl_token *token)
{
	const struct tl_text text = {token->text, token->text_length};
	struct tl_prefix prefix;

	return token->kind == TL_TOKEN_WORD && !tl_literal_prefix(&text, &prefix);
}

static enum tl_side side_of(const struct tl_token *token)
{
	if (token->kind != TL_TOKEN_WORD || token->text_length != 3)
		return TL_SIDE_EITHER;
	return !strncasecmp(token->text, "src", 3)   ? TL_SIDE_SOURCE
	       : !strncasecmp(token->text, "dst", 3) ? TL_SIDE_DESTINATION
						     : TL_SIDE_EITHER;
}

static void *refuse_word(const struct tl_parser *parser, const struct tl_token *token)
{
	const char *near = tl_word_suggest(token->text, token->text_length);

	return tl_parser_refuse(parser, token->at, "unknown word `%.*s`%s%s%s", (int)token->text_length, token->text,
				near ? "; did you mean `"
				     : "; the manual lists the words, `tapless fields` further names",
				near ? near : "", near ? "`?" : "");
}

bool tl_parser_take_quantity(struct tl_parser *parser, struct tl_quantity *quantity)
{
	struct tl_token token = tl_parser_take(parser, TL_LEX_WORD);
	enum tl_side side = side_of(&token);
	const struct tl_word *word;

	if (side) {
		struct tl_token next = tl_parser_peek(parser, TL_LEX_WORD),
				value = tl_parser_peek(parser, TL_LEX_VALUE);

		if (next.kind != TL_TOKEN_WORD || tl_parser_is_address(&value)) /* `src 10.0.0.5`, `src != 10.0.0.5` */
			return !tl_quantity_of_word(quantity, tl_word_find("host", 4), side);
		token = tl_parser_take(parser, TL_LEX_WORD);
	}
	word = tl_parser_take_word(parser, &token);
	if (word) {
		if (!tl_quantity_of_word(quantity, word, side))
			return true;
		tl_parser_refuse(parser, token.at, "`%s` has no source and destination", word->name);
		return false;
	}
	if (!side && (tl_quantity_of_element(quantity, token.text, token.text_length) ||
		      tl_quantity_find(quantity, token.text, token.text_length))) /* "dstport" */
		return true;
	refuse_word(parser, &token);
	return false;
}
