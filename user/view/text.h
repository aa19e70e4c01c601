/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Text for a terminal: numbers with units, ages, and UTF-8 cut to a number of columns. */
#ifndef TAPLESS_VIEW_TEXT_H
#define TAPLESS_VIEW_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

#define TL_NUMBER_SIZE 16

/* At most five characters: 0, 999, 1.2k, 99.9k, 100k, 1.0M, … T; steps of 1000. */
void tl_text_number(char *text, size_t size, double number);
/* All digits below 10000, else as above. */
void tl_text_amount(char *text, size_t size, __u64 number);
/* Three digits: 0 s, 870 ns, 12.3 ms, 1.50 s; from 100 s on as ages are. */
void tl_text_duration(char *text, size_t size, __u64 nanoseconds);
/* 0s, 59s, 1m00, 59m59, 1h00, 99h59, 5d */
void tl_text_age(char *text, size_t size, __u64 nanoseconds);

/*
 * Makes text from the wire harmless and valid: control characters, those that change the writing direction or are
 * invisible, and bytes that are no UTF-8 become '?'.
 */
void tl_text_clean(char *text, size_t size, const char *raw);

/* Columns that clean text takes on a terminal. */
unsigned int tl_text_width(const char *text);

/* Octets of the first character of clean text, marks that combine with it included; *width: the columns they take. */
size_t tl_text_cell(const char *text, unsigned int *width);

/* For terminals without UTF-8: marks of ours become letters that look like them, all else '?'; as many columns. */
void tl_text_ascii(char *text);

/* Exactly `columns` columns of clean text: padded with blanks (in front if `right`), or cut, with "…" at its end. */
void tl_text_fit(char *fitted, size_t size, const char *text, unsigned int columns, bool right);

#endif
