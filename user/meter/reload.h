/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* SIGHUP: the configuration file is read again, and what can change while packets are counted does. */
#ifndef TAPLESS_METER_RELOAD_H
#define TAPLESS_METER_RELOAD_H

#include "../cmd/settings.h"
#include "../kernel/engine.h"
#include "../watch/watch.h"

struct tl_reload;

/* Keeps what command line and file say now, to know later what has changed. 0 or -errno, printed. */
int tl_reload_begin(struct tl_reload **reload, int argc, char **argv);

/*
 * Options whose rows say `while_running` are put into `settings` and take effect: not a packet is missed. Of others that have
 * changed it is said that they need a restart. If the file has an error, nothing changes.
 */
void tl_reload_settings(struct tl_reload *reload, struct tl_settings *settings, struct tl_engine *engine,
			struct tl_watch *watch);

void tl_reload_end(struct tl_reload *reload);

#endif
