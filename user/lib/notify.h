/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a service manager is told (sd_notify(3)): one datagram to a Unix socket, for which no library is needed. Without
 * $NOTIFY_SOCKET nothing happens.
 */
#ifndef TAPLESS_LIB_NOTIFY_H
#define TAPLESS_LIB_NOTIFY_H

#include <linux/types.h>

/* Opens the socket, while its path can be reached: the sandbox that comes later may not let us. */
void tl_notify_open(void);

/* "READY=1", "STOPPING=1", "STATUS=…", several lines at once. */
void tl_notify(const char *state);

/* "RELOADING=1" with the time that systemd wants beside it. */
void tl_notify_reloading(void);

/* "WATCHDOG=1", if the service manager asked for it. */
void tl_notify_alive(void);

#endif
