/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What may follow a destination: `URI?NAME=VALUE&NAME=VALUE`. One row each in parameters.c; the manual is made from it. */
#ifndef TAPLESS_EXPORT_PARAMETERS_H
#define TAPLESS_EXPORT_PARAMETERS_H

#include <stddef.h>

#include "exporter.h"

/* Which exporters a parameter is for. */
#define TL_FOR_ALL	   1
#define TL_FOR_DOMAINS	   2 /* formats that tell an observation domain or source id */
#define TL_FOR_DATAGRAMS   4
#define TL_FOR_TLS	   8
#define TL_FOR_IPFIX	   32
#define TL_FOR_TEMPLATES   16 /* datagrams of formats with templates */
#define TL_FOR_FILES	   64
#define TL_FOR_STORE	   128
#define TL_FOR_CONNECTIONS 256
#define TL_FOR_FIELDS	   512 /* formats whose records may have any fields */

#define TL_LEAST_PATH_MTU 256

enum tl_parameter_type {
	TL_PARAMETER_NUMBER, /* 32 bits */
	TL_PARAMETER_FLAG, /* 0 or 1, a bool */
	TL_PARAMETER_TEXT, /* const char * */
	TL_PARAMETER_SIZE, /* octets, 64 bits; k, M, G may follow */
	TL_PARAMETER_DURATION, /* seconds, 32 bits; s, m, h, d, w may follow */
	TL_PARAMETER_CHOICE, /* an unsigned int: which of the choices */
};

struct tl_parameter {
	const char *name;
	size_t offset; /* of the member of struct tl_export_options that it sets */
	enum tl_parameter_type type;
	__u32 minimum, maximum; /* of a number */
	unsigned int taken_by; /* TL_FOR_… */
	const char *help;
	const char *const *choices; /* up to NULL */
};

extern const struct tl_parameter tl_parameters[];
extern const unsigned int tl_parameter_count;

/* Octets of the URI before its parameters, which begin at the last question mark. */
size_t tl_parameters_begin(const char *uri);

/*
 * Sets what the parameters say: `text`, behind the question mark, is cut, and texts point into it. `taken_by` is the exporter's.
 * -EINVAL after an error that has been printed and names the word.
 */
int tl_parameters_apply(const char *uri, char *text, unsigned int taken_by, struct tl_export_options *options);

#endif
