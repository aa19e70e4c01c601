/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whose numbers elements have. */
#ifndef TAPLESS_EXPORT_ENTERPRISE_H
#define TAPLESS_EXPORT_ENTERPRISE_H

#include <linux/types.h>

struct tl_enterprise {
	__u32 number; /* IANA's private enterprise number */
	const char *name; /* as libfds calls it, where it knows it */
};

/* In an order that stays: goflow2's numbers of fields are made from it. New ones go to the end. */
extern const struct tl_enterprise tl_enterprises[];
extern const unsigned int tl_enterprise_count;

/* Place in the table, tl_enterprise_count: not there. */
unsigned int tl_enterprise_by_number(__u32 number);
unsigned int tl_enterprise_by_name(const char *name);

#endif
