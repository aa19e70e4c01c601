/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A document for people at a terminal, as a page for a browser, and for programs. All write what they can: look at ferror(). */
#ifndef TAPLESS_REPORT_VIEWS_H
#define TAPLESS_REPORT_VIEWS_H

#include <stdio.h>

#include "document.h"

#define TL_TERMINAL_LEAST 40 /* columns; fewer are taken for so many */

void tl_view_terminal(const struct tl_document *document, FILE *out, unsigned int columns, bool colours);

/* One file that needs no other: styles and drawings are in it, and neither scripts nor links. */
void tl_view_page(const struct tl_document *document, FILE *out);

/* One JSON object; false without memory: numbers are numbers, times nanoseconds since 1970. */
bool tl_view_json(const struct tl_document *document, FILE *out);

#endif
