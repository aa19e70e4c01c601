/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_DNS_H
#define TAPLESS_FLOW_FACTS_DNS_H

#include "text.h"

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
	char answer_list[TL_RECORD_LINE]; /* dissect/dns_answers.h */
	char name[TL_NAME_SIZE]; /* as text (RFC 1035 5.1), NULs behind it */
};

/* clang-format off */
#define TL_DNS_FIELDS(ROW) \
	ROW(dns, dnsId, FLOWMON, 110, UNSIGNED16, IDENTIFIER, NONE, 2, \
		id, known, "DNS: id of the conversation's first query; what follows is about that and its response") \
	ROW(dns, dnsFlagsCodes, FLOWMON, 111, UNSIGNED16, FLAGS, NONE, 2, \
		flags, known, "second word of the header, QR to RCODE; of the response, or else of the query") \
	ROW(dns, dnsAnswrecCount, FLOWMON, 113, UNSIGNED16, QUANTITY, NONE, 2, \
		answers, is_answered, "number of records in the response's answer section") \
	ROW(dns, dnsCrrType, FLOWMON, 117, UNSIGNED16, IDENTIFIER, NONE, 2, \
		answer_type, has_answer, "type of the first of them") \
	ROW(dns, dnsCrrTtl, FLOWMON, 119, UNSIGNED32, QUANTITY, SECONDS, 4, \
		ttl, has_answer, "its time to live") \
	ROW(dns, dnsQname, FLOWMON, 121, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		name, name, "name that was asked for, as a zone file has it (RFC 1035 5.1)") \
	ROW(dns, dnsQtype, FLOWMON, 122, UNSIGNED16, IDENTIFIER, NONE, 2, \
		question_type, name, "type that was asked for: 1 A, 28 AAAA, 15 MX, 65 HTTPS, ...") \
	ROW(dns, dnsQclass, FLOWMON, 123, UNSIGNED16, IDENTIFIER, NONE, 2, \
		question_class, name, "class that was asked for: 1 IN; without mDNS's unicast-response bit") \
	ROW(dns, dnsResponseCode, TAPLESS, 70, UNSIGNED16, IDENTIFIER, NONE, 2, \
		response_code, is_answered, "response code, with the upper bits of EDNS: 0 no error, 3 no such name, ...") \
	ROW(dns, dnsResponseTime, TAPLESS, 71, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from query to response") \
	ROW(dns, dnsAnswerIPv4Address, TAPLESS, 72, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		ipv4, has_ipv4, "first IPv4 address of the answer") \
	ROW(dns, dnsAnswerIPv6Address, TAPLESS, 73, IPV6_ADDRESS, DEFAULT, NONE, 16, \
		ipv6, has_ipv6, "first IPv6 address of the answer") \
	ROW(dns, dnsAnswers, TAPLESS, 390, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		answer_list, answer_list, "the answers, as many as fit: TTL, type, address or name, of mDNS behind its own name: 60 A 192.0.2.1")
/* clang-format on */

#endif
