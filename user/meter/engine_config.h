/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What settings mean for the kernel half of a live meter. */
#ifndef TAPLESS_METER_ENGINE_CONFIG_H
#define TAPLESS_METER_ENGINE_CONFIG_H

#include "../cmd/settings.h"
#include "../kernel/engine.h"

struct tl_engine_config tl_engine_config_of(const struct tl_settings *settings);

#endif
