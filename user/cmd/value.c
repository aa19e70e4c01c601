// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "value.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/suggest.h"

#define NAME_LONGEST 64

struct input {
	const struct tl_option *option;
	const char *value;
	const char *where;
};

/* "--idle 0: …" or "tapless.conf:3: idle = 0: …" */
__attribute__((format(printf, 2, 3))) static int refuse(const struct input *input, const char *format, ...)
{
	char reason[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	if (input->where)
		tl_error("%s: %s = %s: %s", input->where, input->option->name, input->value, reason);
	else
		tl_error("--%s %s: %s", input->option->name, input->value, reason);
	return -EINVAL;
}

static int set_number(const struct input *input, unsigned int *member)
{
	const struct tl_option *option = input->option;
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(input->value, &end, 10);
	/* strtoull() would take "-1" and " 1" */
	if (!isdigit((unsigned char)input->value[0]) || *end || errno || number < option->minimum ||
	    number > option->maximum)
		return refuse(input, "not a whole number from %u to %u%s%s", option->minimum, option->maximum,
			      option->unit ? " " : "", option->unit ? option->unit : "");
	*member = number;
	return 0;
}

static int set_choice(const struct input *input, unsigned int *member)
{
	const char *const *choices = input->option->choices;
	char words[128] = "";
	unsigned int count;
	const char *near;

	for (count = 0; choices[count]; count++) {
		if (!strcmp(choices[count], input->value)) {
			*member = count;
			return 0;
		}
		strncat(words, count ? ", " : "", sizeof(words) - strlen(words) - 1);
		strncat(words, choices[count], sizeof(words) - strlen(words) - 1);
	}
	near = tl_suggest(input->value, choices, count);
	return refuse(input, "not one of %s%s%s%s", words, near ? "; did you mean " : "", near ? near : "",
		      near ? "?" : "");
}

/* It becomes a folder of bpffs, whose names have no dots (kernel/bpf/inode.c keeps them for itself). */
static int set_name(const struct input *input, const char **member)
{
	size_t length = strlen(input->value);

	for (const char *letter = input->value; *letter; letter++)
		if (!isascii(*letter) || (!isalnum((unsigned char)*letter) && *letter != '-' && *letter != '_'))
			return refuse(input, "a name has letters, digits, - and _ only");
	if (!length || length > NAME_LONGEST)
		return refuse(input, "a name has 1 to %d characters", NAME_LONGEST);
	*member = input->value;
	return 0;
}

static int set_list(const struct input *input, struct tl_list *list)
{
	if (!input->value[0])
		return refuse(input, "needs a value");
	if (list->count == TL_LIST_MAX)
		return refuse(input, "more than %d of them", TL_LIST_MAX);
	list->items[list->count++] = input->value;
	return 0;
}

static int set_string(const struct input *input, const char **member)
{
	if (!input->value[0])
		return refuse(input, "needs a value");
	*member = input->value;
	return 0;
}

/* On the command line a flag has no value (NULL): it says yes. */
static int set_flag(const struct input *input, bool *member)
{
	static const char *const yes[] = {"yes", "true", "on", "1"}, *const no[] = {"no", "false", "off", "0"};

	if (!input->value) {
		*member = input->option->flag;
		return 0;
	}
	for (unsigned int i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (!strcasecmp(input->value, yes[i]) || !strcasecmp(input->value, no[i])) {
			*member = strcasecmp(input->value, no[i]) ? input->option->flag : !input->option->flag;
			return 0;
		}
	}
	return refuse(input, "yes or no is wanted");
}

int tl_value_set(struct tl_settings *settings, const struct tl_option *option, const char *value, const char *where)
{
	struct input input = {.option = option, .value = value, .where = where};
	void *member = (char *)settings + option->offset;

	switch (option->type) {
	case TL_OPTION_FLAG:
		return set_flag(&input, member);
	case TL_OPTION_NUMBER:
		return set_number(&input, member);
	case TL_OPTION_CHOICE:
		return set_choice(&input, member);
	case TL_OPTION_STRING:
		return set_string(&input, member);
	case TL_OPTION_NAME:
		return set_name(&input, member);
	case TL_OPTION_LIST:
		return set_list(&input, member);
	case TL_OPTION_HELP:
		break;
	}
	return refuse(&input, "cannot be set");
}
