// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/help.h"
#include "cmd/options.h"
#include "cmd/settings.h"
#include "lib/log.h"

#define WORDS_MAX 64

/* The messages are part of what is tested: this stands in for log.c. */
static char last_message[1024];

void tl_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(last_message, sizeof(last_message), format, arguments);
	va_end(arguments);
}

void tl_info(const char *format, ...) __attribute__((alias("tl_error")));

void tl_warning(const char *format, ...)
{
	(void)format;
}

/* The table of subcommands names them; nobody calls them here. */
#define STAND_IN(name)                                                                                                 \
	int name(int argc, char **argv)                                                                                \
	{                                                                                                              \
		(void)argc;                                                                                            \
		(void)argv;                                                                                            \
		return -1;                                                                                             \
	}
STAND_IN(tl_command_run_meter)
STAND_IN(tl_command_read)
STAND_IN(tl_command_status)
STAND_IN(tl_command_stop)
STAND_IN(tl_command_decode)
STAND_IN(tl_command_query)
STAND_IN(tl_command_fields)
STAND_IN(tl_command_top)
STAND_IN(tl_command_version)
STAND_IN(tl_command_completion)
STAND_IN(tl_command_config)

/* Parses words parted by blanks; they live as long as the next call. */
static int parse(struct tl_settings *settings, const char *line)
{
	static char words[1024];
	char *argv[WORDS_MAX + 1], *place;
	int argc = 0, result, before;

	snprintf(words, sizeof(words), "%s", line);
	for (char *word = strtok_r(words, " ", &place); word && argc < WORDS_MAX; word = strtok_r(NULL, " ", &place))
		argv[argc++] = word;
	argv[argc] = NULL;
	last_message[0] = '\0';
	/* the hints that errors end with are not wanted in the test's output */
	before = dup(STDERR_FILENO);
	assert_non_null(freopen("/dev/null", "w", stderr));
	result = tl_settings_parse(settings, argc, argv);
	fflush(stderr);
	dup2(before, STDERR_FILENO);
	close(before);
	return result;
}

static void assert_refused(const char *line, const char *message)
{
	struct tl_settings settings;

	assert_int_equal(parse(&settings, line), 2);
	assert_string_equal(last_message, message);
}

static void has_the_promised_defaults(void **state)
{
	struct tl_settings settings;

	(void)state;
	assert_int_equal(parse(&settings, "run"), 0);
	assert_int_equal(settings.active, 60);
	assert_int_equal(settings.idle, 15);
	assert_int_equal(settings.closed, 2);
	assert_int_equal(settings.flows, 0); /* run and read have each their own */
	assert_int_equal(settings.hook, TL_HOOK_AUTO);
	assert_int_equal(settings.l7, TL_L7_FULL);
	assert_int_equal(settings.observation_domain, 0);
	assert_false(settings.uniflow);
	assert_string_equal(settings.instance, "default");
	assert_int_equal(settings.interfaces.count, 0);
	assert_int_equal(settings.exporters.count, 1);
	assert_string_equal(settings.exporters.items[0], "json:-");
	assert_non_null(strstr(last_message, "json:-")); /* run says so */
	assert_int_equal(parse(&settings, "read x.pcap"), 0);
	assert_string_equal(settings.exporters.items[0], "json:-");
	assert_string_equal(last_message, "");
	assert_int_equal(parse(&settings, "run --table"), 0);
	assert_int_equal(settings.exporters.count, 0);
}

