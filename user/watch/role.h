/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Each packet once per host: which of the watched devices count, and which are left alone because all that passes them is
 * counted at a device below, beside or above. A pure function of the topology.
 */
#ifndef TAPLESS_WATCH_ROLE_H
#define TAPLESS_WATCH_ROLE_H

#include "device.h"

/* Symbol, word of `tapless status`, what it says of a device. NONE is the only one that no watched device has. */
#define TL_STANDING_LIST(X)                                                                                            \
	X(NONE, "not watched")                                                                                         \
	X(COUNTS, "counts")                                                                                            \
	X(AT_PORTS, "skipped: counted at its ports")                                                                   \
	X(AT_MASTER, "skipped: counted at its master")                                                                 \
	X(AT_PARENT, "skipped: counted at its parent")                                                                 \
	X(AT_PEER, "skipped: counted at its other end")                                                                \
	X(AT_CARRIER, "skipped: counted at its carrier, inside the tunnel")

enum tl_standing {
#define X(symbol, text) TL_STANDING_##symbol,
	TL_STANDING_LIST(X)
#undef X
		TL_STANDING__MAX,
};

struct tl_role {
	enum tl_standing standing;
	/*
	 * Where what passes here is counted: its own index if it counts; that of its only port, or its own, if it is
	 * counted at its ports; 0: nowhere. Devices that are not watched have one, too.
	 */
	__u32 counted_at;
	__u16 vlan_id; /* outermost tag that its packets have where they are counted */
	__u16 inner_vlan_id; /* the one behind it */
	__u8 vlan_depth; /* tags that they have there and not here */
	bool one_hook; /* each packet passes both hooks: ingress counts it */
	bool partly; /* a master that counts for its ports, of which some are not watched */
};

const char *tl_standing_text(enum tl_standing standing);

/*
 * Roles of `count` devices, which lie by rising index. `watched[i]`: chosen and attachable. `each`: every watched device
 * counts for itself.
 */
void tl_roles_assign(struct tl_role *roles, const struct tl_device *devices, const bool *watched, unsigned int count,
		     bool each);

#endif
