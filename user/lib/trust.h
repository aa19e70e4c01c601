/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Files that decide what a privileged process does. */
#ifndef TAPLESS_LIB_TRUST_H
#define TAPLESS_LIB_TRUST_H

#include <stdbool.h>

/*
 * True if nobody but root and whoever started this program (by sudo too) can change the open file: neither by owning it, nor
 * by its group's or everybody's right to write. Else an error has been printed, with what to do.
 */
bool tl_trust(int file, const char *path);

/* The same for data, such as a database: false if everybody may write it. One that cannot be looked at is left to its opener. */
bool tl_trust_data(const char *path);

#endif
