/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What people are told beside a value, though no record has it: the vendor of a card, the service of a port, and, only if they
 * asked for it (--lookup), the name of an address by reverse DNS.
 */
#ifndef TAPLESS_QUERY_NAMING_H
#define TAPLESS_QUERY_NAMING_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

struct tl_naming;

/* NULL after an error that has been printed. */
struct tl_naming *tl_naming_open(bool shall_look_up);
void tl_naming_close(struct tl_naming *naming); /* NULL is fine */

/* Of these and those below: NULL if there is none, or `naming` is NULL. */
const char *tl_naming_vendor(const struct tl_naming *naming, const __u8 mac[6]);
const char *tl_naming_port(const struct tl_naming *naming, __u8 protocol, __u16 port);

bool tl_naming_looks_up(const struct tl_naming *naming);

/* Asks for all of them at once (16 octets, IPv4 mapped); without --lookup for none. */
void tl_naming_fetch(struct tl_naming *naming, const __u8 (*addresses)[16], unsigned int count);

/* The name of one that was fetched, made harmless for a terminal. "": it has none. */
void tl_naming_address(const struct tl_naming *naming, const __u8 address[16], char *name, size_t size);

#endif
