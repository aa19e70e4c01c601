/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* rx-vlan-offload: devices that take VLAN tags out of what arrives. TC has them beside the frame then, XDP never. */
#ifndef TAPLESS_KERNEL_RX_VLAN_H
#define TAPLESS_KERNEL_RX_VLAN_H

#include <stdbool.h>

/* False also where nobody knows. */
bool tl_rx_vlan_strips(const char *interface);

/* 0 or -errno; -EOPNOTSUPP: the driver has it fixed. */
int tl_rx_vlan_set(const char *interface, bool strips);

#endif
