/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Link types as capture files number them (the registry at tcpdump.org, "LINKTYPE_"). */
#ifndef TAPLESS_CAPTURE_LINK_H
#define TAPLESS_CAPTURE_LINK_H

/* enum tl_link, or -1 for a link type that tapless does not read. */
int tl_link_from_file(unsigned int number);

/* Name for messages; "unknown" where it is not worth a row. */
const char *tl_link_name(unsigned int number);

#endif
