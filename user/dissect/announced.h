/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where session descriptions said that media would come: the latest ones of all conversations, so that RTP is known by its call. */
#ifndef TAPLESS_DISSECT_ANNOUNCED_H
#define TAPLESS_DISSECT_ANNOUNCED_H

#include "sdp.h"

#define TL_ANNOUNCED_MOST    512 /* older ones are forgotten */
#define TL_ANNOUNCED_ID_SIZE 128

struct tl_announced {
	char call_id[TL_ANNOUNCED_ID_SIZE];
	struct tl_sdp_media media;
};

/* Zeros hold nothing. */
struct tl_announcements {
	struct tl_announced *ring; /* NULL until there is one */
	unsigned int next;
};

/* In the place of what was announced of the same address and port. Without memory it is not remembered. */
void tl_announcements_add(struct tl_announcements *announcements, const char *call_id,
			  const struct tl_sdp_media *media);

/* NULL: nobody has announced it. `address`: 16 octets. */
const struct tl_announced *tl_announcements_find(const struct tl_announcements *announcements, const __u8 *address,
						 __u16 port);

void tl_announcements_free(struct tl_announcements *announcements);

#endif
