/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What each fuzzer has: where libFuzzer calls it, and how it says that something is wrong. */
#ifndef TAPLESS_SELFTESTS_FUZZ_H
#define TAPLESS_SELFTESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* No function: abort() then stands in the line that expected it, which a stack trace shows. */
#define expect(condition)                                                                                              \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			abort();                                                                                       \
	} while (0)

/* Inputs of many: an octet that chooses, one that says how much of the message's end was not captured, the message. */
struct fuzz_message {
	uint8_t choice;
	const uint8_t *octets;
	size_t length, captured;
};

/* False: the input has no room for one. */
static inline bool fuzz_take_message(struct fuzz_message *message, const uint8_t *bytes, size_t size)
{
	if (size < 2)
		return false;
	*message = (struct fuzz_message){.choice = bytes[0], .octets = bytes + 2, .length = size - 2};
	message->captured = message->length > bytes[1] ? message->length - bytes[1] : 0;
	return true;
}

#endif
