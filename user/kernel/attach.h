/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Hooks: XDP, TCX, and clsact where the kernel has no TCX. Attachments are pinned under links/ and outlive the process. */
#ifndef TAPLESS_KERNEL_ATTACH_H
#define TAPLESS_KERNEL_ATTACH_H

#include <stddef.h>

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

/* Name and id of a program, as far as this process may know them: "'name' (program id 7)". */
void tl_program_name(__u32 id, char *name, size_t size);

bool tl_program_is_ours(__u32 id);

/* It is one of those that this engine attaches. Unlike the former this needs no capability. */
bool tl_program_is_of(const struct tl_engine *engine, __u32 id);

#endif
