/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the frames of an interface begin with. */
#ifndef TAPLESS_KERNEL_LINK_H
#define TAPLESS_KERNEL_LINK_H

#include <linux/types.h>

/*
 * Fills in the enum tl_link of an interface of this network namespace. -ENODEV: there is none; -ENOTSUP: frames of a kind
 * that tapless does not parse. Printed.
 */
int tl_link_of_interface(const char *interface, __u32 *link);

#endif
