/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The parameters of a URI: ADDRESS?NAME=VALUE&NAME=VALUE. */
#ifndef TAPLESS_EXPORT_PARAMETERS_H
#define TAPLESS_EXPORT_PARAMETERS_H

#include <stddef.h>

struct tl_parameter {
	const char *name;
	size_t offset; /* of a `const char *` among the values */
};

/*
 * Cuts `address` at its ? and lets the values point into it; those that are not given stay as they are. -EINVAL after an error
 * that has been printed: a name that is in no row, twice the same one, no value.
 */
int tl_parameters_take(const char *uri, char *address, const struct tl_parameter *rows, size_t count, void *values);

#endif
