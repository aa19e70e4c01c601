/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names as texts, each kept once however many hold it. */
#ifndef TAPLESS_ENRICH_NAME_TEXTS_H
#define TAPLESS_ENRICH_NAME_TEXTS_H

#include <stdbool.h>

#include "../dissect/seen_name.h"
#include "../flow/table.h"

#define TL_NAME_TEXT_SIZE 256

struct tl_name_text {
	struct tl_table_link link;
	__u32 holders;
	__u16 length;
	char octets[]; /* and a NUL */
};

struct tl_name_texts {
	struct tl_table table;
	size_t octets; /* of all, with what each takes besides */
	__u64 seed;
};

int tl_name_texts_init(struct tl_name_texts *texts, __u64 seed); /* 0 or -ENOMEM */
void tl_name_texts_fini(struct tl_name_texts *texts); /* when nobody holds one any more */

/* NULL without memory. */
struct tl_name_text *tl_name_texts_hold(struct tl_name_texts *texts, const char *name);
void tl_name_texts_release(struct tl_name_texts *texts, struct tl_name_text *text);

/*
 * The name as names are compared: in lower case (RFC 4343; resolvers' clients mix it on purpose), without the root's dot, and a
 * Host without its port. False if it is none: empty, too long, an address.
 */
bool tl_name_text_normalize(char to[TL_NAME_TEXT_SIZE], const char *name, enum tl_seen_in in);

#endif
