/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_NETBIOS_H
#define TAPLESS_FLOW_FACTS_NETBIOS_H

#include "text.h"

/* A question for a name and what answers it, or a pair of names between which datagrams go. */
struct tl_record_netbios {
	__u64 asked_at;
	__u32 response_time; /* microseconds, valid if is_timed */
	__u16 id;
	__u16 flags;
	bool known;
	bool has_flags;
	bool is_timed;
	__u8 suffix;
	__u8 destination_suffix;
	__u8 address[4]; /* network order; zeros if not said */
	char name[16];
	char destination[16];
};

/* clang-format off */
#define TL_NETBIOS_FIELDS(ROW) \
	ROW(netbios, NBName, CESNET, 831, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		name, name, "NetBIOS name that is asked for or registered, or who sends a datagram") \
	ROW(netbios, NBSuffix, CESNET, 832, UNSIGNED8, IDENTIFIER, NONE, 1, \
		suffix, known, "its last octet: 0x00 workstation, 0x20 file server, 0x1b and 0x1c domain, ...") \
	ROW(netbios, netbiosFlags, TAPLESS, 174, UNSIGNED16, FLAGS, NONE, 2, \
		flags, has_flags, "second word of the name service's header: response, opcode, flags, response code") \
	ROW(netbios, netbiosAddress, TAPLESS, 175, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		address, address, "address that the name has or shall have") \
	ROW(netbios, netbiosDestinationName, TAPLESS, 176, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		destination, destination, "NetBIOS name that a datagram goes to") \
	ROW(netbios, netbiosDestinationSuffix, TAPLESS, 177, UNSIGNED8, IDENTIFIER, NONE, 1, \
		destination_suffix, destination, "its last octet: 0x1d master browser, 0x1e those that could be, ...") \
	ROW(netbios, netbiosResponseTime, TAPLESS, 179, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from request to response")
/* clang-format on */

#endif
