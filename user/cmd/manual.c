// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The part of man/tapless.8 that comes from the tables, in the troff macros of man(7). */
#include <string.h>

#include "../export/parameters.h"
#include "../query/words.h"
#include "../view/keys.h"
#include "command.h"
#include "completion.h"
#include "options.h"

void tl_manual_text(const char *text, FILE *out)
{
	bool bold = false;

	if (*text == '.' || *text == '\'')
		fputs("\\&", out);
	for (; *text; text++) {
		switch (*text) {
		case '`':
			fputs(bold ? "\\fR" : "\\fB", out);
			bold = !bold;
			break;
		case '-':
			fputs("\\-", out);
			break;
		case '\\':
			fputs("\\e", out);
			break;
		case '\'':
			fputs("\\(aq", out);
			break;
		case '"': /* ends an argument of a macro */
			fputs("\\(dq", out);
			break;
		case '^': /* without a name these two are accents */
			fputs("\\(ha", out);
			break;
		case '~':
			fputs("\\(ti", out);
			break;
		default:
			fputc(*text, out);
		}
	}
}

static void print_option(const struct tl_option *option, FILE *out)
{
	char bounds[TL_OPTION_BOUNDS];

	fputs(".TP\n", out);
	if (option->letter)
		fprintf(out, "\\fB\\-%c\\fR, ", option->letter);
	fputs("\\fB\\-\\-", out);
	tl_manual_text(option->name, out);
	fputs("\\fR", out);
	if (option->argument)
		fprintf(out, " \\fI%s\\fR", option->argument);
	fputc('\n', out);
	tl_manual_text(option->help, out);
	tl_option_bounds(option, bounds);
	fputs(bounds, out);
	fputc('\n', out);
}

static void print_tagged(const char *tag, const char *help, FILE *out)
{
	fputs(".TP\n\\fB", out);
	tl_manual_text(tag, out);
	fputs("\\fR\n", out);
	tl_manual_text(help, out);
	fputc('\n', out);
}

static void print_keys(FILE *out)
{
	fputs(".PP\nKeys:\n", out);
	for (unsigned int i = 0; i < tl_binding_count; i++)
		print_tagged(tl_bindings[i].shown, tl_bindings[i].help, out);
}

static const char *const language[] = {
	("A filter is conditions with `and`, `or`, `not` (also `&&`, `||`, `!`) and parentheses; none: all "
	 "records. A condition is a word, an operator and a value: `bytes > 1M`. Operators are `=`, `==`, "
	 "`!=`, `<`, `<=`, `>`, `>=`, `~` (matches a regular expression), `!~`, and `in [A B C-D]`. Without an "
	 "operator a condition means equal, of some texts contains, of TCP flags all of these; a word alone "
	 "means that the record has it."),
	("Before words that have a source and a destination, `src` and `dst` choose one. Both directions count "
	 "together in `packets` and `bytes`; `src bytes` is what the source sent. Numbers may end with k, M, "
	 "G, T (thousands) or Ki, Mi, Gi; times with ms, s, m, h, d. Texts with blanks or brackets stand in "
	 "quotes. Letters' case does not matter, but in regular expressions."),
	("Besides these words the names of elements that `tapless fields` lists may be used, and their reverse "
	 "forms as JSON has them."),
};

static void print_words(FILE *out)
{
	for (size_t i = 0; i < sizeof(language) / sizeof(language[0]); i++) {
		fputs(".PP\n", out);
		tl_manual_text(language[i], out);
		fputc('\n', out);
	}
	fputs(".PP\nWords:\n", out);
	for (unsigned int i = 0; i < tl_word_count; i++)
		print_tagged(tl_words[i].example, tl_words[i].help, out);
	for (unsigned int i = 0; i < tl_shorthand_count; i++)
		print_tagged(tl_shorthands[i].name, tl_shorthands[i].help, out);
}

static void print_command(const struct tl_command *command, FILE *out)
{
	const struct tl_option *option;

	fprintf(out, ".SS tapless %s%s%s \\fR[\\fIOPTION\\fR]...\n", command->name, command->operand ? " " : "",
		command->operand ? command->operand : "");
	tl_manual_text(command->details, out);
	fputc('\n', out);
	for (unsigned int i = 0; (option = tl_option_at(i)); i++)
		if (option->commands & command->taken_by && option->type != TL_OPTION_HELP)
			print_option(option, out);
	if (command->has_keys)
		print_keys(out);
	if (command->has_words)
		print_words(out);
	fputs(".PP\nExamples:\n", out);
	for (unsigned int i = 0; i < TL_EXAMPLES_MAX && command->examples[i].line; i++) {
		fputs(".TP\n.B ", out);
		tl_manual_text(command->examples[i].line, out);
		fputc('\n', out);
		tl_manual_text(command->examples[i].meaning, out);
		fputc('\n', out);
	}
	if (!command->exit_one)
		return;
	fputs(".PP\nExit status 1: ", out);
	tl_manual_text(command->exit_one, out);
	fputs(".\n", out);
}

/* Of parameters that not all destinations take. */
static const struct {
	unsigned int taken_by;
	const char *text;
} takers[] = {
	{TL_FOR_DOMAINS, "IPFIX and NetFlow"},
	{TL_FOR_DATAGRAMS, "over UDP"},
	{TL_FOR_TEMPLATES, "over UDP, but for NetFlow v5"},
	{TL_FOR_IPFIX, "IPFIX"},
	{TL_FOR_CONNECTIONS, "over TCP, SCTP, TLS, DTLS, Unix sockets"},
	{TL_FOR_TLS, "over TLS, DTLS"},
	{TL_FOR_FILES, "files"},
	{TL_FOR_STORE, "the history"},
};

#define TAKERS (sizeof(takers) / sizeof(takers[0]))

static void print_parameters(FILE *out)
{
	fputs(".SH PARAMETERS OF DESTINATIONS\n", out);
	tl_manual_text(
		"What one destination wants differently from the others follows its URI: "
		"`ipfix+udp://HOST?uniflow=1&mtu=9000` (in quotes, for the shell). A path with a ? in it ends with "
		"another one.\n",
		out);
	for (unsigned int i = 0; i < tl_parameter_count; i++) {
		const struct tl_parameter *parameter = &tl_parameters[i];

		fprintf(out, ".TP\n\\fB%s=\\fI%s\\fR", parameter->name,
			parameter->type == TL_PARAMETER_TEXT	   ? "TEXT"
			: parameter->type == TL_PARAMETER_CHOICE   ? "WORD"
			: parameter->type == TL_PARAMETER_DURATION ? "TIME"
								   : "N");
		if (parameter->maximum)
			fprintf(out, ", from %u to %u", parameter->minimum, parameter->maximum);
		for (unsigned int j = 0; j < TAKERS; j++)
			if (takers[j].taken_by == parameter->taken_by)
				fprintf(out, "; %s", takers[j].text);
		fputc('\n', out);
		tl_manual_text(parameter->help, out);
		fputc('\n', out);
	}
}

void tl_manual_commands(FILE *out)
{
	fputs(".SH COMMANDS\n", out);
	for (unsigned int i = 0; i < tl_command_count; i++)
		if (!tl_commands[i].hidden)
			print_command(&tl_commands[i], out);
	print_parameters(out);
}