static void takes_all_the_fixed_words(void **state)
{
	struct tl_settings settings;

	(void)state;
	assert_int_equal(parse(&settings,
			       "run -i eth0 --interface=eth1 -e json:a -e file:b --hook xdp --l7 names --uniflow "
			       "--active 30 --idle 5 --closed 1 --flows 4096 --instance a-b_1 --domain 4294967295"),
			 0);
	assert_int_equal(settings.interfaces.count, 2);
	assert_string_equal(settings.interfaces.items[1], "eth1");
	assert_string_equal(settings.exporters.items[1], "file:b");
	assert_int_equal(settings.hook, TL_HOOK_XDP);
	assert_int_equal(settings.l7, TL_L7_NAMES);
	assert_true(settings.uniflow);
	assert_int_equal(settings.active, 30);
	assert_int_equal(settings.idle, 5);
	assert_int_equal(settings.closed, 1);
	assert_int_equal(settings.flows, 4096);
	assert_string_equal(settings.instance, "a-b_1");
	assert_int_equal(settings.observation_domain, 0xffffffff);
	assert_int_equal(parse(&settings, "run --uniflow --biflow"), 0);
	assert_false(settings.uniflow);
	assert_int_equal(parse(&settings, "status --json --instance x"), 0);
	assert_true(settings.json);
	assert_int_equal(parse(&settings, "stop --instance x"), 0);
	assert_int_equal(parse(&settings, "decode --options --dedup x"), 0);
	assert_true(settings.options && settings.dedup);
	assert_int_equal(parse(&settings, "fields --json"), 0);
	assert_int_equal(parse(&settings, "fields --libfds ntop --goflow2"), 0);
	assert_string_equal(settings.libfds, "ntop");
	assert_true(settings.goflow2);
	assert_int_equal(parse(&settings, "top --once"), 0);
	assert_int_equal(parse(&settings, "version"), 0);
}

static void takes_operands_anywhere(void **state)
{
	struct tl_settings settings;

	(void)state;
	setenv("POSIXLY_CORRECT", "1", 1);
	assert_int_equal(parse(&settings, "read x.pcap --idle 3"), 0);
	unsetenv("POSIXLY_CORRECT");
	assert_int_equal(settings.operands.count, 1);
	assert_string_equal(settings.operands.items[0], "x.pcap");
	assert_int_equal(settings.idle, 3);
	assert_int_equal(parse(&settings, "read --idle 3 -- --odd"), 0);
	assert_string_equal(settings.operands.items[0], "--odd");
	assert_int_equal(parse(&settings, "decode -"), 0);
	assert_string_equal(settings.operands.items[0], "-");
}

static void refuses_with_the_remedy(void **state)
{
	(void)state;
	assert_refused("run --idle 0", "--idle 0: not a whole number from 1 to 65535 seconds");
	assert_refused("run --idle -1", "--idle -1: not a whole number from 1 to 65535 seconds");
	assert_refused("run --active 65536", "--active 65536: not a whole number from 1 to 65535 seconds");
	assert_refused("run --closed 2s", "--closed 2s: not a whole number from 1 to 65535 seconds");
	assert_refused("run --closed 1.5", "--closed 1.5: not a whole number from 1 to 65535 seconds");
	assert_refused("run --flows 99999999999999999999",
		       "--flows 99999999999999999999: not a whole number from 1024 to 67108864 flows");
	assert_refused("run --domain 4294967296", "--domain 4294967296: not a whole number from 0 to 4294967295");
	assert_refused("run --hook tcx", "--hook tcx: not one of auto, tc, xdp; did you mean tc?");
	assert_refused("run --l7 everything", "--l7 everything: not one of off, names, full");
	assert_refused("run --instance a/b", "--instance a/b: a name has letters, digits, - and _ only");
	assert_refused("run --instance ..", "--instance ..: a name has letters, digits, - and _ only");
	assert_refused("run --actve 3", "unknown option --actve, did you mean --active?");
	assert_string_equal(tl_command_suggest("rnu"), "run");
	assert_refused("run --unheard-of", "unknown option --unheard-of");
	assert_refused("run --c 3", "--c may be any of: --count, --clock, --closed, --country, --city, --columns, "
				    "--clickhouse, --check, --config");
	assert_refused("run -x", "unknown option -x");
	assert_refused("run --table=1", "--table takes no value");
	assert_refused("run --idle", "--idle needs a value: S");
	assert_refused("run --instance=", "--instance : a name has 1 to 64 characters");
	assert_refused("run extra", "`tapless run` takes no `extra`");
	assert_refused("run --table -e json:-",
		       "--table and --export json:- both want standard output; leave out one of them");
	assert_refused("read", "`tapless read` needs a FILE");
	assert_refused("read a b", "`tapless read` takes one FILE, not also `b`");
	assert_refused("read --hook tc a", "`tapless read` does not take --hook; it belongs to: run");
	assert_refused("version --json", "`tapless version` does not take --json; it belongs to: status, fields");
}

