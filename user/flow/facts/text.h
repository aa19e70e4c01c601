/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How long a text in a record may be, with its NUL. Peers may make them as long as they like: they are cut. */
#ifndef TAPLESS_FLOW_FACTS_TEXT_H
#define TAPLESS_FLOW_FACTS_TEXT_H

#include <stdbool.h>

#include <tapless/flow.h>

#define TL_RECORD_TEXT 128
#define TL_RECORD_LINE 256 /* of what may be long */

#endif
