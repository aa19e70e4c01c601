/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the keys do and what the columns mean, from their tables. */
#ifndef TAPLESS_VIEW_HELP_PAGE_H
#define TAPLESS_VIEW_HELP_PAGE_H

#include "screen.h"

/* `first`: line on top; moved so that no room is lost. */
void tl_help_page_draw(struct tl_screen *screen, unsigned int *first);

#endif
