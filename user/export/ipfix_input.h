/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* IPFIX files, compressed ones too, read message by message; what is wrong in them is told with its place. */
#ifndef TAPLESS_EXPORT_IPFIX_INPUT_H
#define TAPLESS_EXPORT_IPFIX_INPUT_H

#include "reader.h"

struct tl_ipfix_input;

typedef void tl_ipfix_input_record(void *context, const struct tl_reader_record *record);

/* `record` gets each record, those of options templates too. NULL without memory. */
struct tl_ipfix_input *tl_ipfix_input_create(tl_ipfix_input_record *record, void *context);

/* One file; "-" is standard input. False after errors that have been printed; what could be read was handed over. */
bool tl_ipfix_input_read(struct tl_ipfix_input *input, const char *path);

/* For `record`: it wants no more, of this and all further files. */
void tl_ipfix_input_stop(struct tl_ipfix_input *input);

/* For `record`: something is wrong with the message that is being read. */
void tl_ipfix_input_tell(struct tl_ipfix_input *input, const char *what);

/* Octets of the file that have been taken, as they lie on the disk; 0 for what has no places. */
unsigned long long tl_ipfix_input_position(const struct tl_ipfix_input *input);

void tl_ipfix_input_destroy(struct tl_ipfix_input *input); /* NULL is fine */

#endif
