/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* WireGuard's four messages (Donenfeld, "WireGuard: Next Generation Kernel Network Tunnel", 5.4). */
#ifndef TAPLESS_DISSECT_WIREGUARD_H
#define TAPLESS_DISSECT_WIREGUARD_H

#include "message.h"

enum tl_wireguard_type {
	TL_WIREGUARD_INITIATION = 1,
	TL_WIREGUARD_RESPONSE = 2,
	TL_WIREGUARD_COOKIE = 3,
	TL_WIREGUARD_DATA = 4,
};

struct tl_wireguard_facts {
	__u8 type; /* enum tl_wireguard_type */
	__u32 sender; /* index that its sender chose; of types 1 and 2 */
	__u32 receiver; /* index that its receiver chose; not of type 1 */
};

/* Types, zeros and lengths must be exactly those; CUT only of data, whose end nobody needs. */
enum tl_dissection tl_wireguard_dissect(const struct tl_message *message, struct tl_wireguard_facts *facts);

#endif
