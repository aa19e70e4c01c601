/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What an instance is attached to: one pin below links/ for each hook of each interface. Needs no daemon and none of its
 * programs, only the pins.
 */
#ifndef TAPLESS_KERNEL_ATTACHED_H
#define TAPLESS_KERNEL_ATTACHED_H

#include <linux/types.h>
#include <stddef.h>

#include "../cmd/settings.h"

/* Where the fallback for kernels without TCX puts its filters. */
#define TL_CLSACT_HANDLE   1
#define TL_CLSACT_PRIORITY 49

#define TL_HOOK_NAME_XDP     "xdp-ingress"
#define TL_HOOK_NAME_INGRESS "tc-ingress"
#define TL_HOOK_NAME_EGRESS  "tc-egress"

/* One row of the listing: "eth0 tc-ingress tcx". */
struct tl_attachment {
	char interface[32];
	char hook[16];
	char by[16];
	unsigned int index; /* of the interface, for clsact only */
};

/* Fills up to `size` rows, returns how many the instance has. */
unsigned int tl_attachments(const char *instance, struct tl_attachment *rows, unsigned int size);

/* links/INTERFACE@HOOK@HOW[@IFINDEX]: the path of a pin. */
void tl_attachment_path(char *path, size_t size, const char *instance, const char *interface, const char *hook,
			const char *how);

/* Detaches all hooks of the instance, also those of a daemon that died. */
void tl_detach_all(const char *instance);

/* Detaches the instance from all interfaces but these: what a previous daemon was told to meter and this one is not. */
void tl_detach_others(const char *instance, const struct tl_list *kept);

/* Detaches one hook of an interface, or all of them if hook is NULL. */
void tl_detach(const char *instance, const char *interface, const char *hook);

__u32 tl_program_id(int program);

#endif
