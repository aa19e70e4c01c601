// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ipfix_output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../export/session.h"
#include "../lib/log.h"
#include "../lib/octets.h"
#include "quantity.h"

struct tl_ipfix_output {
	const char *path;
	FILE *file;
	int error; /* sticky */
	struct tl_export_options options;
	struct tl_session session;
	struct tl_encoded encoded;
};

static int deliver(void *context, const struct tl_delivery *delivery)
{
	struct tl_ipfix_output *output = context;

	if (output->error)
		return output->error;
	if (fwrite(delivery->bytes, 1, delivery->length, output->file) == delivery->length)
		return 0;
	output->error = errno ? -errno : -EIO;
	tl_error("cannot write `%s`: %s", output->path, strerror(-output->error));
	return output->error;
}

struct tl_ipfix_output *tl_ipfix_output_open(const char *path)
{
	struct tl_ipfix_output *output = calloc(1, sizeof(*output));

	if (!output) {
		tl_error("no memory to write `%s`", path);
		return NULL;
	}
	output->path = path;
	output->options = (struct tl_export_options){.capture = true, .enterprise_number = TL_PEN_TAPLESS};
	output->file = fopen(path, "we");
	if (!output->file) {
		tl_error("cannot open `%s` for writing: %s", path, strerror(errno));
		free(output);
		return NULL;
	}
	if (!tl_session_open(&output->session, &output->options, TL_MESSAGE_MAX, TL_FIRST_TEMPLATE, deliver, output))
		return output;
	tl_error("no memory to write `%s`", path);
	fclose(output->file);
	free(output);
	return NULL;
}

/* RFC 7011 7 */
static size_t put_length(__u8 *at, size_t length)
{
	if (length < 255) {
		at[0] = (__u8)length;
		return 1;
	}
	at[0] = 255;
	tl_octets_put(at + 1, length, 2);
	return 3;
}

static __u64 on_the_wire(const struct tl_element *element, const struct tl_datum *datum)
{
	__u32 half;
	float single;
	__u64 whole;

	switch (element->type) {
	case TL_TYPE_DATE_TIME_SECONDS:
		return datum->number / TL_SECOND;
	case TL_TYPE_DATE_TIME_MILLISECONDS:
		return datum->number / 1000000;
	case TL_TYPE_DATE_TIME_MICROSECONDS:
	case TL_TYPE_DATE_TIME_NANOSECONDS:
		return tl_ntp_from_unix(datum->number);
	case TL_TYPE_BOOLEAN:
		return datum->number ? 1 : 2; /* RFC 7011 6.1.5 */
	case TL_TYPE_FLOAT32:
		single = (float)datum->real;
		memcpy(&half, &single, sizeof(half));
		return half;
	case TL_TYPE_FLOAT64:
		memcpy(&whole, &datum->real, sizeof(whole));
		return whole;
	default:
		return datum->number;
	}
}

/* Octets of the value; 0: it cannot be sent. */
static size_t put_value(__u8 *at, size_t room, const struct tl_element *element, const struct tl_datum *datum)
{
	if (tl_form_of(element->type) != TL_FORM_OCTETS) {
		if (element->length > room)
			return 0;
		tl_octets_put(at, on_the_wire(element, datum), element->length);
		return element->length;
	}
	if (element->length == TL_VARIABLE_LENGTH) {
		size_t length = datum->length;

		if (length + 3 > room)
			return 0;
		at += put_length(at, length);
		memcpy(at, datum->octets, length);
		return length + (length < 255 ? 1 : 3);
	}
	if (datum->length != element->length || element->length > room)
		return 0;
	memcpy(at, datum->octets, element->length);
	return element->length;
}

static void encode(struct tl_encoded *encoded, const struct tl_row *row)
{
	struct tl_field_set fields = {{0}};

	memset(encoded, 0, offsetof(struct tl_encoded, bytes));
	encoded->amount.records = 1;
	tl_row_end(row, &encoded->end);
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		const struct tl_element *element = tl_field_element(field);
		size_t length;

		if (!row->data[field].is_present || element->part == TL_PART_LIST)
			continue;
		length = put_value(encoded->bytes + encoded->length, TL_ENCODED_SIZE - encoded->length, element,
				   &row->data[field]);
		if (!length)
			continue;
		tl_field_set_add(&fields, field);
		encoded->length += length;
	}
	tl_encoded_set_own_fields(encoded, &fields);
}

int tl_ipfix_output_row(struct tl_ipfix_output *output, const struct tl_row *row)
{
	int error;

	encode(&output->encoded, row);
	error = tl_session_add(&output->session, &output->encoded);
	if (output->error || !error)
		return output->error;
	tl_error("%s: a record cannot be written: %s", output->path, strerror(-error));
	return output->error = error;
}

int tl_ipfix_output_close(struct tl_ipfix_output *output)
{
	int error;

	if (!output->error)
		tl_session_options(&output->session);
	tl_session_flush(&output->session);
	tl_session_close(&output->session);
	if (fclose(output->file) && !output->error) {
		output->error = -errno;
		tl_error("cannot write `%s`: %s", output->path, strerror(errno));
	}
	error = output->error;
	free(output);
	return error;
}
