// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Finds the subcommand in the table of cmd/command.c and hands over to it. */
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/help.h"
#include "lib/log.h"

static int unknown_command(const char *word)
{
	const char *near = tl_command_suggest(word);

	tl_error("no such command: %s%s%s%s", word, near ? "; did you mean `tapless " : "", near ? near : "",
		 near ? "`?" : "");
	fputs("`tapless --help` lists the commands.\n", stderr);
	return 2;
}

static bool is(const char *word, const char *one, const char *other)
{
	return !strcmp(word, one) || !strcmp(word, other);
}

/* tapless help [COMMAND] */
static int help(int argc, char **argv)
{
	const struct tl_command *command;

	if (argc < 2 || is(argv[1], "--help", "-h")) {
		tl_help_overview(stdout);
		return 0;
	}
	command = tl_command_by_name(argv[1]);
	if (!command)
		return unknown_command(argv[1]);
	tl_help_command(command, stdout);
	return 0;
}

int main(int argc, char **argv)
{
	static char version[] = "version", *version_only[] = {version, NULL};
	const struct tl_command *command;

	setlocale(LC_CTYPE, "");
	if (argc < 2) {
		tl_help_overview(stderr);
		return 2;
	}
	if (is(argv[1], "--help", "-h") || !strcmp(argv[1], "help"))
		return help(argc - 1, argv + 1);
	if (is(argv[1], "--version", "-V"))
		return tl_command_version(1, version_only);
	command = tl_command_by_name(argv[1]);
	return command ? command->run(argc - 1, argv + 1) : unknown_command(argv[1]);
}
