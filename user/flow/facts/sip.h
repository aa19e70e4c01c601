/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_SIP_H
#define TAPLESS_FLOW_FACTS_SIP_H

#include "text.h"

#define TL_RECORD_CODECS 96

/* Where one end wants its first medium (RFC 3264). Addresses in network order. */
struct tl_record_sip_media {
	bool known; /* there is a session description */
	bool has_ipv4;
	bool has_ipv6;
	__u8 ipv4[4];
	__u8 ipv6[16];
	__u16 port; /* 0: it does not want it */
	char codecs[TL_RECORD_CODECS];
};

/* A request and what answered it. Texts as sent, cut where there is no room; "" if not sent. */
struct tl_record_sip {
	__u64 transaction; /* the same in all messages of one */
	__u64 asked_at; /* of the request; 0: not seen */
	__u64 heard_at; /* of the first response that is more than 100 Trying; 0: none */
	__u64 answered_at; /* of the first final response; 0: none */
	__u32 response_time; /* microseconds, valid if is_timed */
	__u32 delay; /* microseconds, valid if is_heard */
	bool is_timed;
	bool is_heard;
	__u16 status; /* of the final response, or else of the latest provisional one; 0: none */
	char method[24];
	char uri[TL_RECORD_LINE];
	char from[TL_RECORD_TEXT];
	char to[TL_RECORD_TEXT];
	char call_id[TL_RECORD_TEXT];
	char via[TL_RECORD_TEXT];
	char sequence[40];
	char user_agent[TL_RECORD_LINE];
	char server[TL_RECORD_TEXT];
	char reason[64];
	char media_kind[16];
	struct tl_record_sip_media asked; /* in the request */
	struct tl_record_sip_media answered; /* in a response */
};

/* clang-format off */
#define TL_SIP_FIELDS(ROW) \
	ROW(sip, sipMethod, TAPLESS, 200, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		method, method, "method of the SIP request: of the first one of the flow, or of the transaction") \
	ROW(sip, sipRequestUri, CESNET, 107, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		uri, uri, "whom or what it is for") \
	ROW(sip, sipCallingParty, FLOWMON, 34, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		from, from, "URI in From, without name and tag") \
	ROW(sip, sipCalledParty, FLOWMON, 35, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		to, to, "URI in To") \
	ROW(sip, sipCallId, FLOWMON, 33, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		call_id, call_id, "Call-ID: the same in all transactions of a call") \
	ROW(sip, sipCseq, CESNET, 108, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		sequence, sequence, "CSeq: number and method") \
	ROW(sip, sipVia, FLOWMON, 36, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		via, via, "first Via: the hop that sent the request") \
	ROW(sip, sipUserAgent, CESNET, 106, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		user_agent, user_agent, "what program asks, or else which one answers, by its User-Agent") \
	ROW(sip, sipServer, TAPLESS, 202, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		server, server, "what program answers, by its Server header, or else by its User-Agent") \
	ROW(sip, sipStatusCode, CESNET, 101, UNSIGNED16, IDENTIFIER, NONE, 2, \
		status, status, "status of the final response, or else of the latest provisional one") \
	ROW(sip, sipReasonPhrase, TAPLESS, 201, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		reason, reason, "what that response says to it") \
	ROW(sip, sipResponseTime, TAPLESS, 203, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from the request to its first final response") \
	ROW(sip, sipPostDialDelay, TAPLESS, 204, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		delay, is_heard, "from INVITE to the first response that is more than 100 Trying") \
	ROW(sip, sipMediaKind, TAPLESS, 205, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		media_kind, media_kind, "first medium of the session description: audio, video, ...") \
	ROW(sip, sipRtpIp4, FLOWMON, 40, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		asked.ipv4, asked.has_ipv4, "address at which who asks wants it") \
	ROW(sip, sipRtpIp6, FLOWMON, 41, IPV6_ADDRESS, DEFAULT, NONE, 16, \
		asked.ipv6, asked.has_ipv6, "address at which who asks wants it") \
	ROW(sip, sipMediaPort, TAPLESS, 206, UNSIGNED16, IDENTIFIER, NONE, 2, \
		asked.port, asked.known, "and port") \
	ROW(sip, sipMediaCodecs, TAPLESS, 207, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		asked.codecs, asked.codecs, "codecs that it offers, in its order, with commas between") \
	ROW(sip, sipAnswerIPv4Address, TAPLESS, 208, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		answered.ipv4, answered.has_ipv4, "address at which who answers wants it") \
	ROW(sip, sipAnswerIPv6Address, TAPLESS, 209, IPV6_ADDRESS, DEFAULT, NONE, 16, \
		answered.ipv6, answered.has_ipv6, "address at which who answers wants it") \
	ROW(sip, sipAnswerMediaPort, TAPLESS, 210, UNSIGNED16, IDENTIFIER, NONE, 2, \
		answered.port, answered.known, "and port") \
	ROW(sip, sipAnswerMediaCodecs, TAPLESS, 211, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		answered.codecs, answered.codecs, "codecs that it accepts, in its order, with commas between")
/* clang-format on */

#endif
