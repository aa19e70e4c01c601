// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* tapless completion bash|zsh|fish|man|fields */
#include "completion.h"

#include <string.h>

#include "../lib/log.h"
#include "../lib/suggest.h"
#include "command.h"
#include "options.h"
#include "settings.h"

static const char *const schemes =
	"ipfix+udp:// ipfix+tcp:// ipfix+sctp:// ipfix+tls:// ipfix+dtls:// netflow9:// netflow5:// file: "
	"json: json:- json+tcp:// json+unix://";

/* What may follow an option: words, or one of the shell's own sources. */
static void print_bash_values(const struct tl_option *option, FILE *out)
{
	fprintf(out, "\t--%s", option->name);
	if (option->letter)
		fprintf(out, "|-%c", option->letter);
	fputs(") ", out);
	if (option->type == TL_OPTION_CHOICE) {
		fputs("words=\"", out);
		for (unsigned int i = 0; option->choices[i]; i++)
			fprintf(out, "%s%s", i ? " " : "", option->choices[i]);
		fputc('"', out);
	} else if (!strcmp(option->name, "interface")) {
		fputs("words=$(command ls /sys/class/net 2>/dev/null)", out);
	} else if (!strcmp(option->name, "instance")) {
		fputs("words=$(command ls /sys/fs/bpf/tapless 2>/dev/null)", out);
	} else if (!strcmp(option->name, "export")) {
		fprintf(out, "words=\"%s\"", schemes);
	} else if (!strcmp(option->argument, "FILE")) {
		fputs("files=1", out);
	}
	fputs(" ;;\n", out);
}

static void print_bash_options(const struct tl_command *command, FILE *out)
{
	const struct tl_option *option;

	fprintf(out, "\t\t%s) words=\"", command->name);
	for (unsigned int i = 0, count = 0; (option = tl_option_at(i)); i++)
		if (option->commands & command->taken_by)
			fprintf(out, "%s--%s", count++ ? " " : "", option->name);
	fputs("\"", out);
	if (command->operand && !strncmp(command->operand, "FILE", 4))
		fputs(" files=1", out);
	fputs(" ;;\n", out);
}

static void print_command_names(FILE *out)
{
	for (unsigned int i = 0, count = 0; i < tl_command_count; i++)
		if (!tl_commands[i].hidden)
			fprintf(out, "%s%s", count++ ? " " : "", tl_commands[i].name);
}

