/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The file of rules about user agents: regexes.yaml of the package uap-core, by docs/specification.md there, through libyaml. */
#ifndef TAPLESS_ENRICH_AGENT_FILE_H
#define TAPLESS_ENRICH_AGENT_FILE_H

#include <stdbool.h>

/* What an agent tells; a list of rules for each. The third list of the file, of devices, is not read. */
enum tl_agent_subject {
	TL_AGENT_SYSTEM,
	TL_AGENT_APPLICATION,
	TL_AGENT_SUBJECT__MAX,
};

#define TL_AGENT_PARTS 5 /* the name and four parts of the version */

/* A rule as the file has it. Replacements that are not given are NULL: then the part is what the group of its number matched. */
struct tl_agent_rule {
	const char *expression;
	const char *replacements[TL_AGENT_PARTS];
	bool ignores_case;
};

/* Takes a rule, in the order of the file; its texts are gone afterwards. False ends the reading. */
typedef bool tl_agent_file_take(void *context, enum tl_agent_subject subject, const struct tl_agent_rule *rule);

/* False after an error that has been printed, or if `take` ended it. */
bool tl_agent_file_read(const char *path, tl_agent_file_take *take, void *context);

#endif
