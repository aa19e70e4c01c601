// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/octets.h"
#include "../store/archive.h"
#include "../view/text.h"
#include "filter_tree.h"

#define SHOWN 76 /* columns of the question, below a message */

/* Parentheses nest as deep as the parser lets them, so does this. */
static bool match(const struct tl_node *node, const struct tl_row *row)
{
	switch (node->kind) {
	case TL_NODE_CONDITION:
		return tl_condition_match(&node->condition, row);
	case TL_NODE_NOT:
		return !match(node->child, row);
	case TL_NODE_AND:
		for (const struct tl_node *child = node->child; child; child = child->next)
			if (!match(child, row))
				return false;
		return true;
	case TL_NODE_OR:
		for (const struct tl_node *child = node->child; child; child = child->next)
			if (match(child, row))
				return true;
		return false;
	default:
		return true;
	}
}

bool tl_filter_match(const struct tl_filter *filter, const struct tl_row *row)
{
	return match(filter->root, row);
}

static void add_fields(const struct tl_node *node, struct tl_field_set *fields)
{
	if (node->kind == TL_NODE_CONDITION)
		tl_quantity_fields(&node->condition.quantity, fields);
	for (const struct tl_node *child = node->child; child; child = child->next)
		add_fields(child, fields);
}

void tl_filter_fields(const struct tl_filter *filter, struct tl_field_set *fields)
{
	add_fields(filter->root, fields);
}

static void visit_each(const struct tl_node *node, void (*visit)(void *context, const struct tl_quantity *quantity),
		       void *context)
{
	if (node->kind == TL_NODE_CONDITION)
		visit(context, &node->condition.quantity);
	for (const struct tl_node *child = node->child; child; child = child->next)
		visit_each(child, visit, context);
}

void tl_filter_each(const struct tl_filter *filter, void (*visit)(void *context, const struct tl_quantity *quantity),
		    void *context)
{
	visit_each(filter->root, visit, context);
}

static bool is_end(unsigned int field)
{
	const struct tl_element *element = tl_field_element(field);

	return element == &tl_elements[TL_ELEMENT_sourceIPv4Address] ||
	       element == &tl_elements[TL_ELEMENT_destinationIPv4Address] ||
	       element == &tl_elements[TL_ELEMENT_sourceIPv6Address] ||
	       element == &tl_elements[TL_ELEMENT_destinationIPv6Address];
}

static unsigned int hosts_of_condition(const struct tl_condition *condition, __u8 (*hosts)[16], unsigned int room)
{
	if (condition->kind != TL_CONDITION_PREFIXES || condition->is_negated || condition->count > room)
		return 0;
	for (unsigned int i = 0; i < condition->quantity.count; i++)
		if (!is_end(condition->quantity.fields[i]))
			return 0;
	for (unsigned int i = 0; i < condition->count; i++) {
		if (!condition->prefixes[i].is_host)
			return 0;
		tl_octets_put(hosts[i], condition->prefixes[i].bits[0], 8);
		tl_octets_put(hosts[i] + 8, condition->prefixes[i].bits[1], 8);
	}
	return condition->count;
}

static unsigned int hosts_of(const struct tl_node *node, __u8 (*hosts)[16], unsigned int room);

/* Each alternative must tell some. */
static unsigned int hosts_of_or(const struct tl_node *node, __u8 (*hosts)[16], unsigned int room)
{
	unsigned int count = 0;

	for (const struct tl_node *child = node->child; child; child = child->next) {
		unsigned int more = hosts_of(child, hosts + count, room - count);

		if (!more)
			return 0;
		count += more;
	}
	return count;
}

/* Any of what must hold is enough: the one that tells the fewest. */
static unsigned int hosts_of_and(const struct tl_node *node, __u8 (*hosts)[16], unsigned int room)
{
	unsigned int least = 0;
	__u8 found[TL_HOSTS_MAX][16];

	for (const struct tl_node *child = node->child; child; child = child->next) {
		unsigned int count = hosts_of(child, found, room < TL_HOSTS_MAX ? room : TL_HOSTS_MAX);

		if (!count || (least && count >= least))
			continue;
		least = count;
		memcpy(hosts, found, count * sizeof(found[0]));
	}
	return least;
}

static unsigned int hosts_of(const struct tl_node *node, __u8 (*hosts)[16], unsigned int room)
{
	switch (node->kind) {
	case TL_NODE_CONDITION:
		return hosts_of_condition(&node->condition, hosts, room);
	case TL_NODE_AND:
		return hosts_of_and(node, hosts, room);
	case TL_NODE_OR:
		return hosts_of_or(node, hosts, room);
	default:
		return 0;
	}
}

unsigned int tl_filter_hosts(const struct tl_filter *filter, __u8 (*hosts)[16], unsigned int room)
{
	return hosts_of(filter->root, hosts, room);
}

void tl_node_free(struct tl_node *node)
{
	while (node) {
		struct tl_node *next = node->next;

		tl_node_free(node->child);
		if (node->kind == TL_NODE_CONDITION)
			tl_condition_free(&node->condition);
		free(node);
		node = next;
	}
}

void tl_filter_free(struct tl_filter *filter)
{
	if (!filter)
		return;
	tl_node_free(filter->root);
	free(filter->text);
	free(filter);
}

/* Of a long question, what is around the place. */
void tl_filter_print_error(const char *text, const struct tl_condition_error *error)
{
	size_t length = strlen(text), begin = error->at > SHOWN / 2 && length > SHOWN ? error->at - SHOWN / 2 : 0;
	char before[SHOWN * 4], line[SHOWN * 4], shown[SHOWN * 4 + 1];

	tl_error("filter: %s", error->text);
	while (begin && ((unsigned char)text[begin] & 0xc0) == 0x80)
		begin--; /* into no character */
	snprintf(shown, sizeof(shown), "%s", text + begin);
	tl_text_clean(line, sizeof(line), shown);
	snprintf(shown, sizeof(shown), "%.*s", (int)(error->at - begin), text + begin);
	tl_text_clean(before, sizeof(before), shown);
	tl_text_fit(shown, sizeof(shown), line, tl_text_width(line) < SHOWN ? tl_text_width(line) : SHOWN, false);
	fprintf(stderr, "  %s\n  %*s^\n", shown, (int)tl_text_width(before), "");
}
