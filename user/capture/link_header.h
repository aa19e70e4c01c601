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
tl_link_reader tl_read_prism; /* Prism's messages, or AVS's header in their place, then IEEE 802.11 */
tl_link_reader tl_read_avs; /* AVS's header, then IEEE 802.11 */
tl_link_reader tl_read_ppi; /* Per-Packet Information, then a frame of the link that it names */
tl_link_reader tl_read_nflog; /* attributes of netfilter's log, the packet among them */
tl_link_reader tl_read_pflog; /* pf's log of the BSDs */
tl_link_reader tl_read_pktap; /* Apple's, then a frame of the link that it names */
tl_link_reader tl_read_slip; /* what the BSDs put before packets of SLIP */
tl_link_reader tl_read_ipnet; /* Solaris's */
tl_link_reader tl_read_ipoib; /* IP over InfiniBand */
tl_link_reader tl_read_mpls; /* labels, then a packet */
tl_link_reader tl_read_ip; /* an IP packet without link header */
tl_link_reader tl_read_ethernet;
tl_link_reader tl_read_netanalyzer; /* Hilscher's header, then Ethernet with its check sequence */
tl_link_reader tl_read_broadcom; /* Ethernet with a switch's tag before the EtherType */
tl_link_reader tl_read_broadcom_front; /* behind a switch's tag */
tl_link_reader tl_read_dsa,
	tl_read_edsa; /* Ethernet with the tag of Marvell's switches, without and with an EtherType */
tl_link_reader tl_read_fddi; /* ISO 9314-2, then LLC */
tl_link_reader tl_read_token_ring; /* IEEE 802.5, then LLC */
tl_link_reader tl_read_atm; /* RFC 2684 and RFC 2225 */
tl_link_reader tl_read_multilink_frame_relay; /* FRF.16 */
tl_link_reader tl_read_juniper_ethernet, tl_read_juniper_ppp, tl_read_juniper_hdlc, tl_read_juniper_frame_relay;

/* At header->length: LLC and SNAP with an EtherType (IEEE 802 9, RFC 1042), or what bridges tunnel with. Else nothing changes. */
void tl_link_take_snap(const struct tl_link_bytes *frame, struct tl_link_header *header);

/* In network order. */
static inline __u16 tl_link_u16(const __u8 *from)
{
	return from[0] << 8 | from[1];
}

static inline __u32 tl_link_u32(const __u8 *from)
{
	return (__u32)tl_link_u16(from) << 16 | tl_link_u16(from + 2);
}

static inline __u16 tl_link_little_u16(const __u8 *from)
{
	return from[1] << 8 | from[0];
}

static inline __u32 tl_link_little_u32(const __u8 *from)
{
	return tl_link_little_u16(from) | (__u32)tl_link_little_u16(from + 2) << 16;
}

static inline bool tl_link_has(const struct tl_link_bytes *frame, __u32 octets)
{
	return frame->captured >= octets && frame->wire >= octets;
}

/* Takes octets off the front. False: the frame ends, or was cut, before. */
static inline bool tl_link_pass(struct tl_link_bytes *frame, __u32 octets)
{
	if (!tl_link_has(frame, octets))
		return false;
	frame->bytes += octets;
	frame->captured -= octets;
	frame->wire -= octets;
	return true;
}

#endif