void tl_completion_bash(FILE *out)
{
	const struct tl_option *option;

	fputs("# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause\n"
	      "# made by `tapless completion bash`; change user/cmd/options_*.c, then run completion/regenerate\n"
	      "_tapless()\n{\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words= files=\n"
	      "\tCOMPREPLY=()\n"
	      "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	      "\t\tCOMPREPLY=($(compgen -W \"",
	      out);
	print_command_names(out);
	fputs(" help --help --version\" -- \"$word\"))\n"
	      "\t\treturn\n"
	      "\tfi\n"
	      "\tcase $before in\n",
	      out);
	for (unsigned int i = 0; (option = tl_option_at(i)); i++)
		if (tl_option_takes_value(option))
			print_bash_values(option, out);
	fputs("\t*)\n\t\tcase ${COMP_WORDS[1]} in\n", out);
	for (unsigned int i = 0; i < tl_command_count; i++)
		if (!tl_commands[i].hidden)
			print_bash_options(&tl_commands[i], out);
	fputs("\t\thelp) words=\"", out);
	print_command_names(out);
	fputs("\" ;;\n"
	      "\t\tesac ;;\n"
	      "\tesac\n"
	      "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
	      "\t[ -z \"$files\" ] || case $word in\n"
	      "\t-*) ;;\n"
	      "\t*)\n"
	      "\t\tcompopt -o filenames 2>/dev/null\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
	      "\tesac\n"
	      "}\n"
	      "complete -F _tapless tapless\n",
	      out);
}

/* Between single quotes. */
static void print_fish_text(const char *text, size_t length, FILE *out)
{
	for (; length && *text; text++, length--) {
		if (*text == '\'' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
}

static void print_fish_value(const struct tl_option *option, FILE *out)
{
	if (option->type == TL_OPTION_CHOICE) {
		fputs(" -x -a '", out);
		for (unsigned int i = 0; option->choices[i]; i++)
			fprintf(out, "%s%s", i ? " " : "", option->choices[i]);
		fputc('\'', out);
	} else if (!strcmp(option->name, "interface")) {
		fputs(" -x -a '(command ls /sys/class/net 2>/dev/null)'", out);
	} else if (!strcmp(option->name, "instance")) {
		fputs(" -x -a '(command ls /sys/fs/bpf/tapless 2>/dev/null)'", out);
	} else if (!strcmp(option->name, "export")) {
		fprintf(out, " -x -a '%s'", schemes);
	} else {
		fputs(strcmp(option->argument, "FILE") ? " -x" : " -r -F", out);
	}
}

static void print_fish_option(const struct tl_command *command, const struct tl_option *option, FILE *out)
{
	const char *end = strstr(option->help, ". ");

	fprintf(out, "complete -c tapless -n '__fish_seen_subcommand_from %s' -l %s", command->name, option->name);
	if (option->letter)
		fprintf(out, " -s %c", option->letter);
	if (tl_option_takes_value(option))
		print_fish_value(option, out);
	fputs(" -d '", out);
	print_fish_text(option->help, end ? (size_t)(end - option->help) : strlen(option->help) - 1, out);
	fputs("'\n", out);
}

void tl_completion_fish(FILE *out)
{
	const struct tl_option *option;

	fputs("# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause\n"
	      "# made by `tapless completion fish`; change user/cmd/options_*.c, then run completion/regenerate\n"
	      "complete -c tapless -f\n",
	      out);
	for (unsigned int i = 0; i < tl_command_count; i++) {
		const struct tl_command *command = &tl_commands[i];

		if (command->hidden)
			continue;
		fprintf(out, "complete -c tapless -n __fish_use_subcommand -a %s -d '", command->name);
		print_fish_text(command->summary, strlen(command->summary), out);
		fputs("'\n", out);
		if (command->operand)
			fprintf(out, "complete -c tapless -n '__fish_seen_subcommand_from %s' -F\n", command->name);
		for (unsigned int j = 0; (option = tl_option_at(j)); j++)
			if (option->commands & command->taken_by)
				print_fish_option(command, option, out);
	}
}

/* Inside single quotes and brackets of _arguments. */
static void print_zsh_text(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (strchr("[]:\\", *text))
			fputc('\\', out);
		fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, out);
	}
}

static void print_zsh_action(const struct tl_option *option, FILE *out)
{
	fprintf(out, ":%s:", option->type == TL_OPTION_CHOICE ? "choice" : option->argument);
	if (option->type == TL_OPTION_CHOICE) {
		fputc('(', out);
		for (unsigned int i = 0; option->choices[i]; i++)
			fprintf(out, "%s%s", i ? " " : "", option->choices[i]);
		fputc(')', out);
	} else if (!strcmp(option->name, "interface")) {
		fputs("_net_interfaces", out);
	} else if (!strcmp(option->name, "instance")) {
		fputs("_files -W /sys/fs/bpf/tapless -/", out);
	} else if (!strcmp(option->name, "export")) {
		fputs("(", out);
		print_zsh_text(schemes, out);
		fputs(")", out);
	} else if (!strcmp(option->argument, "FILE")) {
		fputs("_files", out);
	}
}

/* The first sentence is enough beside a word. */
static void print_zsh_option(const struct tl_option *option, FILE *out)
{
	const char *name = option->name, *repeat = option->type == TL_OPTION_LIST ? "*" : "";
	char summary[256];
	const char *end = strstr(option->help, ". ");

	snprintf(summary, sizeof(summary), "%.*s", end ? (int)(end - option->help) : (int)strlen(option->help) - 1,
		 option->help);
	for (unsigned int form = 0; form < 2; form++) {
		if (form && !option->letter)
			break;
		fprintf(out, " \\\n\t\t\t'%s", repeat);
		if (form)
			fprintf(out, "-%c[", option->letter);
		else
			fprintf(out, "--%s[", name);
		print_zsh_text(summary, out);
		fputc(']', out);
		if (tl_option_takes_value(option))
			print_zsh_action(option, out);
		fputc('\'', out);
	}
}

void tl_completion_zsh(FILE *out)
{
	const struct tl_option *option;

	fputs("#compdef tapless\n"
	      "# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause\n"
	      "# made by `tapless completion zsh`; change user/cmd/options_*.c, then run completion/regenerate\n"
	      "_tapless() {\n"
	      "\tlocal -a commands=(\n",
	      out);
	for (unsigned int i = 0; i < tl_command_count; i++) {
		if (tl_commands[i].hidden)
			continue;
		fprintf(out, "\t\t'%s:", tl_commands[i].name);
		print_zsh_text(tl_commands[i].summary, out);
		fputs("'\n", out);
	}
	fputs("\t)\n"
	      "\tif (( CURRENT == 2 )); then\n"
	      "\t\t_describe command commands\n"
	      "\t\treturn\n"
	      "\tfi\n"
	      "\tlocal command=$words[2]\n"
	      "\tshift words\n"
	      "\t(( CURRENT-- ))\n"
	      "\tcase $command in\n",
	      out);
	for (unsigned int i = 0; i < tl_command_count; i++) {
		if (tl_commands[i].hidden)
			continue;
		fprintf(out, "\t%s)\n\t\t_arguments", tl_commands[i].name);
		for (unsigned int j = 0; (option = tl_option_at(j)); j++)
			if (option->commands & tl_commands[i].taken_by)
				print_zsh_option(option, out);
		if (tl_commands[i].operand)
			fputs(" \\\n\t\t\t'1:FILE:_files'", out);
		fputs(" ;;\n", out);
	}
	fputs("\tesac\n}\n_tapless \"$@\"\n", out);
}

#define WORDS 5 /* what it can print */

int tl_command_completion(int argc, char **argv)
{
	static const char *const words[] = {"bash", "zsh", "fish", "man", "fields"};
	static void (*const print[])(FILE *) = {tl_completion_bash, tl_completion_zsh, tl_completion_fish,
						tl_manual_commands, tl_manual_fields};
	struct tl_settings settings;
	int result = tl_settings_parse(&settings, argc, argv);
	const char *word, *near;

	if (result)
		return result < 0 ? 0 : result;
	word = settings.operands.items[0];
	for (unsigned int i = 0; i < WORDS; i++) {
		if (strcmp(word, words[i]))
			continue;
		print[i](stdout);
		return fflush(stdout) ? 1 : 0;
	}
	near = tl_suggest(word, words, WORDS);
	tl_error("`tapless completion %s`: not one of bash, zsh, fish, man, fields%s%s%s", word,
		 near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	return 2;
}
