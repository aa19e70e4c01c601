/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where an IPFIX file can be continued. */
#ifndef TAPLESS_EXPORT_FILE_TAIL_H
#define TAPLESS_EXPORT_FILE_TAIL_H

#include <sys/types.h>

#include <linux/types.h>

struct tl_file_tail {
	off_t end; /* of the last whole message */
	__u32 next_sequence;
	__u16 first_template; /* the lowest id that no template of the file has */
};

/*
 * Reads the file from its start; cuts off a last message that is not whole (said by a warning). 0; -errno after an error that
 * has been printed: not an IPFIX file, not readable. What is no regular file (a pipe, /dev/null) counts as empty.
 */
int tl_file_tail(int file, const char *uri, struct tl_file_tail *tail);

#endif