static void refuses_an_endless_list(void **state)
{
	char line[1024] = "run";

	(void)state;
	for (unsigned int i = 0; i < 18; i++)
		strcat(line, " -i a -ib");
	assert_refused(line, "--interface a: more than 32 of them");
}

/* A file that the test makes and removes. */
static char *write_file(const char *text)
{
	static char path[64];
	int file;

	strcpy(path, "/tmp/tapless-settings-XXXXXX");
	file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), strlen(text));
	close(file);
	return path;
}

static int parse_with_file(struct tl_settings *settings, const char *text, const char *command, const char *options)
{
	char line[256], *path = write_file(text);
	int result;

	snprintf(line, sizeof(line), "%s --config %s %s", command, path, options);
	result = parse(settings, line);
	unlink(path);
	return result;
}

static void reads_the_file_before_the_command_line(void **state)
{
	struct tl_settings settings;

	(void)state;
	assert_int_equal(parse_with_file(&settings,
					 "# comment\n\nidle = 30\nactive=120\ninterface = eth0\ninterface = eth1\n"
					 "export = json:/x ; comment\nuniflow = yes\n",
					 "run", "--idle 7 -e json:/y"),
			 0);
	assert_int_equal(settings.idle, 7);
	assert_int_equal(settings.active, 120);
	assert_int_equal(settings.interfaces.count, 2);
	assert_string_equal(settings.interfaces.items[1], "eth1");
	assert_int_equal(settings.exporters.count, 1); /* a list of the command line replaces the file's */
	assert_string_equal(settings.exporters.items[0], "json:/y");
	assert_true(settings.uniflow);
	assert_int_equal(parse_with_file(&settings, "uniflow = no\ntable = Off\n", "run", ""), 0);
	assert_false(settings.uniflow);
	assert_false(settings.table);
	assert_int_equal(parse_with_file(&settings, "biflow = no\n", "run", ""), 0);
	assert_true(settings.uniflow);
}

static void one_file_serves_all_subcommands(void **state)
{
	struct tl_settings settings;

	(void)state;
	assert_int_equal(parse_with_file(&settings, "interface = eth0\nidle = 9\ntable = yes\n", "read", "x.pcap"), 0);
	assert_int_equal(settings.idle, 9);
	assert_int_equal(settings.interfaces.count, 0);
	assert_false(settings.table);
	assert_int_equal(parse_with_file(&settings, "flows = few\n", "read", "x.pcap"), 2);
}

static void assert_file_refused(const char *text, const char *message)
{
	struct tl_settings settings;
	const char *colon;

	assert_int_equal(parse_with_file(&settings, text, "run", ""), 2);
	colon = strchr(last_message, ':'); /* after the path */
	assert_non_null(colon);
	assert_string_equal(colon, message);
}

static void refuses_a_bad_file_with_its_line(void **state)
{
	char long_line[400];

	(void)state;
	assert_file_refused("idle = 3\n\nidle = 0\n", ":3: idle = 0: not a whole number from 1 to 65535 seconds");
	assert_file_refused("idel = 3\n", ":1: unknown option `idel`, did you mean `idle`?");
	assert_file_refused("hook = tc\n[run]\nidle = 3\n", ":3: this file has no sections; leave out [run]");
	assert_file_refused("idle = 3\nnonsense\n", ":2: not a line of the form `option = value`");
	assert_file_refused("config = other\n", ":1: a configuration file cannot name another one");
	assert_file_refused("help = yes\n",
			    ":1: unknown option `help`; the keys are the long names that `tapless run --help` lists");
	assert_file_refused("uniflow = perhaps\n", ":1: uniflow = perhaps: yes or no is wanted");
	memset(long_line, 'x', sizeof(long_line) - 1);
	long_line[sizeof(long_line) - 1] = '\0';
	assert_file_refused(long_line, ":1: line longer than 198 characters");
	assert_refused("run -c /nonexistent/file",
		       "cannot read configuration file /nonexistent/file: No such file or directory");
}

