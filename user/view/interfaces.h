/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names of the interfaces that an instance counts at, from its pins: so they hold in other network namespaces too. */
#ifndef TAPLESS_VIEW_INTERFACES_H
#define TAPLESS_VIEW_INTERFACES_H

#include <stddef.h>

#include <linux/types.h>

struct tl_interface_names {
	struct tl_interface_name {
		__u32 index;
		char name[32]; /* clean text */
	} * rows;
	unsigned int count;
};

/* Reads them anew. `folder`: the instance's. */
void tl_interface_names_read(struct tl_interface_names *names, const char *folder);

/* "eth0", or "if 7" of one that is not there. names may be NULL. */
void tl_interface_name(char *text, size_t size, const struct tl_interface_names *names, __u32 index);

void tl_interface_names_free(struct tl_interface_names *names);

#endif
