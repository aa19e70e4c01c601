/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* RTP and RTCP packets (RFC 3550), and what the first ones of a stream tell: whether they are such, what was lost, the jitter. */
#ifndef TAPLESS_DISSECT_RTP_H
#define TAPLESS_DISSECT_RTP_H

#include "message.h"

#define TL_RTP_KEPT	    8 /* packets of a stream */
#define TL_RTP_CONVINCING   3
#define TL_RTCP_FIRST	    192 /* RTCP's types, which stand where RTP has marker and payload type (RFC 5761 4) */
#define TL_RTCP_LAST	    223
#define TL_RTCP_SENDER	    200
#define TL_RTCP_RECEIVER    201
#define TL_RTCP_DESCRIPTION 202
#define TL_RTCP_NAME_SIZE   128

struct tl_rtp_packet {
	__u64 time; /* when it came, nanoseconds */
	__u32 timestamp;
	__u32 source; /* SSRC */
	__u16 sequence;
	__u8 type;
};

/* Packets of one source in one direction, in the order in which they came. Zeros are an empty one. */
struct tl_rtp_stream {
	unsigned int count;
	struct tl_rtp_packet packet[TL_RTP_KEPT];
};

struct tl_rtp_quality {
	bool has_jitter;
	__u32 jitter; /* microseconds (RFC 3550 A.8) */
	__u32 lost; /* packets between the first and the last one here */
};

struct tl_rtcp_facts {
	__u16 kinds; /* a bit for each type of packet: type 200 + n is bit n */
	__u8 reports; /* blocks in the sender's or receiver's report */
	bool is_sender;
	bool has_report; /* of the last block: */
	__u8 fraction_lost; /* of 256 */
	__s32 lost;
	__u32 jitter; /* in ticks of the stream's clock */
	__u32 source; /* SSRC of who reports */
	__u32 packets, octets; /* that a sender says it has sent */
	char name[TL_RTCP_NAME_SIZE]; /* CNAME; "" if not sent */
};

/* Is the datagram a packet of RTP, by itself? That of another protocol may look so: a few of a stream are looked at together. */
bool tl_rtp_read(const struct tl_message *message, struct tl_rtp_packet *packet);

/* Another source begins the stream anew, unless it was convincing; what is beyond TL_RTP_KEPT is left out. */
void tl_rtp_add(struct tl_rtp_stream *stream, const struct tl_rtp_packet *packet);

/* Packets enough with numbers that follow one another and timestamps that may do so. */
bool tl_rtp_is_convincing(const struct tl_rtp_stream *stream);

/* `clock`: ticks of a timestamp in a second; 0: not known, and no jitter. */
void tl_rtp_measure(const struct tl_rtp_stream *stream, __u32 clock, struct tl_rtp_quality *quality);

/* Has the datagram a type of RTCP in the place of RTP's? */
bool tl_rtcp_has_type(const struct tl_message *message);

/* WHOLE: packets from a report to the datagram's end (RFC 3550 6.1). CUT: it may be one, part of which is encrypted (RFC 3711 3.4). */
enum tl_dissection tl_rtcp_dissect(const struct tl_message *message, struct tl_rtcp_facts *facts);

#endif
