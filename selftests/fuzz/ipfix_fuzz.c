// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* IPFIX of any exporter: the input is messages, one after the other, as in a file. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "export/duplicates.h"
#include "export/json_render.h"
#include "export/learned.h"
#include "export/reader.h"
#include "json_check.h"
#include "fuzz.h"

struct target {
	struct tl_learned *learned;
	struct tl_duplicates *duplicates;
	struct tl_buffer line;
};

static void take_record(void *context, const struct tl_reader_record *record)
{
	struct target *target = context;

	if (record->template->scope_count)
		tl_learned_add(target->learned, record);
	tl_duplicates_seen(target->duplicates, record);
	tl_buffer_clear(&target->line);
	if (tl_json_record(&target->line, record->template, record->bytes, record->length, tl_learned_describe,
			   target->learned))
		abort(); /* the reader hands out whole records only */
	if (!json_is_line(target->line.bytes, target->line.used))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct target target = {.learned = tl_learned_create(), .duplicates = tl_duplicates_create()};
	struct tl_reader *reader = tl_reader_create(&(struct tl_reader_visitor){take_record, NULL, &target});

	while (size >= 16) {
		size_t length = tl_reader_message_length(data);
		uint8_t *message;

		if (!length || length > size)
			break;
		message = malloc(length); /* ASan sees a step beyond it */
		memcpy(message, data, length);
		tl_reader_message(reader, message, length);
		free(message);
		data += length;
		size -= length;
	}
	tl_reader_destroy(reader);
	tl_learned_destroy(target.learned);
	tl_duplicates_destroy(target.duplicates);
	tl_buffer_free(&target.line);
	return 0;
}
