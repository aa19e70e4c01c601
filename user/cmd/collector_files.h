/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Files for collectors that must be told what our elements are, from the table of elements. */
#ifndef TAPLESS_CMD_COLLECTOR_FILES_H
#define TAPLESS_CMD_COLLECTOR_FILES_H

#include <stdio.h>

/* One enterprise's elements as libfds (ipfixcol2) wants them; `place` in tl_enterprises. */
void tl_print_libfds_elements(FILE *out, unsigned int place);

/* A mapping file for goflow2: numbers and strings by the elements' names. */
void tl_print_goflow2_mapping(FILE *out);

#endif
