/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Attached but blind: another program ends the chain before ours, so that packets pass which our hook never sees.
 */
#ifndef TAPLESS_WATCH_BLIND_H
#define TAPLESS_WATCH_BLIND_H

#include <linux/types.h>
#include <stdbool.h>

struct tl_blind {
	bool is_blind;
	char by[64]; /* the program in front of ours; "": there is none */
	bool asked; /* the hook has been asked to tell that it saw a packet */
	unsigned int periods; /* in which the device counted packets and the hook saw none */
	__u64 counted; /* by the device, when it was asked */
};

struct tl_watch;

/* Every few seconds, when the devices have just been read: judges the answers, and asks anew where there is reason to: then
 * it returns true. */
bool tl_blind_check(struct tl_watch *watch);

#endif
