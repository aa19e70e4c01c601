/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The name and the datagram service of NetBIOS over UDP (RFC 1002 4.2, 4.4). */
#ifndef TAPLESS_DISSECT_NETBIOS_H
#define TAPLESS_DISSECT_NETBIOS_H

#include "message.h"

#define TL_NETBIOS_NAME_PORT	 137
#define TL_NETBIOS_DATAGRAM_PORT 138
#define TL_NETBIOS_NAME_SIZE	 16 /* 15 characters, and a NUL */

/* Without the spaces or NULs behind it, and without the scope. */
struct tl_netbios_name {
	char text[TL_NETBIOS_NAME_SIZE];
	__u8 suffix; /* what kind of service has the name: 0x00 workstation, 0x20 file server, 0x1c domain... */
};

struct tl_netbios_facts {
	bool is_datagram; /* of the datagram service, which has two names and no flags */
	bool is_response;
	bool has_address;
	__u16 id;
	__u16 flags; /* second word of the header: R, OPCODE, NM_FLAGS, RCODE */
	__u8 address[4]; /* network order; the first one of the record for the name */
	struct tl_netbios_name name; /* that it is about; of a datagram: who sends it */
	struct tl_netbios_name destination; /* of a datagram */
};

enum tl_dissection tl_netbios_dissect_name(const struct tl_message *message, struct tl_netbios_facts *facts);

enum tl_dissection tl_netbios_dissect_datagram(const struct tl_message *message, struct tl_netbios_facts *facts);

#endif
