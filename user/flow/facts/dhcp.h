/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_DHCP_H
#define TAPLESS_FLOW_FACTS_DHCP_H

#include "text.h"

/* One message of DHCPv4 or DHCPv6. Addresses in network order, zeros if not said. */
struct tl_record_dhcp {
	bool known;
	__u8 type; /* option 53 */
	__u8 type6; /* of DHCPv6; 0: it is none */
	__u8 assigned6[16];
	__u8 assigned[4];
	__u8 requested[4];
	__u8 client[6]; /* its MAC address */
	__u32 lease; /* seconds */
	char host_name[TL_RECORD_TEXT];
	char vendor_class[TL_RECORD_TEXT];
	char fingerprint[TL_RECORD_TEXT]; /* numbers of the options that are asked for */
};

/* clang-format off */
#define TL_DHCP_FIELDS(ROW) \
	ROW(dhcp, dhcpMessageType, TAPLESS, 102, UNSIGNED8, IDENTIFIER, NONE, 1, \
		type, known, "type of the DHCPv4 message: 1 discover, 2 offer, 3 request, 5 acknowledgement") \
	ROW(dhcp, dhcpClientMacAddress, TAPLESS, 103, MAC_ADDRESS, DEFAULT, NONE, 6, \
		client, client, "whose address it is about") \
	ROW(dhcp, dhcpAssignedIPv4Address, TAPLESS, 104, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		assigned, assigned, "address that the server offers or gives") \
	ROW(dhcp, dhcpv6MessageType, TAPLESS, 173, UNSIGNED8, IDENTIFIER, NONE, 1, \
		type6, type6, "type of the DHCPv6 message: 1 solicit, 2 advertise, 3 request, 5 renew, 7 reply, ...") \
	ROW(dhcp, dhcpAssignedIPv6Address, TAPLESS, 113, IPV6_ADDRESS, DEFAULT, NONE, 16, \
		assigned6, assigned6, "IPv6 address that the server offers or gives") \
	ROW(dhcp, dhcpRequestedIPv4Address, TAPLESS, 105, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		requested, requested, "address that the client wants") \
	ROW(dhcp, dhcpLeaseTime, TAPLESS, 106, UNSIGNED32, QUANTITY, SECONDS, 4, \
		lease, lease, "for how long") \
	ROW(dhcp, dhcpHostName, TAPLESS, 107, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		host_name, host_name, "what the client calls itself") \
	ROW(dhcp, dhcpVendorClass, TAPLESS, 108, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		vendor_class, vendor_class, "what kind of client it says it is") \
	ROW(dhcp, dhcpFingerprint, TAPLESS, 109, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		fingerprint, fingerprint, "options that it asks for, in their order: tells client programs apart")
/* clang-format on */

#endif
