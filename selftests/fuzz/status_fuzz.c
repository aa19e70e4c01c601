// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Any bytes as what the daemon's user can put in the way of `tapless status`, which root runs: the state, the lines about
 * interfaces, the name of a pin, a URI. What is printed stays JSON, and nothing that a terminal obeys.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/status_interfaces.h"
#include "cmd/status_text.h"
#include "json_check.h"
#include "kernel/attached.h"
#include "kernel/program_name.h"
#include "lib/log.h"
#include "meter/state.h"
#include "fuzz.h"

static const uint8_t *lines;
static size_t lines_size;

void tl_error(const char *format, ...)
{
	(void)format;
}

void tl_warning(const char *format, ...)
{
	(void)format;
}

/* Names of programs are any 15 octets as well. */
void tl_program_name(__u32 id, char *name, size_t size)
{
	snprintf(name, size, "\"%u\\\x1b", id);
}

FILE *tl_state_open_interfaces(const char *instance)
{
	(void)instance;
	return lines_size ? fmemopen((void *)(uintptr_t)lines, lines_size, "r") : NULL;
}

static void expect_clean(const char *text)
{
	for (; *text; text++)
		expect(((unsigned char)*text >= ' ' || *text == '\n') && *text != 0x7f);
}

/* What `print` writes to stdout, malloc'ed. */
static char *printed(void (*print)(const char *), const char *argument, const char *before, const char *after)
{
	FILE *out = stdout;
	char *text = NULL;
	size_t size;

	stdout = open_memstream(&text, &size);
	expect(stdout);
	fputs(before, stdout);
	print(argument);
	fputs(after, stdout);
	fclose(stdout);
	stdout = out;
	return text;
}

static void expect_json(void (*print)(const char *), const char *argument, const char *before)
{
	char *text = printed(print, argument, before, "}\n");

	expect(json_is_line((const __u8 *)text, strlen(text)));
	free(text);
}

static void as_state(const char *text)
{
	struct tl_state state, again;
	char *printed = NULL;
	size_t size;
	FILE *out;

	if (!tl_state_parse(text, &state)) {
		expect(!state.pid && !state.records && !state.packets && !state.octets);
		return;
	}
	out = open_memstream(&printed, &size);
	expect(out);
	tl_state_print(&state, out);
	fclose(out);
	expect(!strcmp(printed, text) && tl_state_parse(printed, &again) && !memcmp(&state, &again, sizeof(state)));
	free(printed);
}

/* What is taken is found again by its name, or `stop` would leave it. No pin's name has a dot or a slash (bpffs). */
static void as_pin(const char *text)
{
	struct tl_attachment row;
	char path[320];

	if (strpbrk(text, "./") || !tl_attachment_parse(&row, text))
		return;
	tl_attachment_path(path, sizeof(path), "fuzzed", &row);
	expect(!strcmp(strrchr(path, '/') + 1, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size), *shown;

	expect(text);
	as_state(text);
	as_pin(text);
	expect_json(tl_status_json_text, text, "{\"text\":");
	expect_clean(tl_status_clean(text));
	lines = data;
	lines_size = size;
	expect_json(tl_status_json_interfaces, "fuzzed", "{");
	shown = printed(tl_status_print_interfaces, "fuzzed", "", "");
	expect_clean(shown);
	free(shown);
	free(text);
	return 0;
}
