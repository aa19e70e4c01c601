/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The network devices of this namespace, as rtnetlink tells them: what topology roles are worked out from. */
#ifndef TAPLESS_WATCH_DEVICE_H
#define TAPLESS_WATCH_DEVICE_H

#include <linux/types.h>
#include <net/if.h>
#include <stdbool.h>

struct tl_device {
	__u32 index;
	__u32 master; /* index of the bridge, bond, … whose port this is; 0: none */
	__u32 lower; /* index of the parent, the carrier, or a veth's other end; 0: none, or not in this namespace */
	__u32 flags; /* IFF_… */
	__u16 hardware; /* ARPHRD_… */
	__u16 vlan_id; /* of a VLAN device */
	__u32 xdp_program; /* id; 0: none */
	bool on_switch; /* a port of switching hardware (switchdev) */
	__u64 received; /* packets, as the device counts them */
	__u64 sent;
	char name[IFNAMSIZ];
	char kind[16]; /* IFLA_INFO_KIND: "veth", "bridge", …; "": hardware, loopback */
};

struct tl_devices {
	struct tl_device *rows; /* by rising index */
	unsigned int count;
	unsigned int room;
};

/* Fills it anew with all there are. 0 or -errno; then it is empty. */
int tl_devices_read(struct tl_devices *devices);

void tl_devices_free(struct tl_devices *devices);

/* Position in rows, -1 if there is none. */
int tl_devices_find(const struct tl_device *rows, unsigned int count, __u32 index);

const struct tl_device *tl_devices_named(const struct tl_devices *devices, const char *name);

#endif
