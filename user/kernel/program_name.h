/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whose is a BPF program that is in the way, or beside ours? */
#ifndef TAPLESS_KERNEL_PROGRAM_NAME_H
#define TAPLESS_KERNEL_PROGRAM_NAME_H

#include <stddef.h>

#include "engine.h"

/* Name and id of a program, as far as this process may know them: "'name' (program id 7)". */
void tl_program_name(__u32 id, char *name, size_t size);

/* By its name: some tapless's, of whatever instance. */
bool tl_program_is_ours(__u32 id);

/* It is one of those that this engine attaches. Unlike the former this needs no capability. */
bool tl_program_is_of(const struct tl_engine *engine, __u32 id);

#endif
