/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* NTP versions 1 to 4 (RFC 5905). */
#ifndef TAPLESS_DISSECT_NTP_H
#define TAPLESS_DISSECT_NTP_H

#include "message.h"

#define TL_NTP_PORT 123

enum tl_ntp_mode {
	TL_NTP_SYMMETRIC_ACTIVE = 1,
	TL_NTP_SYMMETRIC_PASSIVE,
	TL_NTP_CLIENT,
	TL_NTP_SERVER,
	TL_NTP_BROADCAST,
	TL_NTP_CONTROL, /* RFC 9327; of this and the next only version and mode are read */
	TL_NTP_PRIVATE,
};

struct tl_ntp_facts {
	__u8 leap; /* 3: not synchronised */
	__u8 version;
	__u8 mode; /* enum tl_ntp_mode */
	__u8 stratum; /* 0: kiss-o'-death, or none */
	__s8 poll; /* log2 seconds */
	__s8 precision; /* log2 seconds */
	__u8 reference[4]; /* a name of four letters at stratum 0 and 1, else an address or its hash */
	__u64 originate; /* NTP timestamps, host order; what a client sends as `transmit` comes back as `originate` */
	__u64 receive;
	__u64 transmit;
};

enum tl_dissection tl_ntp_dissect(const struct tl_message *message, struct tl_ntp_facts *facts);

#endif
