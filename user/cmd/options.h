/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The table of all options: one row serves the command line (getopt_long), the configuration file (key = the long name),
 * `--help`, the man page and the shell completions. A new option is a row in options_SUBJECT.c and a member of struct tl_settings.
 */
#ifndef TAPLESS_CMD_OPTIONS_H
#define TAPLESS_CMD_OPTIONS_H

#include <stdbool.h>

#include <linux/types.h>

/* Subcommands, as bits: which of them take an option. */
enum tl_taken_by {
	TL_BY_RUN = 1 << 0,
	TL_BY_READ = 1 << 1,
	TL_BY_STATUS = 1 << 2,
	TL_BY_STOP = 1 << 3,
	TL_BY_DECODE = 1 << 4,
	TL_BY_FIELDS = 1 << 5,
	TL_BY_TOP = 1 << 6,
	TL_BY_VERSION = 1 << 7,
	TL_BY_COMPLETION = 1 << 8,
	TL_BY_QUERY = 1 << 9,
	TL_BY_REPORT = 1 << 10,
	TL_BY_STORE = 1 << 11,
	TL_BY_CONFIG = 1 << 12,
	TL_BY_ALL = (1 << 13) - 1,
};

enum tl_option_type {
	TL_OPTION_HELP, /* prints the help, sets nothing */
	TL_OPTION_FLAG, /* bool: `flag` is what the option sets it to */
	TL_OPTION_NUMBER, /* unsigned int, minimum to maximum */
	TL_OPTION_CHOICE, /* an enum: index of the word in `choices` */
	TL_OPTION_STRING, /* const char * */
	TL_OPTION_NAME, /* const char *, to become a folder name */
	TL_OPTION_LIST, /* struct tl_list */
};

struct tl_option {
	const char *name;
	enum tl_option_type type;
	__u32 offset; /* in struct tl_settings */
	const char *argument; /* what stands for the value in help texts; NULL for flags */
	const char *fallback; /* default, parsed like a value; NULL: none, or it says so in help */
	__u32 minimum, maximum;
	const char *unit; /* of a number, in messages */
	const char *const *choices; /* NULL-terminated */
	const char *help;
	unsigned int commands; /* of enum tl_taken_by */
	char letter; /* 0: none */
	bool flag;
	bool while_running; /* SIGHUP can change it; what cannot needs another start */
};

/* Row `number` of all tables, as the help has them; NULL behind the last. */
const struct tl_option *tl_option_at(unsigned int number);
const struct tl_option *tl_option_by_name(const char *name);
const struct tl_option *tl_option_by_letter(int letter);

/* What help texts say behind `help`: the bounds of a number, and the default. */
#define TL_OPTION_BOUNDS 128
void tl_option_bounds(const struct tl_option *option, char text[TL_OPTION_BOUNDS]);

static inline bool tl_option_takes_value(const struct tl_option *option)
{
	return option->type > TL_OPTION_FLAG;
}

#endif
