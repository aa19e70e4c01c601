// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "help.h"

#include <stdlib.h>
#include <string.h>

#include "../view/keys.h"
#include "options.h"

#define OPTION_INDENT 30

void tl_help_wrap(FILE *out, unsigned int used, unsigned int indent, const char *text)
{
	unsigned int column = used;

	if (column < indent)
		column += fprintf(out, "%*s", (int)(indent - column), "");
	while (*text) {
		unsigned int length = strcspn(text, " ");

		if (column > indent && column + 1 + length > TL_HELP_COLUMNS)
			column = fprintf(out, "\n%*s", (int)indent, "") - 1;
		if (column > indent)
			column += fprintf(out, " ");
		column += fprintf(out, "%.*s", (int)length, text);
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

static const char *const overview_top =
	"tapless meters network flows inside the Linux kernel: who talked to whom, how much, under\n"
	"which name, in which country. It needs no tap, no mirror port and no copy of any packet.\n"
	"\n"
	"Usage: tapless COMMAND [OPTION]...\n"
	"\n"
	"Commands:\n";

static const char *const overview_end = "\n"
					"Examples:\n"
					"  sudo tapless run --table\n"
					"      watch the interface of the default route, show its busiest flows live\n"
					"  sudo tapless run -i eth0 -e ipfix+udp://192.0.2.7 -e file:flows.ipfix\n"
					"      send flow records to an IPFIX collector and keep them in a file too\n"
					"  sudo tapless read traffic.pcap\n"
					"      make flow records of a packet capture, as JSON lines\n"
					"\n"
					"More: tapless COMMAND --help, man tapless, and README.md of the source.\n";

void tl_help_overview(FILE *out)
{
	fputs(overview_top, out);
	for (unsigned int i = 0; i < tl_command_count; i++)
		if (!tl_commands[i].hidden)
			fprintf(out, "  %-10s %s\n", tl_commands[i].name, tl_commands[i].summary);
	fputs(overview_end, out);
}

void tl_help_hint(const struct tl_command *command, FILE *out)
{
	fprintf(out, "Usage: tapless %s%s%s [OPTION]...\n", command->name, command->operand ? " " : "",
		command->operand ? command->operand : "");
}

static void print_option(const struct tl_option *option, FILE *out)
{
	char bounds[TL_OPTION_BOUNDS], *text;
	unsigned int used;

	tl_option_bounds(option, bounds);
	if (asprintf(&text, "%s%s", option->help, bounds) < 0)
		return;
	used = fprintf(out, "  %c%c%s --%s", option->letter ? '-' : ' ', option->letter ? option->letter : ' ',
		       option->letter ? "," : " ", option->name);
	if (option->argument)
		used += fprintf(out, " %s", option->argument);
	if (used + 2 > OPTION_INDENT) {
		fputc('\n', out);
		used = 0;
	}
	tl_help_wrap(out, used, OPTION_INDENT, text);
	free(text);
}

static void print_keys(FILE *out)
{
	fputs("\nKeys:\n", out);
	for (unsigned int i = 0; i < tl_binding_count; i++)
		fprintf(out, "  %-10s %s\n", tl_bindings[i].shown, tl_bindings[i].help);
}

void tl_help_command(const struct tl_command *command, FILE *out)
{
	const struct tl_option *option;

	fprintf(out, "tapless %s: %s\n\n", command->name, command->summary);
	tl_help_hint(command, out);
	fputc('\n', out);
	tl_help_wrap(out, 0, 0, command->details);
	fputs("\nOptions:\n", out);
	for (unsigned int i = 0; (option = tl_option_at(i)); i++)
		if (option->commands & command->taken_by)
			print_option(option, out);
	if (command->has_keys)
		print_keys(out);
	fputs("\nExamples:\n", out);
	for (unsigned int i = 0; i < TL_EXAMPLES_MAX && command->examples[i].line; i++)
		fprintf(out, "  %s\n      %s\n", command->examples[i].line, command->examples[i].meaning);
	fputs("\nExit status:\n  0  all went well\n", out);
	if (command->exit_one)
		tl_help_wrap(out, fprintf(out, "  1 "), 5, command->exit_one);
	fputs("  2  the command line or the configuration file is wrong\n", out);
}
