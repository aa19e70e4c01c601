/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Link types as capture files number them (the registry at tcpdump.org, "LINKTYPE_"). */
#ifndef TAPLESS_CAPTURE_LINK_H
#define TAPLESS_CAPTURE_LINK_H

#include "link_header.h"

#define TL_LINKTYPE_ETHERNET	1
#define TL_LINKTYPE_PPP		9
#define TL_LINKTYPE_RAW		101
#define TL_LINKTYPE_HDLC	104
#define TL_LINKTYPE_FRAME_RELAY 107

/* For messages: the commonest */
#define TL_LINKS_READ                                                                                                  \
	"Ethernet, raw IP, Linux cooked, loopback, PPP, PPPoE, Cisco HDLC, Frame Relay, IEEE 802.11, logs of "         \
	"netfilter and pf, and more"

/* enum tl_link, or -1 for a link type that tapless does not read. */
int tl_link_from_file(unsigned int number);

/* How its header is read, if its frames become Ethernet frames; else NULL. */
tl_link_reader *tl_link_reader_of(unsigned int number);

/* Name for messages; "unknown" where it is not worth a row. */
const char *tl_link_name(unsigned int number);

#endif
