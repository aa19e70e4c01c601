/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_TFTP_H
#define TAPLESS_FLOW_FACTS_TFTP_H

#include "text.h"

/* One request. */
struct tl_record_tftp {
	__u16 operation;
	char file[TL_RECORD_TEXT];
};

/* clang-format off */
#define TL_TFTP_FIELDS(ROW) \
	ROW(tftp, tftpOpcode, TAPLESS, 172, UNSIGNED16, IDENTIFIER, NONE, 2, \
		operation, operation, "1 read, 2 write") \
	ROW(tftp, tftpFile, TAPLESS, 178, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		file, file, "file that is read or written")
/* clang-format on */

#endif
