/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Hooks: XDP, TCX, and clsact where the kernel has no TCX. Attachments are pinned under links/ and outlive the process. */
#ifndef TAPLESS_KERNEL_ATTACH_H
#define TAPLESS_KERNEL_ATTACH_H

#include "../cmd/settings.h"
#include "engine.h"

/*
 * Attaches to an interface of this network namespace, ingress by XDP or TC, egress by TC. One that this instance has
 * attached already gets its programs swapped atomically. On error nothing of this interface stays attached; the error
 * has been printed and names what is in the way. `xdp` asks for XDP on ingress. 0 or -errno.
 */
int tl_attach(struct tl_engine *engine, const char *interface, bool xdp);

/* Detaches all hooks of the instance, also those of a daemon that died. */
void tl_detach_all(const char *instance);

/* Detaches the instance from all interfaces but these: what a previous daemon was told to meter and this one is not. */
void tl_detach_others(const char *instance, const struct tl_list *kept);

/* One row of the listing: "eth0 tc-ingress tcx". */
struct tl_attachment {
	char interface[32];
	char hook[16];
	char by[16];
};

/* Fills up to `size` rows, returns how many the instance has. */
unsigned int tl_attachments(const char *instance, struct tl_attachment *rows, unsigned int size);

#endif
