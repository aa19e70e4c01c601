/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What `tapless store` prints of the history. 0, or -errno after errors that have been printed. */
#ifndef TAPLESS_STORE_LISTING_H
#define TAPLESS_STORE_LISTING_H

int tl_store_print_list(const char *folder);
int tl_store_print_schema(void);
void tl_store_print_levels(void);
int tl_store_print_verified(const char *folder);

#endif
