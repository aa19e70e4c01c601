/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a daemon leaves in /run/tapless/INSTANCE for others: `lock` (held while it lives, holds its process id), `state`
 * (JSON, for `tapless status`), `interfaces` (lines of tl_watch_print), `arguments` (how it was started, for `tapless stop`
 * after its death: written by root and believed only if root owns it, since the daemon's user could put another one there).
 */
#ifndef TAPLESS_METER_STATE_H
#define TAPLESS_METER_STATE_H

#include <stdio.h>
#include <sys/types.h>

#include "../watch/watch.h"
#include "pipeline.h"
#include "state_line.h"

/* Takes the instance's lock. Its descriptor, or -EBUSY if a daemon lives, or another -errno; printed. */
int tl_state_lock(const char *instance);

/* Process id of the daemon that lives, 0 if there is none. Takes no lock, so that looking never keeps one from starting. */
pid_t tl_state_daemon(const char *instance);

/* Waits until nobody holds the lock, at most `seconds`. 0 or -ETIMEDOUT. */
int tl_state_wait_for_end(const char *instance, unsigned int seconds);

void tl_state_write(const char *instance, const struct tl_pipeline *pipeline, const struct tl_sweep_times *sweeps);

/* pid 0 if there is none, or it is none that a daemon wrote. */
void tl_state_read(const char *instance, struct tl_state *state);

void tl_state_write_interfaces(const char *instance, const struct tl_watch *watch);

/* What the last daemon said of its interfaces, to be closed; NULL if it said nothing. */
FILE *tl_state_open_interfaces(const char *instance);

void tl_state_keep_arguments(const char *instance, int argc, char **argv);

/* argc and a malloc'ed argv (one block with its strings), NULL if there are none; goes to the daemon's working directory. */
char **tl_state_arguments(const char *instance, int *argc);

/* Removes all that the instance has there, by the holder of the lock, which stays until its descriptor is closed. */
void tl_state_remove(const char *instance);

#endif
