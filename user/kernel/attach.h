/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Hooks: XDP, TCX, and clsact where the kernel has no TCX. Attachments are pinned under links/ and outlive the process. */
#ifndef TAPLESS_KERNEL_ATTACH_H
#define TAPLESS_KERNEL_ATTACH_H

#include "engine.h"

/* An interface of this network namespace, and how to attach to it. */
struct tl_target {
	const char *interface;
	unsigned int index;
	__u16 hardware; /* ARPHRD_… */
	bool xdp; /* ingress by XDP, else by TC; egress is always TC */
	bool ingress_only;
	bool leaves_tags; /* XDP is to see VLAN tags: the device must not take them out */
};

/*
 * Attaches; its role (role.h) has been told before. One that this instance has attached already gets its programs swapped atomically. On error the error has been
 * printed and names what is in the way; what was attached before still is, and nothing else. 0 or -errno.
 */
int tl_attach(struct tl_engine *engine, const struct tl_target *target);

#endif
