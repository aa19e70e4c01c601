/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names of flows, as they stand beside the flow cache. */
#ifndef TAPLESS_FLOW_NAME_H
#define TAPLESS_FLOW_NAME_H

#include "flow.h"

struct tl_name_key {
	struct tl_flow_key flow;
	__u32 kind; /* enum tl_name_kind */
};
TL_STATIC_ASSERT(sizeof(struct tl_name_key) == 60);

/*
 * With its NUL. Nearly all names are shorter: an entry of `names` is then 192 octets of the kernel's memory, and the whole of a
 * longer name is an entry of 512 in a map of its own.
 */
#define TL_SHORT_NAME_SIZE 56

struct tl_name_value {
	__u64 first_seen;
	__u32 length; /* TL_SHORT_NAME_SIZE or more: all of it is in `long_names` */
	__u32 reserved;
	char name[TL_SHORT_NAME_SIZE]; /* bytes as on the wire, NUL-padded */
};
TL_STATIC_ASSERT(sizeof(struct tl_name_value) == 72);

struct tl_long_name_value {
	__u64 first_seen; /* that of the entry of `names` that it belongs to */
	char name[TL_NAME_SIZE];
};
TL_STATIC_ASSERT(sizeof(struct tl_long_name_value) == 264);

#endif
