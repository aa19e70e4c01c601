/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs and filters of others on an interface that run ahead of ours. */
#ifndef TAPLESS_WATCH_NEIGHBOUR_H
#define TAPLESS_WATCH_NEIGHBOUR_H

#include <stddef.h>
#include <tapless/flow.h>

#include "../kernel/engine.h"
#include "device.h"

/* The first of those that run ahead of our hook in this direction: "'name' (program id 7)"; "" if there is none. */
void tl_neighbour_ahead(char *name, size_t size, const struct tl_engine *engine, const struct tl_device *device,
			enum tl_direction direction);

#endif
