// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* HTTP/2 without TLS, with prior knowledge (RFC 9113 3.3, 3.4): the client's preface, the server's SETTINGS. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

#define SETTINGS 4
#define FRAME	 9 /* octets of its header: length, type, flags, stream */

/* A server begins with SETTINGS: whole entries of six octets, on stream 0, and not acknowledged ones. */
static bool is_settings(const __u8 *frame)
{
	__u32 length = (__u32)frame[0] << 16 | frame[1] << 8 | frame[2];

	return frame[3] == SETTINGS && !frame[4] && !frame[5] && !frame[6] && !frame[7] && !frame[8] &&
	       length % 6 == 0 && length <= 6 * 16;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
	enum tl_dissection dissection = tl_service_begins(message, preface, sizeof(preface) - 1);

	if (dissection == TL_DISSECT_WHOLE)
		strcpy(said->version, "2");
	if (dissection != TL_DISSECT_FOREIGN || message->captured < FRAME)
		return dissection;
	return is_settings(message->octets) ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN; /* too little to be known by */
}

TL_SERVICE_DISSECTOR(http2, "http2", IPPROTO_TCP, read_message);
