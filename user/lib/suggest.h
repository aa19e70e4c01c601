/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* "did you mean": the word of a list that is nearest to a mistyped one. */
#ifndef TAPLESS_LIB_SUGGEST_H
#define TAPLESS_LIB_SUGGEST_H

/* Letters to insert, drop, replace or swap with their neighbour to get from one word to the other. */
unsigned int tl_suggest_distance(const char *from, const char *to);

/* The nearest candidate, or NULL if none is near enough to be what was meant. */
const char *tl_suggest(const char *word, const char *const *candidates, unsigned int count);

#endif
