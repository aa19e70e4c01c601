/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What dissectors say of a conversation: a struct for each protocol, all zeros where it was not spoken. */
#ifndef TAPLESS_FLOW_RECORD_FACTS_H
#define TAPLESS_FLOW_RECORD_FACTS_H

#include <stdbool.h>

#include <tapless/flow.h>

/* A query, and what answered it. Integers in host order, addresses in network order. */
struct tl_record_dns {
	__u64 asked_at; /* of the query; 0: not seen */
	__u32 response_time; /* microseconds, valid if is_timed */
	__u32 ttl; /* seconds, of the first answer */
	__u16 id;
	__u16 flags; /* second word of the header: the response's, or else the query's */
	__u16 response_code;
	__u16 question_type;
	__u16 question_class;
	__u16 answers; /* as the header counts them */
	__u16 answer_type; /* of the first answer */
	bool known;
	bool is_answered;
	bool is_timed;
	bool has_answer;
	bool has_ipv4;
	bool has_ipv6;
	__u8 ipv4[4]; /* the first address among the answers */
	__u8 ipv6[16];
	char name[TL_NAME_SIZE]; /* as text (RFC 1035 5.1), NULs behind it */
};

struct tl_record_facts {
	struct tl_record_dns dns;
};

#endif
