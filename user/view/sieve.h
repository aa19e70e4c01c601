/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which flows are shown. A text that is a filter of `tapless query` is taken for one: `host 10.0.0.5 and dst port 443`. Any other is
 * words: each must be in an address, the name, the application, the port, country, network or interface of the flow, in
 * capital letters or small ones; a word behind a ! must not.
 */
#ifndef TAPLESS_VIEW_SIEVE_H
#define TAPLESS_VIEW_SIEVE_H

#include "cells.h"

struct tl_sieve;

/* An empty text takes all. NULL without memory. */
struct tl_sieve *tl_sieve_open(const char *text);

bool tl_sieve_takes(struct tl_sieve *sieve, const struct tl_line *flow, const struct tl_cell_context *context);

void tl_sieve_close(struct tl_sieve *sieve); /* NULL is fine */

/* Is it a filter of `tapless query`? */
bool tl_is_question(const char *text);

#endif
