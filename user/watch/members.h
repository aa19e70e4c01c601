/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is known of each device, and what is done with it. */
#ifndef TAPLESS_WATCH_MEMBERS_H
#define TAPLESS_WATCH_MEMBERS_H

#include "watch.h"

/*
 * Reads the devices anew and carries over what is known of those that are still there; attachments to others are let go.
 * Works out roles. 0 or -errno; then all is as it was.
 */
int tl_members_read(struct tl_watch *watch);

/* Takes note of what a previous daemon left attached, and removes pins that hold on to nothing. */
void tl_members_find_attached(struct tl_watch *watch);

/* Tells the packet path the roles that have changed. Before attaching: the first packet needs them. */
void tl_members_tell_programs(struct tl_watch *watch);

/* Detaches from what no longer counts; pins under the new name what was renamed. Until the deadline. */
void tl_members_let_go(struct tl_watch *watch);

/* At the start, those that were named: on error what was attached here is detached again. 0 or -errno, printed. */
int tl_members_attach_named(struct tl_watch *watch);

/*
 * Attaches to what counts, until the deadline. One that fails is out of the topology, so others may have to count in its
 * stead.
 */
void tl_members_attach(struct tl_watch *watch);

/* Says once on stderr what has changed. */
void tl_members_report(struct tl_watch *watch);

#endif
