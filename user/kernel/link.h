/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the frames of an interface begin with. */
#ifndef TAPLESS_KERNEL_LINK_H
#define TAPLESS_KERNEL_LINK_H

#include <linux/types.h>

/* The enum tl_link of an interface by its hardware type (ARPHRD_…), -1 if its frames are of a kind that is not parsed. */
int tl_link_of_hardware(__u16 hardware);

#endif
