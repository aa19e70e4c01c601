/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What each fuzzer has: where libFuzzer calls it, and how it says that something is wrong. */
#ifndef TAPLESS_SELFTESTS_FUZZ_H
#define TAPLESS_SELFTESTS_FUZZ_H

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

#endif
