/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Flows that hardware forwards by itself never reach a hook. */
#ifndef TAPLESS_WATCH_OFFLOAD_H
#define TAPLESS_WATCH_OFFLOAD_H

#include <linux/netlink.h>
#include <stdbool.h>

#include "device.h"

/* What of this device's traffic may pass unseen, in words for `tapless status`; NULL: nothing that could be told. */
const char *tl_offload_of(const struct tl_device *device);

/* A message about a tc filter says that the filter works in hardware. */
bool tl_offload_is_in_hardware(const struct nlmsghdr *filter);

#endif
