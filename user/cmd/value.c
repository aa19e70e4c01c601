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
#define COMMAND_LINE "command line"

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
	list->origins[list->count] = input->where;
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

static int set(const struct input *input, void *member)
{
	switch (input->option->type) {
	case TL_OPTION_FLAG:
		return set_flag(input, member);
	case TL_OPTION_NUMBER:
		return set_number(input, member);
	case TL_OPTION_CHOICE:
		return set_choice(input, member);
	case TL_OPTION_STRING:
		return set_string(input, member);
	case TL_OPTION_NAME:
		return set_name(input, member);
	case TL_OPTION_LIST:
		return set_list(input, member);
	case TL_OPTION_HELP:
		break;
	}
	return refuse(input, "cannot be set");
}

static unsigned int row_of(const struct tl_option *option)
{
	unsigned int row = 0;

	while (tl_option_at(row) != option)
		row++;
	return row;
}

int tl_value_set(struct tl_settings *settings, const struct tl_option *option, const char *value, const char *where)
{
	const struct input input = {.option = option, .value = value, .where = where};
	int error = set(&input, (char *)settings + option->offset);

	if (!error)
		settings->origins[row_of(option)] = where ? where : COMMAND_LINE;
	return error;
}

const char *tl_value_origin(const struct tl_settings *settings, const struct tl_option *option, unsigned int item)
{
	const struct tl_list *list = (const void *)((const char *)settings + option->offset);
	const char *origin = settings->origins[row_of(option)];

	if (origin && option->type == TL_OPTION_LIST)
		origin = list->origins[item] ? list->origins[item] : COMMAND_LINE;
	return origin ? origin : "default";
}

static const void *member_of(const struct tl_settings *settings, const struct tl_option *option)
{
	return (const char *)settings + option->offset;
}

unsigned int tl_value_lines(const struct tl_settings *settings, const struct tl_option *option)
{
	const void *member = member_of(settings, option);

	switch (option->type) {
	case TL_OPTION_HELP:
		return 0;
	case TL_OPTION_LIST:
		return ((const struct tl_list *)member)->count;
	case TL_OPTION_STRING:
	case TL_OPTION_NAME:
		return *(const char *const *)member ? 1 : 0;
	case TL_OPTION_NUMBER: /* 0 below the least that may be given: not set */
		return *(const unsigned int *)member >= option->minimum ? 1 : 0;
	default:
		return 1;
	}
}

void tl_value_print(const struct tl_settings *settings, const struct tl_option *option, unsigned int item, FILE *out)
{
	const void *member = member_of(settings, option);

	switch (option->type) {
	case TL_OPTION_FLAG:
		fputs(*(const bool *)member == option->flag ? "yes" : "no", out);
		break;
	case TL_OPTION_NUMBER:
		fprintf(out, "%u", *(const unsigned int *)member);
		break;
	case TL_OPTION_CHOICE:
		fputs(option->choices[*(const unsigned int *)member], out);
		break;
	case TL_OPTION_STRING:
	case TL_OPTION_NAME:
		fputs(*(const char *const *)member, out);
		break;
	case TL_OPTION_LIST:
		fputs(((const struct tl_list *)member)->items[item], out);
		break;
	case TL_OPTION_HELP:
		break;
	}
}

bool tl_value_same(const struct tl_settings *one, const struct tl_settings *other, const struct tl_option *option)
{
	const struct tl_list *list = member_of(one, option), *other_list = member_of(other, option);
	const char *const *text = member_of(one, option), *const *other_text = member_of(other, option);

	switch (option->type) {
	case TL_OPTION_FLAG:
		return *(const bool *)member_of(one, option) == *(const bool *)member_of(other, option);
	case TL_OPTION_NUMBER:
	case TL_OPTION_CHOICE:
		return *(const unsigned int *)member_of(one, option) == *(const unsigned int *)member_of(other, option);
	case TL_OPTION_STRING:
	case TL_OPTION_NAME:
		return *text && *other_text ? !strcmp(*text, *other_text) : *text == *other_text;
	case TL_OPTION_LIST:
		for (unsigned int i = 0; i < list->count && list->count == other_list->count; i++)
			if (strcmp(list->items[i], other_list->items[i]) != 0)
				return false;
		return list->count == other_list->count;
	case TL_OPTION_HELP:
		break;
	}
	return true;
}
