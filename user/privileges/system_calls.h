/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The seccomp part of the sandbox. */
#ifndef TAPLESS_PRIVILEGES_SYSTEM_CALLS_H
#define TAPLESS_PRIVILEGES_SYSTEM_CALLS_H

#include <stdbool.h>

/* From now on only the system calls of the table; others fail with EPERM, or end the process if `trap`. 0 or -errno. */
int tl_system_calls_restrict(bool trap);

#endif
