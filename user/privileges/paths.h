/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The Landlock part of the sandbox. */
#ifndef TAPLESS_PRIVILEGES_PATHS_H
#define TAPLESS_PRIVILEGES_PATHS_H

/* The rules, made while the paths can still be opened. A descriptor, or -ENOSYS or -EOPNOTSUPP without Landlock, or -errno. */
int tl_paths_rules(void);

/* Restricts the calling thread and those that it makes. 0 or -errno. */
int tl_paths_restrict(int rules);

#endif
