/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* DHCPv4 messages (RFC 2131, options of RFC 2132), and BOOTP's, which have no type. */
#ifndef TAPLESS_DISSECT_DHCP_H
#define TAPLESS_DISSECT_DHCP_H

#include "message.h"

#define TL_DHCP_SERVER_PORT 67
#define TL_DHCP_CLIENT_PORT 68
#define TL_DHCP_NAME_SIZE   256 /* an option's 255 octets, and a NUL */
#define TL_DHCP_PARAMETERS  255

/* Addresses in network order, zeros if absent. Texts are the peer's octets up to a NUL; "" if absent or not captured whole. */
struct tl_dhcp_facts {
	bool is_reply; /* from a server */
	__u8 type; /* of the message, option 53: 1 DISCOVER, 2 OFFER, 3 REQUEST, 5 ACK...; 0: none was seen */
	__u32 transaction; /* host order */
	__u8 hardware_length;
	__u8 hardware[16]; /* the client's hardware address */
	__u8 client[4]; /* the address that it has, ciaddr */
	__u8 assigned[4]; /* yiaddr */
	__u8 requested[4]; /* option 50 */
	__u8 server[4]; /* option 54 */
	__u32 lease; /* seconds, option 51 */
	__u8 overload; /* option 52: 1 `file` has options, 2 `sname`, 3 both */
	char host_name[TL_DHCP_NAME_SIZE]; /* option 12 */
	char full_name[TL_DHCP_NAME_SIZE]; /* option 81 (RFC 4702), which some clients send instead; whole or not */
	char vendor_class[TL_DHCP_NAME_SIZE]; /* option 60 */
	__u8 parameters; /* in `parameter` */
	__u8 parameter[TL_DHCP_PARAMETERS]; /* option 55, in its order: tells one client's software from another's */
};

/* WHOLE: all options were read to their end; so are those in the fields `file` and `sname`, if option 52 says so. */
enum tl_dissection tl_dhcp_dissect(const struct tl_message *message, struct tl_dhcp_facts *facts);

/*
 * Labels as in DNS, uncompressed (RFC 4702 2.3.1, RFC 4704 4.2), with dots; a name that is no whole one does not end by an empty
 * label. As much as is right of it; `text` is zeros.
 */
void tl_dhcp_keep_labels(char text[static TL_DHCP_NAME_SIZE], const __u8 *octets, __u32 length);

#endif
