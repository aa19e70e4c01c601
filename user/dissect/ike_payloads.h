/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The payloads behind IKE's header (RFC 2408 3.2, RFC 7296 3.2). */
#ifndef TAPLESS_DISSECT_IKE_PAYLOADS_H
#define TAPLESS_DISSECT_IKE_PAYLOADS_H

#include "ike.h"

struct tl_ike_payloads {
	const __u8 *octets;
	__u32 captured; /* at most `length` */
	__u32 length;
	__u8 next; /* type of the payload that begins here; 0: none */
	bool is_version_2;
};

/* Up to what is encrypted. FOREIGN: they do not fill the message as they say. */
enum tl_dissection tl_ike_read_payloads(struct tl_ike_payloads *payloads, struct tl_ike_facts *facts);

#endif
