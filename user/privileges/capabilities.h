/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the daemon may do beyond its user's rights: CAP_NET_ADMIN, to attach to interfaces that come later and to detach, and
 * that only between raise and lower. In all other moments, so while hostile bytes are looked at, the effective set is empty.
 */
#ifndef TAPLESS_PRIVILEGES_CAPABILITIES_H
#define TAPLESS_PRIVILEGES_CAPABILITIES_H

#include <linux/types.h>

#include "identity.h"

#define TL_CAPABILITY(number) (1ull << (number))

/* The calling thread's effective set, a bit each. */
__u64 tl_capabilities_effective(void);

/*
 * Becomes `identity`, of whose capabilities only those that following interfaces needs stay, permitted but not effective;
 * nothing that this process ever executes can get more. Call it while there is one thread. 0 or -errno, printed.
 */
int tl_capabilities_drop(const struct tl_identity *identity);

/* Around an attach or detach; they nest. Nothing happens before tl_capabilities_drop. For the calling thread alone. */
void tl_capabilities_raise(void);
void tl_capabilities_lower(void);

#endif
