// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "settings.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/suggest.h"
#include "command.h"
#include "config_file.h"
#include "databases.h"
#include "help.h"
#include "options.h"
#include "value.h"

#define LONG_OPTION_BASE 256 /* getopt_long's value of row i is this + i; letters are below */

/* One option as it stood on the command line. */
struct given {
	const struct tl_option *option;
	const char *value;
};

struct parse {
	const struct tl_command *command;
	struct tl_settings *settings;
	struct given *given;
	unsigned int given_count;
	struct option rows[TL_OPTIONS_MAX + 1];
	char letters[2 + 2 * TL_OPTIONS_MAX + 1];
};

enum {
	WRONG = 2,
	HELPED = -1,
};

static int wrong_usage(const struct parse *parse)
{
	fprintf(stderr, "Try `tapless %s --help`.\n", parse->command->name);
	return WRONG;
}

/*
 * getopt knows the options of all subcommands, so that "not of this subcommand" and "unknown" get different answers. "-"
 * keeps operands in their place whatever POSIXLY_CORRECT says, ":" keeps getopt from printing.
 */
static void fill_getopt(struct parse *parse)
{
	char *letter = stpcpy(parse->letters, "-:");

	const struct tl_option *option;

	for (unsigned int i = 0; (option = tl_option_at(i)) && i < TL_OPTIONS_MAX; i++) {
		bool value = tl_option_takes_value(option);

		parse->rows[i] = (struct option){.name = option->name,
						 .has_arg = value ? required_argument : no_argument,
						 .val = LONG_OPTION_BASE + (int)i};
		if (!option->letter)
			continue;
		*letter++ = option->letter;
		if (value)
			*letter++ = ':';
	}
	*letter = '\0';
}

static const struct tl_option *option_of(int value)
{
	return value >= LONG_OPTION_BASE ? tl_option_at(value - LONG_OPTION_BASE) : tl_option_by_letter(value);
}

