// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The parser of filters:
 *
 *     alternatives = all { "or" all }
 *     all          = one { "and" one }
 *     one          = "not" one | "(" alternatives ")" | condition
 *     condition    = shorthand [ one ] | [ "src" | "dst" ] word [ operator value | value ] | word "in" "[" values "]"
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter_parser.h"
#include "filter_tree.h"

#define DEEPEST	    100 /* parentheses and nots in each other: evaluation recurses as deep */
#define VALUES_MOST 1024

static struct tl_node *parse_alternatives(struct tl_parser *parser);
static struct tl_node *parse_one(struct tl_parser *parser);

static struct tl_node *make_node(const struct tl_parser *parser, enum tl_node_kind kind, struct tl_node *child)
{
	struct tl_node *node = calloc(1, sizeof(*node));

	if (!node) {
		tl_node_free(child);
		return tl_parser_refuse(parser, parser->at, "no memory");
	}
	node->kind = kind;
	node->child = child;
	return node;
}

/* A number is wanted, and this is none: the word may have another one for names. */
static void turn_to_text(struct tl_quantity *quantity, const struct tl_text *text)
{
	const char *name = quantity->word ? quantity->word->text_word : NULL;
	struct tl_range range;

	if (name && tl_literal_range(text, quantity->meaning, NULL, &range))
		tl_quantity_of_word(quantity, tl_word_find(name, strlen(name)), quantity->side);
}

static struct tl_node *make_condition(const struct tl_parser *parser, struct tl_quantity *quantity,
				      enum tl_token_kind mark, const struct tl_condition_value *values,
				      unsigned int count)
{
	struct tl_node *node = make_node(parser, TL_NODE_CONDITION, NULL);
	int error;

	if (!node)
		return NULL;
	turn_to_text(quantity, &values[0].text);
	node->condition.quantity = *quantity;
	error = tl_condition_make(&node->condition, mark, values, count, parser->clock, parser->error);
	if (!error)
		return node;
	tl_node_free(node);
	return error == -ENOMEM ? tl_parser_refuse(parser, parser->at, "no memory") : NULL;
}

static struct tl_node *parse_list(struct tl_parser *parser, struct tl_quantity *quantity)
{
	struct tl_token open = tl_parser_take(parser, TL_LEX_WORD), item;
	struct tl_condition_value *values = calloc(VALUES_MOST, sizeof(*values));
	struct tl_node *node = NULL;
	unsigned int count = 0;

	if (!values)
		return tl_parser_refuse(parser, open.at, "no memory");
	for (item = tl_parser_take(parser, TL_LEX_ITEM); item.kind == TL_TOKEN_WORD || item.kind == TL_TOKEN_STRING;
	     item = tl_parser_take(parser, TL_LEX_ITEM)) {
		if (count == VALUES_MOST) {
			tl_parser_refuse(parser, item.at, "a list has at most %d values", VALUES_MOST);
			goto cleanup;
		}
		values[count++] = (struct tl_condition_value){
			{item.text, item.text_length},
			item.at,
		};
	}
	if (item.kind != TL_TOKEN_CLOSE_LIST)
		tl_parser_refuse(parser, item.kind == TL_TOKEN_END ? open.at : item.at,
				 item.kind == TL_TOKEN_END ? "this list has no end: `]` is missing"
							   : "a quote has no end");
	else if (!count)
		tl_parser_refuse(parser, item.at, "an empty list: values are wanted, as [80 443]");
	else
		node = make_condition(parser, quantity, TL_TOKEN_IN, values, count);
cleanup:
	free(values);
	return node;
}

static bool is_value(const struct tl_token *token)
{
	return token->kind == TL_TOKEN_WORD || token->kind == TL_TOKEN_STRING || token->kind == TL_TOKEN_IN;
}

static struct tl_node *parse_value(struct tl_parser *parser, struct tl_quantity *quantity, enum tl_token_kind mark)
{
	struct tl_token token = tl_parser_take(parser, TL_LEX_VALUE);
	struct tl_condition_value value = {{token.text, token.text_length}, token.at};

