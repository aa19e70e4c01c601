// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "lexer.h"

#include <ctype.h>
#include <string.h>

static const struct {
	const char *mark;
	enum tl_token_kind kind;
} marks[] = {
	/* the longer ones first */
	{"==", TL_TOKEN_EQUAL},	 {"!=", TL_TOKEN_UNEQUAL}, {"<=", TL_TOKEN_AT_MOST},  {">=", TL_TOKEN_AT_LEAST},
	{"!~", TL_TOKEN_UNLIKE}, {"&&", TL_TOKEN_AND},	   {"||", TL_TOKEN_OR},	      {"=", TL_TOKEN_EQUAL},
	{"<", TL_TOKEN_LESS},	 {">", TL_TOKEN_GREATER},  {"~", TL_TOKEN_LIKE},      {"!", TL_TOKEN_NOT},
	{"(", TL_TOKEN_OPEN},	 {")", TL_TOKEN_CLOSE},	   {"[", TL_TOKEN_OPEN_LIST}, {"]", TL_TOKEN_CLOSE_LIST},
};

static const struct {
	const char *word;
	enum tl_token_kind kind;
} keywords[] = {{"and", TL_TOKEN_AND}, {"or", TL_TOKEN_OR}, {"not", TL_TOKEN_NOT}, {"in", TL_TOKEN_IN}};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_blank(char letter)
{
	return isspace((unsigned char)letter);
}

/* In a value, parentheses that are opened are closed in it. */
static size_t value_length(const char *text)
{
	size_t length = 0, depth = 0;

	for (; text[length] && !is_blank(text[length]); length++) {
		if (text[length] == '(')
			depth++;
		if (text[length] == ')' && !depth--)
			break;
	}
	return length;
}

static size_t bare_length(const char *text, enum tl_lexer_mode mode)
{
	const char *ends = mode == TL_LEX_ITEM ? ",]\"'" : "()[],\"'=!<>~&|";
	size_t length = 0;

	if (mode == TL_LEX_VALUE)
		return value_length(text);
	while (text[length] && !is_blank(text[length]) && !strchr(ends, text[length]))
		length++;
	return length;
}

static bool take_mark(struct tl_token *token, const char *text, enum tl_lexer_mode mode)
{
	for (unsigned int i = 0; i < COUNT(marks); i++) {
		size_t length = strlen(marks[i].mark);

		if (strncmp(text, marks[i].mark, length) != 0)
			continue;
		/* a value may begin with what is a mark elsewhere: a pattern, a path */
		if (mode == TL_LEX_VALUE && marks[i].kind != TL_TOKEN_CLOSE && marks[i].kind != TL_TOKEN_AND &&
		    marks[i].kind != TL_TOKEN_OR)
			return false;
		if (mode == TL_LEX_ITEM && marks[i].kind != TL_TOKEN_CLOSE_LIST)
			return false;
		token->kind = marks[i].kind;
		token->length = length;
		return true;
	}
	return false;
}

/* In single or double quotes; nothing in them is special, so that patterns stay as they are. */
static void take_string(struct tl_token *token, const char *text)
{
	const char *end = strchr(text + 1, text[0]);

	token->kind = end ? TL_TOKEN_STRING : TL_TOKEN_WRONG;
	token->text = text + 1;
	token->text_length = end ? (size_t)(end - text) - 1 : 0;
	token->length = end ? token->text_length + 2 : strlen(text);
}

static void take_bare(struct tl_token *token, const char *text, enum tl_lexer_mode mode)
{
	token->length = token->text_length = bare_length(text, mode);
	token->text = text;
	token->kind = TL_TOKEN_WORD;
	if (!token->length) { /* a single & or |, a comma */
		token->kind = TL_TOKEN_WRONG;
		token->length = 1;
		return;
	}
	for (unsigned int i = 0; i < COUNT(keywords) && mode != TL_LEX_ITEM; i++)
		if (strlen(keywords[i].word) == token->length && !strncasecmp(text, keywords[i].word, token->length))
			token->kind = keywords[i].kind;
}

struct tl_token tl_token_at(const char *text, size_t at, enum tl_lexer_mode mode)
{
	struct tl_token token = {.kind = TL_TOKEN_END};

	while (is_blank(text[at]) || (mode == TL_LEX_ITEM && text[at] == ','))
		at++;
	token.at = at;
	text += at;
	if (!*text)
		return token;
	if (*text == '"' || *text == '\'')
		take_string(&token, text);
	else if (!take_mark(&token, text, mode))
		take_bare(&token, text, mode);
	return token;
}
