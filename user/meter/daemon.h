/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The live meter: sweeps once a second, drains the rings, exports. */
#ifndef TAPLESS_METER_DAEMON_H
#define TAPLESS_METER_DAEMON_H

#include "../cmd/settings.h"

/*
 * Meters until SIGINT (drains, exports everything, detaches, unpins) or SIGTERM (exports, leaves programs and cache to
 * the next daemon). `argc`, `argv` are kept for `tapless stop`, and
 * read again, with the configuration file, on SIGHUP, which changes `settings`. 0, or -errno after an error that has been printed.
 */
int tl_daemon_run(struct tl_settings *settings, int argc, char **argv);

/* Ends an instance whose daemon died: detaches, exports what is in its cache by the settings' exporters, unpins. */
int tl_daemon_finish(struct tl_settings *settings);

#endif