static void chooses_databases(void **state)
{
	struct tl_settings settings;

	(void)state;
	assert_int_equal(parse(&settings, "run --country /c.mmdb --asn none"), 0);
	assert_string_equal(settings.country_database, "/c.mmdb");
	assert_null(settings.as_database);
	assert_int_equal(parse(&settings, "read --agents /a.yaml FILE"), 0);
	assert_string_equal(settings.agents_file, "/a.yaml");
	assert_int_equal(parse(&settings, "read --agents none FILE"), 0);
	assert_null(settings.agents_file);
}

/* The option, not one whose name begins with it. */
static bool has_option(const char *text, const struct tl_option *option)
{
	char name[64];
	size_t length = snprintf(name, sizeof(name), "\n  %c%c%c --%s", option->letter ? '-' : ' ',
				 option->letter ? option->letter : ' ', option->letter ? ',' : ' ', option->name);

	while ((text = strstr(text, name)) && !strchr(" \n", text[length]))
		text += length;
	return text;
}

/* Each command's help, whole: every option of it is there, and no line is too long for a terminal. */
static void help_names_every_option(void **state)
{
	const struct tl_option *option;

	(void)state;
	for (unsigned int i = 0; i < tl_command_count; i++) {
		char *text = NULL, *place;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		tl_help_command(&tl_commands[i], out);
		fclose(out);
		for (unsigned int j = 0; (option = tl_option_at(j)); j++) {
			bool taken = option->commands & tl_commands[i].taken_by;

			assert_int_equal(has_option(text, option), taken);
		}
		for (char *line = strtok_r(text, "\n", &place); line; line = strtok_r(NULL, "\n", &place))
			assert_true(strlen(line) <= 100);
		assert_non_null(tl_commands[i].examples[1].line);
		free(text);
	}
}

/* What getopt and the settings need of each row. */
static void table_is_consistent(void **state)
{
	const struct tl_option *option;
	unsigned int seen = 0;

	(void)state;
	for (unsigned int i = 0; (option = tl_option_at(i)); i++) {
		assert_ptr_equal(tl_option_by_name(option->name), option);
		if (option->letter)
			assert_ptr_equal(tl_option_by_letter(option->letter), option);
		assert_int_equal(!!option->argument, tl_option_takes_value(option));
		assert_int_equal(!!option->choices, option->type == TL_OPTION_CHOICE);
		assert_true(option->offset < sizeof(struct tl_settings));
		assert_int_equal(option->help[strlen(option->help) - 1], '.');
		assert_true(option->commands);
	}
	for (unsigned int i = 0; i < tl_command_count; i++) {
		assert_false(seen & tl_commands[i].taken_by);
		seen |= tl_commands[i].taken_by;
	}
	assert_int_equal(seen, TL_BY_ALL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_promised_defaults),
		cmocka_unit_test(takes_all_the_fixed_words),
		cmocka_unit_test(takes_operands_anywhere),
		cmocka_unit_test(refuses_with_the_remedy),
		cmocka_unit_test(refuses_an_endless_list),
		cmocka_unit_test(reads_the_file_before_the_command_line),
		cmocka_unit_test(one_file_serves_all_subcommands),
		cmocka_unit_test(refuses_a_bad_file_with_its_line),
		cmocka_unit_test(chooses_databases),
		cmocka_unit_test(help_names_every_option),
		cmocka_unit_test(table_is_consistent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
