/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a conversation was seen to be about, each thing once: of protocols whose messages are too many for a record each, but tell of
 * few things (topics, kinds of ASDUs), each further thing becomes one.
 */
#ifndef TAPLESS_DISSECT_TOLD_H
#define TAPLESS_DISSECT_TOLD_H

#include "transactions.h"

#define TL_TOLD_MOST 64 /* of a conversation */

/*
 * Is it new? Then it counts as told from now on. A thing is known by a number made of its octets, with `kind` telling apart what has
 * the same. What the dissector at work remembers of the conversation is used for this alone.
 */
bool tl_told_is_new(struct tl_transactions *transactions, __u32 kind, const void *octets, size_t count);

#endif
