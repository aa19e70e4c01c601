/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where a DNS message is read, and the names in it. */
#ifndef TAPLESS_DISSECT_DNS_NAME_H
#define TAPLESS_DISSECT_DNS_NAME_H

#include "message.h"

/* Offsets count from the message's header, as compression pointers do (RFC 1035 4.1.4). */
struct tl_dns_reader {
	const __u8 *octets;
	__u32 captured;
	__u32 length;
	__u32 offset; /* of what is read next */
};

/* TL_DISSECT_WHOLE if `size` octets at `offset` can be read, CUT if they were not captured, FOREIGN if there are none. */
static inline enum tl_dissection tl_dns_has(const struct tl_dns_reader *reader, __u32 offset, __u32 size)
{
	if (offset > reader->length || size > reader->length - offset)
		return TL_DISSECT_FOREIGN;
	return offset > reader->captured || size > reader->captured - offset ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

/*
 * Reads the name at the reader's offset, which then stands behind it. `text`: TL_DNS_NAME_SIZE octets, NUL-terminated
 * and complete if the result is TL_DISSECT_WHOLE; NULL: the name is only checked.
 */
enum tl_dissection tl_dns_read_name(struct tl_dns_reader *reader, char *text);

#endif
