/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Interfaces that records speak of, and that a collector is told about: IPFIX and NetFlow v9 by option records. */
#ifndef TAPLESS_EXPORT_INTERFACES_H
#define TAPLESS_EXPORT_INTERFACES_H

#include "encode.h"

#define TL_INTERFACES_MAX	 512
#define TL_INTERFACE_DESCRIPTION 256 /* octets with their NUL */

struct tl_interfaces {
	__u32 numbers[TL_INTERFACES_MAX];
	unsigned int count;
	unsigned int told; /* the first so many */
};

/* Those of the record, if they are new and there is room. */
void tl_interfaces_note(struct tl_interfaces *interfaces, const struct tl_encoded *encoded);

/* What the administrator calls the interface (`ip link set … alias`), else its name. */
void tl_interface_description(char text[TL_INTERFACE_DESCRIPTION], const char *name);

#endif
