// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section: what was metered against what is kept of it, and the course of it over time. */
#include "course.h"
#include "section.h"

#define COURSE_LEAST 2 /* steps behind the first: fewer are no course */

struct volume {
	struct tl_inquiry inquiry;
	__u64 flows; /* that ended */
	__u64 records, transactions, packets;
	__u64 frames; /* octets of them: before metering */
	__u64 kept; /* octets of records: after it */
	__u64 untold; /* records whose octets their source cannot tell */
	__u64 first, last;
	struct tl_course octets;
};

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	((struct volume *)state)->inquiry = *inquiry;
	return true;
}

static void end(void *state)
{
	(void)state;
}

/* The chapter of it that is asked for: a flow may begin before and end after it. */
static void take_course(struct volume *volume, const struct tl_entry *entry)
{
	__u64 start = entry->start, finish = entry->end;

	if (!start)
		return;
	start = start > volume->inquiry.from ? start : volume->inquiry.from;
	if (volume->inquiry.to && finish >= volume->inquiry.to)
		finish = volume->inquiry.to - 1;
	if (!volume->first || start < volume->first)
		volume->first = start;
	if (finish > volume->last)
		volume->last = finish;
	tl_course_take(&volume->octets, start, finish,
		       (double)(entry->frames[TL_WAY_FORWARD] + entry->frames[TL_WAY_BACK]));
}

static void take(void *state, const struct tl_entry *entry)
{
	struct volume *volume = state;

	volume->kept += entry->row->octets;
	volume->untold += !entry->row->octets;
	if (!entry->counts) {
		volume->transactions++;
		return;
	}
	volume->records++;
	volume->flows += entry->ends;
	volume->packets += tl_entry_packets(entry);
	volume->frames += entry->frames[TL_WAY_FORWARD] + entry->frames[TL_WAY_BACK];
	take_course(volume, entry);
}

static void add(void *state, void *other)
{
	struct volume *volume = state;
	const struct volume *more = other;

	volume->flows += more->flows;
	volume->records += more->records;
	volume->transactions += more->transactions;
	volume->packets += more->packets;
	volume->frames += more->frames;
	volume->kept += more->kept;
	volume->untold += more->untold;
	if (more->first && (!volume->first || more->first < volume->first))
		volume->first = more->first;
	if (more->last > volume->last)
		volume->last = more->last;
	tl_course_add(&volume->octets, &more->octets);
}

static void tell_amounts(const struct volume *volume, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = {
		{.key = "stage", .title = "Metering", .least = 8, .most = 20},
		{.key = "items", .title = "Packets, records", .kind = TL_CELL_COUNT},
		{.key = "octets", .title = "Bytes", .kind = TL_CELL_OCTETS},
		{.key = "average", .title = "each", .kind = TL_CELL_OCTETS, .rank = 1},
	};
	__u64 records = volume->records + volume->transactions;
	struct tl_table *table = tl_chapter_table(chapter, "metering", NULL, columns, 4);

	tl_table_text(table, "before: packets");
	tl_table_number(table, volume->packets);
	tl_table_number(table, volume->frames);
	tl_table_number(table, volume->packets ? volume->frames / volume->packets : 0);
	tl_table_text(table, "after: records");
	tl_table_number(table, records);
	if (volume->untold) {
		tl_table_none(table);
		tl_table_none(table);
		return;
	}
	tl_table_number(table, volume->kept);
	tl_table_number(table, records ? volume->kept / records : 0);
}

static void tell_ratio(const struct volume *volume, struct tl_chapter *chapter)
{
	if (volume->untold || !volume->kept)
		tl_chapter_say(chapter, TL_TONE_NOTE,
			       "This archive does not tell how many octets its records take: no reduction ratio.");
	else
		tl_chapter_say(
			chapter, TL_TONE_GOOD,
			"Reduction %.*f:1: the octets of all frames on the wire against those of the records kept "
			"of them; both are counted, none is estimated.",
			volume->frames < 10 * volume->kept ? 1 : 0, (double)volume->frames / (double)volume->kept);
	tl_chapter_say(
		chapter, TL_TONE_NOTE,
		"%llu flows ended in this time. A flow is counted when it ends, here and below: one that lasts longer "
		"than "
		"the active timeout has several records. %llu records are of single transactions (a request of many on "
		"one connection) and count nothing else.",
		(unsigned long long)volume->flows, (unsigned long long)volume->transactions);
}

static void tell_course(const struct volume *volume, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = {
		{.key = "time", .title = "Time", .kind = TL_CELL_TIME},
		{.key = "octets", .title = "Bytes", .kind = TL_CELL_OCTETS},
	};
	unsigned int first, last;
	struct tl_table *table;

	if (!tl_course_bounds(&volume->octets, &first, &last) || last - first < COURSE_LEAST)
		return;
	table = tl_chapter_table(chapter, "course", "Bytes over time", columns, 2);
	if (!table)
		return;
	table->is_course = true;
	for (unsigned int i = first; i <= last; i++) {
		tl_table_number(table, volume->octets.begin + i * volume->octets.step);
		tl_table_number(table, (__u64)(volume->octets.amounts[i] + 0.5));
	}
}

static void tell(void *state, struct tl_chapter *chapter)
{
	const struct volume *volume = state;

	tell_amounts(volume, chapter);
	tell_ratio(volume, chapter);
	tell_course(volume, chapter);
}

const struct tl_section tl_section_volume = {
	"volume", "Volume before and after metering", NULL, 0, sizeof(struct volume), begin, take, add, tell, end,
};
