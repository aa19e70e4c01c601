/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One list of rules about user agents, compiled: the first rule that matches tells name and version. By PCRE2. */
#ifndef TAPLESS_ENRICH_AGENT_RULES_H
#define TAPLESS_ENRICH_AGENT_RULES_H

#include <stddef.h>

#include "agent_file.h"

struct tl_agent_rules;

struct tl_agent_rules *tl_agent_rules_new(void); /* NULL: out of memory */
void tl_agent_rules_free(struct tl_agent_rules *rules); /* NULL is fine */

/* Adds one behind the others. False after an error that has been printed. */
bool tl_agent_rules_add(struct tl_agent_rules *rules, const struct tl_agent_rule *rule);

/* Fills name and version, "" where no rule says them; cut where there is no room. */
void tl_agent_rules_ask(const struct tl_agent_rules *rules, const char *agent, char *name, size_t name_size,
			char *version, size_t version_size);

#endif
