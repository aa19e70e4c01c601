/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Rows as an IPFIX file, by the encoder that exporters have. */
#ifndef TAPLESS_QUERY_IPFIX_OUTPUT_H
#define TAPLESS_QUERY_IPFIX_OUTPUT_H

#include "row.h"

struct tl_ipfix_output;

/* The file is made anew. NULL after an error that has been printed. */
struct tl_ipfix_output *tl_ipfix_output_open(const char *path);

/* 0 or -errno, printed. */
int tl_ipfix_output_row(struct tl_ipfix_output *output, const struct tl_row *row);

/* 0 or -errno, printed. Frees. */
int tl_ipfix_output_close(struct tl_ipfix_output *output);

#endif
