/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Draining an instance that a build with another map layout left. Its own sweep program empties its own maps into its own
 * ring, and what comes out of that is translated member by member. See ARCHITECTURE.md, "Another build".
 */
#ifndef TAPLESS_KERNEL_TAKEOVER_H
#define TAPLESS_KERNEL_TAKEOVER_H

#include "engine.h"

struct btf;

/*
 * Opens what is pinned in the folder and finds out how its structs become those of `ours`. 0, or -errno, printed with the
 * remedy; then nothing has been touched.
 */
int tl_takeover_open(struct tl_takeover **takeover, const char *folder, const struct btf *ours);

/* Copies what the join remembers into the maps of the new build. 0 or -errno, printed. */
int tl_takeover_carry(const struct tl_takeover *takeover, const struct tl_engine *engine);

/* The old ring, whose records come out translated; it belongs to the takeover. */
struct tl_ring *tl_takeover_ring(const struct tl_takeover *takeover);

/*
 * The links run the new programs. Waits until no old one runs, and sweeps the old maps empty; ends with a mark. Returns the
 * number of records written, -EAGAIN if the ring must be drained before it can go on.
 */
long tl_takeover_sweep(struct tl_takeover *takeover, const struct tl_engine *engine);

void tl_takeover_close(struct tl_takeover *takeover); /* NULL is fine */

#endif
