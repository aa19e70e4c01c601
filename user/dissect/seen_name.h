/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A name that was seen beside an address, told at once: the flow that it is the name of may be over before the record of the
 * conversation in which it was seen comes out (that of DNS waits for the idle timeout).
 */
#ifndef TAPLESS_DISSECT_SEEN_NAME_H
#define TAPLESS_DISSECT_SEEN_NAME_H

#include <linux/types.h>

enum tl_seen_in {
	TL_SEEN_IN_DNS, /* an answer: the address, whatever aliases lie between (RFC 1034 3.6.2), is that of the name asked for */
	TL_SEEN_IN_SNI,
	TL_SEEN_IN_HOST,
};

struct tl_seen_name {
	enum tl_seen_in in;
	const char *name; /* as the protocol has it: any case, Host with its port */
	const __u8 *client; /* 16 octets each, as in a flow's key: who wants the name… */
	const __u8 *address; /* …and what it is the name of */
	__u32 ttl; /* seconds, of an answer */
	__u64 time; /* of the samples */
};

typedef void tl_see_name(void *context, const struct tl_seen_name *seen);

#endif
