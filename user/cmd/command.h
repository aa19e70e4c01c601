/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Subcommands: one row of the table in main.c and one file cmd/NAME.c each. */
#ifndef TAPLESS_CMD_COMMAND_H
#define TAPLESS_CMD_COMMAND_H

/* argv[0] is the subcommand's name. Returns the exit status: 0, 1 (failed, printed), 2 (wrong usage, printed). */
typedef int tl_command_run(int argc, char **argv);

struct tl_command {
	const char *name;
	const char *summary;
	tl_command_run *run;
};

tl_command_run tl_command_run_meter; /* run */
tl_command_run tl_command_read;
tl_command_run tl_command_status;
tl_command_run tl_command_stop;
tl_command_run tl_command_decode;
tl_command_run tl_command_fields;
tl_command_run tl_command_top;
tl_command_run tl_command_version;

#endif
