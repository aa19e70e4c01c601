// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sieve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../export/encode.h"
#include "../query/filter.h"

#define FIRST_TEMPLATE 256 /* RFC 7011 3.4.1 */

struct tl_sieve {
	const char *words; /* the caller's */
	struct tl_filter *question; /* NULL: words are looked for */
	struct tl_template *template; /* of the last record: most of them have the same fields */
	struct tl_field_set fields; /* of that */
	struct tl_record record;
	struct tl_encoded encoded;
	struct tl_row row;
	__s64 realtime_offset; /* from the flows' clock */
};

static struct tl_filter *parse(const char *text)
{
	struct tl_window_words clock = {.now = (__u64)time(NULL) * 1000000000ull};
	struct tl_condition_error error;

	return text[strspn(text, " ")] ? tl_filter_parse(text, &clock, &error) : NULL;
}

bool tl_is_question(const char *text)
{
	struct tl_filter *question = parse(text);

	tl_filter_free(question);
	return question;
}

struct tl_sieve *tl_sieve_open(const char *text)
{
	struct tl_sieve *sieve = calloc(1, sizeof(*sieve));
	struct timespec real, boot;

	if (!sieve)
		return NULL;
	clock_gettime(CLOCK_REALTIME, &real);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	sieve->realtime_offset = (__s64)(real.tv_sec - boot.tv_sec) * 1000000000 + (real.tv_nsec - boot.tv_nsec);
	sieve->words = text + strspn(text, " ");
	sieve->question = parse(text);
	return sieve;
}

void tl_sieve_close(struct tl_sieve *sieve)
{
	if (!sieve)
		return;
	tl_filter_free(sieve->question);
	free(sieve->template);
	free(sieve);
}

/* --- a question */

static void copy_place(struct tl_record_place *to, const struct tl_facts_place *from)
{
	memcpy(to->country, from->country, sizeof(to->country));
	to->as_number = from->as_number;
	snprintf(to->as_name, sizeof(to->as_name), "%s", from->as_number ? from->as_name : "");
	snprintf(to->city, sizeof(to->city), "%s", from->city);
}

static void fill_side(struct tl_record_side *to, const struct tl_tally_side *from, __u64 now, __s64 offset)
{
	const struct tl_tally_place *place = tl_tally_fullest(from);

	to->packets = place->packets;
	to->octets = to->layer2_octets = place->octets; /* of IP alone the tally knows none */
	to->start = tl_real_time(from->first_seen, offset);
	to->end = tl_real_time(now, offset);
	to->direction = (__u8)place->direction;
}

static void fill_application(struct tl_record_application *to, const char *name)
{
	size_t length = strcspn(name, "?");

	snprintf(to->name, sizeof(to->name), "%.*s", (int)length, name);
	to->basis = name[length] ? TL_BASIS_PORT : TL_BASIS_PAYLOAD;
}

/* What table and facts know, which is less than its record will have: no flags, no times between packets. */
static void fill_record(struct tl_record *record, const struct tl_line *flow, __u64 now, __s64 offset)
{
	const struct tl_facts *facts = flow->facts;
	const struct tl_tally_side *client = &flow->row->side[facts->client];
	const struct tl_tally_side *server = &flow->row->side[!facts->client];

	memset(record, 0, sizeof(*record));
	record->key =
		tl_tally_key(flow->row, facts->client, client->place_count ? &client->places[0] : &server->places[0]);
	fill_side(&record->forward, client, now, offset);
	fill_side(&record->reverse, server, now, offset);
	record->start = tl_real_time(tl_tally_first_seen(flow->row), offset);
	record->end = tl_real_time(now, offset);
	if (record->key.direction == TL_INGRESS)
		record->ingress_interface = record->key.ifindex;
	else
		record->egress_interface = record->key.ifindex;
	if (facts->name)
		snprintf(record->server_name, sizeof(record->server_name), "%s", facts->name);
	fill_application(&record->application, facts->application);
	copy_place(&record->source_place, &facts->place[0]);
	copy_place(&record->destination_place, &facts->place[1]);
}

static bool answers(struct tl_sieve *sieve, const struct tl_line *flow, const struct tl_cell_context *context)
{
	const struct tl_field_set *fields;

	fill_record(&sieve->record, flow, context->now, sieve->realtime_offset);
	tl_encode(&sieve->encoded, &sieve->record);
	fields = tl_encoded_fields(&sieve->encoded);
	if (!sieve->template || memcmp(&sieve->fields, fields, sizeof(*fields)) != 0) {
		free(sieve->template);
		sieve->template = tl_encode_template(fields, TL_ELEMENTS_ALL, FIRST_TEMPLATE);
		sieve->fields = *fields;
	}
	tl_row_clear(&sieve->row);
	return sieve->template &&
	       !tl_row_take(&sieve->row, sieve->template, sieve->encoded.bytes, sieve->encoded.length) &&
	       tl_filter_match(sieve->question, &sieve->row);
}

/* --- words */

/* What the words are looked for in, a blank between two of them. */
static void describe(char *text, size_t size, const struct tl_line *flow, const struct tl_cell_context *context)
{
	static tl_cell *const cells[] = {tl_cell_server,  tl_cell_application, tl_cell_port,
					 tl_cell_country, tl_cell_network,     tl_cell_interface};
	char cell[TL_CELL_SIZE];
	size_t used = 0;

	for (unsigned int i = 0; i < 2 + sizeof(cells) / sizeof(cells[0]) && used < size; i++) {
		if (i < 2)
			tl_cell_address(cell, flow, i);
		else
			cells[i - 2](cell, flow, context);
		used += (size_t)snprintf(text + used, size - used, "%s ", cell);
	}
}

static bool has_words(const char *words, const struct tl_line *flow, const struct tl_cell_context *context)
{
	char text[3 * TL_CELL_SIZE], word[TL_CELL_SIZE];

	describe(text, sizeof(text), flow, context);
	while (*words) {
		size_t length = strcspn(words, " ");
		bool unwanted = *words == '!' && length > 1;

		snprintf(word, sizeof(word), "%.*s", (int)(length - unwanted), words + unwanted);
		if (!strcasestr(text, word) != unwanted)
			return false;
		words += length;
		words += strspn(words, " ");
	}
	return true;
}

bool tl_sieve_takes(struct tl_sieve *sieve, const struct tl_line *flow, const struct tl_cell_context *context)
{
	if (!sieve->words[0])
		return true;
	return sieve->question ? answers(sieve, flow, context) : has_words(sieve->words, flow, context);
}
