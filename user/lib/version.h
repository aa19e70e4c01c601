/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The one place that says which version this is: `tapless version`, the man page and packages read it from here. */
#ifndef TAPLESS_LIB_VERSION_H
#define TAPLESS_LIB_VERSION_H

#define TL_VERSION "0.1.0"

#endif