	if (token.kind == TL_TOKEN_WRONG)
		return tl_parser_refuse(parser, token.at, "a quote has no end");
	if (!is_value(&token))
		return tl_parser_refuse(parser, token.at, "%s: a value is wanted%s%s", quantity->name,
					quantity->word ? ", as in: " : "",
					quantity->word ? quantity->word->example : "");
	if (token.kind == TL_TOKEN_STRING)
		value.at++;
	return make_condition(parser, quantity, mark, &value, 1);
}

static struct tl_node *parse_present(const struct tl_parser *parser, const struct tl_quantity *quantity)
{
	struct tl_node *node = make_node(parser, TL_NODE_CONDITION, NULL);

	if (node)
		node->condition.quantity = *quantity;
	return node;
}

static bool is_list(const struct tl_parser *parser)
{
	struct tl_parser ahead = *parser;
	struct tl_token in = tl_parser_take(&ahead, TL_LEX_WORD), open = tl_parser_peek(&ahead, TL_LEX_WORD);

	return in.kind == TL_TOKEN_IN && open.kind == TL_TOKEN_OPEN_LIST;
}

static struct tl_node *parse_rest(struct tl_parser *parser, struct tl_quantity *quantity)
{
	struct tl_token token = tl_parser_peek(parser, TL_LEX_WORD);

	if (is_list(parser)) {
		tl_parser_take(parser, TL_LEX_WORD);
		return parse_list(parser, quantity);
	}
	if (token.kind >= TL_TOKEN_EQUAL && token.kind <= TL_TOKEN_UNLIKE) {
		tl_parser_take(parser, TL_LEX_WORD);
		return parse_value(parser, quantity, token.kind);
	}
	token = tl_parser_peek(parser, TL_LEX_VALUE);
	if (token.kind == TL_TOKEN_END || token.kind == TL_TOKEN_CLOSE || token.kind == TL_TOKEN_AND ||
	    token.kind == TL_TOKEN_OR)
		return parse_present(parser, quantity);
	return parse_value(parser, quantity, TL_TOKEN_WORD);
}

static const struct tl_shorthand *find_shorthand(const struct tl_token *token)
{
	for (unsigned int i = 0; i < tl_shorthand_count; i++)
		if (strlen(tl_shorthands[i].name) == token->text_length &&
		    !strncasecmp(tl_shorthands[i].name, token->text, token->text_length))
			return &tl_shorthands[i];
	return NULL;
}

static bool begins_condition(const struct tl_token *token)
{
	return token->kind == TL_TOKEN_WORD || token->kind == TL_TOKEN_OPEN;
}

/* `tcp`, and `tcp dst port 80`, which tcpdump's users write for `tcp and dst port 80`. */
static struct tl_node *parse_shorthand(struct tl_parser *parser, const struct tl_shorthand *shorthand)
{
	struct tl_parser inner = {shorthand->condition, 0, 0, parser->clock, parser->error};
	struct tl_node *node = shorthand->condition[0] ? parse_one(&inner) : make_node(parser, TL_NODE_ALL, NULL);
	struct tl_token next = tl_parser_peek(parser, TL_LEX_WORD);

	if (!node || !begins_condition(&next))
		return node;
	node->next = parse_one(parser);
	if (!node->next) {
		tl_node_free(node);
		return NULL;
	}
	return make_node(parser, TL_NODE_AND, node);
}

static struct tl_node *parse_condition(struct tl_parser *parser)
{
	struct tl_token token = tl_parser_peek(parser, TL_LEX_WORD), value = tl_parser_peek(parser, TL_LEX_VALUE);
	const struct tl_shorthand *shorthand = find_shorthand(&token);
	struct tl_quantity quantity;
	struct tl_parser ahead = *parser;

	if (tl_parser_is_address(&value)) { /* an address alone */
		tl_quantity_of_word(&quantity, tl_word_find("host", 4), TL_SIDE_EITHER);
		return parse_value(parser, &quantity, TL_TOKEN_WORD);
	}
	ahead.at = tl_token_end(&token);
	/* `ip version 6` is no shorthand with something behind it */
	if (shorthand && !tl_parser_take_word(&ahead, &token)) {
		parser->at = tl_token_end(&token);
		return parse_shorthand(parser, shorthand);
	}
	return tl_parser_take_quantity(parser, &quantity) ? parse_rest(parser, &quantity) : NULL;
}

