/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_NTP_H
#define TAPLESS_FLOW_FACTS_NTP_H

#include "text.h"

struct tl_record_ntp {
	__u8 version; /* 0: not NTP */
	__u8 mode;
	__u8 stratum;
};

/* clang-format off */
#define TL_NTP_FIELDS(ROW) \
	ROW(ntp, ntpVersion, TAPLESS, 110, UNSIGNED8, IDENTIFIER, NONE, 1, \
		version, version, "version of NTP") \
	ROW(ntp, ntpMode, TAPLESS, 111, UNSIGNED8, IDENTIFIER, NONE, 1, \
		mode, version, "mode: 3 client alone, 4 a server has answered, 5 broadcast, ...") \
	ROW(ntp, ntpStratum, TAPLESS, 112, UNSIGNED8, IDENTIFIER, NONE, 1, \
		stratum, stratum, "the server's distance from a reference clock")
/* clang-format on */

#endif
