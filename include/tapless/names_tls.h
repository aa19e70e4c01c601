/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The SNI of a TLS ClientHello: RFC 8446 4.1.2, RFC 6066 3. */
#ifndef TAPLESS_NAMES_TLS_H
#define TAPLESS_NAMES_TLS_H

#include "names_tls_records.h"

#define TL_TLS_SESSION_ID     43 /* behind version (2) and random (32) */
#define TL_TLS_SERVER_NAME    0
#define TL_TLS_HOST_NAME      0
#define TL_TLS_ENTRY_HEADER   3 /* name type (1), name length (2) */
#define TL_TLS_ENTRIES_MAX    64
#define TL_TLS_EXTENSIONS_MAX (TL_NAME_PREFIX / 4) /* of four bytes each, more do not fit */

/* Steps over session id, cipher suites and compression methods to the first extension. */
static __always_inline bool tl_tls_find_extensions(struct tl_name_search *search)
{
	__u32 position = TL_TLS_SESSION_ID;

	if (!tl_name_has(search, position, 1))
		return false;
	position += 1 + tl_name_read8(search, position);
	if (!tl_name_has(search, position, 2))
		return false;
	position += 2 + tl_name_read16(search, position);
	if (!tl_name_has(search, position, 1))
		return false;
	position += 1 + tl_name_read8(search, position);
	if (!tl_name_has(search, position, 2))
		return false;
	tl_tls_limit(search, position + 2 + tl_name_read16(search, position));
	search->position = position + 2;
	return true;
}

/* The list in a server_name extension of `size` bytes: FOUND if it lies in it. What is wrong there is no name, for servers neither. */
static __always_inline void tl_tls_find_list(struct tl_name_search *search, __u32 position, __u32 size)
{
	__u32 length;

	search->result = TL_NAME_ABSENT;
	if (size < 2 || !tl_name_has(search, position, 2))
		return;
	length = tl_name_read16(search, position);
	if (2 + length > size)
		return;
	search->position = position + 2;
	search->end = position + 2 + length;
	search->result = TL_NAME_FOUND;
}

/* One entry of the list in [position, end) a turn: the first host_name that is not empty counts. */
static long tl_tls_entry(__u32 turn, struct tl_name_loop *loop)
{
	struct tl_name_search *search = loop->search;
	__u32 start = search->position, name = start + TL_TLS_ENTRY_HEADER, length;

	(void)turn;
	if (name > search->end || !tl_name_has(search, start, TL_TLS_ENTRY_HEADER))
		return 1;
	length = tl_name_read16(search, start + 1);
	if (name + length > search->end)
		return 1;
	if (tl_name_read8(search, start) != TL_TLS_HOST_NAME || !length) {
		search->position = name + length;
		return 0;
	}
	if (!tl_name_has(search, name, length))
		return 1;
	search->position = name;
	search->end = name + length;
	search->kind = TL_NAME_TLS_SNI;
	search->result = TL_NAME_FOUND;
	return 1;
}

static long tl_tls_extension(__u32 turn, struct tl_name_loop *loop)
{
	struct tl_name_search *search = loop->search;
	__u32 position = search->position, size;

	(void)turn;
	if (!tl_name_has(search, position, 4))
		return 1;
	size = tl_name_read16(search, position + 2);
	if (tl_name_read16(search, position) == TL_TLS_SERVER_NAME) {
		tl_tls_find_list(search, position + 4, size);
		return 1;
	}
	search->position = position + 4 + size;
	return 0;
}

static __always_inline void tl_find_sni(struct tl_name_search *search)
{
	search->limit = ~0U;
	if (!tl_tls_take_hello(search) || !tl_tls_find_extensions(search))
		return;
	search->result = TL_NAME_ABSENT;
	tl_name_turns(TL_TLS_EXTENSIONS_MAX, tl_tls_extension, search);
	if (search->result != TL_NAME_FOUND)
		return;
	search->result = TL_NAME_ABSENT;
	tl_name_turns(TL_TLS_ENTRIES_MAX, tl_tls_entry, search);
}

#endif
