/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A dissector's message in memory of exactly its size, so that ASan sees what is read outside. */
#ifndef TAPLESS_SELFTESTS_UNIT_EXACT_MESSAGE_H
#define TAPLESS_SELFTESTS_UNIT_EXACT_MESSAGE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/message.h"

/* `captured` octets of a message that had `length`; all else in it is 0, the caller's to fill in. To be given back. */
static inline struct tl_message exact_message(const void *octets, size_t captured, size_t length)
{
	__u8 *copy = malloc(captured ? captured : 1);
	struct tl_message message = {.octets = copy, .captured = (__u32)captured, .length = (__u32)length};

	if (!copy)
		abort();
	memcpy(copy, octets, captured);
	return message;
}

static inline void give_back(const struct tl_message *message)
{
	free((void *)(uintptr_t)message->octets);
}

#endif
