/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The client's hello of Google's QUIC before TLS was in it: versions Q025 to Q046, whose first packet is not encrypted (Q050's is: quic.h). Its tags
 * are those of Google's "QUIC Crypto" (2013-2016), which has no RFC.
 */
#ifndef TAPLESS_DISSECT_GQUIC_H
#define TAPLESS_DISSECT_GQUIC_H

#include "message.h"

#define TL_GQUIC_TEXT 256

struct tl_gquic_facts {
	__u32 version; /* its four characters: 0x51303433 is Q043 */
	char server_name[TL_GQUIC_TEXT]; /* with a NUL; "" if it names none */
	char user_agent[TL_GQUIC_TEXT];
};

/* One UDP datagram. CUT: it is a hello, and what it says behind its captured octets is missing. */
enum tl_dissection tl_gquic_dissect(const struct tl_message *datagram, struct tl_gquic_facts *facts);

/* The hello alone, as Q050's CRYPTO frames carry it. CUT: as above. */
enum tl_dissection tl_gquic_read(const __u8 *octets, __u32 count, struct tl_gquic_facts *facts);

#endif
