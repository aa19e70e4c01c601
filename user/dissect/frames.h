/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages that say how long they are, one behind the other in a stream or a datagram. */
#ifndef TAPLESS_DISSECT_FRAMES_H
#define TAPLESS_DISSECT_FRAMES_H

#include "message.h"
#include "transactions.h"

#define TL_FRAME_OPEN 0xffffffffu /* it begins like one, but too little was captured to tell */

/* Octets of the message that begins here, TL_FRAME_OPEN, or 0: none begins here. */
typedef __u32 tl_frame_length(const struct tl_message *message);

/* Takes one whole message. False: it is none after all, the transactions are as before. */
typedef bool tl_frame_take(struct tl_transactions *transactions, const struct tl_message *frame);

/*
 * Takes the messages that begin here and were not taken before. FOREIGN only if the first one is none; CUT otherwise:
 * as long as the connection lives, more may follow.
 */
enum tl_dissection tl_frames_take(struct tl_transactions *transactions, const struct tl_message *message,
				  tl_frame_length *length_of, tl_frame_take *take);

#endif
