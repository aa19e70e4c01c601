/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_RTP_H
#define TAPLESS_FLOW_FACTS_RTP_H

#include "text.h"

/* One direction's stream: its first packets, as far as they were sampled, and what a session description says of it. */
struct tl_record_rtp_stream {
	bool known;
	bool has_jitter;
	__u8 type;
	__u32 source; /* SSRC */
	__u32 clock; /* ticks in a second, as the session description says; 0: it says nothing */
	__u32 jitter; /* microseconds, valid if has_jitter */
	__u32 lost;
	char codec[20]; /* "" if neither the type nor a session description tells */
};

/* RTP and what RTCP reports of it, whichever is there. Integers in host order. */
struct tl_record_rtp {
	struct tl_record_rtp_stream
		stream[2]; /* by side of the canonical key; told as members of the record (enrich/media.h) */
	char call_id[TL_RECORD_TEXT]; /* of the call that announced it */
	__u16 kinds; /* of RTCP: type 200 + n is bit n */
	bool has_sender; /* said last: */
	bool has_report;
	__u8 reports;
	__u8 fraction_lost; /* of 256 */
	__u32 lost;
	__u32 jitter; /* ticks of the stream's clock */
	__u32 packets;
	__u32 octets;
	char name[TL_RECORD_TEXT];
};

/* clang-format off */
#define TL_RTP_FIELDS(ROW) \
	ROW(rtp, rtpCallId, TAPLESS, 220, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		call_id, call_id, "Call-ID of the SIP call whose session description announced this flow") \
	ROW(rtp, rtcpKinds, TAPLESS, 222, UNSIGNED16, FLAGS, NONE, 2, \
		kinds, kinds, "RTCP: 1 sender report, 2 receiver report, 4 description, 8 bye, 16 application, 32, 64 feedback") \
	ROW(rtp, rtcpCname, TAPLESS, 223, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		name, name, "what a source calls itself: CNAME") \
	ROW(rtp, rtcpSourceCount, FLOWMON, 50, UNSIGNED8, QUANTITY, NONE, 1, \
		reports, has_report, "sources that the latest report is about; what follows is about the last of them") \
	ROW(rtp, rtcpFractionLost, TAPLESS, 224, UNSIGNED8, QUANTITY, NONE, 1, \
		fraction_lost, has_report, "packets lost since the report before, of 256") \
	ROW(rtp, rtcpLost, FLOWMON, 47, UNSIGNED32, QUANTITY, PACKETS, 4, \
		lost, has_report, "packets lost since the beginning; 0 where more came than were sent") \
	ROW(rtp, rtcpJitter, TAPLESS, 225, UNSIGNED32, QUANTITY, NONE, 4, \
		jitter, has_report, "jitter, in ticks of the stream's clock") \
	ROW(rtp, rtcpPackets, FLOWMON, 48, UNSIGNED64, QUANTITY, PACKETS, 4, \
		packets, has_sender, "packets that a sender says it has sent") \
	ROW(rtp, rtcpOctets, FLOWMON, 49, UNSIGNED64, QUANTITY, OCTETS, 4, \
		octets, has_sender, "octets of payload that a sender says it has sent")
/* clang-format on */

#endif
