// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "details.h"

#include <stdlib.h>
#include <string.h>

#include "../export/encode.h"
#include "../query/text.h"
#include "live_record.h"
#include "source.h"
#include "text.h"

#define NAME_COLUMNS   30
#define SECOND	       1e9
#define FIRST_TEMPLATE 256 /* RFC 7011 3.4.1 */

static void add_line(struct tl_details_page *page, const char *text)
{
	char clean[2 * TL_VALUE_SIZE];

	tl_text_clean(clean, sizeof(clean), text);
	tl_buffer_put(&page->text, clean, strlen(clean) + 1);
	page->count++;
}

/* "title      value", and of a pair the client's and the server's. */
static void add_pair(struct tl_details_page *page, const char *title, const char *one, const char *other)
{
	char line[2 * TL_VALUE_SIZE + 64];

	if (!one[0] && !other[0])
		return;
	if (other[0])
		snprintf(line, sizeof(line), "%-*s %-24s %s", NAME_COLUMNS, title, one, other);
	else
		snprintf(line, sizeof(line), "%-*s %s", NAME_COLUMNS, title, one);
	add_line(page, line);
}

/* --- what the table has too */

static void add_counts(struct tl_details_page *page, const struct tl_view *view, const struct tl_line *flow)
{
	const struct tl_tally *now = &view->tallies[view->current], *before = &view->tallies[!view->current];
	const struct tl_tally_row *earlier = before->time ? tl_tally_find(before, &flow->row->key) : NULL;
	double seconds = before->time ? (double)(now->time - before->time) / SECOND : 0;
	char packets[2][32], octets[2][32], rates[2][32] = {"", ""}, text[TL_NUMBER_SIZE];

	for (unsigned int end = 0; end < 2; end++) {
		unsigned int side = end ? !flow->facts->client : flow->facts->client;
		const struct tl_tally_place *place = tl_tally_fullest(&flow->row->side[side]);
		__u64 known = earlier ? tl_tally_fullest(&earlier->side[side])->octets : 0;

		snprintf(packets[end], sizeof(packets[end]), "%llu packets", place->packets);
		tl_text_number(text, sizeof(text), (double)place->octets);
		snprintf(octets[end], sizeof(octets[end]), "%s bytes (%llu)", text, place->octets);
		if (seconds <= 0 || known > place->octets)
			continue;
		tl_text_number(text, sizeof(text), (double)(place->octets - known) * 8 / seconds);
		snprintf(rates[end], sizeof(rates[end]), "%s bit/s", text);
	}
	add_pair(page, "sent", packets[0], packets[1]);
	add_pair(page, "", octets[0], octets[1]);
	add_pair(page, "", rates[0], rates[1]);
}

static void name_place(char text[TL_CELL_SIZE], const struct tl_facts_place *place)
{
	text[0] = '\0';
	if (place->as_number)
		snprintf(text, TL_CELL_SIZE, "%s AS%u %s", place->country, place->as_number, place->as_name);
	else
		snprintf(text, TL_CELL_SIZE, "%s", place->country);
}

/* Where each direction was counted. */
static void add_interfaces(struct tl_details_page *page, const struct tl_view *view, const struct tl_line *flow)
{
	char line[TL_CELL_SIZE], name[64];

	for (unsigned int end = 0; end < 2; end++) {
		const struct tl_tally_side *side = &flow->row->side[end ? !flow->facts->client : flow->facts->client];

		for (unsigned int i = 0; i < side->place_count; i++) {
			const struct tl_tally_place *place = &side->places[i];

			tl_interface_name(name, sizeof(name), &view->interfaces, place->ifindex);
			snprintf(line, sizeof(line), "%s %s: %llu packets", name,
				 place->direction == TL_EGRESS ? "out" : "in", place->packets);
			add_pair(page, end ? "server's counted at" : "client's counted at", line, "");
		}
	}
}

static void add_summary(struct tl_details_page *page, const struct tl_view *view, const struct tl_line *flow)
{
	const struct tl_cell_context context = tl_view_context(view);
	char one[TL_CELL_SIZE], other[TL_CELL_SIZE], text[TL_CELL_SIZE];

	add_pair(page, "", "client", "server");
	tl_cell_address(one, flow, 0);
	tl_cell_address(other, flow, 1);
	add_pair(page, "address", one, other);
	name_place(one, &flow->facts->place[0]);
	name_place(other, &flow->facts->place[1]);
	add_pair(page, "place", one, other);
	add_pair(page, "city", flow->facts->place[0].city, flow->facts->place[1].city);
	add_pair(page, "own network", flow->facts->place[0].own, flow->facts->place[1].own);
	if (flow->facts->name)
		add_pair(page, "name", flow->facts->name, "");
	tl_cell_application(text, flow, &context);
	add_pair(page, "application", text, "");
	tl_cell_port(text, flow, &context);
	add_pair(page, "port", text, "");
	tl_cell_age(text, flow, &context);
	add_pair(page, "age", text, "");
	add_counts(page, view, flow);
	add_interfaces(page, view, flow);
}

