/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From root to the daemon's own user: what the instance needs later is given to it, then the sandbox closes. */
#ifndef TAPLESS_METER_CONFINE_H
#define TAPLESS_METER_CONFINE_H

#include "../cmd/settings.h"
#include "../privileges/identity.h"

/*
 * Before anything of the instance is touched, and with its lock held: takes its run folder back from the last user; from here
 * on output files are opened for `identity`, which must live as long as the process runs. 0 or -errno, printed.
 */
int tl_confine_begin(const struct tl_settings *settings, const struct tl_identity *identity);

/* Once all is loaded, attached and opened. 0 or -errno, printed. */
int tl_confine(const struct tl_settings *settings, const struct tl_identity *identity);

#endif
