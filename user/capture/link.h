/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Link types as capture files number them (the registry at tcpdump.org, "LINKTYPE_"). */
#ifndef TAPLESS_CAPTURE_LINK_H
#define TAPLESS_CAPTURE_LINK_H

#include "link_header.h"

/* For messages */
#define TL_LINKS_READ                                                                                                  \
	"Ethernet, raw IP, Linux cooked, loopback, PPP, PPPoE, Cisco HDLC, Frame Relay, IEEE 802.11 and netfilter log"

/* enum tl_link, or -1 for a link type that tapless does not read. */
int tl_link_from_file(unsigned int number);

/* How its header is read, if its frames become Ethernet frames; else NULL. */
tl_link_reader *tl_link_reader_of(unsigned int number);

/* Name for messages; "unknown" where it is not worth a row. */
const char *tl_link_name(unsigned int number);

#endif
