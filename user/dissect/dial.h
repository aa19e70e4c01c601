/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The control messages that carry PPP's dial-in over IP: L2TP version 2 (RFC 2661) and PPTP (RFC 2637). */
#ifndef TAPLESS_DISSECT_DIAL_H
#define TAPLESS_DISSECT_DIAL_H

#include "../flow/facts/dial.h"
#include "message.h"

/* One message. Texts: "" if not said. */
struct tl_dial_facts {
	__u16 type; /* 0: an acknowledgement of L2TP */
	char host_name[TL_DIAL_NAME_SIZE];
	char vendor[TL_DIAL_NAME_SIZE];
};

/* A datagram; of L2TP's data nothing is known. */
enum tl_dissection tl_l2tp_dissect(const struct tl_message *message, struct tl_dial_facts *facts);

/* As tl_frame_length() says. */
__u32 tl_pptp_length(const struct tl_message *message);

/* False: it is no whole message of that length. */
bool tl_pptp_dissect(const struct tl_message *frame, struct tl_dial_facts *facts);

#endif
