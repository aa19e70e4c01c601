/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Link headers that no interface of a live meter shows (PPP, HDLC, Frame Relay, IEEE 802.11, ...). Their packets go on as Ethernet
 * frames, as drivers of such links make them; what the header was longer is told apart, so that layer-2 octets are those of the wire.
 */
#ifndef TAPLESS_CAPTURE_LINK_HEADER_H
#define TAPLESS_CAPTURE_LINK_HEADER_H

#include <stdbool.h>

#include <linux/types.h>

#define TL_LINK_HEADER_MADE 14 /* octets of an Ethernet header */

/* The octets of a frame that a capture has, and how many there were. */
struct tl_link_bytes {
	const __u8 *bytes;
	__u32 captured;
	__u32 wire;
};

struct tl_link_header {
	__u32 before; /* octets in front that the capturing host added, which were not on the wire */
	__u32 length; /* octets of the link header behind these, up to the packet */
	__u32 fcs; /* octets of frame check sequence at the end */
	__u16 ethertype; /* in host order; 0: none that is known, or what follows is encrypted or of the link itself */
	__u8 source[6]; /* all zeros: it has none */
	__u8 destination[6];
};

/* Fills *header, which is all zeros. False: the frame ends, or was cut, inside the link header. */
typedef bool tl_link_reader(const struct tl_link_bytes *frame, struct tl_link_header *header);

tl_link_reader tl_read_ppp; /* PPP with or without address and control (RFC 1661, RFC 1662), or Cisco HDLC */
tl_link_reader tl_read_pppoe; /* a PPPoE header */
tl_link_reader tl_read_hdlc; /* Cisco HDLC */
tl_link_reader tl_read_frame_relay; /* RFC 2427, or Cisco's framing */
tl_link_reader tl_read_wlan; /* IEEE 802.11 */
tl_link_reader tl_read_radiotap; /* radiotap.org, then IEEE 802.11 */
tl_link_reader tl_read_nflog; /* attributes of netfilter's log, the packet among them */

/* In network order. */
static inline __u16 tl_link_u16(const __u8 *from)
{
	return from[0] << 8 | from[1];
}

static inline bool tl_link_has(const struct tl_link_bytes *frame, __u32 octets)
{
	return frame->captured >= octets && frame->wire >= octets;
}

#endif
