/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* DNS messages (RFC 1035), also those of mDNS (RFC 6762) and LLMNR (RFC 4795), over UDP and TCP. */
#ifndef TAPLESS_DISSECT_DNS_H
#define TAPLESS_DISSECT_DNS_H

#include <stdbool.h>

#include "message.h"

#define TL_DNS_PORT   53
#define TL_MDNS_PORT  5353
#define TL_LLMNR_PORT 5355

#define TL_DNS_NAME_OCTETS 255 /* on the wire, RFC 1035 2.3.4 */
#define TL_DNS_NAME_SIZE   1024 /* as text, each octet at worst `\DDD`, and a NUL */
#define TL_DNS_ANSWERS                                                                                                 \
	80 /* that are kept of a message: more do not fit into the 1232 octets that resolvers let it have */

enum tl_dns_type {
	TL_DNS_A = 1,
	TL_DNS_AAAA = 28,
	TL_DNS_OPT = 41, /* RFC 6891 */
};

#define TL_DNS_ANSWERS_SIZE 256

/* A record of the answer section. Integers in host order. */
struct tl_dns_answer {
	__u16 type;
	__u16 class; /* without mDNS's cache-flush bit */
	__u32 ttl; /* seconds; RFC 2181 8: above 2^31 - 1 means 0 */
	__u8 address[16]; /* of A (mapped, RFC 4291 2.5.5.2) and AAAA in class IN, else zeros */
	bool has_address;
};

struct tl_dns_facts {
	__u16 id;
	__u16 flags; /* second word of the header: QR, opcode, AA, TC, RD, RA, Z, AD, CD, RCODE */
	__u16 response_code; /* 12 bits where there is an OPT record (RFC 6891 6.1.3), else 4 */
	__u16 question_type; /* of the first question; 0, and an empty name, if there is none */
	__u16 question_class; /* without mDNS's unicast-response bit */
	__u16 questions; /* as the header counts them */
	__u16 answers;
	__u16 kept; /* answers in `answer` */
	bool is_response;
	char name[TL_DNS_NAME_SIZE]; /* RFC 1035 5.1: `\.`, `\\` and `\DDD`; the root is "." */
	struct tl_dns_answer answer[TL_DNS_ANSWERS];
	char answers_text[TL_DNS_ANSWERS_SIZE]; /* dns_answers.h */
	bool answers_end; /* of the text: there are more */
};

#define TL_DNS_QUESTIONS 32 /* that are told of a message; each means to read those before it again */

/* Over TCP the message begins with its length (RFC 1035 4.2.2). Octets behind a message are not looked at. */
enum tl_dissection tl_dns_dissect(const struct tl_message *message, struct tl_dns_facts *facts);

/* The facts' question becomes that with this number, from 0. False: there is none. */
bool tl_dns_question(const struct tl_message *message, __u32 number, struct tl_dns_facts *facts);

#endif