static struct tl_node *parse_group(struct tl_parser *parser, size_t open)
{
	struct tl_node *node = parse_alternatives(parser);
	struct tl_token close = tl_parser_take(parser, TL_LEX_WORD);

	if (!node || close.kind == TL_TOKEN_CLOSE)
		return node;
	tl_node_free(node);
	if (close.kind == TL_TOKEN_END)
		return tl_parser_refuse(parser, open, "this parenthesis is not closed");
	return tl_parser_refuse(parser, close.at, "`and`, `or` or `)` is wanted here");
}

static struct tl_node *parse_one(struct tl_parser *parser)
{
	struct tl_token token = tl_parser_peek(parser, TL_LEX_WORD);
	struct tl_node *node;

	if (++parser->depth > DEEPEST)
		return tl_parser_refuse(parser, token.at, "more than %d parentheses in each other", DEEPEST);
	switch (token.kind) {
	case TL_TOKEN_NOT:
		tl_parser_take(parser, TL_LEX_WORD);
		node = parse_one(parser);
		node = node ? make_node(parser, TL_NODE_NOT, node) : NULL;
		break;
	case TL_TOKEN_OPEN:
		tl_parser_take(parser, TL_LEX_WORD);
		node = parse_group(parser, token.at);
		break;
	case TL_TOKEN_WORD:
		node = parse_condition(parser);
		break;
	default:
		return tl_parser_refuse(parser, token.at,
					token.kind == TL_TOKEN_END
						? "a condition is missing at the end, as: host 10.0.0.5"
						: "a condition is wanted here, as: host 10.0.0.5");
	}
	parser->depth--;
	return node;
}

/* One or more of the same, with `between` between them. */
static struct tl_node *parse_chain(struct tl_parser *parser, enum tl_token_kind between, enum tl_node_kind kind,
				   struct tl_node *(*parse)(struct tl_parser *parser))
{
	struct tl_node *first = parse(parser), *last = first;

	while (last && tl_parser_peek(parser, TL_LEX_WORD).kind == between) {
		tl_parser_take(parser, TL_LEX_WORD);
		last->next = parse(parser);
		last = last->next;
	}
	if (last)
		return first->next ? make_node(parser, kind, first) : first;
	tl_node_free(first);
	return NULL;
}

static struct tl_node *parse_all(struct tl_parser *parser)
{
	return parse_chain(parser, TL_TOKEN_AND, TL_NODE_AND, parse_one);
}

static struct tl_node *parse_alternatives(struct tl_parser *parser)
{
	return parse_chain(parser, TL_TOKEN_OR, TL_NODE_OR, parse_all);
}

static struct tl_node *parse_text(struct tl_parser *parser)
{
	struct tl_node *node;
	struct tl_token rest;

	if (tl_parser_peek(parser, TL_LEX_WORD).kind == TL_TOKEN_END)
		return make_node(parser, TL_NODE_ALL, NULL);
	node = parse_alternatives(parser);
	rest = tl_parser_peek(parser, TL_LEX_WORD);
	if (!node || rest.kind == TL_TOKEN_END)
		return node;
	tl_node_free(node);
	return tl_parser_refuse(parser, rest.at,
				rest.kind == TL_TOKEN_CLOSE ? "this parenthesis closes nothing"
							    : "`and` or `or` is wanted between conditions");
}

struct tl_filter *tl_filter_parse(const char *text, const struct tl_window_words *clock,
				  struct tl_condition_error *error)
{
	struct tl_filter *filter = calloc(1, sizeof(*filter));
	struct tl_parser parser = {.clock = clock, .error = error};

	error->at = 0;
	if (filter)
		filter->text = strdup(text);
	if (!filter || !filter->text) {
		tl_filter_free(filter);
		return tl_parser_refuse(&parser, 0, "no memory");
	}
	if (strlen(text) > TL_FILTER_LONGEST) {
		tl_filter_free(filter);
		return tl_parser_refuse(&parser, TL_FILTER_LONGEST, "longer than %d characters", TL_FILTER_LONGEST);
	}
	parser.text = filter->text;
	filter->root = parse_text(&parser);
	if (filter->root)
		return filter;
	tl_filter_free(filter);
	return NULL;
}
