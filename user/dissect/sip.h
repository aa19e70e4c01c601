/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages of SIP (RFC 3261): requests and responses, in datagrams and in streams, and the session descriptions in them. */
#ifndef TAPLESS_DISSECT_SIP_H
#define TAPLESS_DISSECT_SIP_H

#include "message.h"
#include "sdp.h"

#define TL_SIP_PORT	   5060
#define TL_SIP_METHOD_SIZE 24 /* all sizes with a NUL */
#define TL_SIP_TEXT_SIZE   128
#define TL_SIP_LINE_SIZE   256
#define TL_SIP_REASON_SIZE 64

/* Texts as sent, cut where there is no room; "" if not sent, or not captured. */
struct tl_sip_facts {
	__u16 status; /* 0: a request */
	char method[TL_SIP_METHOD_SIZE]; /* of a request */
	char uri[TL_SIP_LINE_SIZE]; /* of a request */
	char reason[TL_SIP_REASON_SIZE]; /* of a response */
	char from[TL_SIP_TEXT_SIZE]; /* the URI, without name and tag */
	char to[TL_SIP_TEXT_SIZE];
	char call_id[TL_SIP_TEXT_SIZE];
	char via[TL_SIP_TEXT_SIZE]; /* the first one: the latest hop's */
	char branch[TL_SIP_TEXT_SIZE]; /* of that one */
	char user_agent[TL_SIP_LINE_SIZE];
	char server[TL_SIP_TEXT_SIZE];
	__u32 sequence; /* CSeq */
	char sequence_method[TL_SIP_METHOD_SIZE];
	__u32 octets; /* of the message with its body; 0: not known */
	struct tl_sdp sdp; /* no media: there was none */
};

/* WHOLE: all of the message was captured. CUT: of a stream, more of it may come. Line ends before the message are passed over. */
enum tl_dissection tl_sip_dissect(const struct tl_message *message, struct tl_sip_facts *facts);

/* Nothing but what keeps a path through a NAT open (RFC 5626 3.5.1, 4.4.1): line ends, or zeros that some send. */
bool tl_sip_is_keep_alive(const struct tl_message *message);

#endif
