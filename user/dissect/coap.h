/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages of CoAP: in datagrams (RFC 7252), and in streams (RFC 8323). */
#ifndef TAPLESS_DISSECT_COAP_H
#define TAPLESS_DISSECT_COAP_H

#include "message.h"

#define TL_COAP_PORT	  5683
#define TL_COAP_TOKEN	  8
#define TL_COAP_HOST_SIZE 128 /* with the NUL, as the others */
#define TL_COAP_PATH_SIZE 256
#define TL_COAP_CSM	  0xe1 /* code of the message that each side of a stream begins with (RFC 8323 5.3) */

enum tl_coap_type {
	TL_COAP_CONFIRMABLE = 0,
	TL_COAP_UNRELIABLE = 1,
	TL_COAP_ACKNOWLEDGEMENT = 2,
	TL_COAP_RESET = 3,
};

struct tl_coap_facts {
	__u32 octets; /* of a stream: of the whole message */
	__u8 type; /* enum tl_coap_type; of a stream: 0 */
	__u8 code; /* class in the upper three bits: 0.01 GET, 2.05 Content, ... */
	__u16 id; /* message id; of a stream: 0 */
	__u8 token_length;
	__u8 token[TL_COAP_TOKEN];
	bool has_format, has_observe, has_path;
	bool is_odd; /* has an option that nobody has registered, or of a length that its option has not */
	__u16 format; /* Content-Format */
	__u32 observe;
	__u16 options;
	char host[TL_COAP_HOST_SIZE]; /* Uri-Host */
	char path[TL_COAP_PATH_SIZE]; /* Uri-Path: "/a/b" */
	char query[TL_COAP_PATH_SIZE]; /* Uri-Query: "a=1&b" */
};

static inline unsigned int tl_coap_class(__u8 code)
{
	return code >> 5;
}

/* WHOLE: up to the payload, which is not looked at. CUT: what was captured is one. */
enum tl_dissection tl_coap_dissect(const struct tl_message *message, struct tl_coap_facts *facts);

/* The same of a message in a stream, `octets` of it; more of the stream may stand behind it. */
enum tl_dissection tl_coap_dissect_stream(const struct tl_message *message, struct tl_coap_facts *facts);

#endif
