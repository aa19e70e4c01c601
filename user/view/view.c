// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "sieve.h"
#include "source.h"

const struct tl_choice tl_busiest_flows = {.order = {.column = TL_COLUMN_BIT_RATE}};

static struct tl_view *out_of_memory(struct tl_view *view)
{
	tl_error("out of memory");
	tl_view_close(view);
	return NULL;
}

struct tl_view *tl_view_open(const char *folder, const struct tl_enrichers *enrichers)
{
	struct tl_view *view = calloc(1, sizeof(*view));
	const char *slash = strrchr(folder, '/');

	if (!view)
		return out_of_memory(NULL);
	view->enrichers = *enrichers;
	snprintf(view->folder, sizeof(view->folder), "%s", folder);
	snprintf(view->name, sizeof(view->name), "%s", slash ? slash + 1 : folder);
	view->source = tl_source_open(folder);
	if (!view->source) {
		free(view);
		return NULL;
	}
	view->facts = tl_facts_open(view->source, enrichers);
	return view->facts ? view : out_of_memory(view);
}

int tl_view_refresh(struct tl_view *view, __u64 now)
{
	const struct tl_tally *previous = &view->tallies[view->current];
	struct tl_tally *tally = &view->tallies[!view->current];
	int error;

	tl_lines_clear(&view->lines); /* they point into what is overwritten now */
	tl_tally_clear(tally);
	error = tl_source_read(view->source, tally, &view->is_cut);
	if (error)
		return error;
	tally->time = now;
	tl_tally_rates(tally, previous);
	view->current = !view->current;
	for (unsigned int i = 0; i < tally->count; i++)
		tl_facts_of(view->facts, &tally->rows[i], now);
	tl_facts_refreshed(view->facts);
	tl_interface_names_read(&view->interfaces, view->folder);
	return 0;
}

unsigned int tl_view_known(const struct tl_view *view)
{
	return (view->enrichers.places ? TL_KNOWN_PLACES : 0) | (view->enrichers.has_cities ? TL_KNOWN_CITIES : 0) |
	       (view->enrichers.networks ? TL_KNOWN_NETWORKS : 0);
}

struct tl_cell_context tl_view_context(const struct tl_view *view)
{
	const struct tl_tally *tally = &view->tallies[view->current];

	return (struct tl_cell_context){
		.now = tally->time,
		.bit_rate = tally->bit_rate,
		.interfaces = &view->interfaces,
	};
}

static bool is_wanted(const struct tl_choice *choice, struct tl_sieve *sieve, const struct tl_tally_row *row,
		      const struct tl_facts *facts, const struct tl_cell_context *context)
{
	struct tl_line flow;

	if (choice->is_within && !tl_is_in_group(choice->within, choice->group.octets, choice->group.size, row, facts))
		return false;
	if (!choice->filter[0])
		return true;
	flow = tl_line_of_flow(row, facts);
	return tl_sieve_takes(sieve, &flow, context);
}

static void add_wanted(struct tl_view *view, const struct tl_choice *choice, struct tl_sieve *sieve)
{
	const struct tl_tally *tally = &view->tallies[view->current];
	const struct tl_cell_context context = tl_view_context(view);

	for (unsigned int i = 0; i < tally->count; i++) {
		const struct tl_facts *facts = tl_facts_of(view->facts, &tally->rows[i], tally->time);

		if (!facts || !is_wanted(choice, sieve, &tally->rows[i], facts, &context))
			continue;
		tl_lines_add(&view->lines, choice->grouping, &tally->rows[i], facts);
	}
}

int tl_view_arrange(struct tl_view *view, const struct tl_choice *choice)
{
	const struct tl_cell_context context = tl_view_context(view);
	struct tl_sieve *sieve = tl_sieve_open(choice->filter);
	int error = sieve ? tl_lines_reserve(&view->lines, view->tallies[view->current].count) : -ENOMEM;

	if (!error) {
		add_wanted(view, choice, sieve);
		error = tl_order(&view->lines, &choice->order, &context);
	}
	tl_sieve_close(sieve);
	if (error)
		tl_error("out of memory");
	return error;
}

unsigned int tl_view_find(const struct tl_view *view, const struct tl_kept_key *key)
{
	unsigned int i = 0;

	while (i < view->lines.count && (view->lines.all[i].key.size != key->size ||
					 memcmp(view->lines.all[i].key.octets, key->octets, key->size) != 0))
		i++;
	return i;
}

void tl_view_close(struct tl_view *view)
{
	if (!view)
		return;
	tl_lines_free(&view->lines);
	tl_facts_close(view->facts);
	tl_source_close(view->source);
	tl_interface_names_free(&view->interfaces);
	tl_tally_free(&view->tallies[0]);
	tl_tally_free(&view->tallies[1]);
	tl_screen_free(&view->screen);
	free(view);
}
