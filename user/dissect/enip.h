/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * EtherNet/IP's encapsulation ("The CIP Networks Library" volume 2, chapter 2), and the CIP service that it carries.
 */
#ifndef TAPLESS_DISSECT_ENIP_H
#define TAPLESS_DISSECT_ENIP_H

#include "message.h"

#define TL_ENIP_PORT 44818

/* One message. Integers in host order. */
struct tl_enip_facts {
	__u16 command;
	__u32 session;
	__u32 status;
	__u64 context; /* its sender's, repeated in the reply */
	bool has_service;
	bool is_reply; /* if there is a service */
	__u8 service; /* of CIP, without the bit of a reply */
	__u8 general_status; /* of CIP's reply */
};

/* As tl_frame_length() says. */
__u32 tl_enip_length(const struct tl_message *message);

/* False: it is no whole message of that length. */
bool tl_enip_dissect(const struct tl_message *frame, struct tl_enip_facts *facts);

#endif
