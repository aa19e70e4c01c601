/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Running instances: folders below /sys/fs/bpf/tapless, and what to say when one is not there. */
#ifndef TAPLESS_LIB_INSTANCE_H
#define TAPLESS_LIB_INSTANCE_H

#include <stddef.h>

#define TL_INSTANCES_FOLDER	"/sys/fs/bpf/tapless"
#define TL_INSTANCE_FOLDER_SIZE 128

/* "/sys/fs/bpf/tapless/NAME" */
void tl_instance_folder(char *folder, size_t size, const char *name);

/*
 * 0 if the instance has pins that this process may reach. Else -errno after an error that says why: no bpffs here, no
 * permission, no such instance (and which ones run).
 */
int tl_instance_check(const char *name);

#endif
