// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "agent.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "../lib/log.h"
#include "agent_file.h"
#include "agent_rules.h"

#define CACHE_ENTRIES 4096 /* 2 MB when full: an office has hundreds of agents, and each asks again and again */

/* An agent that was asked for before; the hash keeps them in the order of their last use. */
struct known {
	UT_hash_handle hh;
	struct tl_record_agent said;
	char agent[TL_RECORD_LINE];
};

struct tl_agents {
	struct tl_agent_rules *rules[TL_AGENT_SUBJECT__MAX];
	struct known *cache;
};

static bool take_rule(void *context, enum tl_agent_subject subject, const struct tl_agent_rule *rule)
{
	struct tl_agents *agents = context;

	return tl_agent_rules_add(agents->rules[subject], rule);
}

struct tl_agents *tl_agents_open(const char *path)
{
	struct tl_agents *agents = calloc(1, sizeof(*agents));
	bool has_memory = agents;

	for (enum tl_agent_subject subject = 0; subject < TL_AGENT_SUBJECT__MAX && has_memory; subject++)
		has_memory = (agents->rules[subject] = tl_agent_rules_new());
	if (!has_memory)
		tl_error("rules about user agents: out of memory");
	if (has_memory && tl_agent_file_read(path, take_rule, agents))
		return agents;
	tl_agents_close(agents);
	return NULL;
}

static void forget(struct tl_agents *agents, struct known *known)
{
	HASH_DEL(agents->cache, known);
	free(known);
}

void tl_agents_close(struct tl_agents *agents)
{
	if (!agents)
		return;
	while (agents->cache)
		forget(agents, agents->cache);
	for (enum tl_agent_subject subject = 0; subject < TL_AGENT_SUBJECT__MAX; subject++)
		tl_agent_rules_free(agents->rules[subject]);
	free(agents);
}

static void ask(const struct tl_agents *agents, const char *agent, struct tl_record_agent *said)
{
	tl_agent_rules_ask(agents->rules[TL_AGENT_SYSTEM], agent, said->system, sizeof(said->system),
			   said->system_version, sizeof(said->system_version));
	tl_agent_rules_ask(agents->rules[TL_AGENT_APPLICATION], agent, said->application, sizeof(said->application),
			   said->application_version, sizeof(said->application_version));
}

/* The one used longest ago makes room. NULL: out of memory. */
static struct known *learn(struct tl_agents *agents, const char *agent, size_t length)
{
	struct known *known = calloc(1, sizeof(*known));

	if (!known)
		return NULL;
	if (HASH_COUNT(agents->cache) >= CACHE_ENTRIES)
		forget(agents, agents->cache);
	memcpy(known->agent, agent, length);
	ask(agents, known->agent, &known->said);
	return known;
}

/* What the client says of itself; NULL: nothing. */
static const char *agent_of(const struct tl_record_facts *facts)
{
	if (!facts)
		return NULL;
	if (facts->kind == TL_FACTS_http)
		return facts->http.user_agent;
	return facts->has.quic ? facts->quic.user_agent : NULL;
}

void tl_agents_enrich(struct tl_agents *agents, struct tl_record *record)
{
	const char *agent = agent_of(record->facts);
	struct known *known;
	size_t length;

	if (!agents || !agent)
		return;
	length = strnlen(agent, sizeof(known->agent) - 1);
	if (!length)
		return;
	HASH_FIND(hh, agents->cache, agent, length, known);
	if (known)
		HASH_DEL(agents->cache, known);
	else
		known = learn(agents, agent, length);
	if (!known)
		return;
	HASH_ADD_KEYPTR(hh, agents->cache, known->agent, length, known); /* behind the others */
	record->agent = known->said;
	record->filled |= TL_FILLED_AGENT;
}
