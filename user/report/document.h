/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a report says, apart from how it is shown: chapters, each with sentences and tables of typed values. The views (terminal.h,
 * page.h, objects.h) know this and nothing of the analyses. Texts are copied; a lack of memory is remembered in `failed`.
 */
#ifndef TAPLESS_REPORT_DOCUMENT_H
#define TAPLESS_REPORT_DOCUMENT_H

#include <stdbool.h>

#include <linux/types.h>

enum tl_cell_kind {
	TL_CELL_TEXT,
	TL_CELL_COUNT, /* shown with k, M, ... */
	TL_CELL_EXACT, /* shown in full: ports, statuses */
	TL_CELL_OCTETS,
	TL_CELL_SHARE, /* of 1 */
	TL_CELL_RATIO, /* so many to one */
	TL_CELL_MICROSECONDS,
	TL_CELL_LASTING, /* nanoseconds */
	TL_CELL_TIME, /* nanoseconds since 1970, shown with milliseconds */
	TL_CELL_CLOCK, /* the same without the day */
};

struct tl_cell {
	bool is_present;
	union {
		__u64 number;
		double real; /* of shares and ratios */
		char *text;
	};
};

struct tl_column {
	const char *key; /* in JSON */
	const char *title;
	enum tl_cell_kind kind;
	/* In a terminal: columns that a text may be cut to, and those it has at most; 0: as the content is. */
	__u8 least, most;
	/* Where there is no room the highest is left out first; 0: never. */
	__u8 rank;
	bool has_bar; /* a page draws its size */
};

struct tl_document;

struct tl_table {
	struct tl_document *document;
	const char *key;
	char *title; /* NULL: none */
	const struct tl_column *columns;
	unsigned int column_count;
	struct tl_cell *cells;
	unsigned int used, room;
	bool is_list; /* long: a page makes a card of each row where it is narrow */
	bool is_course; /* columns of times and amounts: a page draws them, a terminal does in one line */
};

enum tl_tone {
	TL_TONE_PLAIN,
	TL_TONE_NOTE, /* small print */
	TL_TONE_WARNING, /* look at this */
	TL_TONE_GOOD,
};

struct tl_block { /* a sentence or a table */
	enum tl_tone tone;
	char *sentence;
	struct tl_table *table;
};

struct tl_chapter {
	struct tl_document *document;
	const char *key, *title;
	struct tl_block *blocks;
	unsigned int count;
};

struct tl_document {
	char *title, *subtitle;
	struct tl_chapter **chapters;
	unsigned int count;
	bool failed;
};

/* NULL without memory. */
struct tl_document *tl_document_create(const char *title, const char *subtitle);
void tl_document_destroy(struct tl_document *document); /* NULL is fine */

/* NULL without memory, which all that follow understand. */
struct tl_chapter *tl_document_chapter(struct tl_document *document, const char *key, const char *title);
void tl_chapter_say(struct tl_chapter *chapter, enum tl_tone tone, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
struct tl_table *tl_chapter_table(struct tl_chapter *chapter, const char *key, const char *title,
				  const struct tl_column *columns, unsigned int column_count);

/* Cells, one after the other, row by row. */
void tl_table_text(struct tl_table *table, const char *text); /* "" is absent */
void tl_table_number(struct tl_table *table, __u64 number);
void tl_table_real(struct tl_table *table, double real);
void tl_table_none(struct tl_table *table);

static inline unsigned int tl_table_rows(const struct tl_table *table)
{
	return table->column_count ? table->used / table->column_count : 0;
}

static inline const struct tl_cell *tl_table_cell(const struct tl_table *table, unsigned int row, unsigned int column)
{
	return &table->cells[row * table->column_count + column];
}

/* A cell as people read it. */
#define TL_CELL_SIZE 512
static inline bool tl_cell_is_left(enum tl_cell_kind kind)
{
	return kind == TL_CELL_TEXT || kind == TL_CELL_TIME || kind == TL_CELL_CLOCK;
}

void tl_cell_print(char text[TL_CELL_SIZE], const struct tl_column *column, const struct tl_cell *cell);

/* How long a bar of it is, in the column's own unit; 0 if it is not present. */
double tl_cell_size(const struct tl_column *column, const struct tl_cell *cell);
/* Of a column: its longest bar. */
double tl_table_greatest(const struct tl_table *table, unsigned int column);

#endif
