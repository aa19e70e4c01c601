/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who authenticates by NTLM ([MS-NLMP] 2.2.1.3), in a token that wraps it, such as SPNEGO's (RFC 4178), or bare. */
#ifndef TAPLESS_DISSECT_NTLMSSP_H
#define TAPLESS_DISSECT_NTLMSSP_H

#include <stdbool.h>

#include <linux/types.h>

#define TL_NTLMSSP_TEXT_SIZE 128

/* UTF-8, or octets in the client's code page. */
struct tl_ntlmssp_facts {
	char user[TL_NTLMSSP_TEXT_SIZE];
	char domain[TL_NTLMSSP_TEXT_SIZE];
	char workstation[TL_NTLMSSP_TEXT_SIZE];
};

/* False: none of the token's octets begins an AUTHENTICATE message of NTLM. A text that lies outside of them is "". */
bool tl_ntlmssp_dissect(const __u8 *token, __u32 length, struct tl_ntlmssp_facts *facts);

#endif
