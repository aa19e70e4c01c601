// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* User agents by rules of the test's own; the real ones are asked in selftests/net/agents.sh. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/enrich/agent.h"

static const char rules[] = "# rules\n"
			    "user_agent_parsers:\n"
			    "  - regex: '(Alpha)/(\\d+)\\.(\\d+)\\.(\\d+)'\n"
			    "  - regex: '(Alpha|Beta)/(\\d+)(?:\\.(\\d+)|)'\n"
			    "    family_replacement: 'Greek ($1)'\n"
			    "  - regex: 'fixed'\n"
			    "    family_replacement: 'Fixed $1'\n"
			    "    v1_replacement: '7'\n"
			    "    v2_replacement: '$1'\n"
			    "    v3_replacement: '9'\n"
			    "  - regex: 'LOUD/(\\d)'\n"
			    "    regex_flag: 'i'\n"
			    "    family_replacement: 'Loud'\n"
			    "    v1_replacement: '$1'\n"
			    "  - regex: '(a+)+(a+)+$'\n"
			    "    family_replacement: 'Never'\n"
			    "  - regex: '(after)'\n"
			    "os_parsers:\n"
			    "  - regex: 'Win(95|98)'\n"
			    "    os_replacement: 'Windows'\n"
			    "    os_v1_replacement: '$1'\n"
			    "  - regex: '(Five) (\\d)_(\\d)_(\\d)_(\\d)'\n"
			    "device_parsers:\n"
			    "  - regex: '('\n";

static char path[] = "/tmp/tapless-agents-XXXXXX";

static struct tl_agents *open_rules(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	return tl_agents_open(path);
}

static void says(struct tl_agents *agents, const char *agent, const char *system, const char *system_version,
		 const char *application, const char *application_version)
{
	static struct tl_record_facts facts;
	struct tl_record record = {.facts = &facts};

	facts.kind = TL_FACTS_http;
	snprintf(facts.http.user_agent, sizeof(facts.http.user_agent), "%s", agent);
	tl_agents_enrich(agents, &record);
	assert_string_equal(record.agent.system, system);
	assert_string_equal(record.agent.system_version, system_version);
	assert_string_equal(record.agent.application, application);
	assert_string_equal(record.agent.application_version, application_version);
}

static void the_first_rule_that_matches(void **state)
{
	struct tl_agents *agents = open_rules(rules);

	(void)state;
	assert_non_null(agents);
	for (unsigned int again = 0; again < 2; again++) { /* then from the cache */
		says(agents, "x Alpha/1.2.3 (Win98)", "Windows", "98", "Alpha", "1.2.3");
		says(agents, "Alpha/1.2", "", "", "Greek (Alpha)", "1.2");
		says(agents, "Beta/4 Five 1_2_3_4", "Five", "1.2.3.4", "Greek (Beta)", "4");
		says(agents, "fixed", "", "", "Fixed", "7"); /* nothing after a part that is not said */
		says(agents, "loud/3", "", "", "Loud", "3");
		says(agents, "ALPHA/1.2.3", "", "", "", "");
		says(agents, "", "", "", "", "");
		says(agents, "\xff\xfe after", "", "", "after", "");
	}
	tl_agents_close(agents);
}

/* The expression that would try for years fails; the next ones are tried. */
static void nobody_holds_it_up(void **state)
{
	struct tl_agents *agents = open_rules(rules);
	char agent[TL_RECORD_LINE];

	(void)state;
	memset(agent, 'a', sizeof(agent));
	memcpy(agent + 200, "! after", 8);
	says(agents, agent, "", "", "after", "");
	tl_agents_close(agents);
}

static void forgets_what_is_old(void **state)
{
	struct tl_agents *agents = open_rules(rules);
	char agent[64], version[16];

	(void)state;
	for (unsigned int i = 0; i < 10000; i++) {
		snprintf(agent, sizeof(agent), "Beta/%u", i);
		snprintf(version, sizeof(version), "%u", i);
		says(agents, agent, "", "", "Greek (Beta)", version);
		says(agents, "Beta/0", "", "", "Greek (Beta)", "0");
	}
	tl_agents_close(agents);
}

static void cuts_what_is_long(void **state)
{
	struct tl_agents *agents = open_rules("os_parsers: []\nuser_agent_parsers:\n  - regex: '(.+)/(.+)'\n");
	char agent[TL_RECORD_LINE], name[64], version[24];

	(void)state;
	memset(agent, 'x', sizeof(agent));
	agent[120] = '/';
	agent[240] = '\0';
	memset(name, 'x', sizeof(name) - 1);
	memset(version, 'x', sizeof(version) - 1);
	name[sizeof(name) - 1] = version[sizeof(version) - 1] = '\0';
	says(agents, agent, "", "", name, version);
	tl_agents_close(agents);
}

static void leaves_others_alone(void **state)
{
	struct tl_agents *agents = open_rules(rules);
	struct tl_record_facts facts = {.kind = TL_FACTS_dns};
	struct tl_record record = {.facts = &facts}, before = record;

	(void)state;
	tl_agents_enrich(agents, &record);
	assert_memory_equal(&record, &before, sizeof(record));
	record.facts = before.facts = NULL;
	tl_agents_enrich(agents, &record);
	tl_agents_enrich(NULL, &record);
	assert_memory_equal(&record, &before, sizeof(record));
	tl_agents_close(agents);
}

static void refuses_bad_files(void **state)
{
	(void)state;
	assert_null(tl_agents_open("/nonexistent/agents.yaml"));
	assert_null(open_rules(""));
	assert_null(open_rules("just text"));
	assert_null(open_rules("os_parsers: [{regex: x}]"));
	assert_null(open_rules("os_parsers: [{regex: '('}]\nuser_agent_parsers: []"));
	assert_null(open_rules("os_parsers: [{os_replacement: x}]\nuser_agent_parsers: []"));
	assert_null(open_rules("os_parsers: [x, {\n"));
	tl_agents_close(NULL);
}

static int make_file(void **state)
{
	int file = mkstemp(path);

	(void)state;
	if (file < 0)
		return -1;
	close(file);
	return 0;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_rule_that_matches), cmocka_unit_test(nobody_holds_it_up),
		cmocka_unit_test(forgets_what_is_old),	       cmocka_unit_test(cuts_what_is_long),
		cmocka_unit_test(leaves_others_alone),	       cmocka_unit_test(refuses_bad_files),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
