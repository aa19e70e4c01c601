// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Any bytes as a configuration file, as the words of a command line, and as a collector's address. What is taken is within
 * the bounds that the option table gives; what is refused says why.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/config_file.h"
#include "cmd/help.h"
#include "cmd/options.h"
#include "export/address.h"
#include "lib/log.h"
#include "fuzz.h"

#define WORDS_MAX 16
#define INPUT_MAX 1024

/* Values of a file are kept until the process ends, and libFuzzer would look for leaks after each input. */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return 1;
}

static unsigned int errors;

void tl_error(const char *format, ...)
{
	(void)format;
	errors++;
}

void tl_warning(const char *format, ...)
{
	(void)format;
}

void tl_info(const char *format, ...)
{
	(void)format;
}

/* No subcommand runs here. */
#define X(name)                                                                                                        \
	int name(int argc, char **argv)                                                                                \
	{                                                                                                              \
		(void)argc;                                                                                            \
		(void)argv;                                                                                            \
		return 0;                                                                                              \
	}
X(tl_command_run_meter)
X(tl_command_read)
X(tl_command_status)
X(tl_command_stop)
X(tl_command_decode)
X(tl_command_query)
X(tl_command_fields)
X(tl_command_top)
X(tl_command_version)
X(tl_command_completion)
X(tl_command_config)
#undef X

void tl_help_command(const struct tl_command *command, FILE *out)
{
	(void)command;
	(void)out;
}

/* Nothing is asked of any name server: what comes here must be a host and a port. */
int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints, struct addrinfo **list)
{
	(void)hints;
	(void)list;
	expect(host[0] && strlen(host) < 256 && atoi(port) >= 1 && atoi(port) <= 65535);
	return EAI_NONAME;
}

static void check(const struct tl_settings *settings)
{
	const struct tl_option *option;

	for (unsigned int i = 0; (option = tl_option_at(i)); i++) {
		const void *member = (const char *)settings + option->offset;

		if (option->type == TL_OPTION_NUMBER && *(const unsigned int *)member)
			expect(*(const unsigned int *)member >= option->minimum &&
			       *(const unsigned int *)member <= option->maximum);
		if (option->type == TL_OPTION_NAME && *(const char *const *)member)
			expect(!strpbrk(*(const char *const *)member, "./"));
		if (option->type == TL_OPTION_LIST)
			expect(((const struct tl_list *)member)->count <= TL_LIST_MAX);
	}
}

static void as_file(const uint8_t *data, size_t size)
{
	static int file = -1;
	struct tl_settings settings = {};
	char path[64];

	if (file < 0)
		file = memfd_create("fuzzed", MFD_CLOEXEC);
	expect(file >= 0 && !fchmod(file, 0600)); /* a file that others may write is refused */
	expect(!ftruncate(file, 0) && pwrite(file, data, size, 0) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	errors = 0;
	if (tl_config_read(&settings, path, TL_BY_RUN))
		expect(errors == 1);
	else
		check(&settings);
}

/* Words end with line feeds; the first picks the subcommand. */
static void as_words(char *text, unsigned int which)
{
	char *words[WORDS_MAX + 1] = {(char *)(uintptr_t)tl_commands[which % tl_command_count].name};
	struct tl_settings settings;
	int count = 1, status;

	for (char *word; count < WORDS_MAX && (word = strsep(&text, "\n"));)
		if (!strstr(word, "help") && strncmp(word, "-c", 2) != 0 && strncmp(word, "--c", 3) != 0)
			words[count++] = word;
	errors = 0;
	status = tl_settings_parse(&settings, count, words);
	if (status == 0)
		check(&settings);
	else
		expect(status < 0 || errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct addrinfo *list = NULL;
	char *text;

	if (!size || size > INPUT_MAX)
		return 0;
	text = strndup((const char *)data + 1, size - 1);
	expect(text);
	errors = 0;
	expect(tl_address_resolve("fuzzed", text, TL_IPFIX_PORT, SOCK_DGRAM, &list) && errors);
	as_file(data + 1, size - 1);
	as_words(text, data[0]);
	free(text);
	return 0;
}
