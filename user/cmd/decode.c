// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `tapless decode`: IPFIX files, compressed ones too, as JSON lines. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../export/duplicates.h"
#include "../export/ipfix_input.h"
#include "../export/json_render.h"
#include "../export/learned.h"
#include "../lib/log.h"
#include "command.h"
#include "settings.h"

struct decode {
	const struct tl_settings *settings;
	struct tl_ipfix_input *input;
	struct tl_learned *learned;
	struct tl_duplicates *duplicates;
	struct tl_buffer line;
	bool output_failed;
};

static void take_record(void *context, const struct tl_reader_record *record)
{
	struct decode *decode = context;

	if (record->template->scope_count) {
		tl_learned_add(decode->learned, record);
		if (!decode->settings->options)
			return;
	} else if (decode->settings->dedup && tl_duplicates_seen(decode->duplicates, record)) {
		return;
	}
	tl_buffer_clear(&decode->line);
	if (tl_json_record(&decode->line, record->template, record->bytes, record->length, tl_learned_describe,
			   decode->learned) == -ENOMEM) {
		tl_ipfix_input_tell(decode->input, "no memory to print a record");
	} else if (fwrite(decode->line.bytes, 1, decode->line.used, stdout) != decode->line.used) {
		decode->output_failed = true;
		tl_ipfix_input_stop(decode->input);
	}
}

static int decode_all(const struct tl_settings *settings)
{
	struct decode *decode = calloc(1, sizeof(*decode));
	bool good = false;

	if (!decode)
		goto no_memory;
	decode->settings = settings;
	decode->learned = tl_learned_create();
	decode->duplicates = tl_duplicates_create();
	decode->input = tl_ipfix_input_create(take_record, decode);
	if (!decode->learned || !decode->duplicates || !decode->input)
		goto no_memory;
	good = true;
	for (unsigned int i = 0; i < settings->operands.count && !decode->output_failed; i++)
		good &= tl_ipfix_input_read(decode->input, settings->operands.items[i]);
	if (fflush(stdout) || decode->output_failed) {
		tl_error("cannot write to standard output: %s", strerror(errno));
		good = false;
	}
	goto cleanup;

no_memory:
	tl_error("no memory to decode");
cleanup:
	if (decode) {
		tl_ipfix_input_destroy(decode->input);
		tl_learned_destroy(decode->learned);
		tl_duplicates_destroy(decode->duplicates);
		tl_buffer_free(&decode->line);
	}
	free(decode);
	return good ? 0 : 1;
}

int tl_command_decode(int argc, char **argv)
{
	struct tl_settings settings;
	int status = tl_settings_parse(&settings, argc, argv);

	if (status)
		return status < 0 ? 0 : status;
	if (!settings.operands.count) {
		tl_error("decode takes an IPFIX file, or - for standard input; see `tapless decode --help`");
		return 2;
	}
	return decode_all(&settings);
}
