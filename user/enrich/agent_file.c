// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "agent_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <yaml.h>

#include "../lib/log.h"

#define REMEDY "it should be regexes.yaml of the package uap-core: make agents"

static const struct {
	const char *list;
	const char *replacements[TL_AGENT_PARTS];
} subjects[] = {
	[TL_AGENT_SYSTEM] = {"os_parsers",
			     {"os_replacement", "os_v1_replacement", "os_v2_replacement", "os_v3_replacement",
			      "os_v4_replacement"}},
	[TL_AGENT_APPLICATION] = {"user_agent_parsers",
				  {"family_replacement", "v1_replacement", "v2_replacement", "v3_replacement",
				   "v4_replacement"}},
};

static const char *text_of(const yaml_node_t *node)
{
	return node && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : "";
}

static void take_value(struct tl_agent_rule *rule, enum tl_agent_subject subject, const char *key, const char *value)
{
	if (!strcmp(key, "regex"))
		rule->expression = value;
	if (!strcmp(key, "regex_flag"))
		rule->ignores_case = strchr(value, 'i');
	for (unsigned int part = 0; part < TL_AGENT_PARTS; part++)
		if (!strcmp(key, subjects[subject].replacements[part]))
			rule->replacements[part] = value;
}

static bool read_rule(yaml_document_t *document, const yaml_node_t *node, enum tl_agent_subject subject,
		      struct tl_agent_rule *rule)
{
	memset(rule, 0, sizeof(*rule));
	if (!node || node->type != YAML_MAPPING_NODE)
		return false;
	for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++)
		take_value(rule, subject, text_of(yaml_document_get_node(document, pair->key)),
			   text_of(yaml_document_get_node(document, pair->value)));
	return rule->expression;
}

static const yaml_node_t *find_list(yaml_document_t *document, const char *name)
{
	const yaml_node_t *root = yaml_document_get_root_node(document);

	if (!root || root->type != YAML_MAPPING_NODE)
		return NULL;
	for (const yaml_node_pair_t *pair = root->data.mapping.pairs.start; pair < root->data.mapping.pairs.top;
	     pair++) {
		const yaml_node_t *value = yaml_document_get_node(document, pair->value);

		if (!strcmp(text_of(yaml_document_get_node(document, pair->key)), name))
			return value && value->type == YAML_SEQUENCE_NODE ? value : NULL;
	}
	return NULL;
}

static bool read_list(yaml_document_t *document, const char *path, enum tl_agent_subject subject,
		      tl_agent_file_take *take, void *context)
{
	const yaml_node_t *list = find_list(document, subjects[subject].list);
	struct tl_agent_rule rule;

	if (!list) {
		tl_error("%s has no list %s; " REMEDY, path, subjects[subject].list);
		return false;
	}
	for (const yaml_node_item_t *item = list->data.sequence.items.start; item < list->data.sequence.items.top;
	     item++) {
		const yaml_node_t *node = yaml_document_get_node(document, *item);

		if (!read_rule(document, node, subject, &rule)) {
			tl_error("%s: line %zu: a rule without regex; " REMEDY, path,
				 node ? node->start_mark.line + 1 : 0);
			return false;
		}
		if (!take(context, subject, &rule))
			return false;
	}
	return true;
}

static bool read_document(FILE *file, const char *path, yaml_document_t *document)
{
	yaml_parser_t parser;
	bool read;

	if (!yaml_parser_initialize(&parser)) {
		tl_error("%s: out of memory", path);
		return false;
	}
	yaml_parser_set_input_file(&parser, file);
	read = yaml_parser_load(&parser, document);
	if (!read)
		tl_error("%s: line %zu: %s; " REMEDY, path, parser.problem_mark.line + 1,
			 parser.problem ? parser.problem : "it cannot be read");
	yaml_parser_delete(&parser);
	return read;
}

bool tl_agent_file_read(const char *path, tl_agent_file_take *take, void *context)
{
	FILE *file = fopen(path, "re");
	yaml_document_t document;
	bool read;

	if (!file) {
		tl_error("cannot open %s (--agents FILE): %s", path, strerror(errno));
		return false;
	}
	read = read_document(file, path, &document);
	fclose(file);
	if (!read)
		return false;
	for (enum tl_agent_subject subject = 0; subject < TL_AGENT_SUBJECT__MAX && read; subject++)
		read = read_list(&document, path, subject, take, context);
	yaml_document_delete(&document);
	return read;
}
