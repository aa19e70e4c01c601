// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "naming.h"

#include <stdlib.h>

#include "../enrich/lookup.h"
#include "../enrich/services.h"
#include "../enrich/vendor.h"
#include "../lib/log.h"
#include "../view/text.h"

#define LOOKUP_MS 5000 /* for all addresses of a table; what has not answered by then has no name */

struct tl_naming {
	struct tl_vendors *vendors;
	struct tl_services *services;
	struct tl_lookups *lookups; /* NULL: nobody is asked */
};

struct tl_naming *tl_naming_open(bool shall_look_up)
{
	struct tl_naming *naming = calloc(1, sizeof(*naming));

	if (!naming) {
		tl_error("no memory for names of vendors and services");
		return NULL;
	}
	naming->vendors = tl_vendors_open(NULL);
	naming->services = tl_services_open(NULL);
	naming->lookups = shall_look_up ? tl_lookups_open(NULL, LOOKUP_MS) : NULL;
	if (naming->vendors && naming->services && (naming->lookups || !shall_look_up))
		return naming;
	tl_naming_close(naming);
	return NULL;
}

void tl_naming_close(struct tl_naming *naming)
{
	if (!naming)
		return;
	tl_vendors_close(naming->vendors);
	tl_services_close(naming->services);
	tl_lookups_close(naming->lookups);
	free(naming);
}

const char *tl_naming_vendor(const struct tl_naming *naming, const __u8 mac[6])
{
	return naming ? tl_vendors_name(naming->vendors, mac) : NULL;
}

const char *tl_naming_port(const struct tl_naming *naming, __u8 protocol, __u16 port)
{
	return naming ? tl_services_name(naming->services, protocol, port) : NULL;
}

bool tl_naming_looks_up(const struct tl_naming *naming)
{
	return naming && naming->lookups;
}

void tl_naming_fetch(struct tl_naming *naming, const __u8 (*addresses)[16], unsigned int count)
{
	if (tl_naming_looks_up(naming) && count)
		tl_lookups_fetch(naming->lookups, addresses, count);
}

void tl_naming_address(const struct tl_naming *naming, const __u8 address[16], char *name, size_t size)
{
	const char *found = tl_naming_looks_up(naming) ? tl_lookups_name(naming->lookups, address) : NULL;

	tl_text_clean(name, size, found ? found : "");
}
