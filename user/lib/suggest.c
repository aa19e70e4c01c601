// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "suggest.h"

#include <string.h>

#define LONGEST 63 /* longer words are compared by their first letters */

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Optimal string alignment, kept in three rows: two letters back is as far as a swap looks. */
unsigned int tl_suggest_distance(const char *from, const char *to)
{
	unsigned int rows[3][LONGEST + 1], *before = rows[0], *previous = rows[1], *row = rows[2], *spare;
	unsigned int from_length = least(strlen(from), LONGEST), to_length = least(strlen(to), LONGEST);

	for (unsigned int j = 0; j <= to_length; j++)
		previous[j] = j;
	for (unsigned int i = 1; i <= from_length; i++) {
		row[0] = i;
		for (unsigned int j = 1; j <= to_length; j++) {
			row[j] =
				least(least(previous[j], row[j - 1]) + 1, previous[j - 1] + (from[i - 1] != to[j - 1]));
			if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		spare = before;
		before = previous;
		previous = row;
		row = spare;
	}
	return previous[to_length];
}

static unsigned int tolerance(const char *word)
{
	return strlen(word) <= 2 ? 1 : strlen(word) <= 6 ? 2 : 3;
}

const char *tl_suggest(const char *word, const char *const *candidates, unsigned int count)
{
	unsigned int best_distance = tolerance(word) + 1;
	const char *best = NULL;

	for (unsigned int i = 0; i < count; i++) {
		unsigned int distance = tl_suggest_distance(word, candidates[i]);

		/* "stat" is the beginning of "status" rather than a mistyped "read" */
		if (word[0] && !strncmp(word, candidates[i], strlen(word)))
			distance = least(distance, 1);
		if (distance < best_distance) {
			best_distance = distance;
			best = candidates[i];
		}
	}
	return best;
}
