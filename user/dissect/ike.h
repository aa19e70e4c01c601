/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The clear part of IKEv1 (RFC 2408, RFC 2409) and IKEv2 (RFC 7296), alone or behind the non-ESP marker (RFC 3948
 * 2.2).
 */
#ifndef TAPLESS_DISSECT_IKE_H
#define TAPLESS_DISSECT_IKE_H

#include "message.h"

#define TL_IKE_PORT	  500
#define TL_IKE_NAT_PORT	  4500
#define TL_IKE_SPI_OCTETS 8

/* One message. Integers in host order. */
struct tl_ike_facts {
	__u8 initiator[TL_IKE_SPI_OCTETS]; /* its SPI, in IKEv1 its cookie */
	__u8 responder[TL_IKE_SPI_OCTETS];
	bool has_responder; /* else it is zeros: not known yet */
	__u32 message_id;
	__u8 version; /* 0x10, 0x20 */
	__u8 exchange;
	bool is_response; /* IKEv2 alone says it */
	bool has_proposal; /* the first transform of each kind, of the first proposal: */
	__u16 encryption; /* IKEv1's and IKEv2's numbers differ */
	__u16 group; /* Diffie-Hellman; 0: none */
	__u16 notification; /* the first that is an error; 0: none */
	__u8 vendor_ids;
};

enum tl_dissection tl_ike_dissect(const struct tl_message *message, struct tl_ike_facts *facts);

#endif
