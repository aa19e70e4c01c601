// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "awaited.h"

#include <stdlib.h>
#include <string.h>

#define AWAITED_FOR 60000000000ull /* nanoseconds; the port is somebody else's after a while */

static struct tl_awaited *find(const struct tl_awaits *awaits, enum tl_awaited_kind kind, const __u8 *address,
			       __u16 port)
{
	if (!awaits->ring || !address)
		return NULL;
	for (unsigned int i = 0; i < TL_AWAITED_MOST; i++) {
		struct tl_awaited *awaited = &awaits->ring[i];

		if (awaited->port == port && awaited->kind == kind && !memcmp(awaited->address, address, 16))
			return awaited;
	}
	return NULL;
}

void tl_awaits_add(struct tl_awaits *awaits, const struct tl_awaited *awaited)
{
	struct tl_awaited *place;

	if (!awaits->ring)
		awaits->ring = calloc(TL_AWAITED_MOST, sizeof(*awaits->ring));
	if (!awaits->ring)
		return;
	place = find(awaits, awaited->kind, awaited->address, awaited->port);
	if (!place) {
		place = &awaits->ring[awaits->next];
		awaits->next = (awaits->next + 1) % TL_AWAITED_MOST;
	}
	*place = *awaited;
}

bool tl_awaits_take(struct tl_awaits *awaits, enum tl_awaited_kind kind, const struct tl_message *message,
		    struct tl_awaited *found)
{
	struct tl_awaited *awaited = find(awaits, kind, message->destination_address, message->destination_port);

	if (!awaited)
		awaited = find(awaits, kind, message->source_address, message->source_port);
	if (!awaited)
		return false;
	*found = *awaited;
	awaited->kind = TL_AWAITED_NOTHING;
	return message->time >= found->since && message->time - found->since < AWAITED_FOR;
}

void tl_awaits_free(struct tl_awaits *awaits)
{
	free(awaits->ring);
	*awaits = (struct tl_awaits){0};
}
