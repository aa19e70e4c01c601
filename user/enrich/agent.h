/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Operating system and application by the user agent of an HTTP request, with the rules of the package uap-core. */
#ifndef TAPLESS_ENRICH_AGENT_H
#define TAPLESS_ENRICH_AGENT_H

#include "../flow/record.h"

struct tl_agents;

/*
 * Reads the file (regexes.yaml) and compiles its rules, before the sandbox, in which no memory can be made executable. NULL after
 * an error that has been printed.
 */
struct tl_agents *tl_agents_open(const char *path);

/* Fills record->agent if its facts are those of HTTP with a user agent; through a bounded cache. agents NULL: does nothing. */
void tl_agents_enrich(struct tl_agents *agents, struct tl_record *record);

void tl_agents_close(struct tl_agents *agents); /* NULL is fine */

#endif
