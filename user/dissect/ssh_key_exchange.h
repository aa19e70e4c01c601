/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * SSH_MSG_KEXINIT (RFC 4253 7.1), the first packet behind the identification, and its HASSH (Reardon, Salesforce,
 * 2018).
 */
#ifndef TAPLESS_DISSECT_SSH_KEY_EXCHANGE_H
#define TAPLESS_DISSECT_SSH_KEY_EXCHANGE_H

#include "message.h"

#define TL_SSH_HASSH_OCTETS 16 /* MD5 */

/*
 * Octets from behind the identification on. `is_client`: whether a client is thought to have sent them; then whether one has, if the
 * packet tells. CUT: more of them are needed. FOREIGN: it is another packet, or the lists
 * are too long, or OpenSSL has no MD5 (FIPS).
 */
enum tl_dissection tl_ssh_read_hassh(const __u8 *octets, __u32 captured, bool *is_client,
				     __u8 hassh[TL_SSH_HASSH_OCTETS]);

#endif
