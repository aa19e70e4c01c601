// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ranking.h"

#include <stdio.h>
#include <string.h>

#include "../view/text.h"

bool tl_ranking_begin(struct tl_ranking *ranking)
{
	ranking->keys = tl_frequent_create(TL_RANKING_HELD, sizeof(struct tl_amounts));
	return ranking->keys;
}

void tl_ranking_end(struct tl_ranking *ranking)
{
	tl_frequent_destroy(ranking->keys);
}

void tl_amounts_add(struct tl_amounts *amounts, const struct tl_entry *entry)
{
	amounts->flows += entry->ends;
	amounts->packets += tl_entry_packets(entry);
	amounts->octets += tl_entry_octets(entry);
}

void tl_ranking_all(struct tl_ranking *ranking, const struct tl_entry *entry)
{
	tl_amounts_add(&ranking->all, entry);
}

void tl_ranking_take(struct tl_ranking *ranking, const char *key, const struct tl_entry *entry)
{
	struct tl_amounts *amounts =
		tl_frequent_take(ranking->keys, key, (unsigned int)strlen(key), tl_entry_octets(entry));

	if (amounts)
		tl_amounts_add(amounts, entry);
}

static void add_amounts(void *counts, const void *more)
{
	struct tl_amounts *amounts = counts;
	const struct tl_amounts *others = more;

	amounts->flows += others->flows;
	amounts->packets += others->packets;
	amounts->octets += others->octets;
}

void tl_ranking_add(void *ranking, void *other)
{
	struct tl_ranking *sum = ranking, *more = other;

	add_amounts(&sum->all, &more->all);
	tl_frequent_add(sum->keys, more->keys, add_amounts);
}

static void put_share(struct tl_table *table, __u64 amount, __u64 all)
{
	tl_table_number(table, amount);
	if (all)
		tl_table_real(table, (double)amount / (double)all);
	else
		tl_table_none(table);
}

void tl_ranking_limits(struct tl_chapter *chapter, const struct tl_frequent *keys, unsigned int shown,
		       const char *plural)
{
	unsigned int count = tl_frequent_count(keys);
	char number[TL_NUMBER_SIZE];
	__u64 error;

	if (tl_frequent_is_cut(keys, &error)) {
		tl_text_number(number, sizeof(number), (double)error);
		tl_chapter_say(
			chapter, TL_TONE_NOTE,
			"More %s than the %u held in memory: each row is counted since it was last taken up, and "
			"may lack up to %s bytes.",
			plural, count, number);
	} else if (count > shown) {
		tl_chapter_say(chapter, TL_TONE_NOTE, "%u more %s are not shown.", count - shown, plural);
	}
}

static void put_row(struct tl_table *table, const struct tl_frequent_entry *entry, const struct tl_amounts *all)
{
	const struct tl_amounts *amounts = entry->counts;
	char text[TL_ENTRY_TEXT + 1];

	snprintf(text, sizeof(text), "%.*s", (int)entry->key_length, (const char *)entry->key);
	tl_table_text(table, text);
	put_share(table, amounts->flows, all->flows);
	put_share(table, amounts->packets, all->packets);
	put_share(table, amounts->octets, all->octets);
}

void tl_ranking_tell(struct tl_ranking *ranking, struct tl_chapter *chapter, const char *key,
		     const struct tl_column columns[TL_RANKING_COLUMN_COUNT], const char *plural)
{
	const struct tl_frequent_entry *sorted = tl_frequent_sort(ranking->keys, NULL);
	unsigned int count = sorted ? tl_frequent_count(ranking->keys) : 0;
	struct tl_table *table;

	if (!count) {
		tl_chapter_say(chapter, TL_TONE_NOTE, "The records name no %s.", plural);
		return;
	}
	table = tl_chapter_table(chapter, key, NULL, columns, TL_RANKING_COLUMN_COUNT);
	for (unsigned int i = 0; i < count && i < TL_RANKING_SHOWN; i++)
		put_row(table, &sorted[i], &ranking->all);
	tl_ranking_limits(chapter, ranking->keys, TL_RANKING_SHOWN, plural);
}
