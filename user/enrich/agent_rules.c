// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define PCRE2_CODE_UNIT_WIDTH 8
#include "agent_rules.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcre2.h>

#include "../lib/log.h"

/* What one expression may try on one agent: hundreds of times what any needs, so that nobody's agent holds the meter up. */
#define MATCH_LIMIT    20000
#define HEAP_KIBIBYTES 1024

#define GROUPS 16 /* with the whole match; replacements name $1 to $9 */

struct rule {
	pcre2_code *code;
	char *replacements[TL_AGENT_PARTS];
};

struct tl_agent_rules {
	pcre2_match_context *limits;
	pcre2_match_data *match;
	struct rule *rules;
	size_t count, room;
};

/* What matched, while the parts are taken out of it. */
struct matched {
	const char *agent;
	const size_t *ends; /* begin and end of each group */
	unsigned int groups;
};

struct tl_agent_rules *tl_agent_rules_new(void)
{
	struct tl_agent_rules *rules = calloc(1, sizeof(*rules));

	if (!rules)
		return NULL;
	rules->limits = pcre2_match_context_create(NULL);
	rules->match = pcre2_match_data_create(GROUPS, NULL);
	if (!rules->limits || !rules->match) {
		tl_agent_rules_free(rules);
		return NULL;
	}
	pcre2_set_match_limit(rules->limits, MATCH_LIMIT);
	pcre2_set_heap_limit(rules->limits, HEAP_KIBIBYTES);
	return rules;
}

void tl_agent_rules_free(struct tl_agent_rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; i < rules->count; i++) {
		pcre2_code_free(rules->rules[i].code);
		for (unsigned int part = 0; part < TL_AGENT_PARTS; part++)
			free(rules->rules[i].replacements[part]);
	}
	free(rules->rules);
	pcre2_match_data_free(rules->match);
	pcre2_match_context_free(rules->limits);
	free(rules);
}

static bool make_room(struct tl_agent_rules *rules)
{
	size_t room = rules->room ? rules->room * 2 : 256;
	struct rule *grown;

	if (rules->count < rules->room)
		return true;
	grown = realloc(rules->rules, room * sizeof(*grown));
	if (!grown)
		return false;
	rules->rules = grown;
	rules->room = room;
	return true;
}

/* Agents are octets, which need not be UTF-8. */
static pcre2_code *compile(const struct tl_agent_rule *rule)
{
	uint32_t options = PCRE2_NEVER_UTF | (rule->ignores_case ? PCRE2_CASELESS : 0);
	pcre2_code *code;
	char reason[128];
	size_t offset;
	int error;

	code = pcre2_compile((PCRE2_SPTR)rule->expression, PCRE2_ZERO_TERMINATED, options, &error, &offset, NULL);
	if (code)
		return code;
	pcre2_get_error_message(error, (PCRE2_UCHAR *)reason, sizeof(reason));
	tl_error("expression of user agents '%.80s': %s at %zu", rule->expression, reason, offset);
	return NULL;
}

bool tl_agent_rules_add(struct tl_agent_rules *rules, const struct tl_agent_rule *rule)
{
	struct rule *added;

	if (!make_room(rules)) {
		tl_error("rules about user agents: out of memory");
		return false;
	}
	added = &rules->rules[rules->count];
	memset(added, 0, sizeof(*added));
	added->code = compile(rule);
	if (!added->code)
		return false;
	rules->count++;
	/* Where memory may not be written and run, as systemd's MemoryDenyWriteExecute has it, the interpreter stays. */
	pcre2_jit_compile(added->code, PCRE2_JIT_COMPLETE);
	for (unsigned int part = 0; part < TL_AGENT_PARTS; part++) {
		if (!rule->replacements[part])
			continue;
		added->replacements[part] = strdup(rule->replacements[part]);
		if (!added->replacements[part]) {
			tl_error("rules about user agents: out of memory");
			return false;
		}
	}
	return true;
}

static size_t put_group(const struct matched *matched, unsigned int group, char *text, size_t room)
{
	size_t length;

	if (group >= matched->groups || matched->ends[2 * group] == PCRE2_UNSET)
		return 0;
	length = matched->ends[2 * group + 1] - matched->ends[2 * group];
	if (length > room)
		length = room;
	memcpy(text, matched->agent + matched->ends[2 * group], length);
	return length;
}

static void trim(char *text)
{
	size_t length = strlen(text), before = strspn(text, " ");

	while (length > before && text[length - 1] == ' ')
		length--;
	memmove(text, text + before, length - before);
	text[length - before] = '\0';
}

/* The part by its replacement, in which $1 to $9 stand for groups, or else the group of its own. */
static void put_part(const struct matched *matched, const struct rule *rule, unsigned int part, char *text, size_t size)
{
	const char *from = rule->replacements[part];
	size_t length = 0;

	if (!from)
		length = put_group(matched, part + 1, text, size - 1);
	while (from && *from && length < size - 1) {
		if (from[0] == '$' && from[1] >= '1' && from[1] <= '9') {
			length += put_group(matched, from[1] - '0', text + length, size - 1 - length);
			from += 2;
		} else {
			text[length++] = *from++;
		}
	}
	text[length] = '\0';
	trim(text);
}

/* Parts with dots between, up to the first that is not said. */
static void put_version(const struct matched *matched, const struct rule *rule, char *version, size_t size)
{
	size_t length = 0;

	version[0] = '\0';
	for (unsigned int part = 1; part < TL_AGENT_PARTS && length + 2 < size; part++) {
		size_t dot = length > 0;

		put_part(matched, rule, part, version + length + dot, size - length - dot);
		if (!version[length + dot]) {
			version[length] = '\0';
			return;
		}
		if (dot)
			version[length] = '.';
		length = strlen(version);
	}
}

void tl_agent_rules_ask(const struct tl_agent_rules *rules, const char *agent, char *name, size_t name_size,
			char *version, size_t version_size)
{
	size_t length = strlen(agent);

	name[0] = version[0] = '\0';
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->rules[i];
		int groups = pcre2_match(rule->code, (PCRE2_SPTR)agent, length, 0, 0, rules->match, rules->limits);
		struct matched matched = {agent, pcre2_get_ovector_pointer(rules->match), groups ? groups : GROUPS};

		if (groups < 0) /* no match, or the limit */
			continue;
		put_part(&matched, rule, 0, name, name_size);
		put_version(&matched, rule, version, version_size);
		return;
	}
}