/* --- what the record would have */

/* A flow that goes on has no end and no record yet; and one of two times is enough. */
static bool is_of_a_record(unsigned int element)
{
	static const unsigned int none[] = {TL_ELEMENT_flowEndReason, TL_ELEMENT_recordSequence,
					    TL_ELEMENT_flowStartNanoseconds, TL_ELEMENT_flowEndNanoseconds};

	for (unsigned int i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (element == none[i])
			return true;
	return false;
}

static void put_value(char text[TL_VALUE_SIZE], const struct tl_row *row, unsigned int field)
{
	const struct tl_element *element = tl_field_element(field);
	const struct tl_text_style style = {.with_date = true};
	const struct tl_datum *found = tl_row_get(row, field);
	enum tl_meaning meaning = tl_meaning_of(element);
	struct tl_datum value;

	text[0] = '\0';
	if (!found)
		return;
	value = *found;
	if (tl_meaning_is_numeric(meaning))
		value.number *= tl_meaning_scale(element);
	tl_value_text(text, TL_VALUE_SIZE, meaning, &value, &style);
}

static void add_fields(struct tl_details_page *page, const struct tl_row *row)
{
	char forward[TL_VALUE_SIZE], reverse[TL_VALUE_SIZE];

	for (unsigned int element = 0; element < TL_ELEMENT__COUNT; element++) {
		if (is_of_a_record(element))
			continue;
		put_value(forward, row, tl_field_of(element));
		put_value(reverse, row, tl_field_reverse_of(element));
		add_pair(page, tl_elements[element].name, forward[0] || !reverse[0] ? forward : "-", reverse);
	}
}

static bool add_record(struct tl_details_page *page, const struct tl_view *view, const struct tl_line *flow)
{
	static struct tl_encoded encoded; /* large, as the others */
	static struct tl_record record;
	static struct tl_row row;
	struct tl_template *template;

	if (!tl_live_record(&record, view->source, &view->enrichers, flow->row, view->tallies[view->current].time))
		return false;
	tl_encode(&encoded, &record);
	template = tl_encode_template(tl_encoded_fields(&encoded), TL_ELEMENTS_ALL, FIRST_TEMPLATE);
	tl_row_clear(&row);
	if (template && !tl_row_take(&row, template, encoded.bytes, encoded.length))
		add_fields(page, &row);
	free(template);
	return true;
}

void tl_details_read(struct tl_details_page *page, const struct tl_view *view)
{
	unsigned int number = tl_view_find(view, &page->flow);

	page->is_over = number == view->lines.count;
	if (page->is_over)
		return;
	tl_buffer_clear(&page->text);
	page->count = 0;
	add_summary(page, view, &view->lines.all[number]);
	add_line(page, "");
	add_line(page, "If it ended now, its record would have (see: tapless fields):");
	if (!add_record(page, view, &view->lines.all[number]))
		add_line(page, "(nothing: its entries have left the cache)");
}

void tl_details_draw(struct tl_details_page *page, struct tl_screen *screen)
{
	unsigned int room = screen->rows > 2 ? screen->rows - 2 : 0, row = 0;
	const char *at = (const char *)page->text.bytes;

	if (page->first + room > page->count)
		page->first = page->count > room ? page->count - room : 0;
	tl_screen_clear(screen);
	tl_screen_put(screen, 0, page->is_over ? TL_STYLE_ALERT : TL_STYLE_STRONG,
		      page->is_over ? "This flow has left the cache; what was known of it last:" : "Details of a flow");
	for (unsigned int line = 0; line < page->count && row < room && !page->text.failed; line++) {
		if (line >= page->first)
			tl_screen_put(screen, 1 + row++, TL_STYLE_PLAIN, at);
		at += strlen(at) + 1;
	}
	tl_screen_put(screen, screen->rows - 1, TL_STYLE_QUIET, "Esc back  Up Down scroll  Space pause  q quit");
}

void tl_details_free(struct tl_details_page *page)
{
	tl_buffer_free(&page->text);
	page->count = 0;
}
