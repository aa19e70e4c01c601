/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What databases that take our JSON lines must be told of the types, from the table of elements. */
#ifndef TAPLESS_CMD_DATABASE_FILES_H
#define TAPLESS_CMD_DATABASE_FILES_H

#include <stdio.h>

/* A table `flows` for ClickHouse, a column for each key that a line can have. */
void tl_print_clickhouse_table(FILE *out);

/* An index template for Elasticsearch and OpenSearch: a mapping of each key, for indices whose names begin with "tapless". */
void tl_print_elastic_template(FILE *out);

#endif
