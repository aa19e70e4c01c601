/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* STUN over UDP and TCP (RFC 8489, RFC 5389), TURN's messages (RFC 8656) as well, and STUN as it was before its cookie (RFC 3489). */
#ifndef TAPLESS_DISSECT_STUN_H
#define TAPLESS_DISSECT_STUN_H

#include "message.h"

#define TL_STUN_TRANSACTION   16 /* octets: with the cookie, as RFC 3489 has it */
#define TL_STUN_SOFTWARE_SIZE 128

enum tl_stun_class {
	TL_STUN_REQUEST,
	TL_STUN_INDICATION,
	TL_STUN_SUCCESS,
	TL_STUN_ERROR,
};

/* Address in network order; `address_length` 0: none was there. */
struct tl_stun_facts {
	__u16 method; /* 1: Binding; 3 and more: TURN's */
	enum tl_stun_class class;
	__u8 transaction[TL_STUN_TRANSACTION];
	__u8 address_length;
	__u8 address[16]; /* XOR-MAPPED-ADDRESS, or else MAPPED-ADDRESS */
	__u16 port; /* host order */
	char software[TL_STUN_SOFTWARE_SIZE];
};

enum tl_dissection tl_stun_dissect(const struct tl_message *message, struct tl_stun_facts *facts);

/* In a stream: octets of the message or the data that begin here (frames.h). */
__u32 tl_stun_length(const struct tl_message *message);

/* Is it TURN's data, and no message? */
bool tl_stun_is_data(const struct tl_message *message);

#endif
