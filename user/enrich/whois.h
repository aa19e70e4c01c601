/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whom a network is registered for, by the program whois (Debian package of that name). As with lookup.h: only with --lookup. */
#ifndef TAPLESS_ENRICH_WHOIS_H
#define TAPLESS_ENRICH_WHOIS_H

#include <stdbool.h>

#include <linux/types.h>

/* "": not said. As it came from the network: who prints it cleans it. */
struct tl_whois {
	char network[96]; /* "192.0.2.0 - 192.0.2.255", or as a CIDR */
	char name[64]; /* of the network */
	char organization[96];
	char country[3];
};

/*
 * One address, 16 octets, IPv4 mapped. False if nothing was found out in that time, the program is not there, or the address is one
 * that nobody has (private ones …), which is not asked for.
 */
bool tl_whois_ask(const __u8 address[16], unsigned int milliseconds, struct tl_whois *found);

/* What an answer of that program says. */
void tl_whois_read(const char *text, struct tl_whois *found);

#endif
