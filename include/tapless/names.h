/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Finds the name a client asks for at the start of its data: the SNI of a TLS ClientHello, the Host of an HTTP/1 request.
 * One source for the kernel programs, unit tests and fuzzers.
 */
#ifndef TAPLESS_NAMES_H
#define TAPLESS_NAMES_H

#include "names_http.h"
#include "names_preface.h"
#include "names_tls.h"

/*
 * Does a payload whose first four bytes are these (first one in the top bits) start like a ClientHello record or an
 * HTTP/1 request? Cheap enough for each data packet; tl_name_find() looks closer. is_first: a conversation begins here,
 * where any word in capital letters may be a method.
 */
static __always_inline bool tl_name_starts(__u32 first_four, bool is_first)
{
	return tl_tls_starts(first_four) || tl_http_starts(first_four) || (is_first && tl_http_may_start(first_four));
}

/*
 * Looks at the first `length` bytes of a message, which the caller has put into search->bytes. On TL_NAME_FOUND, kind,
 * length and name are set, the name padded with NULs. Uses up the bytes: a hello spread over several records is put
 * together in place, so a second look at a longer prefix needs them filled in again.
 */
static __always_inline enum tl_name_result tl_name_find(struct tl_name_search *search, __u32 length)
{
	__u32 first_four;

	if (length > TL_NAME_PREFIX)
		length = TL_NAME_PREFIX;
	if (length < sizeof(first_four))
		return TL_NAME_CUT;
	search->available = length;
	search->position = 0;
	search->result = TL_NAME_CUT;
	first_four = tl_name_read32(search, 0);
	if (tl_tls_starts(first_four))
		tl_find_sni(search);
	else if (tl_http_starts(first_four) || tl_http_may_start(first_four))
		tl_find_host(search);
	else
		return TL_NAME_ABSENT;
	if (search->result == TL_NAME_FOUND)
		return tl_name_copy(search);
	/* What is cut behind the prefix stays cut, whatever comes. */
	return search->result == TL_NAME_CUT && length < TL_NAME_PREFIX ? TL_NAME_CUT : TL_NAME_ABSENT;
}

/*
 * Is what tl_name_find() called cut worth waiting for? Of what begins with an unknown word its request line must be there, else all that
 * other protocols say would be kept.
 */
static __always_inline bool tl_name_is_awaited(const struct tl_name_search *search, __u32 length)
{
	return length < sizeof(__u32) || search->target || tl_name_starts(tl_name_read32(search, 0), false);
}

#endif
