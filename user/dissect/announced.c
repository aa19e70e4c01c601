// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "announced.h"

#include <stdlib.h>
#include <string.h>

#include "facts.h"

static struct tl_announced *find(const struct tl_announcements *announcements, const __u8 *address, __u16 port)
{
	if (!announcements->ring || !port)
		return NULL;
	for (unsigned int i = 0; i < TL_ANNOUNCED_MOST; i++) {
		struct tl_announced *announced = &announcements->ring[i];

		if (announced->media.port == port && !memcmp(announced->media.address, address, 16))
			return announced;
	}
	return NULL;
}

void tl_announcements_add(struct tl_announcements *announcements, const char *call_id, const struct tl_sdp_media *media)
{
	struct tl_announced *place;

	if (!media->has_address || !media->port)
		return;
	if (!announcements->ring)
		announcements->ring = calloc(TL_ANNOUNCED_MOST, sizeof(*announcements->ring));
	if (!announcements->ring)
		return;
	place = find(announcements, media->address, media->port);
	if (!place) {
		place = &announcements->ring[announcements->next];
		announcements->next = (announcements->next + 1) % TL_ANNOUNCED_MOST;
	}
	memset(place, 0, sizeof(*place));
	tl_keep_text(place->call_id, sizeof(place->call_id), call_id);
	place->media = *media;
}

const struct tl_announced *tl_announcements_find(const struct tl_announcements *announcements, const __u8 *address,
						 __u16 port)
{
	return find(announcements, address, port);
}

void tl_announcements_free(struct tl_announcements *announcements)
{
	free(announcements->ring);
	*announcements = (struct tl_announcements){0};
}
