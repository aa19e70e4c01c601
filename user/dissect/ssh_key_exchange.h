/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * SSH_MSG_KEXINIT (RFC 4253 7.1), the first packet behind the identification, and its HASSH (Reardon, Salesforce,
 * 2018).
 */
#ifndef TAPLESS_DISSECT_SSH_KEY_EXCHANGE_H
#define TAPLESS_DISSECT_SSH_KEY_EXCHANGE_H

#include "message.h"

#define TL_SSH_HASSH_OCTETS 16 /* MD5 */

/* Whose packet it is; `is_certain`: whatever the packet says. */
struct tl_ssh_side {
	bool is_client;
	bool is_certain;
};

/*
 * Octets from behind the identification on. `side`: who is thought to have sent them; then who has, if that was not certain and the
 * packet tells. CUT: more of them are needed. FOREIGN: it is another packet, or the lists are too long, or OpenSSL has no MD5 (FIPS).
 */
enum tl_dissection tl_ssh_read_hassh(const __u8 *octets, __u32 captured, struct tl_ssh_side *side,
				     __u8 hassh[TL_SSH_HASSH_OCTETS]);

#endif
