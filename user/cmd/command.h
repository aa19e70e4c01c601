/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Subcommands: one row of the table in command.c and one file cmd/NAME.c each. */
#ifndef TAPLESS_CMD_COMMAND_H
#define TAPLESS_CMD_COMMAND_H

#include <stdbool.h>

/* argv[0] is the subcommand's name. Returns the exit status: 0, 1 (failed, printed), 2 (wrong usage, printed). */
typedef int tl_command_run(int argc, char **argv);

struct tl_example {
	const char *line; /* what to type */
	const char *meaning;
};

#define TL_EXAMPLES_MAX 4

struct tl_command {
	const char *name;
	const char *summary;
	tl_command_run *run;
	const char *operand; /* what it needs; in brackets: what it may have; with ...: several; NULL: none */
	unsigned int taken_by; /* its bit of enum tl_taken_by (options.h) */
	bool hidden; /* not in `tapless --help` */
	bool has_keys; /* those of view/keys.c */
	bool has_words; /* those of query/words.c, for the manual */
	const char *details; /* a paragraph for --help and the man page */
	struct tl_example examples[TL_EXAMPLES_MAX];
	const char *exit_one; /* when the exit status is 1; NULL: never */
};

extern const struct tl_command tl_commands[];
extern const unsigned int tl_command_count;

const struct tl_command *tl_command_by_name(const char *name);
/* The nearest name of a command that is not hidden, for "did you mean"; NULL if none is near. */
const char *tl_command_suggest(const char *word);

tl_command_run tl_command_run_meter; /* run */
tl_command_run tl_command_read;
tl_command_run tl_command_config;
tl_command_run tl_command_status;
tl_command_run tl_command_stop;
tl_command_run tl_command_store;
tl_command_run tl_command_decode;
tl_command_run tl_command_query;
tl_command_run tl_command_fields;
tl_command_run tl_command_top;
tl_command_run tl_command_version;
tl_command_run tl_command_report;
tl_command_run tl_command_completion;

#endif
