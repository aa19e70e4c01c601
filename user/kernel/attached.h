/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What an instance is attached to: one pin below links/ for each hook of each interface. Needs no daemon and none of its
 * programs, only the pins.
 */
#ifndef TAPLESS_KERNEL_ATTACHED_H
#define TAPLESS_KERNEL_ATTACHED_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

/* Where the fallback for kernels without TCX puts its filters. */
#define TL_CLSACT_HANDLE   1
#define TL_CLSACT_PRIORITY 49

#define TL_HOOK_NAME_XDP     "xdp-ingress"
#define TL_HOOK_NAME_INGRESS "tc-ingress"
#define TL_HOOK_NAME_EGRESS  "tc-egress"

#define TL_HOOK_NAME_RX_VLAN "rx-vlan" /* no hook: the device's rx-vlan-offload was on, and is to be again */

#define TL_BY_TCX	    "tcx"
#define TL_BY_CLSACT	    "clsact"
#define TL_BY_NATIVE	    "native"
#define TL_BY_NATIVE_LINEAR "native-linear" /* a driver that knows no frames in several buffers */
#define TL_BY_GENERIC	    "generic"

#define TL_BY_OFF "off"

/* One pin: links/INTERFACE@HOOK@BY@INDEX, as in "eth0@tc-ingress@tcx@2". */
struct tl_attachment {
	char interface[32];
	char hook[16];
	char by[16];
	unsigned int index; /* of the interface: it may have been renamed, or gone, since */
};

/* All rows of the instance, malloc'ed into *rows; returns how many. */
unsigned int tl_attachments(const char *instance, struct tl_attachment **rows);

/* From the name of a pin. False: it is none that tl_attachment_path makes, whoever put it there. */
bool tl_attachment_parse(struct tl_attachment *row, const char *pin);

void tl_attachment_path(char *path, size_t size, const char *instance, const struct tl_attachment *row);

/* It still holds on to its interface. */
bool tl_attachment_is_alive(const char *instance, const struct tl_attachment *row);

/* The instance has a pin of this hook for some interface. */
bool tl_is_attached(const char *instance, const char *hook);

/* Some hook on the way in still holds on to this interface. */
bool tl_has_ingress(const char *instance, const char *interface, unsigned int index);

void tl_detach(const char *instance, const struct tl_attachment *row);

/* Detaches one hook of an interface, or all of them if hook is NULL. */
void tl_detach_interface(const char *instance, const char *interface, unsigned int index, const char *hook);

/* Pins all hooks of an interface under its new name. */
void tl_rename_interface(const char *instance, const char *interface, unsigned int index, const char *name);

/* Detaches all hooks of the instance, also those of a daemon that died. */
void tl_detach_all(const char *instance);

__u32 tl_program_id(int program);

#endif
