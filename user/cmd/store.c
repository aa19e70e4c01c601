// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `tapless store`: what there is in the history, how it is laid out, and taking somebody out of it. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/suggest.h"
#include "../store/folder.h"
#include "../store/forget.h"
#include "../store/listing.h"
#include "command.h"
#include "settings.h"

struct verb {
	const char *name;
	int (*run)(const struct tl_settings *settings); /* the exit status */
	unsigned int operands; /* with the verb itself */
};

static int list(const struct tl_settings *settings)
{
	return tl_store_print_list(settings->store) ? 1 : 0;
}

static int schema(const struct tl_settings *settings)
{
	(void)settings;
	return tl_store_print_schema() ? 1 : 0;
}

static int levels(const struct tl_settings *settings)
{
	(void)settings;
	tl_store_print_levels();
	return 0;
}

static int verify(const struct tl_settings *settings)
{
	return tl_store_print_verified(settings->store) ? 1 : 0;
}

static int forget(const struct tl_settings *settings)
{
	const char *text = settings->operands.items[2];
	__u8 address[16] = {[10] = 0xff, [11] = 0xff};
	struct tl_forgotten forgotten;
	int error;

	if (strcmp(settings->operands.items[1], "host") ||
	    (inet_pton(AF_INET, text, address + 12) != 1 && inet_pton(AF_INET6, text, address) != 1)) {
		tl_error("`tapless store forget` takes `host` and an IPv4 or IPv6 address, not `%s %s`",
			 settings->operands.items[1], text);
		return 2;
	}
	error = tl_store_forget(settings->store, address, &forgotten);
	printf("%s: %llu records in %u segments are forgotten\n", text, forgotten.records, forgotten.segments);
	return error ? 1 : 0;
}

static const struct verb verbs[] = {
	{"list", list, 1}, {"schema", schema, 1}, {"levels", levels, 1}, {"verify", verify, 1}, {"forget", forget, 3},
};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

/* The word is right, what follows it is not. */
static int refuse_operands(const struct verb *verb)
{
	tl_error("`tapless store %s` takes %s", verb->name,
		 verb->operands > 1 ? "`host` and an IPv4 or IPv6 address" : "no other word");
	return 2;
}

static int refuse(const char *word)
{
	const char *names[VERBS], *near;

	for (size_t i = 0; i < VERBS; i++)
		names[i] = verbs[i].name;
	near = tl_suggest(word, names, VERBS);
	tl_error("`tapless store %s`: it is one of list, schema, levels, verify, forget host ADDRESS%s%s%s", word,
		 near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
	return 2;
}

static int run(const struct tl_settings *settings)
{
	const char *word = settings->operands.count ? settings->operands.items[0] : "";

	for (size_t i = 0; i < VERBS; i++)
		if (!strcmp(verbs[i].name, word))
			return settings->operands.count == verbs[i].operands ? verbs[i].run(settings)
									     : refuse_operands(&verbs[i]);
	return refuse(word);
}

int tl_command_store(int argc, char **argv)
{
	struct tl_settings settings;
	int status = tl_settings_parse(&settings, argc, argv);

	if (status)
		return status < 0 ? 0 : status;
	if (!settings.store)
		settings.store = TL_STORE_FOLDER;
	status = run(&settings);
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	tl_error("cannot write to standard output: %s", strerror(errno));
	return 1;
}
