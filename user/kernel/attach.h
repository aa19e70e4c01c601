/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Hooks: XDP, TCX, and clsact where the kernel has no TCX. Attachments are pinned under links/ and outlive the process. */
#ifndef TAPLESS_KERNEL_ATTACH_H
#define TAPLESS_KERNEL_ATTACH_H

#include "engine.h"

/*
 * Attaches to an interface of this network namespace, ingress by XDP or TC, egress by TC. One that this instance has
 * attached already gets its programs swapped atomically. On error nothing of this interface stays attached; the error
 * has been printed and names what is in the way. `xdp` asks for XDP on ingress. 0 or -errno.
 */
int tl_attach(struct tl_engine *engine, const char *interface, bool xdp);

#endif
