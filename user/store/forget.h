/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Takes a host out of the history. */
#ifndef TAPLESS_STORE_FORGET_H
#define TAPLESS_STORE_FORGET_H

#include <linux/types.h>

struct tl_forgotten {
	__u64 records;
	unsigned int segments; /* that were written anew, or removed */
};

/*
 * Every segment that has the address (IPv4 mapped) anywhere is written anew without the records that do: what only
 * these referred to is not in the new file, and the old one is gone. A daemon that writes goes on in a new segment. 0
 * or -errno, printed; what was done before an error stays done.
 */
int tl_store_forget(const char *folder, const __u8 address[16], struct tl_forgotten *forgotten);

#endif