/* `word` is "--name" or "--name=value", as it stood. */
static int unknown_long_option(const struct parse *parse, const char *word)
{
	const struct tl_option *option;
	const char *names[TL_OPTIONS_MAX], *near;
	unsigned int count = 0, matches = 0;
	char bare[64], alike[256] = "";

	snprintf(bare, sizeof(bare), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	for (unsigned int i = 0; (option = tl_option_at(i)) && i < TL_OPTIONS_MAX; i++) {
		if (option->commands & parse->command->taken_by)
			names[count++] = option->name;
		if (strncmp(option->name, bare, strlen(bare)))
			continue;
		snprintf(alike + strlen(alike), sizeof(alike) - strlen(alike), "%s--%s", matches++ ? ", " : "",
			 option->name);
	}
	near = tl_suggest(bare, names, count);
	if (matches > 1)
		tl_error("--%s may be any of: %s", bare, alike);
	else
		tl_error("unknown option --%s%s%s%s", bare, near ? ", did you mean --" : "", near ? near : "",
			 near ? "?" : "");
	return wrong_usage(parse);
}

static int unknown_option(const struct parse *parse, const char *word)
{
	if (!optopt)
		return unknown_long_option(parse, word);
	if (optopt >= LONG_OPTION_BASE)
		tl_error("--%s takes no value", option_of(optopt)->name);
	else
		tl_error("unknown option -%c", optopt);
	return wrong_usage(parse);
}

static int foreign_option(const struct parse *parse, const struct tl_option *option)
{
	char takers[128] = "";

	for (unsigned int i = 0; i < tl_command_count; i++) {
		if (!(tl_commands[i].taken_by & option->commands))
			continue;
		strncat(takers, takers[0] ? ", " : "", sizeof(takers) - strlen(takers) - 1);
		strncat(takers, tl_commands[i].name, sizeof(takers) - strlen(takers) - 1);
	}
	tl_error("`tapless %s` does not take --%s; it belongs to: %s", parse->command->name, option->name, takers);
	return wrong_usage(parse);
}

static int add_operand(const struct parse *parse, const char *word)
{
	struct tl_operands *operands = &parse->settings->operands;

	if (!parse->command->operand) {
		tl_error("`tapless %s` takes no `%s`", parse->command->name, word);
		return wrong_usage(parse);
	}
	if (operands->count == TL_OPERANDS_MAX) {
		tl_error("`tapless %s` takes at most %d files at once", parse->command->name, TL_OPERANDS_MAX);
		return wrong_usage(parse);
	}
	if (operands->count && !strstr(parse->command->operand, "...")) {
		tl_error("`tapless %s` takes one %s, not also `%s`", parse->command->name, parse->command->operand,
			 word);
		return wrong_usage(parse);
	}
	operands->items[operands->count++] = word;
	return 0;
}

static int take_word(struct parse *parse, int value, char **argv)
{
	const struct tl_option *option;

	if (value == 1)
		return add_operand(parse, optarg);
	if (value == '?')
		return unknown_option(parse, argv[optind - 1]);
	option = option_of(value == ':' ? optopt : value);
	if (!(option->commands & parse->command->taken_by))
		return foreign_option(parse, option);
	if (value == ':') {
		tl_error("--%s needs a value: %s", option->name, option->argument);
		return wrong_usage(parse);
	}
	if (option->type == TL_OPTION_HELP) {
		tl_help_command(parse->command, stdout);
		return HELPED;
	}
	parse->given[parse->given_count++] = (struct given){option, optarg};
	return 0;
}

static int scan(struct parse *parse, int argc, char **argv)
{
	int value, result;

	fill_getopt(parse);
	optind = 0; /* glibc: forget earlier scans */
	opterr = 0;
	while ((value = getopt_long(argc, argv, parse->letters, parse->rows, NULL)) != -1) {
		result = take_word(parse, value, argv);
		if (result)
			return result;
	}
	for (; optind < argc; optind++) {
		result = add_operand(parse, argv[optind]);
		if (result)
			return result;
	}
	if (parse->command->operand && parse->command->operand[0] != '[' && !parse->settings->operands.count) {
		tl_error("`tapless %s` needs a %s", parse->command->name, parse->command->operand);
		return wrong_usage(parse);
	}
	return 0;
}

void tl_settings_default(struct tl_settings *settings)
{
	const struct tl_option *option;

	memset(settings, 0, sizeof(*settings));
	for (unsigned int i = 0; (option = tl_option_at(i)); i++)
		if (option->fallback)
			tl_value_set(settings, option, option->fallback, "default");
	memset(settings->origins, 0, sizeof(settings->origins));
}

/* A list on the command line replaces that of the file. */
static int apply(struct parse *parse)
{
	const char *path = NULL;

	const struct tl_operands operands = parse->settings->operands;

	tl_settings_default(parse->settings);
	parse->settings->operands = operands;
	for (unsigned int i = 0; i < parse->given_count; i++)
		if (!strcmp(parse->given[i].option->name, "config"))
			path = parse->given[i].value;
	if (path && tl_config_read(parse->settings, path, parse->command->taken_by))
		return WRONG;
	for (unsigned int i = 0; i < parse->given_count; i++)
		if (parse->given[i].option->type == TL_OPTION_LIST)
			((struct tl_list *)((char *)parse->settings + parse->given[i].option->offset))->count = 0;
	for (unsigned int i = 0; i < parse->given_count; i++)
		if (tl_value_set(parse->settings, parse->given[i].option, parse->given[i].value, NULL))
			return wrong_usage(parse);
	return 0;
}

static const char *database(const char *chosen, enum tl_database which)
{
	if (!chosen)
		return tl_database_find(which);
	return strcmp(chosen, "none") ? chosen : NULL;
}

/* Of each kind of address one, as publishers have it. */
static void find_cities(struct tl_list *cities)
{
	static const enum tl_database files[] = {TL_DATABASE_CITY, TL_DATABASE_CITY_IPV6};

	if (cities->count == 1 && !strcmp(cities->items[0], "none")) {
		cities->count = 0;
		return;
	}
	for (unsigned int i = cities->count ? 2 : 0; i < 2; i++) {
		const char *found = tl_database_find(files[i]);

		if (found)
			cities->items[cities->count++] = found;
	}
}

static bool is_standard_output(const char *uri)
{
	return !strncmp(uri, "json:-", 6) && (!uri[6] || uri[6] == '?');
}

bool tl_settings_agree(const struct tl_settings *settings)
{
	for (unsigned int i = 0; settings->table && i < settings->exporters.count; i++) {
		if (is_standard_output(settings->exporters.items[i])) {
			tl_error("--table and --export json:- both want standard output; leave out one of them");
			return false;
		}
	}
	if (settings->rx_vlan == TL_RX_VLAN_OFF && settings->hook != TL_HOOK_XDP) {
		tl_error("--rxvlan off is for --hook xdp: tc sees VLAN tags in any case");
		return false;
	}
	if (settings->splt && settings->metrics == TL_METRICS_OFF) {
		tl_error("--splt needs --metrics on, which keeps both directions of a flow together");
		return false;
	}
	if (settings->sql_text && settings->l7 != TL_L7_FULL) {
		tl_error("--sql-text needs --l7 full: statements are payload");
		return false;
	}
	return true;
}

static int complete(struct parse *parse)
{
	struct tl_settings *settings = parse->settings;
	unsigned int taken_by = parse->command->taken_by;

	if (!tl_settings_agree(settings))
		return wrong_usage(parse);
	if (taken_by & (TL_BY_RUN | TL_BY_READ) && !settings->exporters.count && !settings->table) {
		settings->exporters.items[settings->exporters.count++] = "json:-";
		if (taken_by == TL_BY_RUN)
			tl_info("no --export given: flow records go to standard output as JSON lines (-e json:-)");
	}
	if (taken_by & tl_option_by_name("country")->commands) {
		settings->country_database = database(settings->country_database, TL_DATABASE_COUNTRY);
		settings->as_database = database(settings->as_database, TL_DATABASE_AS);
	}
	if (taken_by & tl_option_by_name("city")->commands)
		find_cities(&settings->city_databases);
	if (taken_by & tl_option_by_name("agents")->commands)
		settings->agents_file = database(settings->agents_file, TL_DATABASE_AGENTS);
	return 0;
}

static int read_all(struct parse *parse, int argc, char **argv)
{
	int result;

	memset(parse->settings, 0, sizeof(*parse->settings));
	parse->command = tl_command_by_name(argv[0]);
	if (!parse->command) {
		tl_error("no such command: %s", argv[0]);
		return WRONG;
	}
	parse->given = calloc(argc, sizeof(*parse->given));
	if (!parse->given) {
		tl_error("out of memory");
		return WRONG;
	}
	result = scan(parse, argc, argv);
	if (!result)
		result = apply(parse);
	free(parse->given);
	return result;
}

int tl_settings_read(struct tl_settings *settings, int argc, char **argv)
{
	struct parse parse = {.settings = settings};

	return read_all(&parse, argc, argv);
}

int tl_settings_parse(struct tl_settings *settings, int argc, char **argv)
{
	struct parse parse = {.settings = settings};
	int result = read_all(&parse, argc, argv);

	return result ? result : complete(&parse);
}
