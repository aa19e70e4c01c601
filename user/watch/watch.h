/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Follows the interfaces that were chosen while they come, go, and change their names and places in the topology: attaches,
 * detaches, pins under the new name, says what each of them does.
 */
#ifndef TAPLESS_WATCH_WATCH_H
#define TAPLESS_WATCH_WATCH_H

#include <stdio.h>

#include "../cmd/settings.h"
#include "../kernel/engine.h"
#include "blind.h"
#include "device.h"
#include "role.h"

/* What this daemon knows of one device. */
struct tl_member {
	struct tl_role role;
	struct tl_interface_role known; /* what the programs know of it; zeros: nothing */
	struct tl_blind blind[2]; /* by enum tl_direction */
	char pinned_as[IFNAMSIZ];
	char trouble[256]; /* why it could not be attached to; "": it could, or was not tried */
	__u32 tried_beside; /* the XDP program that was there then */
	bool wanted;
	bool attached;
	bool swapped; /* it runs this daemon's programs, not those of the last */
	bool inherited; /* a previous daemon had attached it */
	enum tl_standing told; /* what has been said of it */
	bool told_partly;
	const char *offload; /* what may pass unseen in hardware; NULL: nothing */
	bool strips_tags; /* of frames that arrive, ahead of XDP, which counts them */
};

struct tl_watch {
	const struct tl_settings *settings;
	struct tl_engine *engine;
	struct tl_devices devices;
	struct tl_member *members; /* one for each row of devices */
	bool absent[TL_LIST_MAX]; /* items of -i: a plain name of which there is no device now */
	int socket;
	bool changed; /* there is news that has not been looked at */
	bool lost_news;
	bool running; /* the start has succeeded: errors are warnings from now on */
	bool told_full; /* that the map of roles took no more */
	bool behind; /* some interfaces still wait for their turn */
	__u64 deadline; /* of what is done at once */
	__u32 *gone; /* indexes of devices that went since the last look */
	unsigned int gone_count;
	__u64 next_look; /* CLOCK_BOOTTIME */
	__u64 next_check;
	__u64 next_offload_check;
};

/*
 * Looks at what is there. A plain name that nothing matches is an error, and so is an interface so named whose frames are
 * not parsed. *layer3: some interface without an Ethernet header is chosen, or may come. 0 or -errno, printed.
 */
int tl_watch_open(struct tl_watch *watch, const struct tl_settings *settings, bool *layer3);

/*
 * Takes over what a previous daemon left, attaches to the interfaces that were named, and begins with the others. On
 * error, printed, what was attached before still is, and nothing else. 0 or -errno.
 */
int tl_watch_start(struct tl_watch *watch, struct tl_engine *engine);

/*
 * From now on these are wanted, no others; `settings` is the caller's, who changes it behind this. -ENOTSUP: the programs were
 * loaded without what frames of some of them need.
 */
int tl_watch_choose(struct tl_watch *watch, const struct tl_list *interfaces);

/* Becomes readable when there is news. */
int tl_watch_socket(const struct tl_watch *watch);

/*
 * Does what the news ask for, and every few seconds looks for packets that pass unseen. To attach takes the kernel a
 * grace period (15 ms), so a thousand interfaces are taken a few at a time. True: something has changed.
 */
bool tl_watch_follow(struct tl_watch *watch, __u64 now);

/* There is more to do at once. */
bool tl_watch_is_behind(const struct tl_watch *watch);

/* One line an interface, for `tapless status`: name, index, word, counted at, notes; separated by tabs. */
void tl_watch_print(const struct tl_watch *watch, FILE *out);

void tl_watch_close(struct tl_watch *watch);

#endif
