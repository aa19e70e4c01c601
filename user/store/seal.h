/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Makes of a segment that was written one plain file: indices, no WAL, the name of a sealed one. */
#ifndef TAPLESS_STORE_SEAL_H
#define TAPLESS_STORE_SEAL_H

#include "folder.h"

/*
 * Every step can be the last one of a killed process: the next start does all again. 0; -EBUSY: somebody reads it
 * still; -errno. A segment without records is removed.
 */
int tl_segment_finish(const char *path); /* the same of a file that nobody else knows, but for its name */
int tl_segment_seal(const char *folder, const struct tl_segment_name *name);

#endif
