// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ntlmssp.h"

#include <string.h>

#include "../lib/octets.h"
#include "utf16.h"

#define FIXED_OCTETS 64 /* as far as NegotiateFlags */
#define AUTHENTICATE 3
#define UNICODE	     1 /* NTLMSSP_NEGOTIATE_UNICODE */
#define SEARCHED     512 /* octets; what wraps it is short */

static const char signature[8] = "NTLMSSP";

/* A text's length, its room and its offset from the signature, at `field`. */
static void keep(char *text, const __u8 *message, __u32 length, __u32 field)
{
	__u32 octets = tl_octets_get_little16(message + field), offset = tl_octets_get_little32(message + field + 4);
	bool is_unicode = tl_octets_get_little32(message + 60) & UNICODE;

	if (offset > length || octets > length - offset)
		return;
	if (is_unicode) {
		tl_utf16_keep(text, TL_NTLMSSP_TEXT_SIZE, message + offset, octets);
		return;
	}
	if (octets >= TL_NTLMSSP_TEXT_SIZE)
		octets = TL_NTLMSSP_TEXT_SIZE - 1;
	memcpy(text, message + offset, strnlen((const char *)message + offset, octets));
}

bool tl_ntlmssp_dissect(const __u8 *token, __u32 length, struct tl_ntlmssp_facts *facts)
{
	const __u8 *message = memmem(token, length < SEARCHED ? length : SEARCHED, signature, sizeof(signature));

	memset(facts, 0, sizeof(*facts));
	if (!message)
		return false;
	length -= (__u32)(message - token);
	if (length < FIXED_OCTETS || tl_octets_get_little32(message + 8) != AUTHENTICATE)
		return false;
	keep(facts->domain, message, length, 28);
	keep(facts->user, message, length, 36);
	keep(facts->workstation, message, length, 44);
	return true;
}
