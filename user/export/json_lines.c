// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The format of JSON exporters: a line a record, whole lines at a time. */
#include <errno.h>
#include <stdlib.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "json_render.h"
#include "transport.h"

#define CHUNK 65536 /* octets of lines that go out together */

struct tl_json_template {
	struct tl_field_set fields; /* the key */
	struct tl_template *template;
	UT_hash_handle hh;
};

static const struct tl_template *template_for(struct tl_json_exporter *json, const struct tl_field_set *fields)
{
	struct tl_json_template *known;

	HASH_FIND(hh, json->templates, fields, sizeof(*fields), known);
	if (known)
		return known->template;
	known = calloc(1, sizeof(*known));
	if (!known)
		return NULL;
	known->fields = *fields;
	known->template = tl_encode_template(fields, TL_ELEMENTS_ALL, TL_FIRST_TEMPLATE);
	if (known->template)
		HASH_ADD(hh, json->templates, fields, sizeof(known->fields), known);
	if (known->template && known->hh.tbl)
		return known->template;
	free(known->template);
	free(known);
	return NULL;
}

static void json_flush(struct tl_exporter *exporter)
{
	struct tl_json_exporter *json = (struct tl_json_exporter *)exporter;

	if (json->lines.used)
		tl_exporter_deliver(exporter, json->lines.bytes, json->lines.used);
	tl_buffer_clear(&json->lines);
}

static int json_add(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	struct tl_json_exporter *json = (struct tl_json_exporter *)exporter;
	const struct tl_template *template = template_for(json, tl_encoded_fields(encoded));
	size_t before;

	if (!template)
		return -ENOMEM;
	if (json->lines.used >= CHUNK)
		json_flush(exporter);
	before = json->lines.used;
	if (!tl_json_record(&json->lines, template, encoded->bytes, encoded->length, NULL, NULL))
		return 0;
	json->lines.used = before;
	json->lines.failed = false;
	return -ENOMEM;
}

static void json_restart(struct tl_exporter *exporter)
{
	tl_buffer_clear(&((struct tl_json_exporter *)exporter)->lines);
}

void tl_json_close(struct tl_json_exporter *json)
{
	struct tl_json_template *known, *next;

	HASH_ITER (hh, json->templates, known, next) {
		HASH_DEL(json->templates, known);
		free(known->template);
		free(known);
	}
	tl_buffer_free(&json->lines);
}

const struct tl_format tl_format_json = {
	.add = json_add,
	.flush = json_flush,
	.restart = json_restart,
};
