// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pursuit.h"

#include <stdio.h>
#include <string.h>

void tl_sightings_add(struct tl_sightings *sightings, const struct tl_entry *entry)
{
	if (!sightings->count++ || entry->start < sightings->first)
		sightings->first = entry->start;
	if (entry->end > sightings->last)
		sightings->last = entry->end;
}

int tl_pursuit_host(const struct tl_inquiry *inquiry, const __u8 host[16])
{
	for (unsigned int i = 0; i < inquiry->host_count; i++)
		if (!memcmp(inquiry->hosts[i], host, 16))
			return (int)i;
	return -1;
}

bool tl_pursuit_is_between(const struct tl_inquiry *inquiry, const struct tl_entry *entry)
{
	int source = entry->has_hosts ? tl_pursuit_host(inquiry, entry->hosts[0]) : -1;
	int destination = entry->has_hosts ? tl_pursuit_host(inquiry, entry->hosts[1]) : -1;

	if (inquiry->host_count == 1)
		return source >= 0 || destination >= 0;
	return source >= 0 && destination >= 0 && source != destination;
}

bool tl_pursuit_versioned(const struct tl_entry *entry, unsigned int name, unsigned int version,
			  char text[TL_ENTRY_TEXT])
{
	char number[TL_ENTRY_TEXT];
	size_t used;

	if (!tl_entry_text(entry, name, text))
		return false;
	used = strlen(text);
	if (version && tl_entry_text(entry, version, number))
		snprintf(text + used, TL_ENTRY_TEXT - used, " %s", number);
	return true;
}
