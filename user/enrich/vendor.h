/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whose interface a MAC address is of: the vendor that has its first 24, 28 or 36 bits from the IEEE. For tables that people read,
 * and not on records: the MAC says it all, and the IEEE's list changes.
 */
#ifndef TAPLESS_ENRICH_VENDOR_H
#define TAPLESS_ENRICH_VENDOR_H

#include <linux/types.h>

struct tl_vendors;

/*
 * Reads one file: oui.txt, mam.txt, oui36.txt of the IEEE (package ieee-data), or Wireshark's manuf. `path` NULL: whichever of these
 * are installed, when the first address is asked for; none is no error. NULL after an error that has been printed: of a file that was named, or without memory.
 */
struct tl_vendors *tl_vendors_open(const char *path);

/* NULL if nobody has it; so it is with addresses that machines make up by themselves, and those of groups. */
const char *tl_vendors_name(struct tl_vendors *vendors, const __u8 mac[6]);

void tl_vendors_close(struct tl_vendors *vendors); /* NULL is fine */

#endif
