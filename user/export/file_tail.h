/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where an IPFIX file can be continued. */
#ifndef TAPLESS_EXPORT_FILE_TAIL_H
#define TAPLESS_EXPORT_FILE_TAIL_H

#include <sys/types.h>

#include <linux/types.h>

/*
 * Reads the file from its start; cuts off a last message that is not whole (said by a warning). Returns the file's length
 * and the sequence number of its next message; -errno after an error that has been printed: not an IPFIX file, not readable.
 * What is no regular file (a pipe, /dev/null) has length 0.
 */
off_t tl_file_tail(int file, const char *uri, __u32 *next_sequence);

#endif
