/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a filter is made of; for filter*.c. */
#ifndef TAPLESS_QUERY_FILTER_TREE_H
#define TAPLESS_QUERY_FILTER_TREE_H

#include "filter.h"

enum tl_node_kind {
	TL_NODE_ALL, /* everything */
	TL_NODE_AND,
	TL_NODE_OR,
	TL_NODE_NOT,
	TL_NODE_CONDITION,
};

struct tl_node {
	enum tl_node_kind kind;
	struct tl_node *child; /* the first */
	struct tl_node *next; /* the next of the same parent */
	struct tl_condition condition;
};

struct tl_filter {
	char *text; /* the question: values lie in it */
	struct tl_node *root;
};

void tl_node_free(struct tl_node *node); /* with all below it; NULL is fine */

#endif
