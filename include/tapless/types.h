/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Fixed-width types and attributes for headers that BPF programs, user space and fuzzers share. */
#ifndef TAPLESS_TYPES_H
#define TAPLESS_TYPES_H

#ifndef __bpf__ /* a BPF translation unit gets these types from vmlinux.h, which must come first */
#include <linux/types.h>
#include <stdbool.h>
#endif

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif

#define TL_STATIC_ASSERT(expression) _Static_assert(expression, #expression)

#endif
