// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "stack.h"

#include <netinet/in.h>
#include <stdio.h>

#include "stack_list.h"

#define ETHERTYPE_IPV4	 0x0800
#define ETHERTYPE_IPV6	 0x86dd
#define IPV4_HEADER	 20 /* without options, which SYNs do not have */
#define IPV6_HEADER	 40
#define FARTHEST	 32 /* hops: more are rare in the Internet, so that the guess of the first TTL is in doubt */
#define LESS_IF_FARTHER	 20
#define WINDOW_MOST	 65535
#define MASK_SYN_AND_ACK 0x12
#define FLAG_SYN	 0x02

struct signature {
	const char *system;
	__u8 ttl;
	__u8 header;
	__u64 options;
	__u32 window;
	__u8 least_scale, greatest_scale;
	__u8 confidence;
};

static const struct signature signatures[] = {
#define ROW(system, ttl, header, options, window, least, greatest, confidence)                                         \
	{system, ttl, header, options, window, least, greatest, confidence},
	TL_STACK_LIST(ROW)
#undef ROW
};

/* Systems begin with one of these. */
static __u8 first_ttl(__u8 ttl)
{
	return ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255;
}

static bool fits_window(__u32 wanted, const struct tl_record_metrics *syn)
{
	if (wanted <= WINDOW_MOST)
		return syn->syn_window == wanted;
	if (!syn->segment_size)
		return false;
	if (wanted == WHOLE_SEGMENTS)
		return syn->syn_window && syn->syn_window == WINDOW_MOST - WINDOW_MOST % syn->segment_size;
	return syn->syn_window == (wanted - SEGMENTS(0)) * syn->segment_size;
}

static bool fits(const struct signature *signature, const struct tl_record_metrics *syn, unsigned int header)
{
	return signature->ttl == first_ttl(syn->syn_ttl) && signature->header == header &&
	       signature->options == syn->tcp_options && fits_window(signature->window, syn) &&
	       syn->window_scale >= signature->least_scale && syn->window_scale <= signature->greatest_scale;
}

/* Was it the source that opened the connection? A SYN-ACK answers to what the client's SYN offers. */
static bool is_opener(const struct tl_record *record)
{
	return record->biflow_direction == TL_BIFLOW_INITIATOR ||
	       (record->forward.initial_tcp_flags & MASK_SYN_AND_ACK) == FLAG_SYN;
}

void tl_stack_enrich(struct tl_record *record)
{
	const struct tl_record_metrics *syn = &record->metrics;
	unsigned int ip_header = record->key.ethertype == ETHERTYPE_IPV4 ? IPV4_HEADER : IPV6_HEADER;
	const struct signature *signature = signatures;
	const struct signature *end = signatures + sizeof(signatures) / sizeof(signatures[0]);

	if ((record->key.ethertype != ETHERTYPE_IPV4 && record->key.ethertype != ETHERTYPE_IPV6) ||
	    record->key.protocol != IPPROTO_TCP || !syn->has_syn || !is_opener(record) || syn->syn_length <= ip_header)
		return;
	while (signature < end && !fits(signature, syn, syn->syn_length - ip_header))
		signature++;
	if (signature == end)
		return;
	snprintf(record->stack.system, sizeof(record->stack.system), "%s", signature->system);
	record->stack.confidence = signature->confidence;
	if (signature->ttl - syn->syn_ttl > FARTHEST)
		record->stack.confidence -= LESS_IF_FARTHER;
}
