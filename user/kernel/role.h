/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs know of the interfaces: the pinned map `interfaces`. */
#ifndef TAPLESS_KERNEL_ROLE_H
#define TAPLESS_KERNEL_ROLE_H

#include "engine.h"

/* Sets or replaces the role of an interface; the next packet heeds it. 0 or -errno (-E2BIG: the map is full). */
int tl_interface_role_set(struct tl_engine *engine, __u32 ifindex, const struct tl_interface_role *role);

/* Forgets an interface that has gone: its number may come back as another one. 0, also if it had no role, or -errno. */
int tl_interface_role_forget(struct tl_engine *engine, __u32 ifindex);

/* Forgets all but those that `keep` says yes to: what a previous daemon knew and is so no longer. */
void tl_interface_roles_retain(struct tl_engine *engine, bool (*keep)(__u32 ifindex, void *context), void *context);

#endif
