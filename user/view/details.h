/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* All that is known of one flow, line by line. */
#ifndef TAPLESS_VIEW_DETAILS_H
#define TAPLESS_VIEW_DETAILS_H

#include "../export/buffer.h"
#include "view.h"

struct tl_details_page {
	struct tl_buffer text; /* lines, a NUL behind each; clean text */
	unsigned int count; /* of lines */
	unsigned int first; /* on top */
	bool is_over; /* the flow has left the cache: this is what was known last */
	struct tl_kept_key flow;
};

/* Reads what the maps know of that connection now; if it is not there any more, what is shown stays. */
void tl_details_read(struct tl_details_page *page, const struct tl_view *view);

void tl_details_draw(struct tl_details_page *page, struct tl_screen *screen);

void tl_details_free(struct tl_details_page *page);

#endif
