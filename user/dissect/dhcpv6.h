/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* DHCPv6 messages (RFC 8415), those that a relay wraps as well. */
#ifndef TAPLESS_DISSECT_DHCPV6_H
#define TAPLESS_DISSECT_DHCPV6_H

#include "dhcp.h"

#define TL_DHCPV6_CLIENT_PORT 546
#define TL_DHCPV6_SERVER_PORT 547
#define TL_DHCPV6_PARAMETERS  32

/* Addresses in network order, zeros if absent; texts "". */
struct tl_dhcpv6_facts {
	__u8 type; /* of the message, that inside if a relay wraps it: 1 solicit, 2 advertise, 3 request, 7 reply, ... */
	__u8 hardware[6]; /* the client's, if its identifier is made of one (RFC 8415 11.2, 11.4) */
	__u8 address[16]; /* the first one of IA_NA or IA_TA: wanted by the client, or given by the server */
	char host_name[TL_DHCP_NAME_SIZE]; /* RFC 4704 */
	char vendor_class[TL_DHCP_NAME_SIZE];
	__u8 parameters; /* in `parameter` */
	__u16 parameter[TL_DHCPV6_PARAMETERS]; /* options that are asked for, in their order */
};

enum tl_dissection tl_dhcpv6_dissect(const struct tl_message *message, struct tl_dhcpv6_facts *facts);

#endif
